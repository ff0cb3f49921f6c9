"""What is due by a day that the two chose waits on Today, and one neutral letter says that something waits."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Kept
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice import cast
from tests.practice.boundaries import story
from tests.practice.boundaries.story import TOPIC, in_days
from troth.practice.boundaries import actions, due, due_letters, review_actions
from troth.practice.boundaries.models import DueLetter
from troth.practice.boundaries.states import DueKind
from troth.practice.people import actions as people
from troth.practice.people.reminding import send_each
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import Audience
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
AWAY = "tests.practice.boundaries.test_due.HostAway"
REVIEW, CHECK = "Time to look at an agreement again", "Two weeks later"
TO_CHANGED = ("acknowledged", "heard", "responsible", "amended", "changed")


class HostAway(Kept):
    """A mail host that does not answer."""

    def open(self):
        raise ConnectionRefusedError


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(MONDAY + dt.timedelta(hours=9), tick=False)


@pytest.fixture
def at(time_machine):
    """Move the clock to an hour of the day so many days after that Monday."""

    def move(days, hour=9):
        time_machine.move_to(MONDAY + dt.timedelta(days=days, hours=hour), tick=False)

    return move


@pytest.fixture
def turn(django_capture_on_commit_callbacks):
    """Let the clock turn, and the worker do what it is told; return to whom it wrote."""

    def _turn():
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            done = due_letters.turn_clock()
        assert done.failed == 0
        return sorted(address for each in mail.outbox for address in each.to)

    return _turn


@pytest.fixture
def mailable(alice, bob):
    for actor, address in ((alice, "a@safe.example"), (bob, "b@safe.example")):
        people.choose_safe_contact(actor=actor.viewer, may_mail=True, address=address)


@pytest.fixture
def agreed(mailable, standing):
    """An agreement in force, looked at again after 28 days; both said yes to mail."""
    return standing


BOTH = ["a@safe.example", "b@safe.example"]


def page_of(actor, url):
    """Return a page; after weeks everybody signs in anew."""
    found = cast.signed_in(actor.person).client.get(url)
    assert found.status_code == 200
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "", found.content.decode())


def today_of(actor):
    return page_of(actor, "/today/")


def mend(alice, agreement, audience=Audience.COUPLE):
    noted = story.note(alice, agreement, audience, by="both")
    for step in TO_CHANGED:
        review_actions.repair(actor=alice.viewer, breach=noted, step=step, text=f"words of {step}")
    return noted


def test_each_gets_one_letter_when_the_day_has_come_and_never_a_second(agreed, at, turn):
    at(27)
    assert turn() == []
    at(28)
    assert turn() == BOTH
    for days in (28, 29, 35, 90):
        at(days)
        assert turn() == []
    assert DueLetter.objects.count() == 2


def test_the_letter_is_the_neutral_one_and_names_nothing(agreed, at, turn):
    at(28)
    turn()
    (first, second) = mail.outbox
    assert first.subject == second.subject
    for words in ("agree", "phone", "review", TOPIC):
        assert words not in f"{first.subject} {first.body}".lower()
    assert "/today/" in first.body


def test_by_night_nothing_leaves(agreed, at, turn):
    at(28, hour=7)
    assert turn() == []
    at(28, hour=20)
    assert turn() == []
    at(29, hour=8)
    assert turn() == BOTH


def test_today_holds_what_the_letter_speaks_of_and_names_no_topic(agreed, alice, bob, at):
    assert REVIEW not in today_of(alice)
    at(28)
    for actor in (alice, bob):
        assert REVIEW in today_of(actor)
        assert f"/agreements/{agreed.pk}/review/" in today_of(actor)
        assert "Phones and what is private" not in today_of(actor)


def test_who_has_looked_back_is_not_asked_and_the_other_learns_nothing_of_it(agreed, alice, bob, at, turn):
    at(28)
    before = today_of(bob)
    story.look_back(alice, agreed)
    assert today_of(bob) == before
    assert REVIEW not in today_of(alice)
    assert turn() == ["b@safe.example"]


def test_once_both_have_looked_back_nothing_is_due_until_a_new_day(agreed, alice, bob, at, turn):
    at(28)
    turn()
    for actor in (alice, bob):
        story.look_back(actor, agreed)
    agreed.refresh_from_db()
    assert (agreed.is_due, agreed.looked_back_on) == (False, in_days(0))
    assert "time to look at it again" not in page_of(alice, "/agreements/")
    assert "Choose the next day" in page_of(alice, f"/agreements/{agreed.pk}/")
    review_actions.set_review_day(actor=alice.viewer, agreement=agreed, review_on=in_days(10))
    at(38)
    assert turn() == BOTH
    assert REVIEW in today_of(alice)


def test_who_looked_back_early_is_not_asked_again_on_the_day(agreed, alice, bob, at, turn):
    at(20)
    story.look_back(alice, agreed)
    at(28)
    assert turn() == ["b@safe.example"]
    story.look_back(bob, agreed)
    at(29)
    assert turn() == []
    assert REVIEW not in today_of(alice)


def test_two_weeks_after_a_repair_both_are_told_to_have_a_look(agreed, alice, bob, at, turn):
    noted = mend(alice, agreed)
    at(13)
    assert turn() == []
    assert CHECK not in today_of(bob)
    at(14)
    assert turn() == BOTH
    assert f"/agreements/note/{noted.pk}/" in today_of(bob)
    review_actions.repair(actor=bob.viewer, breach=noted, step="checked", text="It holds")
    assert CHECK not in today_of(alice) + today_of(bob)
    at(20)
    assert turn() == []


def test_one_letter_speaks_of_all_that_is_due(agreed, alice, at, turn):
    at(14)
    mend(alice, agreed)
    at(28)
    assert turn() == BOTH
    at(30)
    assert turn() == []
    assert DueLetter.objects.count() == 4


def test_today_asks_the_database_no_more_for_several_agreements(
    agreed, alice, bob, at, django_assert_max_num_queries
):
    at(28)
    with CaptureQueriesContext(connection) as before:
        assert today_of(alice).count(REVIEW) == 1
    for topic in ("money", "work"):
        for actor in (alice, bob):
            story.hand_in(actor, topic)
        story.both_sign(story.begin(alice, topic=topic), alice, bob)
    at(56)
    with django_assert_max_num_queries(len(before)):
        assert today_of(alice).count(REVIEW) == 3


def _mail_off(agreement, *, alice, bob, **_):
    for actor in (alice, bob):
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")


def _ended(agreement, *, bob, **_):
    actions.withdraw(actor=bob.viewer, agreement=agreement)


def _closed(agreement, *, dana, couple, **_):
    safety.close_joint_work(actor=dana.viewer, couple=couple, reason="")


def _closed_by_one(agreement, *, bob, **_):
    safety.close_for_myself(actor=bob.viewer)


def _paused(agreement, *, dana, couple, **_):
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.PAUSED)


def _couple_ended(agreement, *, dana, couple, **_):
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.ENDED)


def _one_erased(agreement, *, alice, **_):
    privacy.erase_person(actor=alice.viewer)


def _made_up(agreement, *, couple, **_):
    couple.practice.is_demonstration = True
    couple.practice.save()


def _consents_withdrawn(agreement, *, alice, bob, **_):
    for actor in (alice, bob):
        people.withdraw_consent(actor=actor.viewer)


HINDRANCES = [
    _mail_off,
    _ended,
    _closed,
    _closed_by_one,
    _paused,
    _couple_ended,
    _one_erased,
    _made_up,
    _consents_withdrawn,
]


@pytest.mark.parametrize("happens", HINDRANCES)
def test_nothing_is_sent_while_nothing_can_be_done_or_mail_is_not_wanted(
    happens, agreed, alice, bob, dana, couple, at, turn
):
    couple.refresh_from_db()
    at(28)
    (first, *_), _ = due.to_write()
    happens(agreed, alice=alice, bob=bob, dana=dana, couple=couple)
    assert turn() == []
    if happens is not _made_up:
        send_each([first], due_letters.claim)
        assert mail.outbox == []


def test_it_does_not_outlast_the_agreement(opened, mailable, alice, bob, at, turn):
    agreement = story.both_sign(story.begin(alice, review_on=in_days(28), end_on=in_days(28)), alice, bob)
    at(29)
    assert not agreement.is_in_force
    assert turn() == []
    assert REVIEW not in today_of(alice)


def test_a_mail_host_that_is_away_loses_nothing(agreed, at, turn, settings):
    at(28)
    away, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY
    assert turn() == []
    assert not DueLetter.objects.exists()
    settings.EMAIL_BACKEND = away
    assert turn() == BOTH


def test_a_clock_that_jumped_ahead_silences_nobody(agreed, at, turn):
    at(4000)
    assert turn() == BOTH
    at(28)
    assert turn() == BOTH
    at(29)
    assert turn() == []


def test_a_private_note_is_never_due(agreed, alice, at):
    story.note(alice, agreed, Audience.THERAPIST)
    at(20)
    assert due.due_for(alice.viewer) == []


def test_what_is_due_is_found_for_this_couple_alone(agreed, alice, charlie, at):
    at(28)
    assert [one.kind for one in due.due_for(alice.viewer)] == [DueKind.REVIEW]
    assert due.due_for(charlie.viewer) == []
