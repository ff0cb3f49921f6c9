import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.practice.home.need import (
    alert_reasons,
    change_reasons,
    fall_weight,
    review_reasons,
    signal_reasons,
    silence_reasons,
    steady_reasons,
)
from troth.practice.home.spark import spark
from troth.practice.instruments.alliance import ALLIANCE_DROP
from troth.practice.instruments.expectation import WEIGHTS, weight_of
from troth.practice.instruments.lines import largest_fall
from troth.practice.instruments.silence import Silence

TODAY = dt.date(2026, 11, 23)
SINCE = TODAY - dt.timedelta(weeks=12)
NAMES = {"a": "Alice", "b": "Bob"}


def weeks_ago(weeks: int) -> int:
    return TODAY.toordinal() - 7 * weeks


def test_a_danger_comes_before_everything_else() -> None:
    kinds = ["goal_to_leave", "danger_to_self", "partner_safety"]
    weights = {kind: alert_reasons([kind])[0].weight for kind in kinds}
    assert sorted(kinds, key=weights.__getitem__) == ["goal_to_leave", "partner_safety", "danger_to_self"]


def test_a_slip_is_told_as_its_two_numbers() -> None:
    lines = {
        "a": ([weeks_ago(5), weeks_ago(0)], [6.0, 4.5]),
        "b": ([weeks_ago(5), weeks_ago(0)], [6.0, 6.0]),
    }
    assert [reason.words for reason in change_reasons(lines, NAMES)] == [
        "Alice: 6.0 to 4.5 in the four weeks to 23 November"
    ]


def test_a_larger_slip_weighs_more_and_a_gain_weighs_nothing() -> None:
    def weight(now: float) -> float:
        return change_reasons({"a": ([weeks_ago(5), weeks_ago(0)], [6.0, now])}, NAMES)[0].weight

    assert weight(4.0) > weight(5.0) > weight(7.0) == 0


def test_nothing_is_said_about_a_line_younger_than_four_weeks() -> None:
    assert change_reasons({"a": ([weeks_ago(3), weeks_ago(0)], [6.0, 2.0])}, NAMES) == []


def test_a_list_is_ordered_by_the_weight_of_what_it_will_tell() -> None:
    lines = {"a": ([weeks_ago(4), weeks_ago(0)], [6.0, 4.8]), "b": ([weeks_ago(9)], [2.0])}
    assert largest_fall(lines) == pytest.approx(1.2)
    assert fall_weight(largest_fall(lines)) == max(reason.weight for reason in change_reasons(lines, NAMES))
    assert largest_fall({"a": ([], []), "b": ([weeks_ago(5), weeks_ago(0)], [2.0, 9.0])}) == 0


BELOW = {
    "reason": "below expected",
    "side": "b",
    "day": dt.date(2026, 11, 10).toordinal(),
    "since": dt.date(2026, 10, 27).toordinal(),
    "observed": 4.1,
    "compared_with": 6.1,
    "margin": 1.1,
    "scores": [6.0, 4.1],
}


def test_what_stands_out_is_told_of_when_and_against_what() -> None:
    (below,) = signal_reasons([BELOW], NAMES)
    assert below.words == (
        "Bob: 4.1 on 10 November, expected 5.0 to 7.2; lower than expected since 27 October"
    )
    (worse,) = signal_reasons([BELOW | {"reason": "reliable deterioration"}], NAMES)
    assert worse.words == "Bob: 6.1 on 27 October to 4.1 on 10 November, more than chance (from 1.1 points)"
    (apart,) = signal_reasons([BELOW | {"reason": "widening gap", "side": None, "compared_with": 0.4}], NAMES)
    assert apart.words == (
        "Drifting apart since 27 October: Alice 6.0, Bob 4.1 on 10 November; Alice was expected 0.4 higher"
    )
    (turned,) = signal_reasons(
        [BELOW | {"reason": "widening gap", "side": None, "compared_with": -3.0}], NAMES
    )
    assert turned.words.endswith("Bob was expected 3.0 higher")
    (met,) = signal_reasons([BELOW | {"reason": ALLIANCE_DROP, "margin": 2.0, "scores": None}], NAMES)
    assert met.words == (
        "Bob on how the session went: 4.1 on 10 November, 6.1 on average in the sessions before"
    )
    assert worse.weight > below.weight > met.weight > apart.weight


