"""The live side of a run: it says that something changed, never what; and to the two, that both are here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.http import QueryDict

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.people.queries import viewer_of
from troth.practice.programme import presence, queries
from troth.practice.programme.pings import group_of, group_of_the_two

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from troth.practice.programme.presence import Answer, Told

OF_CARE = ""  # the side of somebody who looks on


class RunPings(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Open to the two partners of a run and their care team; the care team hears nothing of who is here."""

    joined: tuple[str, ...] = ()
    side = OF_CARE
    page = ""  # what the open page calls itself
    at = ""  # the step at which this page may be told of the other, and until when
    until: dt.datetime | None = None
    answer: Answer | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle a message at once. What asks the database lets go of it itself, so no thread need be asked first."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        run_id = self.scope["url_route"]["kwargs"]["run_id"]
        side = await _side_in(self.scope["user"], run_id)
        if side is None:
            await self.close()
            return
        self.side = side
        self.page = QueryDict(self.scope.get("query_string", b"")).get("page", "")
        self.joined = (group_of(run_id), *([group_of_the_two(run_id)] if side else []))
        for group in self.joined:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def run_changed(self, event: dict[str, Any]) -> None:
        self.answer = None
        if self.side and event.get("but_not") == self.side:
            return
        if self.page and event.get("page") == self.page:
            self.at = ""  # it has gone on, and tells where it is now
            return
        await self.send(text_data='{"changed": true}')

    async def presence_chosen(self, event: dict[str, Any]) -> None:
        """Hear no more of the other until this page was asked about anew."""
        self.answer, self.at = None, ""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Tell the other's pages that this one is at a step, if they may learn it."""
        run_id, told = self.scope["url_route"]["kwargs"]["run_id"], presence.read(text_data)
        doing = await self._doing(told, run_id) if told and self.side else ""
        self.at, self.until = (told.step, clock.now() + presence.LASTS) if told and doing else ("", None)
        if self.at:
            event = {"type": "run.together", "side": self.side, "at": self.at, "doing": doing}
            await self.channel_layer.group_send(group_of_the_two(run_id), event)

    async def run_together(self, event: dict[str, Any]) -> None:
        """Say that the other is here, to a page that is at the very step itself."""
        is_here = self.at == event["at"] and self.until is not None and clock.now() < self.until
        if is_here and event["side"] != self.side:
            await self.send(text_data=json.dumps({"partner": event["doing"], "at": event["at"]}))

    async def _doing(self, told: Told, run_id: UUID) -> str:
        """Return the word for the other's page; the database is asked only where no answer holds."""
        if self.answer is None or not self.answer.holds_for(told.step):
            self.answer = await _answer(self.scope["user"], run_id, told.step)
        return self.answer.doing(told)


@database_sync_to_async  # type: ignore[untyped-decorator]
def _side_in(person: Any, run_id: UUID) -> str | None:
    """Return the side of a partner of the run, `OF_CARE` for their care team, None for everybody else."""
    if not person.is_authenticated:
        return None
    viewer = viewer_of(person)
    try:
        run = queries.run_for(viewer, run_id)
    except Absent:
        return None
    return viewer.side if viewer.couple_id == run.couple_id else OF_CARE


@database_sync_to_async  # type: ignore[untyped-decorator]
def _answer(person: Any, run_id: UUID, at: str) -> Answer:
    return presence.answer(viewer_of(person), run_id, at)
