"""Reads about programmes: the care team sees every gate, partners only the words of what is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.programme import course_rules as rules
from troth.practice.programme.giving import standing_of
from troth.practice.programme.models import Course, StageOpening
from troth.practice.programme.previews import stages_of
from troth.practice.programme.queries import runs_of_couples
from troth.practice.programme.states import CourseState
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from uuid import UUID

    from troth.library import Exercise, Programme, ProgrammeStage
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.previews import StageRead


@dataclass(frozen=True)
class StageLine:
    """One stage for the care team: what must hold, and what it gives."""

    stage: ProgrammeStage
    title: str
    opening: StageOpening | None
    gates: list[rules.GateStanding]
    exercises: list[tuple[Exercise, str]]
    is_out_of_order: bool

    @property
    def can_be_opened(self) -> bool:
        """Whether nothing stands in the way that no reason can overrule."""
        return self.opening is None and all(one.is_met for one in self.gates if one.gate.is_hard)

    @property
    def needs_reason(self) -> bool:
        """Whether it can be opened only with a reason, whatever is ticked."""
        soft = [one for one in self.gates if one.is_met is False and not one.gate.is_hard]
        return bool(soft) or self.is_out_of_order


@dataclass(frozen=True)
class CoursePage:
    """A couple's way through one programme, for its care team."""

    course: Course
    parts: list[tuple[str, str]]
    stages: list[StageLine]


@dataclass(frozen=True)
class Whereabouts:
    """What a partner reads of a programme: the stages that are open, the latest last; whether more may come."""

    title: str
    goal: str
    open: list[tuple[str, str]]
    more_to_come: bool


def programmes_on_shelf(practice_id: UUID) -> list[Programme]:
    """Return the programmes that can be given, as a practice words them."""
    return [one for one in library_for(practice_id).programmes.values() if one.status == "active"]


def programme_on_shelf(practice_id: UUID, slug: str) -> tuple[Programme, list[StageRead]]:
    """Return a programme that can be given with its stages, as a practice words them. Raises `Absent`."""
    library = library_for(practice_id)
    found = library.programmes.get(slug)
    if found is None or found.status != "active":
        raise Absent
    return found, stages_of(found, library.exercises)


def courses_of(couple: Couple) -> list[Course]:
    """Return a couple's programmes, newest first. The caller may see the couple."""
    return list(Course.objects.filter(couple=couple).order_by("-given_at"))


def course_in_care(viewer: Viewer, couple_id: UUID, course_id: UUID) -> Course:
    """Return a programme of a couple in the viewer's care. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    course = Course.objects.filter(pk=course_id, couple=couple).select_related("couple").first()
    if course is None:
        raise Absent
    return course


def course_page(viewer: Viewer, course: Course) -> CoursePage:
    """Return where a couple is in a programme, and what stands before each stage. Raises `Absent`."""
    rules.check_cares(viewer, course)
    openings = {one.stage: one for one in StageOpening.objects.filter(course=course)}
    standing = standing_of(runs_of_couples([course.couple_id]).get(course.couple_id, []))
    programme = course.content
    seats = {seat.side: seat.called for seat in people.seats_of(course.couple_id)}
    other = {"a": "b", "b": "a"}[course.part_a]
    return CoursePage(
        course=course,
        parts=list(zip(programme.parts or (), (seats[course.part_a], seats[other]), strict=False)),
        stages=[
            StageLine(
                stage=read.stage,
                title=read.stage.title("a"),
                opening=openings.get(read.stage.id),
                gates=rules.standings_of(course, read.stage),
                exercises=[(exercise, standing.get(exercise.id, "")) for exercise in read.exercises],
                is_out_of_order=rules.is_out_of_order(course, read.stage.id, openings),
            )
            for read in stages_of(programme, library_for(course.couple.practice_id).exercises)
        ],
    )


def note_read(viewer: Viewer, course: Course) -> None:
    """Note in the audit log that a programme was looked at."""
    note_of_couple(viewer, course.couple, "programme.read", subject=course)


def whereabouts(viewer: Viewer) -> list[Whereabouts]:
    """Return the programmes under way as this partner reads them; nothing tells why a stage is not open."""
    courses = Course.objects.filter(couple_id=viewer.own_couple_id, state=CourseState.GOING)
    return [_whereabouts(course, viewer) for course in courses.order_by("given_at")]


def _whereabouts(course: Course, viewer: Viewer) -> Whereabouts:
    opened, part, programme = rules.opened_stages(course), course.part_of(viewer.side), course.content
    there = [stage for stage in programme.stages if stage.id in opened]
    return Whereabouts(
        title=programme.title,
        goal=programme.goal,
        open=[(stage.title(part), stage.text(part)) for stage in there],
        more_to_come=len(there) < len(programme.stages),
    )
