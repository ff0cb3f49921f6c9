"""The live side of a run: it says that something changed, never what."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from troth.practice.common.errors import Absent
from troth.practice.people.queries import viewer_of
from troth.practice.programme import queries
from troth.practice.programme.pings import group_of


class RunPings(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Open to the two partners of a run and their care team."""

    group = ""

    async def connect(self) -> None:
        run_id = self.scope["url_route"]["kwargs"]["run_id"]
        if not await _may_follow(self.scope["user"], run_id):
            await self.close()
            return
        self.group = group_of(run_id)
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def run_changed(self, event: dict[str, Any]) -> None:
        await self.send(text_data='{"changed": true}')


@database_sync_to_async  # type: ignore[untyped-decorator]
def _may_follow(person: Any, run_id: Any) -> bool:
    if not person.is_authenticated:
        return False
    try:
        queries.run_for(viewer_of(person), run_id)
    except Absent:
        return False
    return True
