"""Exercises in which nobody went on for a while: told to the therapist, of the two and never of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.programme.models import Run
from troth.practice.programme.states import RunState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

STALLED_AFTER = dt.timedelta(days=10)  # a default without a source, like that of silence


@dataclass(frozen=True)
class Stalled:
    """What has waited longest in a couple, and since when."""

    title: str
    since: dt.datetime


def stalled(couple_ids: Iterable[UUID], open_ids: Collection[UUID]) -> dict[UUID, Stalled]:
    """Return what has waited longest in each couple, in one query. The caller cares for all of them.

    What both could not go on with does not wait: a closed door, a pause, or a day that is still ahead. ``open_ids`` are
    the couples whose joint work is open.
    """
    rows = (
        Run.objects.filter(couple_id__in=couple_ids, state__in=(RunState.ASSIGNED, RunState.GOING))
        .filter(Q(due_on=None) | Q(due_on__lt=clock.today()))
        .annotate(since=Coalesce(F("moved_at"), F("assigned_at")))
        .filter(since__lte=clock.now() - STALLED_AFTER)
        .order_by("since")
    )
    exercises = load_library().exercises
    found: dict[UUID, Stalled] = {}
    for couple_id, slug, since in rows.values_list("couple_id", "exercise", "since"):
        exercise = exercises.get(slug)
        if exercise is not None and (couple_id in open_ids or not exercise.joint):
            found.setdefault(couple_id, Stalled(exercise.title, since))
    return found
