"""What a programme names must be there, and no stage lets joint work begin without its gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.load import documents_of, folders_of
from troth.library.programme_sources import ProgrammeSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from troth.library.load import Library
    from troth.library.problems import Problem
    from troth.library.programme import Programme
    from troth.library.yaml_files import Place

Fault = tuple["Place", str, str]


def check_programmes(root: Path, library: Library, problems: list[Problem]) -> None:
    """Note what a programme names and that is not there, and every way around a gate."""
    there = {kind: {path.name for path in folders_of(root, kind)} for kind in ("causes", "exercises")}
    for folder, document, _ in documents_of(root, library.programmes, "programme", ProgrammeSource, problems):
        programme = library.programmes[folder.path.name]
        for place, message, remedy in (*_named(programme, library, there), *_gates(programme, library)):
            folder.report("programme.yaml", document.line(*place), message, remedy)


def _named(programme: Programme, library: Library, there: dict[str, set[str]]) -> Iterator[Fault]:
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
