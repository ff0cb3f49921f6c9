"""What a couple may begin without a clinician at hand: only what a clinician answered for before. Reads and rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.people.states import RESTING
from troth.practice.programme.course_rules import check_goes_on
from troth.practice.programme.models import Clearance, Run
from troth.practice.programme.states import LIVE_RUNS, RunState
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from troth.library import Exercise
    from troth.practice.people.models import Couple


@dataclass(frozen=True)
class Cleared:
    """Which clinician thought of which contraindications, and when."""

    by: UUID
    at: dt.datetime
    thought_of: Collection[str]


@dataclass(frozen=True)
class Taking:
    """What stands of a couple's exercises: those of its practice, what it did, and what is on the way."""

    couple: Couple
    exercises: Mapping[str, Exercise]
    done: frozenset[str]
    live: Mapping[str, UUID]

    def check_can_take(self, slug: str, cleared: Cleared | None) -> tuple[Exercise, Cleared]:
        """An exercise is taken where a clinician thought of all its points, and nothing comes first. Return both."""
        exercise = self.exercises.get(slug)
        if exercise is None or exercise.status != "active":
            raise Absent
        check_goes_on(self.couple)
        if self.couple.stage in RESTING:
            raise Refused("The shared part rests at the moment, so nothing new begins. What you did is kept.")
        if slug in self.live:
            raise Refused("This one is on its way already. You find it under Together.")
        if cleared is None or exercise.parts or not set(exercise.asked) <= set(cleared.thought_of):
            raise Refused(
                "Your therapist looks at this one with you first. Tell them that you would like it."
            )
        if not set(exercise.prerequisites) <= self.done:
            raise Refused("Another exercise comes before this one. Ask your therapist which.")
        return exercise, cleared

    def can_take(self, slug: str, cleared: Cleared | None) -> bool:
        """Tell whether :meth:`check_can_take` would let them."""
        try:
            self.check_can_take(slug, cleared)
        except (Absent, Refused):
            return False
        return True


def taking(couple: Couple) -> Taking:
    """Return what stands of a couple's exercises. The caller may know of them."""
    runs = list(Run.objects.filter(couple=couple).values_list("exercise", "state", "pk"))
    return Taking(
        couple,
        library_for(couple.practice_id).exercises,
        frozenset(slug for slug, state, _ in runs if state == RunState.DONE),
        {slug: run_id for slug, state, run_id in runs if state in LIVE_RUNS},
    )


def cleared_when_given(couple_id: UUID) -> dict[str, Cleared]:
    """Return, by exercise that a couple has done, what a clinician thought of last. The caller tells nobody the points."""
    rows = Clearance.objects.filter(run__couple=couple_id, run__state=RunState.DONE)
    return {
        row.run.exercise: Cleared(row.by, row.at, row.thought_of.splitlines())
        for row in rows.select_related("run", "data_key").order_by("at")
    }
