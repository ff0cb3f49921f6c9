"""What is asked before and after each session follows the days that the therapist names."""

from __future__ import annotations

import datetime as dt

import pytest

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import schedule_actions, schedule_queries
from troth.practice.instruments.models import Round, Schedule, SessionDate
from troth.practice.instruments.rhythm import asked_by, next_around
from troth.practice.instruments.states import Rhythm, ScheduleState
from troth.practice.people.states import Stage

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
MARCH = [dt.date(2026, 3, day) for day in range(1, 32)]
BEFORE, AFTER = Rhythm.BEFORE, Rhythm.AFTER


def march(day):
    return MARCH[day - 1]


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    """Monday, 2 March, at noon."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def around(dana, couple):
    """Ask before and after each session."""
    for slug, rhythm in (("session-check-in", BEFORE), ("alliance-check", AFTER)):
        schedule_actions.set_schedule(actor=dana.viewer, couple=couple, slug=slug, rhythm=rhythm)


@pytest.fixture
def name(dana, couple):
    def _name(day):
        schedule_actions.name_session(actor=dana.viewer, couple=couple, on=march(day))

    return _name


@pytest.fixture
def asked_in_march(couple, time_machine):
    """Turn the clock twice a day until a day of March; return what was asked, by day."""

    def _asked(until, since=2):
        for day in range(since, until + 1):
            for hour in (6, 18):
                time_machine.move_to(dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC), tick=False)
                schedule_actions.turn_clock()
        rows = Round.objects.filter(couple=couple).order_by("created_at")
        return [(each.created_at.day, each.instrument) for each in rows]

    return _asked


@pytest.mark.parametrize(
    ("rhythm", "sessions", "asked_for", "today", "due"),
    [
        (BEFORE, [12], None, 2, 10),
        (BEFORE, [12], None, 11, 11),
        (BEFORE, [12], None, 12, 12),
        (BEFORE, [12], None, 13, None),
        (BEFORE, [12, 20], 12, 11, 18),
        (BEFORE, [20, 12], None, 2, 10),
        (AFTER, [12], None, 2, 13),
        (AFTER, [12], None, 14, 14),
        (AFTER, [12], None, 19, 19),
        (AFTER, [12], None, 20, None),
        (AFTER, [12, 20], 12, 13, 21),
        (AFTER, [12], 12, 13, None),
        (BEFORE, [], None, 2, None),
    ],
)
def test_the_next_day_is_two_before_or_one_after_a_session(rhythm, sessions, asked_for, today, due):
    found = next_around(
        rhythm,
        [march(day) for day in sessions],
        asked_for=asked_for and march(asked_for),
        today=march(today),
    )
    assert found == (due and march(due))


def test_one_asking_serves_every_session_that_is_due():
    assert asked_by(AFTER, [march(3), march(5)], march(6)) == march(5)
    assert asked_by(BEFORE, [march(7), march(8), march(9)], march(6)) == march(8)
    assert asked_by(BEFORE, [march(5)], march(6)) is None


def test_each_session_is_asked_for_once_before_and_once_after(around, name, asked_in_march):
    name(12)
    assert asked_in_march(20) == [(10, "session-check-in"), (13, "alliance-check")]


def test_a_session_that_took_place_yesterday_is_asked_after_at_once(around, name, asked_in_march):
    name(1)
    assert asked_in_march(10) == [(2, "alliance-check")]


def test_without_a_session_nothing_is_asked(around, asked_in_march):
    assert asked_in_march(20) == []


def test_a_cancelled_session_is_not_asked_for(around, name, asked_in_march, dana, couple):
    name(12)
    (session,) = schedule_queries.sessions_of(dana.viewer, couple)
    schedule_actions.cancel_session(actor=dana.viewer, couple=couple, session_id=session.pk)
    assert asked_in_march(20) == []
    with pytest.raises(Absent):
        schedule_actions.cancel_session(actor=dana.viewer, couple=couple, session_id=session.pk)


def test_a_session_named_twice_is_one(around, name, asked_in_march):
    name(12)
    name(12)
    assert SessionDate.objects.count() == 1
    assert asked_in_march(20) == [(10, "session-check-in"), (13, "alliance-check")]
    assert AuditEvent.objects.filter(event="session.named").count() == 1


def test_a_session_that_passed_while_no_worker_ran_is_asked_after_and_not_before(
    around, name, asked_in_march
):
    name(5)
    assert asked_in_march(20, since=8) == [(8, "alliance-check")]


def test_a_paused_schedule_follows_again_from_the_next_session(around, name, asked_in_march, dana, couple):
    before = Schedule.objects.get(instrument="session-check-in")

    def move(state):
        schedule_actions.move_schedule(actor=dana.viewer, couple=couple, schedule_id=before.pk, state=state)

    name(5)
    move(ScheduleState.PAUSED)
    assert asked_in_march(8) == [(6, "alliance-check")]
    move(ScheduleState.RUNNING)
    name(14)
    assert asked_in_march(14, since=8) == [(6, "alliance-check"), (12, "session-check-in")]


def test_a_couple_that_rests_is_not_asked_around_its_sessions(around, name, asked_in_march, couple):
    type(couple).objects.filter(pk=couple.pk).update(stage=Stage.PAUSED)
    name(5)
    assert asked_in_march(20) == []


def test_what_closes_joint_work_goes_by_weeks(dana, couple):
    with pytest.raises(Refused, match="by weeks"):
        schedule_actions.set_schedule(
            actor=dana.viewer, couple=couple, slug="private-check", rhythm=Rhythm.BEFORE
        )
    assert not Schedule.objects.exists()


def test_only_the_care_team_names_a_session_and_only_a_near_day(dana, erin, alice, couple):
    for actor in (erin, alice):
        with pytest.raises(Absent):
            schedule_actions.name_session(actor=actor.viewer, couple=couple, on=clock.today())
    for days in (-8, 183):
        with pytest.raises(Refused, match="last week"):
            schedule_actions.name_session(
                actor=dana.viewer, couple=couple, on=clock.today() + dt.timedelta(days=days)
            )
    assert not SessionDate.objects.exists()


def test_the_page_names_and_takes_back_a_session(around, dana, couple, alice):
    url = f"/couples/{couple.pk}/schedule/"
    assert "waits for the day of a session" in dana.client.get(url).content.decode()
    assert dana.client.post(f"{url}sessions/", {"on": "2026-03-12"}).url == url
    shown = dana.client.get(url).content.decode()
    assert "Thursday 12 March 2026" in shown
    assert "Before each session, next on 10 March 2026" in shown
    assert "After each session, next on 13 March 2026" in shown
    (session,) = schedule_queries.sessions_of(dana.viewer, couple)
    assert dana.client.post(f"{url}sessions/{session.pk}/cancel/").url == url
    assert "No session is named." in dana.client.get(url).content.decode()
    assert dana.client.post(f"{url}sessions/", {"on": "soon"}).status_code == 422
    assert dana.client.post(f"{url}sessions/", {"on": "2026-12-12"}).status_code == 409
    given = {"slug": "alliance-check", "rhythm": "after", "every_weeks": "", "next_on": ""}
    assert dana.client.post(url, given).url == url
    assert alice.client.post(f"{url}sessions/", {"on": "2026-03-12"}).status_code == 404


def test_what_was_asked_before_a_session_is_asked_after_it_once_that_is_chosen(
    dana, couple, name, asked_in_march
):
    def ask(rhythm):
        schedule_actions.set_schedule(actor=dana.viewer, couple=couple, slug="alliance-check", rhythm=rhythm)

    ask(BEFORE)
    name(12)
    assert asked_in_march(11) == [(10, "alliance-check")]
    ask(AFTER)
    assert asked_in_march(20, since=12) == [(10, "alliance-check"), (13, "alliance-check")]
