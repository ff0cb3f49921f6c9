"""Giving an exercise as a careful therapist does: every point was thought of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.library import load_library
from troth.practice.programme import actions

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run


def give(therapist: Actor, couple: Couple, slug: str, reason: str = "", **others: Any) -> Run:
    exercise = load_library().exercises.get(slug)
    thought_of = exercise.asked if exercise else ()
    return actions.assign_exercise(
        actor=therapist.viewer, couple=couple, slug=slug, reason=reason, thought_of=thought_of, **others
    )
