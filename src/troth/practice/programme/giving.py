"""What a clinician reads before giving an exercise: the shelf, one exercise in full, and what was given so far."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from troth.library.exercise import THEMES
from troth.practice.common.errors import Absent
from troth.practice.people import queries as people
from troth.practice.programme import rules
from troth.practice.programme.course_rules import held_back
from troth.practice.programme.models import Clearance, Comment, Run
from troth.practice.programme.queries import how_far, runs_of_couples
from troth.practice.programme.states import LIVE_RUNS, RunState
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.library import Exercise
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@dataclass(frozen=True)
class Offer:
    """One exercise on the shelf, and what this couple has had of it: nothing, on the way, or done."""

    exercise: Exercise
    standing: str


@dataclass(frozen=True)
class Giving:
    """Everything to think of before giving one exercise to one couple; ``held_back`` is a stage that is not open."""

    exercise: Exercise
    standing: str
    comes_first: list[Exercise]
    done_first: list[Exercise]
    held_back: str


@dataclass(frozen=True)
class Given:
    """One run in the care team's list: how far each is, and what was said to both last."""

    run: Run
    how_far: list[tuple[str, str]]
    said: Comment | None


@dataclass(frozen=True)
class Thought:
    """What a clinician thought of when an exercise was given; for the care team."""

    by: str
    thought_of: list[str]
    despite: str


def shelf(practice_id: UUID, words: str = "", runs: list[Run] | None = None) -> list[tuple[str, list[Offer]]]:
    """Return a practice's exercises by theme, those that hold all the words; ``runs`` are the couple's."""
    order, standing = list(THEMES), standing_of(runs or [])
    offered = library_for(practice_id).exercises.values()
    found = [one for one in offered if one.status == "active" and _holds(one, words)]
    found.sort(key=lambda one: (order.index(one.theme), one.title))
    return [
        (THEMES[theme], [Offer(one, standing.get(one.id, "")) for one in each])
        for theme, each in groupby(found, key=lambda one: one.theme)
    ]


def exercise_on_shelf(practice_id: UUID, slug: str) -> Exercise:
    """Return an exercise that can be given, as this practice words it. Raises `Absent`."""
    return _active(library_for(practice_id).exercises.get(slug))


def giving(couple: Couple, slug: str) -> Giving:
    """Return what there is to think of. The caller may see the couple. Raises `Absent`."""
    exercises = library_for(couple.practice_id).exercises
    exercise = _active(exercises.get(slug))
    runs = runs_of_couples([couple.pk]).get(couple.pk, [])
    comes_first = rules.unmet(couple.pk, exercise)
    before = [one for one in exercise.prerequisites if one in exercises]
    return Giving(
        exercise,
        standing_of(runs).get(slug, ""),
        [exercises[one] for one in before if one in comes_first],
        [exercises[one] for one in before if one not in comes_first],
        held_back(couple.pk, slug),
    )


def given_so_far(viewer: Viewer, couple: Couple, runs: list[Run]) -> list[Given]:
    """Return what a couple was given, with what there is to know of it at a glance. Raises `Absent`."""
    said = latest_comments(viewer, couple.pk)
    reached = how_far(runs, people.seats_of(couple.pk))
    return [Given(run, reached[run.pk], said.get(run.pk)) for run in runs]


def comments_for(viewer: Viewer, run: Run) -> list[Comment]:
    """Return what was said about a run, the latest first. Raises `Absent` for those who may not see the run."""
    return list(_comments(viewer, run.couple_id).filter(run=run))


def latest_comments(viewer: Viewer, couple_id: UUID) -> dict[UUID, Comment]:
    """Return what was said last about each run of a couple. Raises `Absent` for those who may not see its runs."""
    return {said.run_id: said for said in _comments(viewer, couple_id).reverse()}


def comment_in_care(viewer: Viewer, run: Run, comment_id: UUID) -> Comment:
    """Return one comment on a run that the viewer cares for. Raises `Absent`."""
    found = Comment.objects.filter(run=run, pk=comment_id, taken_back_at=None).first()
    if found is None or not people.cares_for(viewer, run.couple_id):
        raise Absent
    return found


def thought_of(viewer: Viewer, run: Run) -> Thought | None:
    """Return what was thought of when a run was given. Raises `Absent` outside the care team."""
    if not people.cares_for(viewer, run.couple_id):
        raise Absent
    kept = Clearance.objects.filter(run=run).first()
    if kept is None:
        return None
    return Thought(people.person(kept.by).chosen_name, kept.thought_of.splitlines(), kept.despite or "")


def standing_of(runs: list[Run]) -> dict[str, str]:
    """Say of each exercise that a couple had whether it was done before or is on the way."""
    return dict(_standings(runs))


def _active(exercise: Exercise | None) -> Exercise:
    if exercise is None or exercise.status != "active":
        raise Absent
    return exercise


def _comments(viewer: Viewer, couple_id: UUID) -> QuerySet[Comment]:
    if not (viewer.couple_id == couple_id or people.cares_for(viewer, couple_id)):
        raise Absent
    said = Comment.objects.filter(run__couple=couple_id, taken_back_at=None)
    return said.select_related("data_key").order_by("-at")


def _standings(runs: list[Run]) -> Iterator[tuple[str, str]]:
    for run in reversed(runs):
        if run.state == RunState.DONE:
            yield run.exercise, "done before"
        elif run.state in LIVE_RUNS:
            yield run.exercise, "on the way"


def _holds(exercise: Exercise, words: str) -> bool:
    text = f"{exercise.title} {exercise.goal} {exercise.why} {THEMES[exercise.theme]}".lower()
    return all(word in text for word in words.lower().split())
