"""Trust over time as one Vega-Lite spec for page and paper, with its tables. Altair makes each shape once."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from troth.practice.instruments.drawing import shape_of, two_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from troth.practice.instruments.shown import Series


EXERCISE, SESSION = "exercise done", "session"


class Event(NamedTuple):
    """A day that is marked below the lines: what it was, and its title where it has one."""

    on: dt.date
    kind: str
    title: str = ""

    @property
    def words(self) -> str:
        return f"{self.kind.capitalize()}: {self.title}" if self.title else self.kind.capitalize()


class Trust(NamedTuple):
    """Trust of both over time: what is drawn (None without any number), and the same as tables, newest first."""

    series: Series
    spec: dict[str, Any] | None
    head: list[str]
    rows: list[list[str]]
    expected_head: list[str]
    expected_rows: list[list[str]]
    event_rows: list[list[str]]

    @property
    def event_head(self) -> list[str]:
        return ["Day", "What"]


def trust_over_time(
    series: Series,
    names: Mapping[str, str],
    expected: Sequence[Mapping[str, Any]] = (),
    events: Iterable[Event] = (),
) -> Trust:
    """Return both partners' Trust Pulse, 0 to 10, with the bands in which answers were expected and marked days.

    ``expected`` holds a day (proleptic ordinal) and for each side a low and a high number. Events before the first
    answer are left out.
    """
    called = [names.get(side, "") for side in "ab"]
    marked = _within(events, series)
    return Trust(
        series=series,
        spec=_spec(series, names, expected, marked) if any(series.values()) else None,
        head=["Day", *called],
        rows=_rows(series),
        expected_head=["Asked", *(f"{name}, expected" for name in called)],
        expected_rows=_expected_rows(expected),
        event_rows=[[f"{one.on:%-d %B %Y}", one.words] for one in reversed(marked)],
    )


def _within(events: Iterable[Event], series: Series) -> list[Event]:
    days = [day for points in series.values() for day, _ in points]
    return sorted(one for one in events if days and min(days) <= one.on)


def _spec(
    series: Series, names: Mapping[str, str], expected: Sequence[Mapping[str, Any]], events: Sequence[Event]
) -> dict[str, Any]:
    values: list[dict[str, Any]] = [
        {"day": day.isoformat(), "trust": round(value, 2), "who": names[side]}
        for side, points in sorted(series.items())
        for day, value in points
    ]
    values += [
        {"day": _day(each).isoformat(), "low": each[side][0], "high": each[side][1], "who": names[side]}
        for each in expected
        for side in series
    ]
    values += [{"day": one.on.isoformat(), "event": one.kind, "what": one.words, "at": 0} for one in events]
    kinds = tuple(sorted({one.kind for one in events}))
    return {**_shape(names.get("a", "a"), names.get("b", "b"), kinds), "data": {"values": values}}


def _expected_rows(expected: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [f"{_day(each):%-d %B %Y}", *(_expected(each, side) for side in "ab")] for each in reversed(expected)
    ]


def _expected(each: Mapping[str, Any], side: str) -> str:
    """Tell the drawn band, and the wide one that is not drawn: four areas over two lines would hide both."""
    inner = f"{each[side][0]:.1f} to {each[side][1]:.1f}"
    if "wide" not in each:  # judged before there was one
        return inner
    low, high = each["wide"][side]
    return f"4 of 5: {inner}; 19 of 20: {low:.1f} to {high:.1f}"


def _rows(series: Series) -> list[list[str]]:
    sides = {side: dict(points) for side, points in series.items()}
    days = sorted({day for points in sides.values() for day in points}, reverse=True)
    return [
        [
            f"{day:%-d %B %Y}",
            *(f"{sides[side][day]:.1f}" if day in sides.get(side, {}) else "–" for side in "ab"),
        ]
        for day in days
    ]


def _day(each: Mapping[str, Any]) -> dt.date:
    return dt.date.fromordinal(each["day"])


@lru_cache(maxsize=64)
def _shape(name_a: str, name_b: str, kinds: tuple[str, ...]) -> dict[str, Any]:
    import altair as alt

    chart = alt.layer(*_layers(name_a, name_b, kinds))
    return shape_of(chart.properties(height=220, width="container"))


def _layers(name_a: str, name_b: str, kinds: tuple[str, ...]) -> list[Any]:
    import altair as alt

    who, dash = two_lines(name_a, name_b)
    axis = alt.Axis(format="%-d %b", tickCount="week", grid=False, labelOverlap=True, labelSeparation=8)
    line = (
        alt.Chart()
        .transform_filter("isValid(datum.trust)")
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None, axis=axis),
            y=alt.Y("trust:Q", title="Trust Pulse", scale=alt.Scale(domain=[0, 10])),
            color=who,
            strokeDash=dash,
            tooltip=["who:N", "day:T", "trust:Q"],
        )
    )
    band = (
        alt.Chart()
        .transform_filter("isValid(datum.low)")
        .mark_area(opacity=0.14)
        .encode(
            x="day:T",
            y=alt.Y("low:Q", title="Trust Pulse"),
            y2="high:Q",
            color=who,
            tooltip=["who:N", "day:T", "low:Q", "high:Q"],
        )
    )
    return [band, *(_marks(kinds) if kinds else ()), line]


def _marks(kinds: tuple[str, ...]) -> list[Any]:
    """Return a dotted line for each marked day, and at its foot which of these kinds of day it was."""
    import altair as alt

    legend = alt.Legend(orient="bottom", values=list(kinds))
    shapes = alt.Scale(domain=[EXERCISE, SESSION], range=["triangle-up", "square"])
    base = alt.Chart().transform_filter("isValid(datum.event)")
    rule = base.mark_rule(strokeDash=[2, 3], strokeWidth=1.5).encode(x="day:T")
    foot = base.mark_point(filled=True, size=90, opacity=1, color="var(--ink-soft)").encode(
        x="day:T",
        y=alt.Y("at:Q", title="Trust Pulse"),
        shape=alt.Shape("event:N", title=None, scale=shapes, legend=legend),
        tooltip=["what:N", "day:T"],
    )
    return [rule, foot]
