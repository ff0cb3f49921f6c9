"""The way back into therapy: each asks alone, the care team offers to both."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.practice.growth.story import BEGAN, body, slips, turns
from troth.practice.common.errors import Absent, Refused
from troth.practice.growth import after_queries, return_actions
from troth.practice.growth.models import ReturnOffer, ReturnWish
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy.actions import erase_person, export_own_data

pytestmark = pytest.mark.django_db

CASELOAD_WORDS = "One of the two asks to come back"


def wishes(dana, couple):
    return [tuple(one) for one in after_queries.couple_after_page(dana.viewer, couple).wishes]


def test_who_asks_is_read_by_the_care_team_and_by_nobody_else(dana, alice, bob, after):
    assert CASELOAD_WORDS not in body(dana, "caseload")
    before = body(bob)
    reply = alice.client.post(reverse("ask-to-return"), {"wish": "We shout again"})
    assert reply.status_code == 302
    assert body(bob) == before
    assert wishes(dana, after) == [("Alice", "We shout again")]
    assert CASELOAD_WORDS in body(dana, "caseload")
    assert "We shout again" in body(dana, "couple-growth", couple_id=after.pk)
    assert "We shout again" in body(alice)


def test_asking_anew_replaces_the_words_and_taking_back_keeps_nothing(dana, alice, after):
    return_actions.ask_to_return(actor=alice.viewer, text="First")
    return_actions.ask_to_return(actor=alice.viewer, text="")
    assert wishes(dana, after) == [("Alice", "")]
    alice.client.post(reverse("ask-to-return"), {"act": "take-back"})
    assert not ReturnWish.objects.exists()
    assert CASELOAD_WORDS not in body(dana, "caseload")


def test_what_is_too_long_comes_back_with_what_was_typed(alice, after):
    page = alice.client.post(reverse("ask-to-return"), {"wish": "We " * 2000})
    assert (page.status_code, "We We" in page.content.decode()) == (400, True)
    assert not ReturnWish.objects.exists()


def test_each_can_ask_in_the_time_after_and_in_a_pause_and_not_once_they_parted(dana, alice, bob, after):
    people.move_stage(actor=dana.viewer, couple=after, stage=Stage.PAUSED)
    return_actions.ask_to_return(actor=alice.viewer, text="")
    after.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=after, stage=Stage.SEPARATED)
    with pytest.raises(Refused, match="no way back to ask for"):
        return_actions.ask_to_return(actor=bob.viewer, text="")
    assert "Ask to come back" not in body(bob)


def test_an_offer_reads_alike_to_both_whatever_the_slip(dana, alice, bob, after):
    slips(after, "below expected after ending")
    turns(BEGAN)
    assert "welcome to come back" not in body(alice)
    dana.client.post(reverse("couple-return", args=[after.pk]), {"act": "offer"})
    told = "Dana offers the two of you to come back, for a talk or for more."
    for actor in (alice, bob):
        assert told in body(actor)
        assert "slip" not in body(actor).lower().replace("first slip", "")
    dana.client.post(reverse("couple-return", args=[after.pk]), {"act": "take-back"})
    assert told not in body(bob)


def test_beginning_again_answers_wish_and_offer(dana, alice, after):
    return_actions.ask_to_return(actor=alice.viewer, text="Please")
    return_actions.offer_return(actor=dana.viewer, couple=after)
    dana.client.post(reverse("couple-return", args=[after.pk]), {"act": "open"})
    after.refresh_from_db()
    assert after.stage == Stage.WORKING
    assert not ReturnOffer.objects.exists()
    assert wishes(dana, after) == []
    assert "Please" in export_own_data(actor=alice.viewer).decode()


def test_whoever_is_back_at_work_by_another_way_has_the_offer_behind_them(dana, alice, after):
    return_actions.ask_to_return(actor=alice.viewer, text="")
    return_actions.offer_return(actor=dana.viewer, couple=after)
    people.move_stage(actor=dana.viewer, couple=after, stage=Stage.WORKING)
    turns(BEGAN)
    assert not ReturnOffer.objects.exists()
    assert wishes(dana, after) == []


def test_only_the_care_team_offers_and_only_after_therapy(dana, alice, erin, after):
    for actor in (alice, erin):
        for act in (return_actions.offer_return, return_actions.take_offer_back):
            with pytest.raises(Absent):
                act(actor=actor.viewer, couple=after)
    people.move_stage(actor=dana.viewer, couple=after, stage=Stage.WORKING)
    after.refresh_from_db()
    with pytest.raises(Refused, match="in the time after therapy"):
        return_actions.offer_return(actor=dana.viewer, couple=after)
    refused = dana.client.post(reverse("couple-return", args=[after.pk]), {"act": "shout"})
    assert "Choose what to do" in refused.content.decode()


def test_nothing_is_offered_where_one_erased_everything(dana, alice, after):
    return_actions.ask_to_return(actor=alice.viewer, text="Gone")
    erase_person(actor=alice.viewer)
    assert not ReturnWish.objects.exists()
    with pytest.raises(Refused):
        return_actions.offer_return(actor=dana.viewer, couple=after)
