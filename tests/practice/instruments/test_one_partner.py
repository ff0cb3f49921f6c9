"""What one partner is asked alone leaves no trace for the other."""

from __future__ import annotations

import re

import pytest

from tests.practice.answering import calm
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import actions, queries, sharing_actions, trust_queries
from troth.practice.instruments.models import Assignment, Response
from troth.practice.people.queries import seats_of

INJURED = "injured-checklist"
PAGES = ("/today/", "/together/", "/mine/", "/how-it-goes/", "/my-data/")


@pytest.fixture
def ask_one(dana, couple):
    """Dana asks one partner; returns the round."""

    def _ask(actor, slug=INJURED, reason=""):
        return actions.assign_instrument(
            actor=dana.viewer, couple=couple, slug=slug, reason=reason, seat_id=actor.viewer.seat_id
        )

    return _ask


def look(actor, round_id):
    """Everything that a partner can see of a round and around it; form tokens differ at every look."""
    pages = [re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", actor.client.get(path).content) for path in PAGES]
    return (
        pages,
        actor.client.get(f"/answers/{round_id}/").status_code,
        queries.open_assignments(actor.viewer),
        queries.rounds_for(actor.viewer, actor.viewer.couple_id),
        trust_queries.trust_series(actor.viewer, actor.viewer.couple_id),
    )


def test_only_the_one_who_was_chosen_gets_it(ask_one, alice, bob):
    asked = ask_one(alice, reason="After last week")
    assert [each.slug for each in queries.open_assignments(alice.viewer)] == [INJURED]
    assert queries.open_assignments(bob.viewer) == []
    assert Assignment.objects.get(round=asked).seat_id == alice.viewer.seat_id


def test_the_other_sees_the_same_before_asking_after_it_and_after_the_answer(ask_one, send, alice, bob, dana):
    bobs_own = ask_one(bob, "involved-checklist")
    nowhere = bobs_own.couple_id  # an id that is no round
    before = look(bob, nowhere)
    asked = ask_one(alice, reason="After last week")
    assert look(bob, asked.pk) == before
    send(asked, alice, calm(INJURED, pictures=4, what_helped="Walking"))
    assert len(queries.visible_answers(dana.viewer, asked.pk)["a"]) == 8  # there is something to leak
    assert look(bob, asked.pk) == before
    with pytest.raises(Absent):
        queries.visible_answers(bob.viewer, asked.pk)


def test_its_answers_cannot_be_brought_to_both(ask_one, send, alice, dana):
    response = send(ask_one(alice), alice, calm(INJURED))
    assert response.protected
    with pytest.raises(Refused):
        sharing_actions.announce_release(actor=dana.viewer, response_id=response.pk, reason="It helps")


def test_asking_one_needs_a_seat_of_the_couple_and_asking_both_none(dana, ask, ask_one, alice, charlie):
    with pytest.raises(Refused, match="Choose to whom"):
        ask(INJURED)
    with pytest.raises(Refused, match="Choose to whom"):
        ask_one(charlie)
    with pytest.raises(Refused, match="Ask both"):
        ask_one(alice, "trust-pulse")
    assert Assignment.objects.count() == 0


def test_asking_one_again_leaves_the_others_copy_alone(ask_one, alice, bob, time_machine):
    time_machine.move_to("2026-03-01 10:00:00+00:00")
    for actor in (alice, bob):
        ask_one(actor)
    with pytest.raises(Refused, match="waits for an answer"):
        ask_one(alice)
    time_machine.move_to("2026-03-22 10:00:00+00:00")
    ask_one(alice)
    assert len(queries.open_assignments(alice.viewer)) == 1
    assert queries.open_assignments(bob.viewer)[0].asked_at.day == 1


def test_a_therapist_chooses_the_one_on_the_page(dana, couple, alice, bob):
    page = dana.client.get(f"/couples/{couple.pk}/assign/").content.decode()
    for seat in seats_of(couple.pk):
        assert page.count(f'name="seat_id" value="{seat.pk}"') == 2  # two checklists
    given = {"slug": INJURED, "seat_id": str(alice.viewer.seat_id), "reason": ""}
    response = dana.client.post(f"/couples/{couple.pk}/assign/", given, follow=True)
    assert "On the page of Alice now." in response.content.decode()
    assert queries.open_assignments(bob.viewer) == []
    assert Response.objects.count() == 0
