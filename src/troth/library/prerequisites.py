"""What can be wrong with the exercises that come before another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from troth.library.exercise import Exercise


def prerequisite_faults(
    exercise: Exercise, exercises: Mapping[str, Exercise], known: Container[str]
) -> Iterator[tuple[str, str]]:
    """Yield message and remedy for each that does not exist, or that comes after the exercise itself.

    Args:
        exercise: Whose prerequisites are checked.
        exercises: All that could be read.
        known: The names of all that there are; one that cannot be read is told elsewhere.
    """
    for slug in exercise.prerequisites:
        if slug not in known:
            message = f'The exercise "{slug}" should come first, but it does not exist.'
            yield message, "Mend the id under prerequisites."
        elif exercise.id in _with_all_before(exercises, slug):
            message = f'"{exercise.id}" comes after "{slug}", and "{slug}" after "{exercise.id}".'
            yield message, "Take one of the two out of prerequisites."


def _with_all_before(exercises: Mapping[str, Exercise], slug: str) -> set[str]:
    """Return an exercise and all that come before it, whatever the number of steps."""
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        name = waiting.pop()
        if name not in found and name in exercises:
            waiting += exercises[name].prerequisites
        found.add(name)
    return found
