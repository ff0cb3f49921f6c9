"""Tells open pages of a run to look again. A ping carries nothing else to them."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

LONGEST_NAME = 32
_page: ContextVar[str] = ContextVar("page", default="")


def group_of(run_id: UUID) -> str:
    """Return the name of the group that follows a run."""
    return f"run.{run_id}"


def group_of_the_two(run_id: UUID) -> str:
    """Return the name of the group in which the pages of the two partners alone hear of being here, and of a time-out."""
    return f"run.{run_id}.two"


@contextmanager
def sent_by(page: str) -> Iterator[None]:
    """Name the open page from which an act comes: its answer shows it the change, so it alone is not told to look again."""
    token = _page.set(page[:LONGEST_NAME])
    try:
        yield
    finally:
        _page.reset(token)


def run_changed(run_id: UUID, *, but_not: str = "") -> None:
    """Ping everybody who follows the run, once the change is kept; ``but_not`` is the side of a partner who must not hear."""
    facts = {"page": _page.get(), "but_not": but_not}
    said = {name: fact for name, fact in facts.items() if fact}
    transaction.on_commit(lambda: _send(group_of(run_id), "run.changed", **said))


def presence_chosen(run_id: UUID) -> None:
    """Let the site forget what the two may learn of each other's pages, once the choice is kept; no page is told."""
    transaction.on_commit(lambda: _send(group_of_the_two(run_id), "presence.chosen"))


def time_out_changed(run_id: UUID) -> None:
    """Ping the pages of the two alone, once the change is kept: their care team hears nothing of a time-out."""
    transaction.on_commit(lambda: _send(group_of_the_two(run_id), "run.changed"))


def _send(group: str, what: str, **facts: str) -> None:
    async_to_sync(get_channel_layer().group_send)(group, {"type": what, **facts})
