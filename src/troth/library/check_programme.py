"""What a programme names must be there, and no stage lets joint work begin without its gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.load import documents_of
from troth.library.programme_sources import ProgrammeSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from troth.library.exercise import Exercise
    from troth.library.load import Library, There
    from troth.library.problems import Problem
    from troth.library.programme import Programme
    from troth.library.yaml_files import Place

Fault = tuple["Place", str, str]


def check_programmes(root: Path, library: Library, there: There, problems: list[Problem]) -> None:
    """Note what a programme names and that is not there, and every way around a gate."""
    for folder, document, _ in documents_of(root, library.programmes, "programme", ProgrammeSource, problems):
        programme = library.programmes[folder.path.name]
        for place, message, remedy in _faults(programme, library, there):
            folder.report("programme.yaml", document.line(*place), message, remedy)


def newly_broken(exercise: Exercise, before: Library, there: There) -> Iterator[tuple[str, str]]:
    """Yield message and remedy for each programme that holds an exercise and fits it no longer.

    Args:
        exercise: The exercise as it is to be.
        before: All content, with the exercise as it was.
        there: The names of all that there are, by folder.
    """
    after = before.with_own("exercise", {exercise.id: exercise})
    for programme in before.programmes.values():
        if exercise.id in programme.exercises:
            known = set(_faults(programme, before, there))
            for fault in _faults(programme, after, there):
                if fault not in known:
                    message = f'In the programme "{programme.id}" this would be wrong: {fault[1]}'
                    yield message, f"Leave it as it was, or word that programme anew first. {fault[2]}"


def _faults(programme: Programme, library: Library, there: There) -> Iterator[Fault]:
    yield from _named(programme, library, there)
    yield from _gates(programme, library)


def _named(programme: Programme, library: Library, there: There) -> Iterator[Fault]:
    for index, cause in enumerate(programme.causes):
        if cause not in there["causes"]:
            yield ("causes", index), f'There is no cause "{cause}".', "Use the name of a folder in causes."
    before: set[str] = set()
    for index, stage in enumerate(programme.stages):
        for place, slug in enumerate(stage.exercises):
            where: Place = ("stages", index, "exercises", place)
            exercise = library.exercises.get(slug)
            if exercise is None and slug in there["exercises"]:
                before.add(slug)
                continue
            if exercise is None:
                yield where, f'There is no exercise "{slug}".', "Use the name of a folder in exercises."
                continue
            for first in exercise.prerequisites:
                if first in there["exercises"] and first not in before:
                    message = f'"{slug}" comes after "{first}", which does not stand before it.'
                    yield where, message, f"Put {first} before it."
            if exercise.parts and not programme.parts:
                message = f'"{slug}" has two parts, but the programme has none.'
                yield where, message, "Add parts: to the head of therapist.en.md."
            before.add(slug)


def _gates(programme: Programme, library: Library) -> Iterator[Fault]:
    passed: set[str] = set()
    for index, stage in enumerate(programme.stages):
        passed |= {gate.kind for gate in stage.gates}
        joint = [
            slug for slug in stage.exercises if slug in library.exercises and library.exercises[slug].joint
        ]
        for kind in ("door", "seen_alone"):
            if joint and kind not in passed:
                message = f'"{joint[0]}" is for both, but no gate so far asks for {kind}.'
                yield ("stages", index, "id"), message, f"Add to gate: {{kind: {kind}}}"