def test_what_was_seen_is_still_told_and_weighs_little() -> None:
    (below,) = signal_reasons([BELOW | {"seen": True}], NAMES)
    assert below.words.endswith("Seen.")
    assert below.weight < fall_weight(1.0)


@given(st.lists(st.tuples(st.sampled_from(sorted(WEIGHTS)), st.booleans()), max_size=6))
def test_a_list_is_ordered_by_the_heaviest_of_what_stands_out(kinds: list[tuple[str, bool]]) -> None:
    found = [BELOW | {"reason": reason, "seen": seen} for reason, seen in kinds]
    told = [reason.weight for reason in signal_reasons(found, NAMES)]
    assert weight_of(found) == max(told, default=0)
    assert weight_of([each | {"seen": True} for each in found]) <= weight_of(found)
    for more in WEIGHTS:
        assert weight_of([*found, BELOW | {"reason": more}]) >= weight_of(found)


def test_a_review_is_told_with_its_day_and_only_once_it_has_come() -> None:
    assert review_reasons(None) == []
    (due,) = review_reasons(dt.date(2026, 11, 3))
    assert due.words == "The plan was to be looked at on 3 November"


STEADY = {
    "since": dt.date(2026, 9, 30).toordinal(),
    "until": dt.date(2026, 11, 20).toordinal(),
    "margin": 1.2,
    "a": [4.0, 6.5],
    "b": [5.2, 7.0],
}


def test_steady_weeks_are_told_with_numbers_and_days_weigh_little_and_only_while_fresh():
    (steady,) = steady_reasons(STEADY, NAMES, TODAY)
    assert steady.words == (
        "Steady from 30 September to 20 November: Alice 6.5 or more after 4.0 and Bob 7.0 or more after 5.2 "
        "at first, more than chance (from 1.2 points). Perhaps time to talk about ending"
    )
    assert 0 < steady.weight < min(WEIGHTS.values())
    assert steady_reasons(None, NAMES, TODAY) == []
    assert steady_reasons(STEADY, NAMES, dt.date(2026, 12, 11)) == [steady]
    assert steady_reasons(STEADY, NAMES, dt.date(2026, 12, 12)) == []


def test_silence_is_told_with_name_day_and_length_and_weighs_more_with_time() -> None:
    now = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    first, longer = silence_reasons(
        [Silence("b", now - dt.timedelta(days=10)), Silence("a", now - dt.timedelta(days=20))], NAMES, now
    )
    assert first.words == "Bob has not answered since 13 November, 10 days"
    assert longer.weight > first.weight


def test_a_spark_says_in_words_what_it_draws_and_escapes_names() -> None:
    names = {"a": "<b>Alice</b>", "b": "Bob"}
    lines = {"a": ([weeks_ago(2), weeks_ago(0)], [3.0, 4.0]), "b": ([], [])}
    drawn = spark(lines, names, since=SINCE, until=TODAY, low=0, high=10)
    assert drawn is not None
    assert drawn.words == "<b>Alice</b> 3.0 to 4.0"
    assert "<b>" not in drawn.svg
    assert drawn.svg.count("<polyline") == 1


def test_nothing_to_draw_is_no_spark() -> None:
    assert spark({"a": ([], []), "b": ([], [])}, NAMES, since=SINCE, until=TODAY, low=0, high=10) is None


def test_equal_steps_look_equal_for_every_couple() -> None:
    def heights(one: float, other: float) -> tuple[float, float]:
        lines = {"a": ([weeks_ago(2), weeks_ago(0)], [one, other])}
        drawn = spark(lines, NAMES, since=SINCE, until=TODAY, low=0, high=10)
        assert drawn is not None
        points = re.search(r'<polyline class="line a" points="([^"]+)"', drawn.svg)
        assert points is not None
        first, last = (float(point.split(",")[1]) for point in points[1].split())
        return first, last

    assert heights(0, 10) == (63, 3)
    assert [first - last for first, last in (heights(2, 3), heights(8, 9))] == [6, 6]
