from __future__ import annotations

import pytest

from troth.library import load_library
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import queries as asked
from troth.practice.instruments.signals import response_submitted
from troth.practice.safety import queries
from troth.practice.safety.models import Alert


def answer(dana, actor, couple, slug, given) -> None:
    """Dana asks, and one partner sends answers."""
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug=slug)
    waiting = asked.open_assignments(actor.viewer)[-1]
    assignment = asked.assignment_for(actor.viewer, waiting.id)
    instruments.submit_response(actor=actor.viewer, assignment=assignment, given=given)


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        ({"afraid": "often"}, {"partner_safety"}),
        ({"dark_thoughts": "might_act"}, {"danger_to_self"}),
        ({"afraid": "often", "dark_thoughts": "fleeting"}, {"partner_safety", "danger_to_self"}),
        ({"afraid": "never", "dark_thoughts": "none"}, set()),
        ({}, set()),
    ],
)
def test_answers_to_the_private_check_reach_the_therapist(dana, bob, couple, given, kinds):
    answer(dana, bob, couple, "private-check", given)
    assert {kind for alert in queries.open_alerts(dana.viewer) for kind in alert.kinds} == kinds
    assert Alert.objects.filter(seat_id=bob.viewer.seat_id).count() == 1


def test_a_questionnaire_that_asks_nothing_about_safety_writes_nothing(couple, bob):
    copy = type("Copy", (), {"couple": couple, "seat_id": bob.viewer.seat_id})()
    pulse = load_library().instrument("trust-pulse")
    response_submitted.send(sender=None, assignment=copy, instrument=pulse, alerts=())
    assert not Alert.objects.exists()
