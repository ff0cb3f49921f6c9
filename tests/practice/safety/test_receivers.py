from __future__ import annotations

from types import SimpleNamespace

import pytest

from troth.library import load_library
from troth.practice.instruments.signals import response_submitted
from troth.practice.people import queries as people
from troth.practice.safety import queries
from troth.practice.safety.models import Alert


def submit(couple, slug: str, *alerts: str) -> None:
    assignment = SimpleNamespace(couple=couple, seat_id=people.seats_of(couple.pk)[0].pk)
    instrument = load_library().instrument(slug)
    response_submitted.send(sender=None, assignment=assignment, instrument=instrument, alerts=alerts)


def test_an_alarming_answer_reaches_the_therapist(dana, couple):
    submit(couple, "private-check", "danger_to_self", "partner_safety")
    assert {alert.kind for alert in queries.open_alerts(dana.viewer)} == {"danger_to_self", "partner_safety"}


@pytest.mark.parametrize(("slug", "rows"), [("private-check", 3), ("private-intake", 3), ("trust-pulse", 0)])
def test_calm_answers_are_kept_only_where_safety_is_asked(dana, couple, slug, rows):
    submit(couple, slug)
    assert list(queries.open_alerts(dana.viewer)) == []
    assert Alert.objects.count() == rows
