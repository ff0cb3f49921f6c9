"""Trust over time: the drawing and its tables hold the same, marked days are named, and equal names stay apart."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice.answering import answer
from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.paper import drawn
from troth.practice.formulation.events import events_for
from troth.practice.instruments import actions as instruments
from troth.practice.instruments import schedule_actions as schedules
from troth.practice.instruments.charts import EXERCISE, SESSION, Event, trust_over_time
from troth.practice.people.naming import told_apart

MONDAY = dt.date(2026, 3, 2)
SERIES = {"a": [(MONDAY, 4.0), (MONDAY + dt.timedelta(weeks=1), 5.25)], "b": [(MONDAY, 6.5)]}
NAMES = {"a": "Alice", "b": "Bob"}


def test_what_is_drawn_stands_in_the_tables():
    day = dt.date(2026, 3, 9)
    expected = [{"day": day.toordinal(), "a": [3.0, 6.0], "b": [5.0, 8.0]}]
    events = [Event(day, SESSION), Event(MONDAY, EXERCISE, "A walk"), Event(dt.date(2026, 3, 1), SESSION)]
    trust = trust_over_time(SERIES, NAMES, expected, events)
    assert trust.rows == [["9 March 2026", "5.2", "–"], ["2 March 2026", "4.0", "6.5"]]
    assert trust.expected_rows == [["9 March 2026", "3.0 to 6.0", "5.0 to 8.0"]]
    assert trust.event_rows == [["9 March 2026", "Session"], ["2 March 2026", "Exercise done: A walk"]]
    values = trust.spec["data"]["values"]
    assert [one["trust"] for one in values if "trust" in one] == [4.0, 5.25, 6.5]
    assert [one["what"] for one in values if "what" in one] == ["Exercise done: A walk", "Session"]
    svg = drawn(trust.spec)
    assert [words for words in ("Alice", "Bob", EXERCISE, SESSION) if words not in svg] == []


def test_without_marked_days_no_legend_speaks_of_them():
    svg = drawn(trust_over_time(SERIES, NAMES).spec)
    assert (EXERCISE in svg, SESSION in svg) == (False, False)


def test_nothing_is_drawn_before_somebody_answered():
    trust = trust_over_time({"a": [], "b": []}, NAMES, events=[Event(MONDAY, SESSION)])
    assert (trust.spec, trust.rows, trust.event_rows) == (None, [], [])


def test_two_of_the_same_name_are_told_apart():
    names = told_apart({"a": "Alex", "b": "alex "})
    assert names == {"a": "Alex (1)", "b": "alex (2)"}
    assert told_apart(NAMES) == NAMES
    svg = drawn(trust_over_time(SERIES, names).spec)
    assert ("Alex (1)" in svg, "(2)" in svg) == (True, True)


def test_past_sessions_are_marked_and_planned_ones_are_not(dana, alice, couple):
    with clock.telling_of(clock.now() - dt.timedelta(days=2)):
        instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
        answer(alice, "trust-pulse")
    for days in (0, 3):
        on = clock.today() + dt.timedelta(days=days)
        schedules.name_session(actor=dana.viewer, couple=couple, on=on)
    assert events_for(dana.viewer, couple.pk, []) == [Event(clock.today(), SESSION)]
    page = dana.client.get(f"/couples/{couple.pk}/").content.decode()
    assert page.count('"event": "session"') == 1


def test_sessions_are_read_by_the_care_team_alone(dana, alice, bob, charlie, erin, frank, couple):
    schedules.name_session(actor=dana.viewer, couple=couple, on=clock.today())
    for actor in (alice, bob, charlie, erin, frank):
        with pytest.raises(Absent):
            events_for(actor.viewer, couple.pk, [])
