"""Looking back together, and mending what was not kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.practice import cast
from tests.practice.boundaries import story
from tests.practice.boundaries.story import in_days
from troth.practice.boundaries import queries, review_actions
from troth.practice.boundaries.models import Breach, RepairWord, Review
from troth.practice.boundaries.repeated import repeated
from troth.practice.boundaries.states import REPAIR_MOVES, RepairState
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

pytestmark = pytest.mark.django_db


def later(days):
    return clock.telling_of(timezone.now() + dt.timedelta(days=days))


def page_of(actor, agreement):
    return actor.client.get(f"/agreements/{agreement.pk}/").content.decode()


def care_page_of(dana, agreement):
    return dana.client.get(f"/couples/{agreement.couple_id}/agreements/{agreement.pk}/").content.decode()


def test_reviews_open_together(standing, alice, bob, dana):
    story.look_back(alice, standing, "partly", "change", words="ALICE-LOOKED-BACK")
    assert "ALICE-LOOKED-BACK" in page_of(alice, standing)
    assert "ALICE-LOOKED-BACK" in care_page_of(dana, standing)
    assert "ALICE-LOOKED-BACK" not in page_of(bob, standing)
    with pytest.raises(Refused, match="You have handed in this review"):
        story.look_back(alice, standing)
    story.look_back(bob, standing)
    assert "ALICE-LOOKED-BACK" in page_of(bob, standing)
    (pair,) = queries.agreement_page(bob.viewer, standing).reviews
    assert pair.names == ["Alice", "Bob"]
    assert pair.rows == [(story.PHONES.words, [("Alice", "partly"), ("Bob", "kept")])]
    assert '<td data-label="Alice">partly</td><td data-label="Bob">kept</td>' in page_of(bob, standing)
    standing.refresh_from_db()
    assert standing.review_round == 2
    story.look_back(alice, standing)
    assert Review.objects.count() == 3


def test_every_term_is_rated_and_a_wish_is_chosen(standing, alice):
    with pytest.raises(Refused, match=r"^Rate each term"):
        story.look_back(alice, standing, mark="never")
    with pytest.raises(Refused, match=r"^Choose what you wish"):
        story.look_back(alice, standing, ahead="")
    url = f"/agreements/{standing.pk}/review/"
    assert alice.client.post(url, {"ahead": ""}).status_code == 409
    (term,) = standing.signed.read_terms
    given = {f"kept_{term.id}": "kept", "ahead": "renew", "words": ""}
    assert alice.client.post(url, given).status_code == 302
    assert Review.objects.get().said["kept"] == {term.id: "kept"}


def test_nothing_is_looked_back_at_before_it_is_signed(talking, alice):
    with pytest.raises(Refused, match="Nothing is signed yet"):
        review_actions.review(actor=alice.viewer, agreement=talking, kept={}, ahead="renew", words="")
    assert alice.client.get(f"/agreements/{talking.pk}/review/").status_code == 409


def test_the_day_of_the_next_review_lies_ahead_and_before_the_end(opened, alice, bob):
    agreement = story.both_sign(story.begin(alice, end_on=in_days(60)), alice, bob)
    for day in (None, in_days(0), in_days(-3)):
        with pytest.raises(Refused, match="still to come"):
            review_actions.set_review_day(actor=alice.viewer, agreement=agreement, review_on=day)
    with pytest.raises(Refused, match="It would end before"):
        review_actions.set_review_day(actor=alice.viewer, agreement=agreement, review_on=in_days(61))
    sent = {"review_on": in_days(50).isoformat()}
    assert bob.client.post(f"/agreements/{agreement.pk}/review-day/", sent).status_code == 302
    agreement.refresh_from_db()
    assert agreement.review_on == in_days(50)


def test_a_review_that_is_due_is_said(standing, alice):
    assert "time to look at it again" not in page_of(alice, standing)
    with later(28):
        assert "time to look at it again" in page_of(alice, standing)
        assert "time to look at it again" in alice.client.get("/agreements/").content.decode()


@pytest.mark.parametrize(
    ("audience", "bob_reads", "dana_reads"),
    [(Audience.ME, False, False), (Audience.THERAPIST, False, True), (Audience.COUPLE, True, True)],
)
def test_a_note_is_read_by_whom_its_author_chose(standing, alice, bob, dana, audience, bob_reads, dana_reads):
    noted = story.note(alice, standing, audience, words="ALICE-NOTED")
    assert "ALICE-NOTED" in alice.client.get(f"/agreements/note/{noted.pk}/").content.decode()
    assert ("ALICE-NOTED" in care_page_of(dana, standing)) is dana_reads
    found = bob.client.get(f"/agreements/note/{noted.pk}/")
    assert ("ALICE-NOTED" in found.content.decode()) is bob_reads
    assert (found.status_code == 404) is not bob_reads
    assert (str(noted.pk) in page_of(bob, standing)) is bob_reads


def test_a_private_note_changes_no_byte_for_the_other(standing, alice, bob):
    before = story.seen_by(bob, standing)
    story.note(alice, standing, Audience.ME)
    story.note(alice, standing, Audience.THERAPIST)
    assert story.seen_by(bob, standing) == before


def test_a_note_is_opened_wider_and_never_narrower_after_asking_who_this_is(standing, alice, bob):
    noted = story.note(alice, standing, Audience.ME)
    with pytest.raises(Absent):
        review_actions.share_breach(actor=bob.viewer, breach=noted, audience=Audience.COUPLE)
    asked = alice.client.post(f"/agreements/note/{noted.pk}/share/", {"audience": "therapist"})
    assert "reauthenticate" in asked.url
    cast.confirm(alice, asked.url)
    noted.refresh_from_db()
    assert noted.audience == Audience.THERAPIST
    with pytest.raises(Refused, match="shown that far already"):
        review_actions.share_breach(actor=alice.viewer, breach=noted, audience=Audience.ME)


def test_a_note_for_both_waits_behind_a_closed_door_and_a_private_one_does_not(standing, alice, bob):
    safety.close_for_myself(actor=bob.viewer)
    with pytest.raises(Refused, match=r"^Work together is not open"):
        story.note(alice, standing, Audience.COUPLE)
    assert story.note(alice, standing, Audience.THERAPIST).submitted_at is not None


def test_a_shared_note_is_closed_with_the_door_and_ones_own_words_stay(standing, alice, bob):
    noted = story.note(alice, standing, words="ALICE-NOTED", by="both")
    review_actions.repair(actor=bob.viewer, breach=noted, step="acknowledged", text="BOB-ADMITS")
    url = f"/agreements/note/{noted.pk}/"
    assert "ALICE-NOTED" in bob.client.get(url).content.decode()
    safety.close_for_myself(actor=bob.viewer)
    theirs, own = bob.client.get(url).content.decode(), alice.client.get(url).content.decode()
    assert "ALICE-NOTED" not in theirs
    assert "BOB-ADMITS" not in theirs + own
    assert NEUTRAL_SENTENCE in theirs
    assert "ALICE-NOTED" in own
    assert "Note something for yourself or your therapist" in page_of(alice, standing)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"term": "other"}, "Choose the term"),
        ({"kind": "crime"}, "Say what happened"),
        ({"by": ""}, "Say what happened"),
        ({"happened_on": None}, "cannot lie ahead"),
        ({"happened_on": dt.date(2999, 1, 1)}, "cannot lie ahead"),
        ({"words": "x" * 2001}, "2001 characters"),
    ],
)
def test_a_note_says_which_term_what_who_and_when(standing, alice, changed, reason):
    with pytest.raises(Refused, match=reason):
        story.note(alice, standing, **changed)
    assert not Breach.objects.exists()


def test_mending_goes_step_by_step_each_written_by_the_one_whose_step_it_is(standing, alice, bob):
    noted = story.note(alice, standing, by="me")
    with pytest.raises(Refused, match="not the next one"):
        review_actions.repair(actor=alice.viewer, breach=noted, step="amended", text="Flowers")
    with pytest.raises(Refused, match="your partner’s to write"):
        review_actions.repair(actor=bob.viewer, breach=noted, step="acknowledged", text="You did")
    with pytest.raises(Refused, match="Write a few words"):
        review_actions.repair(actor=alice.viewer, breach=noted, step="acknowledged", text=" ")
    for actor, step in (
        (alice, "acknowledged"),
        (bob, "heard"),
        (alice, "responsible"),
        (alice, "amended"),
        (bob, "changed"),
    ):
        review_actions.repair(actor=actor.viewer, breach=noted, step=step, text=f"words of {step}")
        noted.refresh_from_db()
        assert noted.repair == step
    with pytest.raises(Refused, match="two weeks later"):
        review_actions.repair(actor=alice.viewer, breach=noted, step="checked", text="Good")
    with later(14):
        review_actions.repair(actor=alice.viewer, breach=noted, step="checked", text="Good")
    noted.refresh_from_db()
    assert REPAIR_MOVES[RepairState(noted.repair)] == frozenset()
    first = RepairWord.objects.order_by("at").first()
    assert first.text == "words of acknowledged"


def test_where_the_other_did_not_keep_it_the_other_begins(standing, alice, bob):
    noted = story.note(alice, standing, by="other")
    with pytest.raises(Refused, match="your partner’s to write"):
        review_actions.repair(actor=alice.viewer, breach=noted, step="acknowledged", text="You did")
    sent = {"step": "acknowledged", "text": "I did"}
    assert bob.client.post(f"/agreements/note/{noted.pk}/", sent).status_code == 302
    assert "I did" in alice.client.get(f"/agreements/note/{noted.pk}/").content.decode()


def test_a_refused_step_keeps_what_was_typed(standing, alice):
    noted = story.note(alice, standing, by="both")
    sent = {"step": "checked", "text": "My words stay"}
    answer = alice.client.post(f"/agreements/note/{noted.pk}/", sent)
    assert answer.status_code == 409
    assert "My words stay" in answer.content.decode()


def test_a_misunderstanding_leads_to_the_words_and_not_to_a_repair(standing, alice):
    noted = story.note(alice, standing, kind="misunderstood")
    assert "Understood in two ways" in alice.client.get(f"/agreements/note/{noted.pk}/").content.decode()
    with pytest.raises(Refused, match="nothing to repair"):
        review_actions.repair(actor=alice.viewer, breach=noted, step="acknowledged", text="Yes")


def test_a_private_note_is_not_mended_before_it_is_shared(standing, alice, bob):
    noted = story.note(alice, standing, Audience.THERAPIST)
    for actor in (alice, bob):
        with pytest.raises(Absent):
            review_actions.repair(actor=actor.viewer, breach=noted, step="acknowledged", text="Yes")


def test_three_within_eight_weeks_are_told_to_the_therapist_alone(standing, alice, bob, dana):
    care = f"/couples/{standing.couple_id}/agreements/"
    story.note(alice, standing, Audience.THERAPIST)
    story.note(bob, standing, Audience.COUPLE, happened_on=in_days(-56))
    story.note(alice, standing, Audience.ME)
    story.note(alice, standing, Audience.COUPLE, kind="misunderstood")
    assert "again and again" not in dana.client.get(care).content.decode()
    story.note(bob, standing, Audience.THERAPIST)
    body = dana.client.get(care).content.decode()
    assert "Phones and what is private: 3 times not kept within eight weeks." in body
    for actor in (alice, bob):
        assert "again and again" not in page_of(actor, standing)


def test_days_too_far_apart_are_not_counted_together(standing, alice):
    for days in (-57, -28, 0):
        story.note(alice, standing, happened_on=in_days(days))
    assert repeated(Breach.objects.all()) == {}


def test_a_note_is_written_on_the_page(standing, alice):
    url = f"/agreements/{standing.pk}/note/"
    (term,) = standing.signed.read_terms
    sent = {
        "term": term.id,
        "kind": "broken",
        "by": "me",
        "happened_on": in_days(0).isoformat(),
        "words": "I forgot",
        "audience": "me",
    }
    assert alice.client.post(url, {**sent, "term": ""}).status_code == 409
    refused = alice.client.post(url, {**sent, "happened_on": in_days(2).isoformat()})
    assert (refused.status_code, "I forgot" in refused.content.decode()) == (409, True)
    assert alice.client.post(url, sent).url == f"/agreements/note/{Breach.objects.get().pk}/"
