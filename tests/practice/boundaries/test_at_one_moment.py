"""Both partners, or two pages of one, act at the same moment: it happens once, and nothing is lost."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.practice.boundaries import story
from tests.practice.boundaries.story import TOPIC
from tests.practice.programme.test_same_moment import at_once
from troth.practice.boundaries import actions
from troth.practice.boundaries.models import Agreement, Position, Proposal, Signature
from troth.practice.boundaries.states import AgreementState
from troth.practice.boundaries.terms import Term


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
