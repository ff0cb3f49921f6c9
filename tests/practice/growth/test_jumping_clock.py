"""A clock that jumps, ahead and back: nothing is asked twice, and nothing stays away for years."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from tests.practice.growth.story import BEGAN, on, slips, turns
from troth.practice.common import clock
from troth.practice.growth import after_actions, after_queries, clock_actions, months
from troth.practice.growth.models import CheckUp, HardDay, Slip
from troth.practice.growth.states import CheckUpState, SlipState
from troth.practice.people import actions as people

pytestmark = pytest.mark.django_db

A_YEAR_AHEAD = dt.date(2027, 3, 1)
MONTH_1, MONTH_3 = dt.date(2026, 2, 28), dt.date(2026, 4, 30)
OFFSETS = (-11, -3, 0, 5, 13)


def plan():
    rows = CheckUp.objects.exclude(state=CheckUpState.DROPPED)
    return sorted(rows.values_list("months", "state"))


def test_ahead_a_year_and_back_the_next_check_up_is_the_one_of_month_three(after):
    turns(A_YEAR_AHEAD)
    assert plan() == [(1, "asked"), (24, "planned")]
    turns(dt.date(2026, 3, 1))
    assert plan() == [(1, "asked"), (3, "planned")]
    assert turns(MONTH_1).asked == 0
    assert turns(MONTH_3).asked == 1
    assert turns(MONTH_3).asked == 0
    assert plan() == [(1, "asked"), (3, "asked"), (6, "planned")]


def test_back_before_the_beginning_nothing_is_asked(after):
    assert turns(BEGAN - dt.timedelta(days=400)).asked == 0
    assert plan() == [(1, "planned")]


def test_a_slip_noticed_ahead_does_not_stay_before_its_time(after):
    slips(after, "below expected after ending")
    turns(A_YEAR_AHEAD)
    turns(dt.date(2026, 3, 1))
    assert Slip.objects.get().state == SlipState.NEW
    slips(after)
    turns(dt.date(2026, 3, 2))
    assert Slip.objects.get().state == SlipState.OVER


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (dt.date(2027, 2, 28), dt.date(2027, 2, 28)),
        (dt.date(2027, 3, 1), dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 28), dt.date(2028, 2, 29)),
        (dt.date(2028, 3, 1), dt.date(2029, 2, 28)),
    ],
)
def test_a_29th_of_february_comes_on_the_28th_where_there_is_none(today, found):
    assert months.next_return(dt.date(2024, 2, 29), today) == found


@pytest.mark.parametrize("hours", OFFSETS)
def test_a_day_is_near_by_the_calendar_of_the_practice(alice, couple, hours):
    zone = dt.timezone(dt.timedelta(hours=hours))
    with timezone.override(zone):
        first_minute = dt.datetime(2026, 5, 1, 0, 1, tzinfo=zone)
        with clock.telling_of(first_minute):
            after_actions.keep_day(actor=alice.viewer, on=dt.date(2020, 5, 15), what_helps="A walk")
            assert [day.is_near for day in after_queries.own_days(alice.viewer)] == [True]
        with clock.telling_of(first_minute - dt.timedelta(minutes=2)):
            assert [day.is_near for day in after_queries.own_days(alice.viewer)] == [False]


@pytest.fixture
def hard_day(alice, bob, after):
    for actor in (alice, bob):
        name = actor.viewer.display_name.lower()
        people.choose_safe_contact(actor=actor.viewer, may_mail=True, address=f"{name}@example.org")
    return after_actions.keep_day(actor=alice.viewer, on=dt.date(2020, 5, 15), what_helps="A walk")


def letters(day, captured):
    mail.outbox.clear()
    with on(day), captured(execute=True):
        turned = clock_actions.turn_clock()
    return turned.reminded, [(letter.to, letter.subject) for letter in mail.outbox]


def test_its_owner_alone_gets_one_letter_two_weeks_before_and_it_says_nothing(
    hard_day, django_capture_on_commit_callbacks
):
    captured = django_capture_on_commit_callbacks
    assert letters(dt.date(2026, 4, 30), captured)[0] == 0
    told, sent = letters(dt.date(2026, 5, 1), captured)
    assert (told, [to for to, _ in sent]) == (1, [["alice@example.org"]])
    assert "walk" not in mail.outbox[0].body
    assert "15 May" not in mail.outbox[0].body
    for day in (dt.date(2026, 5, 1), dt.date(2026, 5, 2), dt.date(2026, 5, 16)):
        assert letters(day, captured) == (0, [])
    assert letters(dt.date(2027, 5, 1), captured)[0] == 1


def test_at_night_and_without_a_yes_to_mail_nothing_is_sent(
    alice, hard_day, django_capture_on_commit_callbacks
):
    night = dt.datetime(2026, 5, 1, 23, tzinfo=timezone.get_current_timezone())
    with clock.telling_of(night), django_capture_on_commit_callbacks(execute=True):
        assert clock_actions.turn_clock().reminded == 0
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    assert letters(dt.date(2026, 5, 2), django_capture_on_commit_callbacks) == (0, [])
    assert HardDay.objects.get().told_of is None
