"""Work that stands still is told to the therapist, of the two and never of one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice import cast, door
from tests.practice.giving import give
from tests.practice.programme.story import goes_on, shares
from troth.practice.common import clock
from troth.practice.programme import actions
from troth.practice.programme.models import Run
from troth.practice.programme.stalled import stalled
from troth.practice.safety import actions as safety

SLUG, TITLE = "time-out", "A pause with a return"
DAY = dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)


@pytest.fixture
def given(dana, alice, bob, couple, time_machine):
    time_machine.move_to(DAY, tick=False)
    door.open_the_door(dana, couple, (alice, bob))
    return give(dana, couple, SLUG)


def caseload(dana):
    return dana.client.get("/caseload/").content.decode()


def after(time_machine, days):
    time_machine.move_to(DAY + dt.timedelta(days=days), tick=False)


def test_it_is_told_after_ten_days_and_not_before(dana, given, time_machine):
    after(time_machine, 9)
    assert TITLE not in caseload(dana)
    after(time_machine, 12)
    assert f"“{TITLE}” has waited for 12 days" in caseload(dana)


def test_going_on_ends_it_whoever_it_was(dana, bob, given, time_machine):
    after(time_machine, 11)
    actions.start(actor=bob.viewer, run=given)
    assert TITLE not in caseload(dana)
    after(time_machine, 23)
    assert f"“{TITLE}” has waited for 12 days" in caseload(dana)
    actions.finish_step(actor=bob.viewer, run=given, step_id="why")
    assert TITLE not in caseload(dana)


def test_taking_a_turn_to_speak_is_going_on(dana, alice, bob, couple, time_machine):
    time_machine.move_to(DAY, tick=False)
    door.open_the_door(dana, couple, (alice, bob))
    run = give(dana, couple, "what-trust-means-to-me")
    actions.start(actor=alice.viewer, run=run)
    for who in (alice, bob):
        shares(who, run, draft="One", share="Two")
    for who in (alice, bob):
        goes_on(who, run, "reveal")
    after(time_machine, 12)
    assert run.title in caseload(dana)
    actions.start_turn(actor=bob.viewer, run=run, step_id="ask-and-listen", side="a")
    assert run.title not in caseload(dana)


@pytest.mark.parametrize("why", ["closed door", "paused", "day ahead", "stopped"])
def test_what_could_not_go_on_does_not_wait(dana, alice, given, time_machine, why):
    actions.start(actor=alice.viewer, run=given)
    if why == "closed door":
        safety.close_for_myself(actor=alice.viewer)
    elif why == "paused":
        actions.pause_run(actor=alice.viewer, run=given)
    elif why == "stopped":
        actions.stop_run(actor=alice.viewer, run=given)
    else:
        Run.objects.update(due_on=clock.today() + dt.timedelta(days=40))
    after(time_machine, 20)
    assert TITLE not in caseload(dana)


def test_it_names_nobody(dana, given, time_machine):
    after(time_machine, 12)
    told = caseload(dana)
    reason = told[told.index(f"“{TITLE}”") :].split("<", 1)[0]
    assert reason.strip() == f"“{TITLE}” has waited for 12 days"


@pytest.mark.parametrize(("days", "told"), [(3, True), (5, True), (6, False), (60, False)])
def test_the_days_that_the_practice_chose_count_at_once(dana, given, time_machine, days, told):
    after(time_machine, 5)
    assert TITLE not in caseload(dana)
    cast.told_of_silence_after(dana, days)
    assert (f"“{TITLE}” has waited for 5 days" in caseload(dana)) is told


def test_another_practice_keeps_its_own_days(dana, erin, given, time_machine):
    couple, *both = cast.partners(erin, "Olga", "Paul")
    door.open_the_door(erin, couple, both)
    give(erin, couple, SLUG)
    after(time_machine, 5)
    cast.told_of_silence_after(erin, 4)
    ids = [given.couple_id, couple.pk]
    assert [*stalled(ids, ids)] == [couple.pk]
    after(time_machine, 12)
    cast.told_of_silence_after(erin, 30)
    assert [*stalled(ids, ids)] == [given.couple_id]
