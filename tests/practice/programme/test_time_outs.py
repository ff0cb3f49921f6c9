"""A pause with a return: who may call, move and end it, how it goes by itself, and that it tells nobody else anything."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests.practice.giving import give
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.patterns import reminder_actions as habits
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.programme import time_out_actions as pauses
from troth.practice.programme.models import Run, TimeOut
from troth.practice.programme.states import RunState
from troth.practice.programme.time_outs import in_minutes, times
from troth.practice.safety import actions as safety
from troth.practice.safety.states import NEUTRAL_SENTENCE

NOW = dt.datetime(2026, 3, 3, 19, 50, 30, tzinfo=dt.UTC)
OFFERED = "Our pause"


@pytest.fixture(autouse=True)
def evening():
    with clock.telling_of(NOW):
        yield


def after(minutes: float):
    return clock.telling_of(NOW + dt.timedelta(minutes=minutes))


def calls(actor, minutes=20):
    pauses.call_time_out(actor=actor.viewer, back_at=in_minutes(minutes))


def page(actor, name="today"):
    return actor.client.get(reverse(name)).content.decode()


def running():
    return list(TimeOut.objects.values_list("by__called", "back_at"))


@pytest.fixture
def agreed(dana, alice, bob, seen) -> Run:
    """The two have done the exercise, and nothing waits to be signed or chosen; the door is open."""
    run = give(dana, seen, "time-out")
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE, finished_at=NOW)
    for actor in (alice, bob):
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    run.refresh_from_db()
    return run


def test_both_see_the_same_card_with_who_asked_and_the_time(alice, bob, agreed):
    alice.client.post(reverse("call-time-out"), {"minutes": 20})
    for actor in (alice, bob):
        assert "Alice asked for a pause." in page(actor)
        assert "Back at 20:11" in page(actor)  # the minute that runs is not lost
        assert "no shield against harm" in page(actor)


def test_each_reads_the_time_by_their_own_clock(alice, bob, agreed):
    habits.choose_zone(actor=bob.viewer, zone="Pacific/Auckland")
    calls(alice)
    assert "Back at 20:11" in page(alice)
    assert "Back at 9:11" in page(bob)


def test_a_time_on_the_next_day_says_so(alice, bob, agreed):
    alice.client.post(reverse("call-time-out"), {"at": "2026-03-04T08:00:00+00:00"})
    assert "Back tomorrow at 8:00" in page(bob)


def test_the_page_offers_half_hours_by_the_own_clock_for_a_day(alice, agreed):
    habits.choose_zone(actor=alice.viewer, zone="Asia/Kathmandu")
    found = page(alice, "time-out")
    assert found.count("<option ") == 48
    assert '<option value="2026-03-03T20:15:00+00:00">at 2:00</option>' in found


def test_half_hours_keep_the_clock_through_a_night_that_is_an_hour_short():
    now = dt.datetime(2026, 3, 28, 23, 20, tzinfo=ZoneInfo("Europe/Berlin"))
    named = [f"{moment:%H:%M}" for moment in times(now, now.astimezone(dt.UTC) + dt.timedelta(hours=4))]
    assert named == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00"]


def test_without_the_exercise_behind_them_nothing_is_offered_and_nothing_can_be_called(alice, agreed):
    for state in set(RunState) - {RunState.DONE}:
        Run.objects.update(state=state)
        assert OFFERED not in page(alice)
        assert OFFERED not in page(alice, "together")
        assert "Nothing here yet" in page(alice, "time-out")
        with pytest.raises(Refused, match="together first"):
            calls(alice)


def test_others_call_none(dana, charlie, agreed):
    with pytest.raises(Absent):
        calls(dana)
    with pytest.raises(Refused):
        calls(charlie)
    assert running() == []


def test_whose_consent_is_taken_back_calls_none(alice, agreed):
    people.withdraw_consent(actor=alice.viewer)
    with pytest.raises(Refused):
        calls(alice)


@pytest.mark.parametrize("minutes", [-60, 0, 18, 24 * 60 + 1])
def test_a_return_lies_within_the_limits(alice, agreed, minutes):
    with pytest.raises(Refused, match="at least 20 minutes"):
        calls(alice, minutes)


@pytest.mark.parametrize("minutes", [20, 24 * 60 - 1])
def test_the_limits_themselves_can_be_named(alice, agreed, minutes):
    calls(alice, minutes)
    assert running() == [("Alice", in_minutes(minutes))]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"minutes": "21"},
        {"at": ""},
        {"at": "soon"},
        {"at": "2026-03-03T20:30:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_what_names_no_time_that_was_offered_calls_nothing(alice, agreed, sent):
    assert alice.client.post(reverse("call-time-out"), sent).status_code == 409
    assert running() == []


def test_of_two_calls_the_first_holds_and_the_second_sees_it(alice, bob, agreed):
    first = alice.client.post(reverse("call-time-out"), {"minutes": 30})
    second = bob.client.post(reverse("call-time-out"), {"minutes": 60}, follow=True)
    assert first.status_code == 302
    assert "Alice asked for a pause." in second.content.decode()
    assert running() == [("Alice", in_minutes(30))]


def test_before_the_time_only_who_named_it_can_end_it(alice, bob, agreed):
    calls(alice)
    assert ("We are back" in page(alice), "We are back" in page(bob)) == (True, False)
    with after(19), pytest.raises(Refused, match="not over yet"):
        pauses.end_time_out(actor=bob.viewer)
    assert len(running()) == 1
    pauses.end_time_out(actor=alice.viewer)
    assert running() == []


def test_nobody_can_move_it_before_the_time(alice, bob, agreed):
    calls(alice)
    for actor in (alice, bob):
        with after(19), pytest.raises(Refused, match="named already"):
            pauses.name_later_return(actor=actor.viewer, back_at=in_minutes(60))


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_at_the_time_both_read_it_and_either_ends_it(request, alice, bob, agreed, who):
    calls(alice)
    with after(21):
        for actor in (alice, bob):
            found = page(actor)
            assert "It is time to come back" in found
            assert "We are back" in found
            assert "I need longer" in found
        request.getfixturevalue(who).client.post(reverse("end-time-out"))
        assert [OFFERED in page(actor) and "It is time" not in page(actor) for actor in (alice, bob)] == [
            True
        ] * 2
    assert running() == []


def test_who_needs_longer_names_a_new_time_and_then_holds_the_pause(alice, bob, agreed):
    calls(alice)
    with after(25):
        bob.client.post(reverse("lengthen-time-out"), {"minutes": 30})
        assert "Bob asked for a pause." in page(alice)
        assert "Back at 20:46" in page(alice)
        with pytest.raises(Refused):
            pauses.end_time_out(actor=alice.viewer)
    with after(60):
        pauses.end_time_out(actor=alice.viewer)
    assert running() == []


def test_no_later_time_reaches_beyond_a_day_after_the_call(alice, bob, agreed):
    calls(alice)
    with after(23 * 60):
        assert "I need longer" in page(bob)
        with pytest.raises(Refused, match="within a day"):
            pauses.name_later_return(actor=bob.viewer, back_at=in_minutes(61))
        pauses.name_later_return(actor=bob.viewer, back_at=in_minutes(59))
    with after(24 * 60 - 0.25):
        assert "It is time to come back" in page(alice)
        assert "I need longer" not in page(alice)
        assert "When will you be back?" not in page(alice, "time-out")


def test_after_a_day_it_is_gone_and_a_new_one_can_be_called(alice, bob, agreed):
    calls(alice)
    with after(24 * 60):
        for actor in (alice, bob):
            assert "It is time" not in page(actor)
        pauses.end_time_out(actor=bob.viewer)  # there is nothing to end, and nothing to complain of
        calls(bob)
        assert running() == [("Bob", in_minutes(20))]


def test_the_worker_takes_away_what_ran_for_a_day_and_no_other(alice, agreed):
    calls(alice)
    with after(24 * 60 - 1):
        pauses.turn_clock()
    assert len(running()) == 1
    with after(24 * 60):
        pauses.turn_clock()
    assert running() == []


def close_by_alice(dana, alice, couple):
    safety.close_for_myself(actor=alice.viewer)


def close_by_dana(dana, alice, couple):
    safety.close_joint_work(actor=dana.viewer, couple=couple, reason="")


def pause_the_couple(dana, alice, couple):
    couple.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.WORKING)
    couple.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.PAUSED)


@pytest.mark.parametrize("close", [close_by_alice, close_by_dana, pause_the_couple])
def test_behind_a_closed_door_it_is_gone_for_both_and_none_is_offered(dana, alice, bob, seen, agreed, close):
    calls(alice)
    close(dana, alice, seen)
    for actor in (alice, bob):
        assert OFFERED not in page(actor)
        assert OFFERED not in page(actor, "together")
        assert "not open at the moment" in page(actor, "time-out")
        for act in (calls, lambda one: pauses.end_time_out(actor=one.viewer)):
            with pytest.raises(Refused) as refused:
                act(actor)
            assert refused.value.reason == NEUTRAL_SENTENCE
    pauses.turn_clock()
    assert running() == []
