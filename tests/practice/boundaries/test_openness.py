"""Openness for a time: three times yes, an end, and no field for watching."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.practice.boundaries import story
from tests.practice.boundaries.story import in_days
from troth.practice.boundaries import actions, terms
from troth.practice.boundaries.models import Agreement, Readiness, Signature
from troth.practice.boundaries.states import AgreementKind, AgreementState, Openness
from troth.practice.boundaries.terms import Term
from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db

WATCHING = [
    "You give me your password.",
    "We share our passcodes.",
    "I track where you are.",
    "Your location stays on.",
    "I put a GPS in the car.",
    "I read your messages on Sunday.",
    "You let me check your phone.",
    "I look through all the chats.",
    "I go through your diary.",
]
PLAIN = [
    "I tell it on the same day if they write to me.",
    "From seven to eight our phones lie in the hall.",
    "I check the oven before bed.",
    "On Sunday we look at it together.",
]


@pytest.mark.parametrize("words", WATCHING)
def test_words_of_watching_are_seen(words):
    assert terms.watched_words([Term("", "both", words)]) != []


@pytest.mark.parametrize("words", PLAIN)
def test_plain_words_are_left_alone(words):
    assert terms.watched_words([Term("", "both", words)]) == []


def test_the_word_check_knows_words_and_not_what_is_meant():
    """It is a help to look once more: this asks for a place in words that it does not know."""
    assert terms.watched_words([Term("", "b", "I always see on a map where you are.")]) == []


@pytest.mark.parametrize("words", WATCHING)
def test_openness_refuses_them(opened, alice, words):
    with pytest.raises(Refused, match=r"^A term never tracks .* Say it without “"):
        story.begin_openness(alice, Term("", "b", words, "devices"))
    assert not Agreement.objects.exists()


def test_another_agreement_asks_to_look_once_more(opened, alice):
    term = Term("", "both", "Nobody asks for a password.")
    with pytest.raises(Refused, match="Please look at “password” once more"):
        story.begin(alice, term)
    assert story.begin(alice, term, sure=True).state == AgreementState.TALKING
    body = alice.client.get(f"/agreements/{Agreement.objects.get().pk}/").content.decode()
    assert "Look at these words together" in body


def test_the_page_asks_to_look_only_where_there_is_something_to_look_at(opened, alice):
    url = f"/agreements/topic/{story.TOPIC}/begin/boundary/"
    assert 'name="sure"' not in alice.client.get(url).content.decode()
    sent = {
        "seen": 0,
        "start_on": in_days(0),
        "review_on": in_days(28),
        "never": "on",
        "words_0": "Nobody asks for a password.",
        "whose_0": "both",
    }
    refused = alice.client.post(url, sent)
    assert refused.status_code == 409
    assert 'name="sure"' in refused.content.decode()
    assert alice.client.post(url, {**sent, "never": ""}).status_code == 409
    assert alice.client.post(url, {**sent, "sure": "on"}).status_code == 302


def test_no_field_of_openness_is_for_watching(opened, alice):
    assert [str(one.value) for one in Openness] == ["devices", "contact", "schedule", "unasked"]
    for about in ("", "location", "passwords"):
        with pytest.raises(Refused, match="Say of each term which of the four fields"):
            story.begin_openness(alice, Term("", "b", "I tell my day.", about))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"end_on": None}, "needs a day on which it ends"),
        ({"review_on": None}, "on which you look at it again"),
        ({"end_on": 200}, "ends within six months"),
    ],
)
def test_openness_has_an_end_and_a_review_day(opened, alice, changed, reason):
    days = {name: in_days(number) if number else None for name, number in changed.items()}
    with pytest.raises(Refused, match=reason):
        story.begin_openness(alice, **days)


def test_openness_is_not_made_for_every_topic(open_door, alice, bob):
    for actor in (alice, bob):
        story.hand_in(actor, "money")
    with pytest.raises(Refused, match="is not made for this topic"):
        actions.begin_agreement(
            actor=alice.viewer, topic="money", kind=AgreementKind.TRANSPARENCY, wording=story.openness()
        )


@pytest.mark.parametrize("name", ["responsibility", "freedom", "limited"])
@pytest.mark.parametrize("answer", ["no", "unsure"])
def test_openness_needs_three_times_yes_of_each_and_the_other_never_learns_which(
    opened, alice, bob, name, answer
):
    agreement = story.begin_openness(alice)
    story.think(alice, agreement)
    story.sign(alice, agreement)
    before = story.seen_by(alice, agreement)
    story.think(bob, agreement, **{name: answer})
    with pytest.raises(Refused, match="Openness for a time needs three times yes"):
        story.sign(bob, agreement)
    assert Signature.objects.count() == 1
    assert story.seen_by(alice, agreement) == before


def test_with_all_yes_it_is_signed_and_ends_by_itself(opened, alice, bob):
    agreement = story.both_sign(story.begin_openness(alice), alice, bob)
    assert (agreement.state, agreement.end_on) == (AgreementState.STANDING, in_days(90))


def test_a_new_wording_makes_openness_no_longer_than_six_months_in_all(opened, alice, bob):
    agreement = story.both_sign(story.begin_openness(alice), alice, bob)
    with clock.telling_of(timezone.now() + dt.timedelta(days=60)):
        with pytest.raises(Refused, match="within six months of its first day"):
            actions.propose(
                actor=bob.viewer, agreement=agreement, seen=1, wording=story.openness(end_on=in_days(150))
            )
        actions.propose(
            actor=bob.viewer, agreement=agreement, seen=1, wording=story.openness(end_on=in_days(100))
        )
        story.both_sign(agreement, alice, bob)
    assert (agreement.started_on, agreement.end_on) == (in_days(0), in_days(160))


def test_openness_is_refused_while_the_door_is_shut(opened, alice, bob, dana):
    agreement = story.begin_openness(alice)
    story.think(alice, agreement)
    safety.close_joint_work(actor=dana.viewer, couple=opened, reason="")
    with pytest.raises(Refused, match=r"^Work together is not open"):
        story.sign(alice, agreement)
    actions.withdraw(actor=alice.viewer, agreement=agreement)
    with pytest.raises(Refused, match=r"^Work together is not open"):
        story.begin_openness(bob)


def test_who_is_not_free_to_say_no_cannot_sign_anything(talking, alice, dana, bob):
    with pytest.raises(Refused, match="Answer the short private questions"):
        story.sign(alice, talking)
    story.think(alice, talking, freely="unsure")
    with pytest.raises(Refused, match="free to say no"):
        story.sign(alice, talking)
    care = dana.client.get(f"/couples/{talking.couple_id}/agreements/{talking.pk}/").content.decode()
    assert "I can say no to this without having to fear anything." in care
    assert "Doubts before signing" in care
    assert "Doubts before signing" not in bob.client.get(f"/agreements/{talking.pk}/").content.decode()
    assert Readiness.objects.get().protected


def test_a_doubt_about_what_is_realistic_is_said_and_stops_nobody(talking, alice):
    story.think(alice, talking, doable="no")
    body = alice.client.get(f"/agreements/{talking.pk}/").content.decode()
    assert "You had doubts here" in body
    assert "I can keep my part on a bad day, too." in body
    story.sign(alice, talking)
    with pytest.raises(Refused, match="You have signed this wording"):
        story.think(alice, talking)


def test_every_question_is_answered(talking, alice):
    with pytest.raises(Refused, match="Answer each question"):
        story.think(alice, talking, fair="")
    url = f"/agreements/{talking.pk}/think/"
    assert alice.client.post(url, {"number": 1}).status_code == 409
    given = dict.fromkeys(("freely", "visible", "doable", "fair", "room"), "yes")
    assert alice.client.post(url, {"number": 1, **given}).status_code == 302
    assert Readiness.objects.get().answers == given
