from __future__ import annotations

import asyncio
import time

import pytest
from channels.layers import InMemoryChannelLayer

from troth.practice.common import channel_layer
from troth.practice.common.channel_layer import SparinglyCleaned


@pytest.fixture
def looked(monkeypatch) -> list[object]:
    """Count how often Channels looks for what is out of date."""
    times: list[object] = []
    look = InMemoryChannelLayer._clean_expired

    def looking(layer) -> None:
        times.append(layer)
        look(layer)

    monkeypatch.setattr(InMemoryChannelLayer, "_clean_expired", looking)
    return times


async def send_and_hear(layer: SparinglyCleaned, words: int) -> list[int]:
    await layer.group_add("both", "hers")
    heard = []
    for number in range(words):
        await layer.group_send("both", {"type": "said", "number": number})
        heard.append((await layer.receive("hers"))["number"])
    return heard


def test_it_looks_once_for_many_words_and_all_of_them_arrive(looked):
    assert asyncio.run(send_and_hear(SparinglyCleaned(), 50)) == list(range(50))
    assert len(looked) == 1


def test_it_looks_again_when_its_time_has_come(looked, monkeypatch):
    monkeypatch.setattr(channel_layer, "EVERY", 0.0)
    asyncio.run(send_and_hear(SparinglyCleaned(), 5))
    assert len(looked) == 2 * 5


def test_a_message_that_nobody_fetched_in_its_time_is_dropped(monkeypatch):
    now = time.time()
    layer = SparinglyCleaned(expiry=60)
    asyncio.run(layer.send("hers", {"type": "said"}))
    monkeypatch.setattr(time, "time", lambda: now + 61)
    monkeypatch.setattr(channel_layer, "EVERY", 0.0)
    asyncio.run(layer.group_send("both", {"type": "said"}))
    assert layer.channels == {}
