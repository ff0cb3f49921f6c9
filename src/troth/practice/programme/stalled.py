"""Exercises in which nobody went on for a while: told to the therapist, of the two and never of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.people.states import FEWEST_SILENCE_DAYS
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import Run
from troth.practice.programme.states import RunState
from troth.practice.wordings.editions import as_given

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from troth.library import Step


@dataclass(frozen=True)
class Stalled:
    """What has waited longest in a couple, and since when."""

    title: str
    since: dt.datetime


def stalled(couple_ids: Iterable[UUID], open_ids: Collection[UUID]) -> dict[UUID, Stalled]:
    """Return what has waited longest in each couple, in one query. The caller cares for all of them.

    What both could not go on with does not wait: a closed door, a pause, a day that is still ahead, or the days for
    which a step rests, of whichever of the two. ``open_ids`` are the couples whose joint work is open. How many days
    are long is for each couple's practice to say.
    """
    now, exercises = clock.now(), load_library().exercises
    rows = (
        Run.objects.filter(couple_id__in=couple_ids, state__in=(RunState.ASSIGNED, RunState.GOING))
        .filter(Q(due_on=None) | Q(due_on__lt=clock.today()))
        .annotate(moved=Coalesce(F("moved_at"), F("assigned_at")))
        .filter(moved__lte=now - dt.timedelta(days=FEWEST_SILENCE_DAYS))
        .values_list(
            "couple_id",
            "exercise",
            "content_hash",
            "moved",
            "progress__position",
            "progress__reached_at",
            "couple__practice__silence_days",
        )
    )
    titles: dict[tuple[UUID, str], str] = {}
    since: dict[tuple[UUID, str], dt.datetime] = {}
    long_ago: dict[UUID, dt.datetime] = {}
    for couple_id, slug, content_hash, moved, position, reached_at, silence_days in rows:
        long_ago[couple_id] = now - dt.timedelta(days=silence_days)
        if moved > long_ago[couple_id]:
            continue
        given = as_given(EXERCISE, slug, content_hash) or exercises.get(slug)
        if given is not None and (couple_id in open_ids or not given.joint):
            moment = _waits_since(moved, given.steps[position or 0 :], reached_at)
            since[couple_id, slug] = max(since.get((couple_id, slug), moment), moment)
            titles[couple_id, slug] = given.title
    found: dict[UUID, Stalled] = {}
    for (couple_id, slug), moment in sorted(since.items(), key=lambda one: one[1]):
        if moment <= long_ago[couple_id]:
            found.setdefault(couple_id, Stalled(titles[couple_id, slug], moment))
    return found


def _waits_since(moved: dt.datetime, ahead: Sequence[Step], reached_at: dt.datetime | None) -> dt.datetime:
    """Return since when a run waits, as far as it lies with one side: a step that rests waits once it is open."""
    if not ahead or ahead[0].after_days is None or reached_at is None:
        return moved
    return max(moved, reached_at + dt.timedelta(days=ahead[0].after_days))
