"""Reminders of the diary: wanted by each for themselves, by their own clock, once, and only while the day is not told."""

from __future__ import annotations

import datetime as dt
import html
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Kept

from tests.practice.patterns.telling import tell
from troth.practice.common.errors import Refused
from troth.practice.common.models import AuditEvent
from troth.practice.patterns import reminder_actions as letters
from troth.practice.patterns import reminders
from troth.practice.patterns.models import DiaryChoice
from troth.practice.people import actions as people
from troth.practice.people.reminding import send_each
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
AWAY = "tests.practice.patterns.test_diary_letters.HostAway"
EAGER = "tests.practice.patterns.test_diary_letters.OthersMeanwhile"
URL = "/account/diary/"


class HostAway(Kept):
    """A mail host that does not answer."""

    def open(self):
        raise ConnectionRefusedError


class OthersMeanwhile(Kept):
    """While a letter leaves, another worker looks whom to write to."""

    def send_messages(self, messages):
        send_each(reminders.chosen_now(), letters.claim)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def at(time_machine):
    """Move the clock to so long after the night to Monday."""

    def move(**passed):
        time_machine.move_to(MONDAY + dt.timedelta(**passed), tick=False)

    return move


@pytest.fixture
def turn(django_capture_on_commit_callbacks):
    """Let the clock turn, and the worker do what it is told; return to how many it meant to write."""

    def _turn() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return letters.turn_clock().reminded

    return _turn


@pytest.fixture
def mailable(opened, alice, bob):
    for actor, address in ((alice, "a@safe.example"), (bob, "b@safe.example")):
        people.choose_safe_contact(actor=actor.viewer, may_mail=True, address=address)


@pytest.fixture
def wanted(mailable, alice):
    """Alice wants a letter every evening."""
    letters.choose_letters(actor=alice.viewer, days=range(7), hour=19)


def written_to():
    return [address for each in mail.outbox for address in each.to]


def test_nobody_gets_any_who_did_not_ask(mailable, at, turn):
    for hour in range(24):
        at(hours=hour)
        assert turn() == 0
    assert mail.outbox == []


def test_it_goes_once_a_day_to_the_one_who_asked(wanted, at, turn):
    for quarter in range(4 * 48):
        at(minutes=15 * quarter)
        turn()
    assert written_to() == ["a@safe.example"] * 2


def test_none_goes_once_the_day_is_told(wanted, alice, at, turn):
    at(hours=18)
    tell(alice)
    at(hours=19)
    assert turn() == 0
    at(days=1, hours=19)
    assert turn() == 1, "the next day is another"


def test_yesterday_told_today_is_not_today(wanted, alice, at, turn):
    at(days=1, hours=18)
    tell(alice, on=MONDAY.date())
    at(days=1, hours=19)
    assert turn() == 1


def test_it_comes_on_the_chosen_days_by_the_own_clock(mailable, alice, at, turn):
    letters.choose_zone(actor=alice.viewer, zone="Pacific/Auckland")
    letters.choose_letters(actor=alice.viewer, days=[0, 3], hour=8)
    sent = []
    for hour in range(-24, 7 * 24):
        at(hours=hour)
        if turn():
            sent.append((MONDAY + dt.timedelta(hours=hour)).astimezone(ZoneInfo("Pacific/Auckland")))
    assert [(there.weekday(), there.hour) for there in sent] == [(0, 8), (3, 8), (0, 8)]


@pytest.mark.parametrize(
    "night", [dt.datetime(2026, 3, 29, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, tzinfo=dt.UTC)]
)
def test_a_clock_that_is_put_forward_or_back_brings_one_letter_a_day(
    wanted, alice, time_machine, turn, night
):
    letters.choose_zone(actor=alice.viewer, zone="Europe/Berlin")
    days = []
    for hour in range(-24, 72):
        time_machine.move_to(night + dt.timedelta(hours=hour), tick=False)
        if turn():
            days.append((night + dt.timedelta(hours=hour)).astimezone(ZoneInfo("Europe/Berlin")).day)
    assert days == [night.day - 1, night.day, night.day + 1, night.day + 2][: len(days)]
    assert len(days) == 4


def test_no_hour_brings_a_letter_by_night(mailable, alice, at, turn):
    letters.choose_letters(actor=alice.viewer, days=range(7), hour=21)
    at(hours=22)
    assert turn() == 0


def test_two_workers_send_one_letter(wanted, at, turn, settings):
    settings.EMAIL_BACKEND = EAGER
    at(hours=19)
    turn()
    assert written_to() == ["a@safe.example"]


def test_a_mail_host_that_is_away_loses_no_letter(wanted, at, turn, settings):
    at(hours=19)
    settings.EMAIL_BACKEND, working = AWAY, settings.EMAIL_BACKEND
    turn()
    assert mail.outbox == []
    settings.EMAIL_BACKEND = working
    at(hours=20, minutes=55)
    turn()
    assert written_to() == ["a@safe.example"]


def test_the_letter_says_nothing_of_a_diary(wanted, at, turn):
    at(hours=19)
    turn()
    letter = mail.outbox[0]
    assert not {"diary", "day", "partner", "couple", "bob"} & set(
        (letter.subject + letter.body).lower().split()
    )


def test_who_says_no_to_mail_or_stops_gets_none(wanted, alice, at, turn):
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")
    at(hours=19)
    assert turn() == 0
    people.choose_safe_contact(actor=alice.viewer, may_mail=True, address="a@safe.example")
    letters.stop_letters(actor=alice.viewer)
    assert turn() == 0


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.SEPARATED])
def test_none_goes_while_the_work_rests(wanted, dana, opened, at, turn, stage):
    people.move_stage(actor=dana.viewer, couple=opened, stage=stage)
    at(hours=19)
    assert turn() == 0


@pytest.mark.parametrize(("days", "hour"), [([], 19), ([7], 19), ([0], 3), ([0], 22)])
def test_a_choice_without_a_day_or_by_night_is_refused(mailable, alice, days, hour):
    with pytest.raises(Refused, match="Choose one day at least, and an hour from the list"):
        letters.choose_letters(actor=alice.viewer, days=days, hour=hour)


def test_only_who_said_yes_to_mail_can_choose(alice):
    with pytest.raises(Refused, match="Mail to you is off"):
        letters.choose_letters(actor=alice.viewer, days=[0], hour=19)
    assert "At the moment you get none." in alice.client.get(URL).content.decode()


def test_a_choice_is_kept_shown_stopped_and_the_own_one_alone(mailable, alice, bob):
    assert alice.client.post(URL, {"days": ["0", "3"], "hour": "20"}).url == URL
    assert "Monday, Thursday: from 20:00 on." in html.unescape(alice.client.get(URL).content.decode())
    assert "At the moment you get none." in bob.client.get(URL).content.decode()
    assert bob.client.post(f"{URL}stop/").url == URL
    assert DiaryChoice.objects.get(seat__person=alice.person).days == "03"
    assert '"hour": 20' in privacy.export_own_data(actor=alice.viewer).decode()
    assert alice.client.post(f"{URL}stop/").url == URL
    assert "At the moment you get none." in alice.client.get(URL).content.decode()
    assert alice.client.post(URL, {"days": [], "hour": "20"}).status_code == 422


def test_the_log_does_not_hold_what_was_chosen(wanted, alice):
    letters.choose_zone(actor=alice.viewer, zone="Europe/Berlin")
    kept = AuditEvent.objects.filter(event="diary.habits-chosen")
    assert [event.facts for event in kept] == [{}, {}]
