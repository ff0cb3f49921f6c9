"""What is asked by itself, once; and reminders that reach nobody twice and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from tests.practice.instruments.conftest import PULSE
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import reminding, schedule_actions, schedule_queries
from troth.practice.instruments.models import Assignment, Reminder, Round, Schedule
from troth.practice.instruments.states import AssignmentState, ScheduleState
from troth.practice.people import actions as people
from troth.practice.people.models import Seat
from troth.practice.people.states import Stage

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    """A Monday at noon; tests move on from here."""
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def weekly(dana, couple, time_machine):
    """The pulse every week from today on."""
    return schedule_actions.set_schedule(
        actor=dana.viewer, couple=couple, slug="trust-pulse", every_weeks=1, next_on=clock.today()
    )


@pytest.fixture
def mailable(alice, bob):
    for actor, address in ((alice, "a@safe.example"), (bob, "b@safe.example")):
        people.choose_safe_contact(actor=actor.viewer, may_mail=True, address=address)


def written_to():
    return [each.to for each in mail.outbox]


def days_later(time_machine, days):
    time_machine.move_to(NOON + dt.timedelta(days=days), tick=False)


def test_what_is_due_is_asked_of_both_once_however_often_the_clock_turns(weekly, couple, turn, time_machine):
    assert [turn().asked for _ in range(3)] == [1, 0, 0]
    assert Assignment.objects.filter(round__couple=couple, state=AssignmentState.OPEN).count() == 2
    days_later(time_machine, 6)
    assert turn().asked == 0
    days_later(time_machine, 7)
    assert turn().asked == 1
    assert Round.objects.filter(couple=couple).count() == 2
    assert AuditEvent.objects.filter(event="round.assigned-by-schedule").count() == 2


def test_weeks_without_a_worker_are_not_made_up_for(weekly, turn, time_machine):
    days_later(time_machine, 30)
    assert turn().asked == 1
    weekly.refresh_from_db()
    assert weekly.next_on == dt.date(2026, 4, 6)


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.SEPARATED, Stage.ENDED])
def test_a_couple_that_is_not_at_work_is_asked_nothing(weekly, couple, turn, stage):
    couple.stage = stage
    couple.save()
    assert turn().asked == 0
    assert not Round.objects.exists()


def test_a_paused_schedule_asks_nothing_until_it_runs_again(weekly, couple, dana, erin, turn, time_machine):
    def move(actor, state):
        schedule_actions.move_schedule(actor=actor.viewer, couple=couple, schedule_id=weekly.pk, state=state)

    with pytest.raises(Absent):
        move(erin, ScheduleState.PAUSED)
    move(dana, ScheduleState.PAUSED)
    with pytest.raises(Refused, match="already"):
        move(dana, ScheduleState.PAUSED)
    days_later(time_machine, 20)
    assert turn().asked == 0
    move(dana, ScheduleState.RUNNING)
    assert turn().asked == 1


def test_a_check_of_safety_that_is_due_closes_the_door_for_both_as_any_asking_does(dana, couple, turn):
    schedule_actions.set_schedule(
        actor=dana.viewer, couple=couple, slug="private-check", every_weeks=6, next_on=clock.today()
    )
    assert turn().asked == 1
    assert Round.objects.get().guarded


def test_an_ended_schedule_asks_nothing_and_runs_again_only_when_set_anew(weekly, dana, couple, turn):
    def move(state):
        schedule_actions.move_schedule(actor=dana.viewer, couple=couple, schedule_id=weekly.pk, state=state)

    move(ScheduleState.ENDED)
    assert schedule_queries.schedules_of(dana.viewer, couple) == []
    assert turn().asked == 0
    with pytest.raises(Refused, match="ended already"):
        move(ScheduleState.RUNNING)
    schedule_actions.set_schedule(
        actor=dana.viewer, couple=couple, slug="trust-pulse", every_weeks=2, next_on=clock.today()
    )
    assert turn().asked == 1


def test_nine_weekly_pulses_follow_when_the_clock_is_moved(weekly, couple, turn):
    for day in range(63):
        with clock.telling_of(NOON + dt.timedelta(days=day)):
            turn()
    asked = Round.objects.filter(couple=couple).order_by("created_at")
    days = [each.created_at.date() for each in asked]
    assert days == [NOON.date() + dt.timedelta(weeks=week) for week in range(9)]


def test_what_is_suggested_comes_from_the_content(couple):
    suggested = {each.slug: each.suggestion for each in schedule_queries.choices_for(couple)}
    assert suggested == {
        "trust-pulse": "every week",
        "goal-check": "every 4 weeks",
        "session-check-in": "before each session",
        "alliance-check": "after each session",
        "private-check": "every 6 weeks",
        "private-intake": "once",
        "how-we-are": "once",
        "where-we-stand": "once",
        "looking-in": "every 13 weeks",
    }
    notes = {each.slug: each.note for each in schedule_queries.choices_for(couple)}
    assert "to verify" in notes["private-check"]


def test_the_page_tells_when_each_last_answered(weekly, dana, alice, couple, turn, send):
    turn()
    send(Round.objects.get(), alice, PULSE)
    (line,) = schedule_queries.schedules_of(dana.viewer, couple)
    assert line.answered == [("Alice", NOON), ("Bob", None)]
    shown = dana.client.get(f"/couples/{couple.pk}/schedule/").content.decode()
    assert "Last answered: Alice 2 March 2026, Bob not yet" in shown


def test_what_still_waits_and_is_asked_once_is_tried_again_the_next_day(dana, couple, turn, time_machine):
    schedule = schedule_actions.set_schedule(
        actor=dana.viewer, couple=couple, slug="private-check", every_weeks=1, next_on=clock.today()
    )
    assert turn().asked == 1
    days_later(time_machine, 7)
    assert turn().asked == 0
    schedule.refresh_from_db()
    assert schedule.next_on == clock.today() + dt.timedelta(days=1)


def test_only_the_care_team_sets_a_schedule_and_only_within_reason(dana, erin, couple):
    def set_it(actor, **other):
        given = {"slug": "trust-pulse", "every_weeks": 1, "next_on": clock.today()} | other
        return schedule_actions.set_schedule(actor=actor.viewer, couple=couple, **given)

    with pytest.raises(Absent):
        set_it(erin)
    for wrong, said in (
        ({"slug": "nothing"}, "Choose one"),
        ({"slug": "injured-checklist"}, "both partners get"),
        ({"every_weeks": 0}, "1 to 26"),
        ({"next_on": clock.today() - dt.timedelta(days=1)}, "in the past"),
    ):
        with pytest.raises(Refused, match=said):
            set_it(dana, **wrong)
    assert not Schedule.objects.exists()
    set_it(dana)
    set_it(dana, every_weeks=2)
    assert Schedule.objects.get().every_weeks == 2


def test_a_reminder_reaches_only_who_owes_an_answer_at_the_address_they_chose(
    weekly, mailable, ask, send, alice, bob, turn, time_machine
):
    turn()
    send(Round.objects.get(), alice, PULSE)
    days_later(time_machine, 1)
    assert turn().reminded == 0
    days_later(time_machine, 2)
    assert [turn().reminded for _ in range(3)] == [1, 0, 0]
    assert written_to() == [["b@safe.example"]]
    assert mail.outbox[0].subject == "A short reminder"
    assert "Trust" not in mail.outbox[0].body


def test_nobody_is_reminded_more_than_twice_and_never_after_answering(
    weekly, mailable, dana, couple, send, bob, alice, turn, time_machine
):
    turn()
    asked = Round.objects.get()
    schedule_actions.move_schedule(
        actor=dana.viewer, couple=couple, schedule_id=weekly.pk, state=ScheduleState.PAUSED
    )
    for day in range(1, 5):
        days_later(time_machine, day)
        turn()
    send(asked, alice, PULSE)
    for day in range(5, 30):
        days_later(time_machine, day)
        turn()
    assert sorted(address for (address,) in written_to()) == ["a@safe.example"] + ["b@safe.example"] * 2


def test_a_mail_is_never_sent_twice_even_when_the_task_runs_again(weekly, mailable, turn, time_machine):
    turn()
    days_later(time_machine, 2)
    turn()
    assert len(mail.outbox) == 2
    reminding.send_reminders.func()
    assert len(mail.outbox) == 2


def test_a_mail_that_waits_is_not_sent_once_the_answer_the_consent_or_the_wish_is_other(
    weekly, mailable, send, alice, bob, turn, time_machine
):
    turn()
    asked = Round.objects.get()
    days_later(time_machine, 2)
    schedule_actions.turn_clock()  # the worker has not sent anything yet
    assert Reminder.objects.count() == 2
    send(asked, alice, PULSE)
    people.withdraw_consent(actor=bob.viewer)
    reminding.send_reminders.func()
    assert mail.outbox == []


def test_who_said_no_to_mail_or_nothing_at_all_gets_none(weekly, alice, turn, time_machine):
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    turn()
    days_later(time_machine, 3)
    assert turn().reminded == 0
    assert mail.outbox == []


def test_one_person_gets_one_mail_a_day_whatever_waits(weekly, mailable, ask, turn, time_machine):
    turn()
    ask("how-we-are")
    days_later(time_machine, 2)
    assert turn().reminded == 2
    time_machine.move_to(NOON + dt.timedelta(days=2, hours=7), tick=False)
    assert turn().reminded == 0
    days_later(time_machine, 3)
    assert turn().reminded == 2
    assert sorted(address for (address,) in written_to()) == ["a@safe.example"] * 2 + ["b@safe.example"] * 2


@pytest.mark.parametrize(("hour", "reminded"), [(7, 0), (8, 2), (19, 2), (20, 0)])
def test_no_mail_goes_out_at_night(weekly, mailable, turn, time_machine, hour, reminded):
    turn()
    time_machine.move_to(NOON.replace(hour=hour) + dt.timedelta(days=3), tick=False)
    assert turn().reminded == reminded


def test_a_private_check_reminds_with_the_same_words_as_anything_else(
    mailable, ask, turn, time_machine, alice, send
):
    ask("how-we-are")
    days_later(time_machine, 2)
    turn()
    ordinary = {(each.subject, each.body) for each in mail.outbox}
    Assignment.objects.update(state=AssignmentState.WITHDRAWN)
    mail.outbox.clear()
    ask("private-check")
    days_later(time_machine, 4)
    turn()
    assert {(each.subject, each.body) for each in mail.outbox} == ordinary


def test_made_up_people_get_no_mail(weekly, mailable, couple, turn, time_machine):
    turn()
    couple.practice.is_demonstration = True
    couple.practice.save()
    days_later(time_machine, 3)
    assert turn().reminded == 0


def test_the_page_shows_sets_and_pauses(dana, alice, couple):
    url = f"/couples/{couple.pk}/schedule/"
    assert "Nothing is asked regularly yet." in dana.client.get(url).content.decode()
    given = {"slug": "trust-pulse", "rhythm": "weeks", "every_weeks": "1", "next_on": "2026-03-02"}
    assert dana.client.post(url, given).url == url
    assert "next on 2 March 2026" in dana.client.get(url).content.decode()
    (line,) = schedule_queries.schedules_of(dana.viewer, couple)
    assert dana.client.post(f"{url}{line.schedule.pk}/paused/").url == url
    assert "paused" in dana.client.get(url).content.decode()
    assert dana.client.post(f"{url}{line.schedule.pk}/gone/").status_code == 404
    assert dana.client.post(url, given | {"next_on": "soon"}).status_code == 422
    assert "Say how many weeks." in dana.client.post(url, given | {"every_weeks": ""}).content.decode()
    assert dana.client.post(url, given | {"next_on": "2026-03-01"}).status_code == 409
    assert alice.client.get(url).status_code == 404


def test_two_of_the_same_name_keep_their_own_days(dana, couple, alice, send):
    Seat.objects.filter(couple=couple).update(called="Sam")
    schedule_actions.set_schedule(
        actor=dana.viewer, couple=couple, slug="trust-pulse", every_weeks=1, next_on=clock.today()
    )
    schedule_actions.turn_clock()
    send(Round.objects.get(), alice, PULSE)
    ((_, _, answered),) = schedule_queries.schedules_of(dana.viewer, couple)
    assert [(name, at is not None) for name, at in answered] == [("Sam (1)", True), ("Sam (2)", False)]
