"""The feedback session: everything for the therapist in one order, and nothing of it for a partner."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice.answering import answer
from tests.practice.formulation.story import scores
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.formulation import actions, feedback, feedback_actions
from troth.practice.formulation.models import FeedbackSession
from troth.practice.instruments import actions as instruments


@pytest.fixture
def told(dana, alice, bob, couple):
    """Both have written; they want different things; Alice says how she stands and Bob what he expects of her."""
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="private-intake")
    answer(alice, "private-intake", causes=["betrayal"], goal="improve", still_value="MARK-the-garden")
    answer(bob, "private-intake", causes=["communication"], goal="decide", what_happened="MARK-only-for-dana")
    scores(alice, couple, strengths=3.0, overall_trust=1.0, satisfaction=2.0)
    scores(bob, couple, strengths=2.0, expected_trust=3.0, expected_satisfaction=3.5)
    return couple


def url_of(couple):
    return f"/couples/{couple.pk}/feedback/"


def test_strengths_come_first_in_the_partners_own_words(told, dana):
    page = dana.client.get(url_of(told)).content.decode()
    order = [
        page.index(words) for words in ("MARK-the-garden", "How each sees it now", "What broke trust, as far")
    ]
    assert order == sorted(order)
    assert "Bob expects Alice to answer higher" in page or "neither clearly" in page
    assert "see each partner alone first" in page
    assert "none of it is for custody or a court" in page


def test_only_causes_that_were_taken_in_are_shown_once_there_are_some(told, dana):
    every = feedback.feedback_page(dana.viewer, told.pk).causes
    assert len(every) == 5
    actions.draft_formulation(actor=dana.viewer, couple=told)
    actions.accept_cause(actor=dana.viewer, couple=told, cause_id="betrayal")
    actions.word_cause(actor=dana.viewer, couple=told, cause_id="betrayal", words="In my words")
    (cause,) = feedback.feedback_page(dana.viewer, told.pk).causes
    assert (cause.id, cause.text) == ("betrayal", "In my words")


def test_no_partner_and_no_stranger_reads_any_of_it(told, dana, alice, bob, charlie, erin, frank):
    assert dana.client.get(url_of(told)).status_code == 200  # there is something to leak
    nothing = alice.client.get("/there/is/nothing/here/").content
    for actor in (alice, bob, charlie, erin, frank):
        assert actor.client.get(url_of(told)).status_code == 404
        with pytest.raises(Absent):
            feedback.feedback_page(actor.viewer, told.pk)
    assert alice.client.get(url_of(told)).content == nothing


def test_each_reading_is_in_the_log(told, dana):
    dana.client.get(url_of(told))
    events = AuditEvent.objects.filter(event="feedback.read", couple_id=told.pk)
    assert [event.actor_id for event in events] == [dana.person.pk]


def test_a_session_is_noted_once_a_day_and_never_before_it_took_place(told, dana, erin):
    today = clock.today()
    for _ in range(2):
        assert dana.client.post(url_of(told), {"held_on": today.isoformat()}).url == url_of(told)
    assert [held.held_on for held in FeedbackSession.objects.all()] == [today]
    assert AuditEvent.objects.filter(event="feedback.held").count() == 1
    with pytest.raises(Refused, match="not come yet"):
        feedback_actions.note_feedback_held(
            actor=dana.viewer, couple=told, held_on=today + dt.timedelta(days=1)
        )
    with pytest.raises(Absent):
        feedback_actions.note_feedback_held(actor=erin.viewer, couple=told, held_on=today)
    assert dana.client.post(url_of(told), {"held_on": "soon"}).status_code == 422
    assert "Held on" in dana.client.get(url_of(told)).content.decode()


def test_a_partners_pages_are_the_same_before_and_after_the_session(told, dana, alice, bob):
    def seen():
        return [
            actor.client.get(page).content
            for actor in (alice, bob)
            for page in ("/today/", "/mine/", "/how-it-goes/", "/understanding/", "/plan/")
        ]

    seen()
    before = seen()
    feedback_actions.note_feedback_held(actor=dana.viewer, couple=told, held_on=clock.today())
    dana.client.get(url_of(told))
    assert [len(page) for page in seen()] == [len(page) for page in before]


def test_without_answers_the_page_says_what_to_ask(dana, couple):
    page = dana.client.get(url_of(couple)).content.decode()
    assert "Neither has written about it yet. Ask in the room." in page
    for words in (
        "is not answered yet",
        "No weekly answers yet",
        "Neither has said yet",
        "No plan is agreed yet",
    ):
        assert words in page
