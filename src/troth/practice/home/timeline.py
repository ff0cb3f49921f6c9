"""What happened, each item with the people who can read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from troth.practice.instruments import queries as instruments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: dt.datetime
    title: str
    text: str
    audience: str
    url: str

    @property
    def when(self) -> str:
        return f"{self.at:%A %-d %B}"


def timeline(
    viewer: Viewer, couple_id: UUID, names: dict[str, str], runs: Iterable[Run], limit: int = 12
) -> list[Happening]:
    """Return the latest things this viewer may know of, newest first; ``runs`` are the couple's."""
    found = [*_rounds(viewer, couple_id, names, limit), *_runs(viewer, couple_id, runs)]
    return sorted(found, key=lambda happening: happening.at, reverse=True)[:limit]


def _rounds(viewer: Viewer, couple_id: UUID, names: dict[str, str], limit: int) -> Iterator[Happening]:
    for fact in instruments.rounds_for(viewer, couple_id, latest=limit):
        if viewer.couple_id == couple_id:
            url, text = reverse("answers", args=[fact.id]), ""
        else:
            url = reverse("couple-answers", args=[couple_id, fact.id])
            text = "Answered by " + " and ".join(names[side] for side in sorted(fact.answered))
        yield Happening(max(fact.answered.values()), fact.title, text, fact.read_by, url)


def _runs(viewer: Viewer, couple_id: UUID, runs: Iterable[Run]) -> Iterator[Happening]:
    for run in runs:
        at_home = viewer.couple_id == couple_id
        url = (
            reverse("exercise", args=[run.pk])
            if at_home
            else reverse("couple-exercise", args=[couple_id, run.pk])
        )
        at = run.finished_at or run.assigned_at
        yield Happening(at, run.title, run.get_state_display(), "couple", url)
