"""What the two may begin by themselves after therapy: it is the same for both, and depends on nothing that one keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from troth.practice.common.errors import Refused
from troth.practice.growth import boosters, rules
from troth.practice.growth.models import LaidOut
from troth.practice.programme.taking import Cleared, Taking, cleared_when_given, taking
from troth.practice.safety.queries import joint_work_is_open
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

    from troth.library import Exercise
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


class OnShelf(NamedTuple):
    """One exercise, whether the two may begin it by themselves, and its run where it is on the way."""

    exercise: Exercise
    may_begin: bool
    run_id: UUID | None


@dataclass(frozen=True)
class Shelf:
    """A couple's exercises for the time after therapy."""

    taking: Taking
    laid_out: LaidOut | None
    given: Mapping[str, Cleared]
    is_open: bool

    def cleared(self, slug: str) -> Cleared | None:
        """Return which clinician thought of an exercise: when it was laid out, or when the couple did it before."""
        if self.laid_out is None:
            return None
        if slug in boosters.LAID_OUT:
            return Cleared(self.laid_out.by, self.laid_out.at, self.laid_out.thought_of.splitlines())
        return self.given.get(slug)

    def may_take(self, slug: str) -> bool:
        """Tell whether the couple can have it without a clinician at hand, whatever the door says today."""
        return self.taking.can_take(slug, self.cleared(slug))

    def lines(self, slugs: Iterable[str]) -> list[OnShelf]:
        """Return those of the exercises that the practice has."""
        return [
            OnShelf(exercise, self.is_open and self.may_take(slug), self.taking.live.get(slug))
            for slug in slugs
            if (exercise := self.taking.exercises.get(slug)) is not None
        ]


def shelf_of(couple: Couple) -> Shelf:
    """Return the shelf of a couple. The caller may know of its exercises."""
    return Shelf(
        taking(couple),
        LaidOut.objects.filter(couple=couple, taken_back_at=None).first(),
        cleared_when_given(couple.pk),
        joint_work_is_open(couple.pk) and rules.goes_on(couple),
    )


def points_of(couple: Couple) -> list[str]:
    """Return what a clinician thinks of before laying out, each point once, as the practice words it."""
    exercises = library_for(couple.practice_id).exercises
    known = [exercises[slug] for slug in boosters.LAID_OUT if slug in exercises]
    return list(dict.fromkeys(point for one in known for point in one.asked))


def check_can_lay_out(actor: Viewer, couple: Couple, thought_of: Collection[str]) -> None:
    """The care team lays out everything or nothing: a gap would tell the two what their therapist thinks of."""
    rules.check_cares_while_they_grow(actor, couple)
    if not set(points_of(couple)) <= set(thought_of):
        raise Refused(
            "Tick each point that does not hold for this couple. If one holds, lay nothing out: a gap would tell "
            "the two why. Give single exercises instead."
        )
