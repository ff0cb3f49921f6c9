"""What was found about two open pages holds for a moment, and not beyond the first change."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.layers import get_channel_layer
from django.db import connection

from tests.practice.programme.phones import PATIENCE, connect, hang_up, hears, phone
from tests.practice.programme.test_presence import TALK, at, says, talking
from troth.practice.common import clock
from troth.practice.programme import actions, presence
from troth.practice.programme.pings import group_of
from troth.practice.programme.presence_actions import choose_presence

__all__ = ["talking"]
pytestmark = pytest.mark.usefixtures("one_connection")


class Two:
    """Alice and Bob at their phones, both at the step where they talk, each told of the other."""

    def __init__(self, run, alice, bob) -> None:
        self.run_id = run.pk
        self.phones = {"alice": phone(alice.person, run.pk), "bob": phone(bob.person, run.pk)}

    async def come(self) -> None:
        for communicator in self.phones.values():
            assert await connect(communicator)
        await self.tells("alice")
        assert await self.hear_until_a_ping() == []
        for teller, listener in (("bob", "alice"), ("alice", "bob")):
            await self.tells(teller)
            assert await self.heard(listener) == says("reading", TALK)

    async def tells(self, name) -> None:
        await self.phones[name].send_input({"type": "websocket.receive", "text": at(TALK)})

    async def heard(self, name) -> dict:
        return json.loads((await self.phones[name].receive_output(PATIENCE))["text"])

    async def hear_until_a_ping(self) -> list[dict]:
        """Return what came before it; what was told is dealt with by then, and heard when a second one has come."""
        await get_channel_layer().group_send(group_of(self.run_id), {"type": "run.changed"})
        return [frame for one in self.phones.values() for frame in await hears(one, 1)]

    async def leave(self) -> None:
        for communicator in self.phones.values():
            await hang_up(communicator)


def test_a_page_that_says_the_same_again_asks_the_database_nothing(talking, alice, bob):
    two, asked = Two(talking, alice, bob), []

    def noted(execute, sql, *arguments):
        asked.append(sql)
        return execute(sql, *arguments)

    @async_to_sync
    async def again() -> list[dict]:
        heard = []
        await two.come()
        assert asked
        asked.clear()
        for teller, listener in (("alice", "bob"), ("bob", "alice")):
            await two.tells(teller)
            heard.append(await two.heard(listener))
        await two.leave()
        return heard

    with connection.execute_wrapper(noted):
        assert again() == [says("reading", TALK)] * 2
    assert asked == []


@pytest.mark.parametrize("who", ["alice", "bob"])
@pytest.mark.parametrize(
    "end",
    [
        lambda actor, _: choose_presence(actor=actor, shown=False),
        lambda actor, run: actions.pause_run(actor=actor, run=run),
    ],
    ids=["switched off", "paused"],
)
def test_a_change_counts_for_pages_that_are_open(
    request, talking, alice, bob, who, end, django_capture_on_commit_callbacks
):
    two, actor = Two(talking, alice, bob), request.getfixturevalue(who).viewer

    def ends() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            end(actor, talking)

    @async_to_sync
    async def after_it() -> list[dict]:
        await two.come()
        await sync_to_async(ends)()
        for name in two.phones:
            await two.tells(name)
        heard = [*await two.hear_until_a_ping(), *await two.hear_until_a_ping()]
        await two.leave()
        return heard

    assert after_it() == []


def test_an_answer_holds_for_its_step_and_half_a_minute(talking, alice):
    now = clock.now()
    with clock.telling_of(now):
        answer = presence.answer(alice.viewer, talking.pk, TALK)
    for later, step, holds in [(29, TALK, True), (29, "takeaway", False), (30, TALK, False)]:
        with clock.telling_of(now + dt.timedelta(seconds=later)):
            assert answer.holds_for(step) is holds
