"""Answering as a partner does, without raising an alert unless the test wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.library import load_library
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import editions
from troth.practice.instruments import queries as answering

if TYPE_CHECKING:
    from tests.practice.cast import Actor


def calm(slug: str, **chosen: Any) -> dict[str, Any]:
    """Answer every asked item without raising an alert."""
    given = dict(chosen)
    for item in load_library().instrument(slug).items:
        raising = {value for alert in item.alerts for value in alert.any_of}
        if item.id in given or not item.is_asked(given):
            continue
        if item.options:
            value = next(option.value for option in item.options if option.value not in raising)
            given[item.id] = [value] if item.kind == "choices" else value
        elif item.required:
            given[item.id] = "Some words."
    return given


def answer(actor: Actor, slug: str, **chosen: Any) -> Any:
    """Submit the open assignment of an instrument."""
    waiting = next(one for one in answering.open_assignments(actor.viewer) if one.slug == slug)
    assignment = answering.assignment_for(actor.viewer, waiting.id)
    given = calm(slug, **chosen) if editions.is_shipped(slug) else chosen
    return instruments.submit_response(actor=actor.viewer, assignment=assignment, given=given)
