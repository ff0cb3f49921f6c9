"""The exercises of one practice: those that came with Troth, and its own wordings in their place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.library import ContentError, Exercise, Problem, content_root, exercise_from, load_library
from troth.library.prerequisites import prerequisite_faults
from troth.practice.common.errors import Absent
from troth.practice.programme.models import OwnExercise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.people.viewer import Viewer

FILES = {
    "exercise.yaml": "Steps",
    "partner.en.md": "What the two read",
    "therapist.en.md": "For the therapist",
    "evidence.md": "What it rests on",
}


@dataclass(frozen=True)
class Wording:
    """One of a practice's wordings in its history; ``changes`` are lines that went (-) and came (+)."""

    own: OwnExercise
    changes: list[str]


def exercises_for(practice_id: UUID) -> dict[str, Exercise]:
    """Return every exercise as this practice words it, in one query; Troth's own where a wording cannot be read."""
    own = OwnExercise.objects.filter(practice_id=practice_id, in_use=True)
    return {**load_library().exercises, **{one.exercise: one.content for one in own if one.content}}


def exercise_for(practice_id: UUID, slug: str) -> Exercise | None:
    """Return one exercise as this practice words it, or None."""
    own = OwnExercise.objects.filter(practice_id=practice_id, exercise=slug, in_use=True).first()
    return (own and own.content) or load_library().exercises.get(slug)


def wordings_of(viewer: Viewer, slug: str) -> list[Wording]:
    """Return a practice's wordings of an exercise, the latest first, each with what it changed. Raises `Absent`."""
    before = files_of(viewer, slug, number=0)
    found = []
    for own in OwnExercise.objects.filter(practice_id=viewer.own_practice_id, exercise=slug).order_by(
        "number"
    ):
        found.append(Wording(own, _changes(before, own.files)))
        before = own.files
    return found[::-1]


def saved_since(viewer: Viewer, slug: str, begun_from: int) -> Wording | None:
    """Return the latest wording, if it came after the one from which somebody began to write. Raises `Absent`."""
    latest = next(iter(wordings_of(viewer, slug)), None)
    return latest if latest is not None and latest.own.number > begun_from else None


def numbers_in_use(viewer: Viewer) -> dict[str, int]:
    """Return which of a practice's own wordings are in use, by exercise."""
    own = OwnExercise.objects.filter(practice_id=viewer.own_practice_id, in_use=True)
    return dict(own.values_list("exercise", "number"))


def last_number(practice_id: UUID, slug: str) -> int:
    """Return the number of the latest own wording, 0 without one."""
    numbers = OwnExercise.objects.filter(practice_id=practice_id, exercise=slug).values_list(
        "number", flat=True
    )
    return max(numbers, default=0)


def files_of(viewer: Viewer, slug: str, *, number: int | None = None) -> dict[str, str]:
    """Return the texts to edit: of the wording in use, or of a ``number``, where 0 is Troth's own. Raises `Absent`."""
    if slug not in load_library().exercises:
        raise Absent
    own = OwnExercise.objects.filter(practice_id=viewer.own_practice_id, exercise=slug)
    chosen = own.filter(in_use=True).first() if number is None else own.filter(number=number).first()
    if chosen is not None:
        return dict(chosen.files)
    if number:
        raise Absent
    shipped, folder = load_library().exercise(slug), content_root() / "exercises" / slug
    return {
        name: (folder / name).read_text("utf-8") if (folder / name).is_file() else shipped.files.get(name, "")
        for name in FILES
    }


def read(practice_id: UUID, slug: str, files: Mapping[str, str]) -> tuple[Exercise | None, list[Problem]]:
    """Read what was typed; return the exercise, or every problem with file, line and remedy."""
    try:
        exercise = exercise_from(slug, files)
    except ContentError as error:
        return None, list(error.problems)
    exercises = {**exercises_for(practice_id), slug: exercise}
    problems = [
        Problem(f"content/exercises/{slug}/exercise.yaml", None, message, remedy)
        for message, remedy in prerequisite_faults(exercise, exercises, exercises)
    ]
    return (None, problems) if problems else (exercise, [])


def placed(problems: list[Problem]) -> list[tuple[str, Problem]]:
    """Put beside each problem the name of the file in which it lies."""
    return [(problem.file.rpartition("/")[2], problem) for problem in problems]


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [
        line
        for name in FILES
        for line in difflib.unified_diff(
            before.get(name, "").splitlines(), after.get(name, "").splitlines(), n=0, lineterm=""
        )
        if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"}
    ]
