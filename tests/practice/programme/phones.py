"""Phones that follow a run over a live connection, and all that they hear."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from channels.routing import URLRouter

from troth.practice.config.live import live_urls
from troth.practice.programme.pings import group_of

PATIENCE = 20  # seconds; only a broken connection takes as long


def phone(person, run_id, *, page: str = "") -> ApplicationCommunicator:
    """Return a phone of somebody; ``page`` is what its open page calls itself."""
    path, query = f"/live/run/{run_id}/", f"page={page}".encode()
    scope = {"type": "websocket", "path": path, "query_string": query, "headers": [], "subprotocols": []}
    return ApplicationCommunicator(URLRouter(live_urls), {**scope, "user": person})


async def connect(communicator) -> bool:
    await communicator.send_input({"type": "websocket.connect"})
    return (await communicator.receive_output())["type"] == "websocket.accept"


async def hang_up(communicator) -> None:
    await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
    await communicator.wait()


async def hears(communicator, pings: int) -> list[dict[str, Any]]:
    """Return what a phone heard until so many pings came, without the pings."""
    heard = []
    while pings:
        frame = json.loads((await communicator.receive_output(PATIENCE))["text"])
        if frame == {"changed": True}:
            pings -= 1
        else:
            heard.append(frame)
    return heard


@async_to_sync
async def what_they_hear(
    run_id, people: Mapping[str, Any], tells: Sequence[tuple[str, str]]
) -> dict[str, list[dict[str, Any]]]:
    """Let people tell something, one after the other; return what each phone heard besides pings.

    A first ping shows that what was told was dealt with, a second one that whatever came of it was heard.
    """
    phones = {name: phone(person, run_id) for name, person in people.items()}
    heard: dict[str, list[dict[str, Any]]] = {name: [] for name in people}
    for communicator in phones.values():
        assert await connect(communicator)
    for teller, text in tells:
        await phones[teller].send_input({"type": "websocket.receive", "text": text})
        await get_channel_layer().group_send(group_of(run_id), {"type": "run.changed"})
        heard[teller] += await hears(phones[teller], 1)
        await get_channel_layer().group_send(group_of(run_id), {"type": "run.changed"})
        for name, communicator in phones.items():
            heard[name] += await hears(communicator, 1 if name == teller else 2)
    for communicator in phones.values():
        await hang_up(communicator)
    return heard
