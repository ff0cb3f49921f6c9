"""Somebody can be a partner in one practice and a clinician of another; what they answer stands in the couple's log."""

from __future__ import annotations

from tests.practice.instruments.conftest import PULSE
from troth.practice.common.models import AuditEvent
from troth.practice.people.models import Clinician
from troth.practice.people.states import Role


def test_what_a_partner_answers_is_not_in_the_log_of_the_practice_they_work_for(erin, bob, couple, ask, send):
    elsewhere = erin.viewer.practice_id
    Clinician.objects.create(person=bob.person, practice_id=elsewhere, role=Role.THERAPIST)
    assert (bob.viewer.practice_id, bob.viewer.couple_id) == (elsewhere, couple.pk)
    send(ask("trust-pulse"), bob, PULSE)
    about = AuditEvent.objects.filter(couple_id=couple.pk, actor_id=bob.person.pk, event="answers.sent")
    assert [event.chain_id for event in about] == [couple.practice_id]
    assert not AuditEvent.objects.filter(chain_id=elsewhere, couple_id=couple.pk).exists()
