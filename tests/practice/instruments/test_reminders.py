"""Reminders when things go wrong: a mail host that is away, two workers, a night in between, clocks that change."""

from __future__ import annotations

import datetime as dt
from functools import partial
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Kept
from django.utils import timezone

from tests.practice import cast
from tests.practice.instruments.conftest import PULSE
from troth.practice.common import clock
from troth.practice.instruments import actions, reminding, schedule_actions, schedule_queries
from troth.practice.instruments.models import Assignment, Reminder, Round
from troth.practice.instruments.signals import round_assigned
from troth.practice.people import actions as people
from troth.practice.people.reminding import send_each
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
AWAY = "tests.practice.instruments.test_reminders.HostAway"
EAGER = "tests.practice.instruments.test_reminders.OtherWorkerMeanwhile"


class HostAway(Kept):
    """A mail host that does not answer."""

    def open(self):
        raise ConnectionRefusedError


class OtherWorkerMeanwhile(Kept):
    """While a mail leaves, another worker looks for reminders to send."""

    def send_messages(self, messages):
        send_each(schedule_queries.unsent(), reminding.claim)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def asked(dana, couple, alice, bob):
    """The pulse, asked of both at noon; both said yes to mail."""
    for actor, address in ((alice, "a@safe.example"), (bob, "b@safe.example")):
        people.choose_safe_contact(actor=actor.viewer, may_mail=True, address=address)
    return actions.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")


def at(time_machine, **passed):
    time_machine.move_to(NOON + dt.timedelta(**passed), tick=False)


def written_to():
    return sorted(each.to for each in mail.outbox)


def test_a_mail_host_that_is_away_loses_no_reminder_and_doubles_none(asked, turn, time_machine, settings):
    at(time_machine, days=2)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY
    assert turn().reminded == 2
    assert Reminder.objects.filter(sent_at=None).count() == 2
    settings.EMAIL_BACKEND = working
    at(time_machine, days=2, hours=1)
    assert [turn().reminded for _ in range(2)] == [0, 0]
    assert written_to() == [["a@safe.example"], ["b@safe.example"]]


def test_a_worker_that_died_between_recording_and_sending_loses_nothing(asked, turn, time_machine):
    at(time_machine, days=2)
    schedule_actions.turn_clock()  # recorded; nobody sent it
    assert mail.outbox == []
    at(time_machine, days=2, minutes=5)
    turn()
    assert written_to() == [["a@safe.example"], ["b@safe.example"]]


def test_a_worker_that_died_while_sending_never_sends_again(asked, turn, time_machine):
    at(time_machine, days=2)
    schedule_actions.turn_clock()
    Reminder.objects.update(sent_at=clock.now())  # marked, and then the power failed
    at(time_machine, days=2, minutes=5)
    turn()
    assert mail.outbox == []


def test_two_workers_that_send_at_the_same_moment_send_each_mail_once(asked, turn, time_machine, settings):
    settings.EMAIL_BACKEND = EAGER
    at(time_machine, days=2)
    turn()
    assert written_to() == [["a@safe.example"], ["b@safe.example"]]


def test_a_worker_with_an_old_list_does_not_send_again_days_later(asked, time_machine):
    at(time_machine, days=2)
    schedule_actions.turn_clock()
    reminder = Reminder.objects.first()
    assert reminding.claim(reminder.pk) is not None
    at(time_machine, days=4)
    assert reminding.claim(reminder.pk) is None


def test_two_workers_with_the_same_list_ask_and_record_once(dana, couple, asked, time_machine):
    schedule = schedule_actions.set_schedule(
        actor=dana.viewer, couple=couple, slug="how-we-are", every_weeks=6, next_on=clock.today()
    )
    assert [schedule_actions._ask_if_due(schedule.pk) for _ in range(2)] == [True, False]
    copy = Assignment.objects.filter(round=asked).first()
    assert [schedule_actions._remind_once((copy.pk, 1)) for _ in range(2)] == [True, False]


def test_after_days_without_mail_one_person_still_gets_one_a_day(asked, ask, turn, time_machine, settings):
    ask("how-we-are")
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY
    for day in range(2, 7):
        at(time_machine, days=day)
        turn()
    assert Reminder.objects.filter(sent_at=None).count() == 4
    settings.EMAIL_BACKEND = working
    days = {}
    for day in range(7, 13):
        at(time_machine, days=day)
        for _ in range(3):
            turn()
        days[day] = written_to()
        mail.outbox.clear()
    both = [["a@safe.example"], ["b@safe.example"]]
    assert days == dict.fromkeys(range(7, 11), both) | {11: [], 12: []}


