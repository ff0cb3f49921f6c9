"""What can go wrong on the pages of an agreement: one clear sentence, a status that says no, and nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.practice import cast
from tests.practice.boundaries import story
from tests.practice.boundaries.story import PHONES, in_days
from troth.practice.boundaries import actions, queries
from troth.practice.boundaries.models import Agreement, Comment, Proposal, Review, Signature
from troth.practice.boundaries.states import AgreementState
from troth.practice.boundaries.terms import Term
from troth.practice.common import clock
from troth.practice.privacy import actions as privacy

pytestmark = pytest.mark.django_db
REFUSED = 409


def later(days):
    return clock.telling_of(timezone.now() + dt.timedelta(days=days))


def said(answer):
    return answer.status_code, answer.content.decode()


def wording_of(words, seen):
    days = {"start_on": in_days(0), "review_on": in_days(28)}
    return {"seen": seen, **days, "note": "", "never": "on", "words_0": words, "whose_0": "both"}


@pytest.fixture
def ending(opened, alice, bob):
    """An agreement in force that ends after sixty days."""
    return story.both_sign(story.begin(alice, end_on=in_days(60)), alice, bob)


def test_both_edit_a_term_at_once_and_the_second_reads_both_and_goes_on(talking, alice, bob):
    url = f"/agreements/{talking.pk}/wording/"
    assert alice.client.post(url, wording_of("Alice’s words", 1)).status_code == 302
    status, body = said(bob.client.post(url, wording_of("Bob’s words", 1)))
    assert status == REFUSED
    assert "There is a newer wording, number 2. Yours is kept below" in body
    assert ("Alice’s words" in body, "Bob’s words" in body) == (True, True)
    assert bob.client.post(url, wording_of("Bob’s words", 2)).status_code == 302
    assert [one.read_terms[0].words for one in Proposal.objects.order_by("number")] == [
        PHONES.words,
        "Alice’s words",
        "Bob’s words",
    ]


def test_an_old_version_that_lay_open_is_not_signed(talking, alice, bob):
    story.think(alice, talking)
    sent = {"number": 1, "agree": "on", "signed_name": "Alice"}
    cast.confirm(alice, alice.client.post(f"/agreements/{talking.pk}/sign/", {}).url)
    actions.propose(
        actor=bob.viewer, agreement=talking, seen=1, wording=story.wording(Term("", "a", "Another"))
    )
    status, body = said(alice.client.post(f"/agreements/{talking.pk}/sign/", sent))
    assert status == REFUSED
    assert "This is wording 1, and there is a newer one, number 2. Read that and sign it." in body
    assert not Signature.objects.exists()


def test_a_wording_that_never_was_is_not_there_to_sign(talking, alice):
    cast.confirm(alice, alice.client.post(f"/agreements/{talking.pk}/sign/", {}).url)
    sent = {"number": 99, "agree": "on", "signed_name": "Alice"}
    assert alice.client.post(f"/agreements/{talking.pk}/sign/", sent).status_code == 404


def test_a_look_back_after_the_last_day_is_refused_and_gives_the_words_back(ending, alice):
    (term,) = ending.signed.read_terms
    sent = {f"kept_{term.id}": "partly", "ahead": "renew", "words": "It was hard at first"}
    url = f"/agreements/{ending.pk}/review/"
    with later(61):
        status, body = said(cast.signed_in(alice.person).client.post(url, sent))
        assert said(cast.signed_in(alice.person).client.get(url))[0] == REFUSED
    assert status == REFUSED
    assert "This agreement ended on" in body
    assert "as you had agreed" in body
    assert "It was hard at first" in body
    assert not Review.objects.exists()


def test_behind_a_closed_door_a_look_back_gives_back_ones_words_and_no_terms(standing, alice, bob):
    from troth.practice.safety import actions as safety

    safety.close_for_myself(actor=bob.viewer)
    status, body = said(alice.client.post(f"/agreements/{standing.pk}/review/", {"words": "Mine"}))
    assert (status, "Mine" in body, PHONES.words in body) == (REFUSED, True, False)


def test_a_second_look_back_from_an_old_page_is_refused_and_loses_nothing(standing, alice):
    story.look_back(alice, standing, words="The first")
    (term,) = standing.signed.read_terms
    sent = {f"kept_{term.id}": "not", "ahead": "end", "words": "The second"}
    status, body = said(alice.client.post(f"/agreements/{standing.pk}/review/", sent))
    assert (status, "You have handed in this review" in body, "The second" in body) == (REFUSED, True, True)
    assert Review.objects.get().said["words"] == "The first"


def test_an_erased_account_ends_it_and_the_other_reads_it_without_a_name(standing, alice, bob):
    story.say(alice, standing, "ALICE-SAID")
    story.say(bob, standing, "BOB-SAID")
    privacy.erase_person(actor=alice.viewer)
    standing.refresh_from_db()
    assert standing.state == AgreementState.ENDED
    status, body = said(bob.client.get(f"/agreements/{standing.pk}/"))
    assert status == 200
    assert "It is no longer in force" in body
    assert ("BOB-SAID" in body, "ALICE-SAID" in body) == (True, False)
    assert [one.text for one in Comment.objects.all()] == ["BOB-SAID"]
    for path, sent in (
        ("wording", wording_of("Alone", 1)),
        ("comment", {"text": "To nobody", "about": "0", "audience": "couple"}),
    ):
        status, body = said(bob.client.post(f"/agreements/{standing.pk}/{path}/", sent))
        assert status == REFUSED
        assert (sent.get("words_0") or sent["text"]) in body


@pytest.mark.parametrize("days", [4000, -4000])
def test_a_clock_that_jumps_and_comes_back_changes_nothing(ending, alice, days):
    before = (ending.state, ending.end_on, ending.review_on, ending.ended_at)
    with later(days):
        assert cast.signed_in(alice.person).client.get(f"/agreements/{ending.pk}/").status_code == 200
        assert cast.signed_in(alice.person).client.get("/agreements/").status_code == 200
    ending.refresh_from_db()
    assert (ending.state, ending.end_on, ending.review_on, ending.ended_at) == before
    assert ending.is_in_force
    assert queries.agreement_page(alice.viewer, ending).line.is_in_force


def test_what_was_signed_while_the_clock_was_wrong_can_be_ended_and_made_anew(opened, alice, bob):
    with later(4000):
        agreement = story.both_sign(story.begin(alice, end_on=in_days(60)), alice, bob)
    agreement.refresh_from_db()
    assert agreement.is_in_force
    actions.withdraw(actor=bob.viewer, agreement=agreement)
    story.begin(alice)
    assert sorted(Agreement.objects.values_list("state", flat=True)) == ["ended", "talking"]
