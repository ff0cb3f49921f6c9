from __future__ import annotations

import uuid

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from channels.layers import get_channel_layer
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser

from troth.practice.config.live import live_urls
from troth.practice.programme.pings import group_of


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """Channels drops connections that are inside a transaction; a test's own transaction is one."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


def phone(person, run_id) -> ApplicationCommunicator:
    path = f"/live/run/{run_id}/"
    scope = {"type": "websocket", "path": path, "headers": [], "subprotocols": [], "user": person}
    return ApplicationCommunicator(URLRouter(live_urls), scope)


async def connect(communicator) -> bool:
    await communicator.send_input({"type": "websocket.connect"})
    return (await communicator.receive_output())["type"] == "websocket.accept"


async def hang_up(communicator) -> None:
    await communicator.send_input({"type": "websocket.disconnect", "code": 1000})
    await communicator.wait()


@async_to_sync
async def may_follow(person, run_id) -> bool:
    communicator = phone(person, run_id)
    accepted = await connect(communicator)
    await hang_up(communicator)
    return accepted


@async_to_sync
async def what_a_phone_hears(person, run_id) -> dict:
    communicator = phone(person, run_id)
    await connect(communicator)
    await get_channel_layer().group_send(group_of(run_id), {"type": "run.changed"})
    heard = await communicator.receive_output()
    await hang_up(communicator)
    return heard


@pytest.mark.parametrize("who", ["alice", "bob", "dana"])
def test_the_two_and_their_therapist_follow_a_run(request, run, who):
    assert may_follow(request.getfixturevalue(who).person, run.pk) is True


@pytest.mark.parametrize("who", ["charlie", "erin", "frank"])
def test_others_cannot_follow_it(request, run, who):
    assert may_follow(request.getfixturevalue(who).person, run.pk) is False


def test_nobody_follows_without_a_log_in_or_a_run(run, alice):
    assert may_follow(AnonymousUser(), run.pk) is False
    assert may_follow(alice.person, uuid.uuid4()) is False


def test_a_phone_hears_only_that_something_changed(run, bob):
    assert what_a_phone_hears(bob.person, run.pk) == {"type": "websocket.send", "text": '{"changed": true}'}
