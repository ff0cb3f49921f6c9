from __future__ import annotations

import pytest

from troth.practice.instruments import actions, queries, schedule_actions
from troth.practice.instruments.models import Assignment

PULSE = {
    "knew_what_to_expect": 7,
    "could_count_on": 8,
    "told_openly": 6,
    "wondered_what_is_hidden": 2,
    "faith_ahead": 7,
    "safe_to_show": 6,
    "overall": 7,
}
INTAKE = {
    "together_for": "up_to_ten",
    "home": "together",
    "still_value": "The way we laugh at breakfast",
    "causes": ["communication"],
    "happened_when": "no_single_event",
    "goal": "part",
    "goal_in_words": "A quiet parting",
    "anything_else": "My sister knows",
}
PRIVATE_CHECK = {"afraid": "often", "safe_ways": "Only call me at work"}


@pytest.fixture
def ask(dana, couple):
    """Dana asks both; returns the round."""

    def _ask(slug, reason=""):
        return actions.assign_instrument(actor=dana.viewer, couple=couple, slug=slug, reason=reason)

    return _ask


@pytest.fixture
def copy_of():
    """The copy of a round that an actor was given."""

    def _copy(asked, actor):
        return queries.assignment_for(
            actor.viewer, Assignment.objects.get(round=asked, seat_id=actor.viewer.seat_id).pk
        )

    return _copy


@pytest.fixture
def send(copy_of):
    """An actor sends answers to a round."""

    def _send(asked, actor, given):
        return actions.submit_response(actor=actor.viewer, assignment=copy_of(asked, actor), given=given)

    return _send


@pytest.fixture
def turn(django_capture_on_commit_callbacks):
    """Let the clock turn, and the worker do what it is told."""

    def _turn():
        with django_capture_on_commit_callbacks(execute=True):
            return schedule_actions.turn_clock()

    return _turn
