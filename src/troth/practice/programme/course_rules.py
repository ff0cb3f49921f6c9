"""May this programme be given, this stage be opened, and what stands in the way?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.people import queries as people
from troth.practice.people.standing import one_is_erased
from troth.practice.people.states import Stage
from troth.practice.programme.models import Course, Run
from troth.practice.programme.previews import words_of
from troth.practice.programme.states import COURSE_MOVES, CourseState, RunState
from troth.practice.safety.queries import both_seen_alone, joint_work_is_open
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from troth.library import Programme, ProgrammeStage, StageGate
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@dataclass(frozen=True)
class GateStanding:
    """One gate before a stage; ``is_met`` is None where the clinician is asked."""

    gate: StageGate
    words: str
    is_met: bool | None


def check_can_give(actor: Viewer, couple: Couple, slug: str, thought_of: Collection[str]) -> Programme:
    """The care team gives a programme that exists, is not on the way, and whose points were thought of."""
    if not people.cares_for(actor, couple.pk):
        raise Absent
    check_goes_on(couple)
    programme = library_for(couple.practice_id).programmes.get(slug)
    if programme is None or programme.status != "active":
        raise Refused("There is no such programme. Choose one from the list.")
    if Course.objects.filter(couple=couple, programme=slug, state=CourseState.GOING).exists():
        raise Refused("This couple is in this programme already.")
    if not set(programme.asked) <= set(thought_of):
        raise Refused(
            "Tick each point that does not hold for this couple. If one holds, choose something else."
        )
    return programme


def check_goes_on(couple: Couple) -> None:
    """Nothing new is given where the work with a couple has ended, or one of the two is erased: nobody could finish it."""
    if couple.stage == Stage.ENDED:
        raise Refused("The work with this couple has ended, so nothing new is given.")
    if one_is_erased(couple.pk):
        raise Refused("One of the two has erased everything of theirs, so nothing new is given to both.")


def check_roles(programme: Programme, part_a: str) -> None:
    """Where the two have different parts, the therapist says who takes which."""
    if programme.parts is not None and part_a not in {"a", "b"}:
        raise Refused("Say who takes which part in this programme, then give it again.")


def check_cares(actor: Viewer, course: Course) -> None:
    """For everybody but the care team a course is not there."""
    if not people.cares_for(actor, course.couple_id):
        raise Absent


def check_can_open(
    actor: Viewer, course: Course, stage_id: str, *, thought_of: Collection[str], despite: str
) -> ProgrammeStage:
    """A stage is opened when its gates hold; a reason can go past some of them, never past safety."""
    check_cares(actor, course)
    check_goes_on(course.couple)
    if course.state != CourseState.GOING:
        raise Refused("This programme has ended. Nothing more is opened in it.")
    stages = {stage.id: stage for stage in course.content.stages}
    if stage_id not in stages:
        raise Absent
    opened = opened_stages(course)
    if stage_id in opened:
        raise Refused("This stage is open already.")
    standings = standings_of(course, stages[stage_id])
    for standing in standings:
        if standing.gate.is_hard and not standing.is_met:
            raise Refused(f"This must hold first: {standing.words} No reason goes past it.")
    missing = [one.words for one in standings if is_missing(one, thought_of)]
    if is_out_of_order(course, stage_id, opened):
        missing.append("The stage before it was not opened.")
    if missing and not despite.strip():
        raise Refused(f"This does not hold yet: {missing[0]} Wait, or write why you go on all the same.")
    return stages[stage_id]


def is_missing(standing: GateStanding, thought_of: Collection[str]) -> bool:
    """Tell whether a gate that a reason can overrule does not hold."""
    if standing.is_met is None:
        return standing.words not in thought_of
    return not standing.is_met and not standing.gate.is_hard


def is_out_of_order(course: Course, stage_id: str, opened: Collection[str]) -> bool:
    """Tell whether an earlier stage was not opened."""
    order = [stage.id for stage in course.content.stages]
    return any(earlier not in opened for earlier in order[: order.index(stage_id)])


def check_can_end(actor: Viewer, course: Course, state: CourseState) -> None:
    """The care team ends what is under way."""
    check_cares(actor, course)
    if state not in COURSE_MOVES[CourseState(course.state)]:
        raise Refused("This programme has ended already.")


def opened_stages(course: Course) -> set[str]:
    """Return the ids of the stages that were opened."""
    return set(course.openings.values_list("stage", flat=True))


def standings_of(course: Course, stage: ProgrammeStage) -> list[GateStanding]:
    """Say of each gate before a stage whether it holds now."""
    return [_standing(course.couple, gate) for gate in stage.gates]


def held_back(couple_id: UUID, slug: str) -> str:
    """Return the title of the closed stage to which an exercise belongs in a programme under way.

    Nothing is returned where an open stage, of this programme or another, holds it too.
    """
    closed = ""
    for course in Course.objects.filter(couple_id=couple_id, state=CourseState.GOING):
        opened = opened_stages(course)
        for stage in course.content.stages:
            if slug in stage.exercises:
                if stage.id in opened:
                    return ""
                closed = closed or stage.title("a")
    return closed


def _standing(couple: Couple, gate: StageGate) -> GateStanding:
    if gate.kind == "asked":
        return GateStanding(gate, gate.words, None)
    if gate.kind == "door":
        return GateStanding(gate, gate.words, joint_work_is_open(couple.pk))
    if gate.kind == "seen_alone":
        return GateStanding(gate, gate.words, both_seen_alone(couple.pk))
    done = set(Run.objects.filter(couple=couple, state=RunState.DONE).values_list("exercise", flat=True))
    words = words_of(gate, library_for(couple.practice_id).exercises)
    return GateStanding(gate, words, set(gate.exercises) <= done)
