"""A partner who falls silent is told to the therapist alone, as a fact, until the answer comes."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice import cast
from tests.practice.instruments.conftest import PULSE
from troth.practice.common.errors import Absent
from troth.practice.instruments import actions, silence
from troth.practice.instruments.models import Reminder
from troth.practice.people import actions as people
from troth.practice.people.models import Seat
from troth.practice.people.standing import Mail
from troth.practice.people.states import Stage

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
PARTNER_PAGES = ["/today/", "/together/", "/mine/", "/how-it-goes/"]


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def later(time_machine):
    def _later(**passed):
        time_machine.move_to(NOON + dt.timedelta(**passed), tick=False)

    return _later


@pytest.fixture
def bob_silent(ask, send, alice, bob, later):
    """The pulse came twice; Alice answered both, Bob neither, and ten days have passed."""
    send(ask("trust-pulse"), alice, PULSE)
    later(days=7)
    again = ask("trust-pulse")
    send(again, alice, PULSE)
    later(days=10)
    return again


def sides(couple):
    return [one.side for one in silence.silences([couple.pk]).get(couple.pk, [])]


def page(actor, path):
    """Return a page, to a fresh log-in, without its tokens, which are new each time."""
    response = cast.signed_in(actor.person).client.get(path)
    assert response.status_code == 200
    return re.sub(r'"X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_two_weekly_askings_left_unanswered_are_a_silence_of_that_partner(bob_silent, couple, later):
    assert silence.silences([couple.pk]) == {couple.pk: [("b", NOON)]}
    later(days=9, hours=23)
    assert silence.silences([couple.pk]) == {}


def test_the_silence_ends_by_itself_with_the_answer(bob_silent, couple, bob, send):
    assert sides(couple) == ["b"]
    send(bob_silent, bob, PULSE)
    assert sides(couple) == []


def test_it_ends_when_the_questions_are_taken_back(bob_silent, couple, dana):
    actions.withdraw_round(actor=dana.viewer, couple=couple, round_id=bob_silent.pk)
    assert sides(couple) == []


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.SEPARATED, Stage.ENDED])
def test_a_couple_that_rests_owes_nothing(bob_silent, couple, stage):
    type(couple).objects.filter(pk=couple.pk).update(stage=stage)
    assert sides(couple) == []


def test_a_private_check_is_never_a_silence(ask, couple, later):
    ask("private-check")
    later(days=40)
    assert sides(couple) == []


def test_the_other_partner_sees_the_same_bytes_whether_or_not_one_is_silent(bob_silent, alice, couple):
    assert sides(couple) == ["b"]
    during = [page(alice, path) for path in PARTNER_PAGES]
    bob_silent.assignments.filter(seat__side="b").update(waits_since=NOON + dt.timedelta(days=7))
    assert sides(couple) == []
    assert [page(alice, path) for path in PARTNER_PAGES] == during


def test_the_silent_partner_reads_no_blame(bob_silent, bob):
    assert all("not answered" not in page(bob, path) for path in PARTNER_PAGES)


def test_the_therapist_reads_on_the_caseload_who_and_since_when(bob_silent, dana, erin):
    assert "Bob has not answered since 2 March, 10 days" in page(dana, "/caseload/")
    assert "Bob" not in page(erin, "/caseload/")


def test_the_couples_page_says_what_was_left_and_what_one_may_do(bob_silent, dana, couple):
    shown = page(dana, f"/couples/{couple.pk}/")
    assert "Bob has not answered since 2 March" in shown
    assert "How this week was, asked 2 times" in shown
    assert f'href="/couples/{couple.pk}/schedule/">ask less often' in shown
    assert "Alice has not answered" not in shown


def test_for_others_than_the_care_team_there_is_no_such_read(bob_silent, couple, erin, frank, alice):
    for actor in (erin, frank, alice):
        with pytest.raises(Absent):
            silence.silent_partners(actor.viewer, couple.pk)


def choose(actor, address):
    people.choose_safe_contact(actor=actor.viewer, may_mail=bool(address), address=address)


def test_what_was_chosen_about_mail_is_a_fact_without_the_address(bob_silent, dana, couple, bob):
    def told():
        (partner,) = silence.silent_partners(dana.viewer, couple.pk)
        return partner.mail, page(dana, f"/couples/{couple.pk}/")

    mail, shown = told()
    assert mail is Mail.NOT_CHOSEN
    assert "Has not chosen yet how to be reached" in shown
    choose(bob, "")
    mail, shown = told()
    assert mail is Mail.OFF
    assert "Chose to get no mail" in shown
    choose(bob, "secret@safe.example")
    mail, shown = told()
    assert mail is Mail.ON
    assert "not reminded yet" in shown
    assert "secret@safe.example" not in shown
    people.withdraw_consent(actor=bob.viewer)
    mail, shown = told()
    assert mail is Mail.NO_CONSENT
    assert "Consent to care does not stand" in shown


def test_reminders_that_left_are_told_by_day(bob_silent, dana, couple, bob):
    choose(bob, "b@safe.example")
    copy = bob_silent.assignments.get(seat__side="b")
    Reminder.objects.create(assignment=copy, number=1, sent_at=NOON + dt.timedelta(days=9))
    Reminder.objects.create(assignment=copy, number=2)
    assert "Reminded by mail on 11 March." in page(dana, f"/couples/{couple.pk}/")


def test_two_of_the_same_name_are_told_apart(dana, couple, later):
    Seat.objects.filter(couple=couple).update(called="Sam")
    actions.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
    later(days=11)
    found = silence.silent_partners(dana.viewer, couple.pk)
    assert [one.called for one in found] == ["Sam (1)", "Sam (2)"]


def test_the_days_that_a_practice_chooses_count_at_once(bob_silent, couple, dana):
    couples_page, said = f"/couples/{couple.pk}/", "Bob has not answered since 2 March"
    assert (said in page(dana, "/caseload/"), said in page(dana, couples_page)) == (True, True)
    cast.told_of_silence_after(dana, 11)
    assert sides(couple) == []
    assert silence.silent_partners(dana.viewer, couple.pk) == []
    assert (said in page(dana, "/caseload/"), said in page(dana, couples_page)) == (False, False)
    cast.told_of_silence_after(dana, 10)
    assert sides(couple) == ["b"]


def test_with_the_fewest_days_a_silence_begins_on_the_third(ask, couple, dana, later):
    ask("trust-pulse")
    cast.told_of_silence_after(dana, 3)
    later(days=2, hours=23)
    assert sides(couple) == []
    later(days=3)
    assert sides(couple) == ["a", "b"]
    assert "Bob has not answered since 2 March, 3 days" in page(dana, "/caseload/")


def test_only_what_has_waited_so_long_counts_as_left(ask, couple, dana, later):
    ask("trust-pulse")
    later(days=6)
    ask("where-we-stand")
    later(days=10)

    def left():
        return [len(one.left) for one in silence.silent_partners(dana.viewer, couple.pk)]

    assert left() == [1, 1]
    cast.told_of_silence_after(dana, 4)
    assert left() == [2, 2]


def test_another_practice_keeps_its_own_days(bob_silent, couple, dana, erin, later):
    other, *_ = cast.partners(erin, "Olga", "Paul")
    actions.assign_instrument(actor=erin.viewer, couple=other, slug="trust-pulse")
    later(days=14)
    cast.told_of_silence_after(erin, 4)
    cast.told_of_silence_after(dana, 20)
    assert {pk: len(found) for pk, found in silence.silences([couple.pk, other.pk]).items()} == {other.pk: 2}
    assert "Olga has not answered since 12 March, 4 days" in page(erin, "/caseload/")


def test_what_waits_shorter_costs_the_couples_page_no_query(ask, couple, dana, later):
    ask("trust-pulse")
    counts = []
    for days in (2, 5, 9):
        later(days=days)
        actor = cast.signed_in(dana.person)
        with CaptureQueriesContext(connection) as queries:
            assert actor.client.get(f"/couples/{couple.pk}/").status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