def test_what_waited_over_the_night_is_mailed_in_the_morning(asked, turn, time_machine):
    at(time_machine, days=2, hours=7)  # 19:00
    schedule_actions.turn_clock()
    at(time_machine, days=2, hours=9)  # the worker comes at 21:00
    reminding.send_reminders.func()
    assert mail.outbox == []
    at(time_machine, days=2, hours=20)  # 8:00
    turn()
    assert written_to() == [["a@safe.example"], ["b@safe.example"]]


@pytest.mark.parametrize(
    ("day", "offset"),
    [(dt.date(2026, 3, 28), 1), (dt.date(2026, 3, 29), 2), (dt.date(2026, 10, 25), 1)],
)
def test_the_quiet_hours_are_the_practices_own_also_when_clocks_change(
    asked, turn, time_machine, settings, day, offset
):
    settings.TIME_ZONE = "Europe/Berlin"
    berlin = ZoneInfo("Europe/Berlin")
    eight = dt.datetime.combine(day, dt.time(8), berlin)
    assert eight.utcoffset() == dt.timedelta(hours=offset)
    with timezone.override(berlin):
        time_machine.move_to(eight - dt.timedelta(minutes=1), tick=False)
        assert turn().reminded == 0
        time_machine.move_to(eight, tick=False)
        assert turn().reminded == 2


def test_a_week_is_seven_days_of_the_practice_also_when_clocks_change(dana, couple, turn, time_machine):
    berlin = ZoneInfo("Europe/Berlin")
    with timezone.override(berlin):
        time_machine.move_to(dt.datetime(2026, 3, 22, 0, 30, tzinfo=berlin), tick=False)
        schedule_actions.set_schedule(
            actor=dana.viewer, couple=couple, slug="trust-pulse", every_weeks=1, next_on=clock.today()
        )
        assert turn().asked == 1
        for moment, asked in (
            (dt.datetime(2026, 3, 28, 23, 59, tzinfo=berlin), 0),
            (dt.datetime(2026, 3, 29, 0, 0, tzinfo=berlin), 1),
        ):
            time_machine.move_to(moment, tick=False)
            assert turn().asked == asked


def _answered(at):
    at.send()


def _taken_back(at):
    actions.withdraw_round(actor=at.dana.viewer, couple=at.couple, round_id=at.asked.pk)


def _mail_turned_off(at):
    people.choose_safe_contact(actor=at.bob.viewer, may_mail=False, address="")


def _consent_withdrawn(at):
    people.withdraw_consent(actor=at.bob.viewer)


def _paused(at):
    type(at.couple).objects.filter(pk=at.couple.pk).update(stage=Stage.PAUSED)


def _left(at):
    people.move_stage(actor=at.dana.viewer, couple=at.couple, stage=Stage.ENDED)


def _erased(at):
    privacy.erase_person(actor=at.bob.viewer)


@pytest.mark.parametrize(
    "meanwhile",
    [_answered, _taken_back, _mail_turned_off, _consent_withdrawn, _paused, _left, _erased],
)
def test_a_recorded_reminder_does_not_leave_once_something_ended_it(
    meanwhile, asked, turn, send, dana, couple, bob, time_machine
):
    at(time_machine, days=2)
    schedule_actions.turn_clock()
    assert Reminder.objects.filter(assignment__seat__person_id=bob.person.pk).count() == 1
    meanwhile(
        SimpleNamespace(send=partial(send, asked, bob, PULSE), asked=asked, dana=dana, couple=couple, bob=bob)
    )
    turn()
    assert ["b@safe.example"] not in written_to()


def test_a_new_address_is_the_one_that_is_written_to(asked, turn, bob, time_machine):
    at(time_machine, days=2)
    schedule_actions.turn_clock()
    people.choose_safe_contact(actor=bob.viewer, may_mail=True, address="new@safe.example")
    turn()
    assert written_to() == [["a@safe.example"], ["new@safe.example"]]


def test_one_couple_that_fails_holds_up_no_other_and_is_tried_again(dana, couple, turn, caplog):
    other, *_ = cast.partners(dana, "Gus", "Hana")
    for one in (couple, other):
        schedule_actions.set_schedule(
            actor=dana.viewer, couple=one, slug="trust-pulse", every_weeks=1, next_on=clock.today()
        )

    def fail(*, round, **_):  # noqa: A002 - the signal's own word
        if round.couple_id == couple.pk:
            raise RuntimeError("Alice wrote this")

    round_assigned.connect(fail)
    try:
        assert turn() == (1, 0, 1)
    finally:
        round_assigned.disconnect(fail)
    assert [each.couple_id for each in Round.objects.all()] == [other.pk]
    assert "RuntimeError" in caplog.text
    assert "Alice" not in caplog.text
    assert turn() == (1, 0, 0)
