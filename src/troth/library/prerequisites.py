"""What can be wrong with the exercises that come before another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library.load import documents_of
from troth.library.sources import ExerciseSource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from troth.library.exercise import Exercise
    from troth.library.load import Library, There
    from troth.library.problems import Problem


def check_prerequisites(root: Path, library: Library, there: There, problems: list[Problem]) -> None:
    """Note each exercise that should come first and does not exist, and each ring once, with the whole way round."""
    told: set[frozenset[str]] = set()
    for folder, document, source in documents_of(
        root, library.exercises, "exercise", ExerciseSource, problems
    ):
        for index, slug in enumerate(source.prerequisites):
            line = document.line("prerequisites", index)
            way = _way_back(library.exercises, slug, source.id)
            if slug not in there["exercises"]:
                message = f'The exercise "{slug}" should come first, but it does not exist.'
                folder.report("exercise.yaml", line, message, "Mend the id under prerequisites.")
            elif way and frozenset(way) not in told:
                told.add(frozenset(way))
                message = f"What comes first goes round in a ring: {' → '.join([source.id, *way])}."
                folder.report("exercise.yaml", line, message, "Take one of them out of prerequisites.")


def _way_back(exercises: Mapping[str, Exercise], slug: str, goal: str) -> tuple[str, ...]:
    """Return the shortest way from an exercise, through what comes before it, to `goal`; empty if there is none."""
    ways: list[tuple[str, ...]] = [(slug,)]
    seen = {slug}
    for way in ways:  # grows as it is walked: the nearest first
        if way[-1] == goal:
            return way
        before = exercises[way[-1]].prerequisites if way[-1] in exercises else ()
        ways += [(*way, name) for name in before if name not in seen]
        seen.update(before)
    return ()
