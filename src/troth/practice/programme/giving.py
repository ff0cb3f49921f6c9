"""What a clinician reads before giving an exercise: the shelf, one exercise in full, and what was given so far."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from troth.library import Exercise
from troth.library.exercise import THEMES
from troth.practice.common.errors import Absent
from troth.practice.people import queries as people
from troth.practice.programme import own, rules
from troth.practice.programme.course_rules import held_back
from troth.practice.programme.models import Clearance, Comment, Run
from troth.practice.programme.queries import runs_of_couples
from troth.practice.programme.states import LIVE_RUNS, RunState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from troth.library import Step
    from troth.library.exercise import Side
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

SIDES: tuple[Side, Side] = ("a", "b")


@dataclass(frozen=True)
class Offer:
    """One exercise on the shelf, and what this couple has had of it: nothing, on the way, or done."""

    exercise: Exercise
    standing: str


@dataclass(frozen=True)
class Part:
    """What one partner will see; ``name`` says which part it is, where there are two."""

    side: Side
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Giving:
    """Everything to think of before giving one exercise to one couple; ``held_back`` is a stage that is not open."""

    exercise: Exercise
    standing: str
    comes_first: list[Exercise]
    held_back: str


@dataclass(frozen=True)
class Thought:
    """What a clinician thought of when an exercise was given; for the care team."""

    by: str
    thought_of: list[str]
    despite: str


def shelf(practice_id: UUID, words: str = "", runs: list[Run] | None = None) -> list[tuple[str, list[Offer]]]:
    """Return a practice's exercises by theme, those that hold all the words; ``runs`` are the couple's."""
    order, standing = list(THEMES), standing_of(runs or [])
    offered = own.exercises_for(practice_id).values()
    found = [one for one in offered if one.status == "active" and _holds(one, words)]
    found.sort(key=lambda one: (order.index(one.theme), one.title))
    return [
        (THEMES[theme], [Offer(one, standing.get(one.id, "")) for one in each])
        for theme, each in groupby(found, key=lambda one: one.theme)
    ]


def exercise_on_shelf(practice_id: UUID, slug: str) -> Exercise:
    """Return an exercise that can be given, as this practice words it. Raises `Absent`."""
    found = own.exercise_for(practice_id, slug)
    if found is None or found.status != "active":
        raise Absent
    return found


def giving(couple: Couple, slug: str) -> Giving:
    """Return what there is to think of. The caller may see the couple. Raises `Absent`."""
    exercise = exercise_on_shelf(couple.practice_id, slug)
    runs = runs_of_couples([couple.pk]).get(couple.pk, [])
    return Giving(
        exercise,
        standing_of(runs).get(slug, ""),
        rules.unmet(couple.pk, exercise),
        held_back(couple.pk, slug),
    )


def parts_of(exercise: Exercise) -> list[Part]:
    """Return what each partner will see: once where both see the same."""
    if exercise.parts is None:
        return [Part("a", "", exercise.steps)]
    return [
        Part(side, name, exercise.seen_by(side).steps)
        for side, name in zip(SIDES, exercise.parts, strict=True)
    ]


def on_sheet(exercise: Exercise, side: Side) -> Exercise:
    """Return what a clinician prints: one part, or all of it where both see the same but for their cards."""
    return exercise.seen_by(side) if exercise.parts else exercise


def comments_for(viewer: Viewer, run: Run) -> list[Comment]:
    """Return what was said about a run, the latest first. Raises `Absent` for those who may not see the run."""
    if not (viewer.couple_id == run.couple_id or people.cares_for(viewer, run.couple_id)):
        raise Absent
    return list(Comment.objects.filter(run=run, taken_back_at=None).order_by("-at"))


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


def _standings(runs: list[Run]) -> Iterator[tuple[str, str]]:
    for run in reversed(runs):
        if run.state == RunState.DONE:
            yield run.exercise, "done before"
        elif run.state in LIVE_RUNS:
            yield run.exercise, "on the way"


def _holds(exercise: Exercise, words: str) -> bool:
    text = f"{exercise.title} {exercise.goal} {exercise.why} {THEMES[exercise.theme]}".lower()
    return all(word in text for word in words.lower().split())
