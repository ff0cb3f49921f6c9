import datetime as dt

from troth.practice.home.need import alert_reasons, change_reasons, silence_reasons
from troth.practice.home.spark import spark

TODAY = dt.date(2026, 11, 23)
NAMES = {"a": "Alice", "b": "Bob"}


def weeks_ago(weeks: int) -> dt.date:
    return TODAY - dt.timedelta(weeks=weeks)


def test_a_danger_comes_before_everything_else() -> None:
    kinds = ["goal_to_leave", "danger_to_self", "partner_safety"]
    weights = {kind: alert_reasons([kind])[0].weight for kind in kinds}
    assert sorted(kinds, key=weights.__getitem__) == ["goal_to_leave", "partner_safety", "danger_to_self"]


def test_a_slip_is_told_as_its_two_numbers() -> None:
    series = {
        "a": [(weeks_ago(5), 6.0), (weeks_ago(0), 4.5)],
        "b": [(weeks_ago(5), 6.0), (weeks_ago(0), 6.0)],
    }
    assert [reason.words for reason in change_reasons(series, NAMES, TODAY)] == [
        "Alice: 6.0 to 4.5 in four weeks"
    ]


def test_a_larger_slip_weighs_more_and_a_gain_weighs_nothing() -> None:
    def weight(now: float) -> float:
        return change_reasons({"a": [(weeks_ago(5), 6.0), (TODAY, now)]}, NAMES, TODAY)[0].weight

    assert weight(4.0) > weight(5.0) > weight(7.0) == 0


def test_nothing_is_said_about_a_line_younger_than_four_weeks() -> None:
    assert change_reasons({"a": [(weeks_ago(3), 6.0), (TODAY, 2.0)]}, NAMES, TODAY) == []


def test_silence_is_told_from_the_tenth_day() -> None:
    assert silence_reasons(TODAY - dt.timedelta(days=9), TODAY) == []
    assert "10 days" in silence_reasons(TODAY - dt.timedelta(days=10), TODAY)[0].words


def test_a_spark_says_in_words_what_it_draws_and_escapes_names() -> None:
    names = {"a": "<b>Alice</b>", "b": "Bob"}
    series = {"a": [(weeks_ago(2), 3.0), (TODAY, 4.0)], "b": []}
    drawn = spark(series, names, since=weeks_ago(12), until=TODAY, low=0, high=10)
    assert drawn is not None
    assert drawn.words == "<b>Alice</b> 3.0 to 4.0"
    assert "<b>" not in drawn.svg
    assert drawn.svg.count("<polyline") == 1


def test_nothing_to_draw_is_no_spark() -> None:
    assert spark({"a": [], "b": []}, NAMES, since=weeks_ago(12), until=TODAY, low=0, high=10) is None
