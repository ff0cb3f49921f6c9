"""Reminders of exercises: when each partner wants them, once, and only while something waits for them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Kept
from django.utils import timezone

from tests.practice import cast, door
from tests.practice.giving import give
from tests.practice.programme.story import goes_on, shares
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import reminding, schedule_actions, schedule_queries
from troth.practice.people import actions as people
from troth.practice.people.queries import seats_of
from troth.practice.people.reminding import EVENING, MORNING, send_each
from troth.practice.people.states import Stage
from troth.practice.privacy import actions as privacy
from troth.practice.programme import actions, reminder_actions, reminders
from troth.practice.programme.models import Run
from troth.practice.programme.states import HOURS, PartOfDay
from troth.practice.safety import actions as safety

MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
AWAY = "tests.practice.programme.test_reminders.HostAway"
EAGER = "tests.practice.programme.test_reminders.OthersMeanwhile"
PRIVATE_ONE = "thought-record"


class HostAway(Kept):
    """A mail host that does not answer."""

    def open(self):
        raise ConnectionRefusedError


class OthersMeanwhile(Kept):
    """While a letter leaves, one worker looks for exercises that wait, and another for questionnaires."""

    def send_messages(self, messages):
        send_each(reminders.chosen_now(), reminder_actions.claim)
        send_each(schedule_queries.unsent(), reminding.claim)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(MONDAY + dt.timedelta(hours=7), tick=False)


@pytest.fixture
def at(time_machine):
    """Move the clock to so long after the night to Monday."""

    def move(**passed):
        time_machine.move_to(MONDAY + dt.timedelta(**passed), tick=False)

    return move


@pytest.fixture
def turn(django_capture_on_commit_callbacks):
    """Let the clock turn, and the worker do what it is told."""

    def _turn(clock_of=reminder_actions):
        with django_capture_on_commit_callbacks(execute=True):
            return clock_of.turn_clock()

    return _turn


def chooses(actor, *days, part=PartOfDay.MORNING):
    reminder_actions.choose_reminders(actor=actor.viewer, days=days or range(7), part=part)


@pytest.fixture
def mailable(alice, bob):
    for actor, address in ((alice, "a@safe.example"), (bob, "b@safe.example")):
        people.choose_safe_contact(actor=actor.viewer, may_mail=True, address=address)


@pytest.fixture
def wanted(mailable, begun, alice):
    """An exercise is under way, at a step that both can do; both said yes to mail, and Alice wants reminders."""
    chooses(alice)
    return begun


def written_to():
    return sorted(address for each in mail.outbox for address in each.to)


def test_nobody_who_chose_nothing_gets_any(mailable, begun, at, turn):
    for hour in range(7 * 24):
        at(hours=hour)
        assert turn() == (0, 0, 0)
    assert mail.outbox == []


def test_it_goes_once_to_the_one_who_chose_and_never_to_the_other(wanted, at, turn):
    at(hours=8)
    assert [turn().reminded for _ in range(3)] == [1, 0, 0]
    assert written_to() == ["a@safe.example"]


@pytest.mark.parametrize("part", PartOfDay)
def test_it_comes_on_the_chosen_days_in_the_chosen_hours_alone(part, wanted, alice, at, turn):
    chooses(alice, 0, 3, part=part)
    sent = []
    for hour in range(14 * 24):
        at(hours=hour)
        before = len(mail.outbox)
        turn()
        sent += [divmod(hour, 24)] * (len(mail.outbox) - before)
    first = min(HOURS[part])
    assert sent == [(0, first), (3, first), (7, first), (10, first)]


def test_every_part_lies_in_the_day_and_is_short_enough_to_come_again_the_next():
    assert all(MORNING <= hour < EVENING for hours in HOURS.values() for hour in hours)
    assert all(len(hours) <= 4 for hours in HOURS.values())


def test_the_hours_are_those_of_the_practice(wanted, time_machine, turn):
    berlin = ZoneInfo("Europe/Berlin")
    with timezone.override(berlin):
        for hour, minute, reminded in ((7, 59, 0), (8, 0, 1)):
            time_machine.move_to(dt.datetime(2026, 3, 30, hour, minute, tzinfo=berlin), tick=False)
            assert turn().reminded == reminded


def test_the_day_is_that_of_the_practice(wanted, alice, time_machine, turn):
    chooses(alice, 1)
    auckland = ZoneInfo("Pacific/Auckland")
    with timezone.override(auckland):  # 8 o'clock there is still the day before in UTC
        time_machine.move_to(dt.datetime(2026, 3, 3, 8, tzinfo=auckland), tick=False)
        assert turn().reminded == 1


def test_what_begins_to_wait_later_in_those_hours_is_told_then(mailable, dana, alice, couple, at, turn):
    chooses(alice)
    at(hours=8)
    assert turn().reminded == 0
    give(dana, couple, PRIVATE_ONE)
    at(hours=10, minutes=55)
    assert turn().reminded == 1


def test_an_exercise_for_oneself_reminds_behind_a_closed_door(mailable, dana, alice, couple, at, turn):
    give(dana, couple, PRIVATE_ONE)
    chooses(alice)
    at(hours=8)
    assert turn().reminded == 1


def _done_until_the_other_comes(run, *, alice, **_):
    shares(alice, run, draft="One", share="Two")


def _paused(run, *, alice, **_):
    actions.pause_run(actor=alice.viewer, run=run)


def _stopped(run, *, bob, **_):
    actions.stop_run(actor=bob.viewer, run=run)


def _closed(run, *, dana, couple, **_):
    safety.close_joint_work(actor=dana.viewer, couple=couple, reason="")


def _closed_by_the_other(run, *, bob, **_):
    safety.close_for_myself(actor=bob.viewer)


def _mail_turned_off(run, *, alice, **_):
    people.choose_safe_contact(actor=alice.viewer, may_mail=False, address="")


def _consent_withdrawn(run, *, alice, **_):
    people.withdraw_consent(actor=alice.viewer)


def _reminders_stopped(run, *, alice, **_):
    reminder_actions.stop_reminders(actor=alice.viewer)


def _couple_paused(run, *, dana, couple, **_):
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.PAUSED)


def _couple_ended(run, *, dana, couple, **_):
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.ENDED)


def _erased(run, *, alice, **_):
    privacy.erase_person(actor=alice.viewer)


def _the_other_erased(run, *, bob, **_):
    privacy.erase_person(actor=bob.viewer)


def _made_up(run, *, couple, **_):
    couple.practice.is_demonstration = True
    couple.practice.save()


HINDRANCES = [
    _done_until_the_other_comes,
    _paused,
    _stopped,
    _closed,
    _closed_by_the_other,
    _mail_turned_off,
    _consent_withdrawn,
    _reminders_stopped,
    _couple_paused,
    _couple_ended,
    _erased,
    _the_other_erased,
    _made_up,
]


@pytest.mark.parametrize("happens", HINDRANCES)
def test_nothing_is_sent_while_nothing_can_be_done_or_mail_is_not_wanted(
    happens, wanted, alice, bob, dana, couple, at, turn
):
    happens(wanted, alice=alice, bob=bob, dana=dana, couple=couple)
    at(hours=8)
    assert turn() == (0, 0, 0)
    assert mail.outbox == []


@pytest.mark.parametrize("happens", HINDRANCES)
def test_nothing_is_sent_where_that_happened_before_the_worker_came(
    happens, wanted, alice, bob, dana, couple, at
):
    at(hours=8)
    (due,) = reminders.due()[0]
    happens(wanted, alice=alice, bob=bob, dana=dana, couple=couple)
    send_each([due], reminder_actions.claim)
    assert mail.outbox == []


def test_a_rest_reminds_of_nothing_until_it_is_over(mailable, alice, resting, at, turn):
    chooses(alice)
    goes_on(alice, resting, "begin")
    reminded = []
    for day in range(9):
        at(days=day, hours=8)
        reminded.append(turn().reminded)
    assert reminded == [0] * 7 + [1, 1]


def test_the_other_is_reminded_once_it_is_their_turn(wanted, alice, bob, at, turn):
    chooses(bob)
    shares(alice, wanted, draft="One", share="Two")
    at(hours=8)
    turn()
    assert written_to() == ["b@safe.example"]


@pytest.fixture
def two_kinds(wanted, dana, couple, at):
    """Since two days a questionnaire waits too, so that both kinds are due this Wednesday morning."""
    at(hours=7)
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
    at(days=2, hours=8)


@pytest.mark.parametrize(
    "order", [(schedule_actions, reminder_actions), (reminder_actions, schedule_actions)]
)
def test_a_questionnaire_and_an_exercise_on_one_morning_make_one_letter(order, two_kinds, alice, at, turn):
    for clock_of in order * 2:
        turn(clock_of)
    assert written_to() == ["a@safe.example", "b@safe.example"]
    at(days=2, hours=19)
    for clock_of in order:
        turn(clock_of)
    assert written_to() == ["a@safe.example", "b@safe.example"]


@pytest.mark.parametrize("first", [schedule_actions, reminder_actions])
def test_workers_of_both_areas_at_the_same_moment_send_one_letter(first, two_kinds, turn, settings):
    schedule_actions.turn_clock()  # recorded; nobody sent it
    settings.EMAIL_BACKEND = EAGER
    turn(first)
    assert written_to() == ["a@safe.example", "b@safe.example"]


def test_it_is_the_same_letter_as_of_a_questionnaire(two_kinds, at, turn):
    turn(schedule_actions)
    at(days=3, hours=8)
    turn()
    letters = [(each.subject, each.body) for each in mail.outbox if each.to == ["a@safe.example"]]
    assert len(letters) == 2
    assert letters[0] == letters[1]


def test_a_mail_host_that_is_away_loses_nothing_within_the_hours(wanted, at, turn, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, AWAY
    at(hours=8)
    assert turn().reminded == 1
    settings.EMAIL_BACKEND = working
    at(hours=10, minutes=59)
    assert [turn().reminded for _ in range(2)] == [1, 0]
    assert written_to() == ["a@safe.example"]


def test_a_worker_that_comes_after_those_hours_sends_nothing(wanted, at, turn):
    at(hours=10, minutes=59)
    reminder_actions.turn_clock()
    at(hours=11)
    reminder_actions.send_reminders.func()
    assert mail.outbox == []


def test_a_clock_that_jumps_makes_no_second_letter_and_silences_nobody(wanted, at, turn):
    sent = []
    for moment in (
        {"hours": 9},
        {"hours": 8},
        {"hours": 10},
        {"days": 400, "hours": 9},
        {"days": 1, "hours": 9},
    ):
        at(**moment)
        sent.append(turn().reminded)
    assert sent == [1, 0, 0, 1, 1]


def test_changing_the_choice_on_the_same_day_brings_no_second_letter(wanted, alice, at, turn):
    at(hours=8)
    assert turn().reminded == 1
    reminder_actions.stop_reminders(actor=alice.viewer)
    chooses(alice, part=PartOfDay.EVENING)
    at(hours=18)
    assert turn().reminded == 0


def test_one_that_cannot_be_looked_at_holds_up_no_other(wanted, dana, at, turn, caplog):
    other, gus, hana = cast.partners(dana, "Gus", "Hana")
    door.open_the_door(dana, other, (gus, hana))
    give(dana, other, PRIVATE_ONE)
    people.choose_safe_contact(actor=gus.viewer, may_mail=True, address="g@safe.example")
    chooses(gus)
    Run.objects.filter(pk=wanted.pk).update(exercise="gone", content_hash="0" * 64)
    at(hours=8)
    assert turn() == (0, 1, 1)
    assert written_to() == ["g@safe.example"]
    assert "is_due failed" in caplog.text
    assert "Alice" not in caplog.text


def test_whoever_joins_another_couple_begins_with_none(wanted, alice, dana, couple):
    assert reminders.choice_of(alice.viewer) is not None
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.ENDED)
    other = people.register_couple(actor=dana.viewer, called_a="Alice", called_b="Gus")
    invitation = people.invite_partner(
        actor=dana.viewer, couple=other, seat=seats_of(other.pk)[0], email=alice.person.email
    )
    people.accept_with_log_in(actor=alice.viewer, token_invitation=invitation)
    assert alice.viewer.couple_id == other.pk
    assert reminders.choice_of(alice.viewer) is None
