"""Of several exercises the one to do first: where both are ready, then the nearest day, then the plan, then what was given first."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice import door
from tests.practice.giving import give
from tests.practice.programme.story import shares
from troth.practice.common import clock
from troth.practice.people.models import SafeContact
from troth.practice.programme import actions, queries
from troth.practice.programme.models import Run

TRUST, PAUSE, THANKS = "what-trust-means-to-me", "time-out", "appreciation"


@pytest.fixture
def three(dana, alice, bob, couple, time_machine):
    """Three exercises, given one minute after the other; the door is open."""
    door.open_the_door(dana, couple, (alice, bob))
    runs = {}
    for minute, slug in enumerate((TRUST, PAUSE, THANKS)):
        time_machine.move_to(dt.datetime(2026, 11, 2, 10, minute, tzinfo=dt.UTC), tick=False)
        runs[slug] = give(dana, couple, slug)
    return runs


def order(actor, planned=()):
    return [line.exercise for line in queries.next_runs(queries.runs_for(actor.viewer), planned)]


def test_what_was_given_first_comes_first(alice, three):
    assert order(alice) == [TRUST, PAUSE, THANKS]


def test_the_nearest_day_comes_before_it(alice, three):
    Run.objects.filter(exercise=THANKS).update(due_on=clock.today() + dt.timedelta(days=2))
    Run.objects.filter(exercise=PAUSE).update(due_on=clock.today() + dt.timedelta(days=9))
    assert order(alice) == [THANKS, PAUSE, TRUST]


def test_the_plan_comes_before_what_was_given_first_and_after_a_day(alice, three):
    assert order(alice, [THANKS, "soft-start", PAUSE]) == [THANKS, PAUSE, TRUST]
    Run.objects.filter(exercise=TRUST).update(due_on=clock.today() + dt.timedelta(days=2))
    assert order(alice, [THANKS, "soft-start", PAUSE]) == [TRUST, THANKS, PAUSE]


def test_where_both_are_ready_comes_before_any_day(alice, bob, three):
    Run.objects.filter(exercise=THANKS).update(due_on=clock.today())
    actions.start(actor=alice.viewer, run=three[TRUST])
    shares(alice, three[TRUST], draft="One", share="Two")
    assert order(bob) == [THANKS, TRUST, PAUSE]
    shares(bob, three[TRUST], draft="One", share="Two")
    assert [order(who)[0] for who in (alice, bob)] == [TRUST, TRUST]


def test_the_order_of_the_other_does_not_depend_on_what_is_written(alice, bob, three):
    actions.start(actor=alice.viewer, run=three[TRUST])
    before = order(bob)
    actions.finish_step(actor=alice.viewer, run=three[TRUST], step_id="why")
    actions.save_entry(actor=alice.viewer, run=three[TRUST], step_id="draft", text="Only mine")
    assert order(bob) == before


def test_today_says_the_day_and_no_reproach_when_it_has_passed(alice, three):
    SafeContact.objects.create(person=alice.person, may_mail=False)
    Run.objects.filter(exercise=TRUST).update(due_on=clock.today())
    assert "if you can, by 2 November" in alice.client.get("/today/").content.decode()
    Run.objects.filter(exercise=TRUST).update(due_on=clock.today() - dt.timedelta(days=1))
    assert "if you can, by" not in alice.client.get("/today/").content.decode()
