"""Both partners, or two pages of one, act at the same moment: it happens once, and nothing is lost."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection

from tests.practice.boundaries import story
from tests.practice.boundaries.story import TOPIC
from tests.practice.programme.test_same_moment import at_once
from troth.practice.boundaries import actions, due, due_letters
from troth.practice.boundaries.models import Agreement, DueLetter, Position, Proposal, Signature
from troth.practice.boundaries.states import AgreementState
from troth.practice.boundaries.terms import Term
from troth.practice.common.two_devices import Page
from troth.practice.people import actions as people
from troth.practice.people.reminding import send_each


@pytest.fixture(autouse=True)
def several_connections(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other anyway")


def test_both_hand_in_at_once_and_both_sides_open(open_door, alice, bob):
    for actor in (alice, bob):
        actions.save_position(actor=actor.viewer, topic=TOPIC, said=story.side())
    both = [actor.viewer for actor in (alice, bob)]
    acts = [lambda one=one: actions.hand_in_position(actor=one, topic=TOPIC) for one in both]
    assert at_once(*acts) == ["done", "done"]
    assert Position.objects.exclude(opened_at=None).count() == 2


def test_both_begin_at_once_and_one_agreement_is_there(opened, alice, bob):
    assert at_once(lambda: story.begin(alice), lambda: story.begin(bob)) == ["Refused", "done"]
    assert Agreement.objects.count() == 1


def test_both_word_a_term_at_once_and_one_is_told_of_the_other(talking, alice, bob):
    def word(viewer, words):
        given = story.wording(Term("", "both", words))
        return lambda: actions.propose(actor=viewer, agreement=talking, seen=1, wording=given)

    assert at_once(word(alice.viewer, "Mine"), word(bob.viewer, "Yours")) == ["Refused", "done"]
    assert Proposal.objects.count() == 2


def test_both_sign_at_once_and_it_holds(talking, alice, bob):
    for actor in (alice, bob):
        story.think(actor, talking)
    assert at_once(lambda: story.sign(alice, talking), lambda: story.sign(bob, talking)) == ["done", "done"]
    talking.refresh_from_db()
    assert talking.state == AgreementState.STANDING
    assert Signature.objects.count() == 2


def test_two_devices_begin_to_type_at_once_and_one_side_is_there(open_door, alice):
    def types(page, words):
        said, page = {"need": words}, Page(page, "1")
        return lambda: actions.save_position(actor=alice.viewer, topic=TOPIC, said=said, page=page)

    assert at_once(types("phone", "First"), types("laptop", "Second")) == ["Refused", "done"]
    assert Position.objects.get().said["need"] in {"First", "Second"}


def test_two_workers_write_one_letter(talking, alice, bob):
    people.choose_safe_contact(actor=alice.viewer, may_mail=True, address="a@safe.example")
    agreement = story.both_sign(talking, alice, bob)
    Agreement.objects.filter(pk=agreement.pk).update(review_on=story.in_days(0))
    (found,), _ = due.to_write()

    def send():
        send_each([found], due_letters.claim)

    assert at_once(send, send) == ["done", "done"]
    assert sum(each.to == ["a@safe.example"] for each in mail.outbox) == 1
    assert DueLetter.objects.count() == 1
