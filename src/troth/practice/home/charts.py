"""Vega-Lite specs. Altair makes each shape once; a page only puts its numbers in."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def trust_over_time(
    series: Mapping[str, Sequence[tuple[dt.date, float]]],
    names: Mapping[str, str],
    expected: Sequence[Mapping[str, Any]] = (),
    done: Iterable[tuple[dt.date, str]] = (),
) -> dict[str, Any]:
    """Return the spec of both partners' Trust Pulse over time, with the bands in which answers were expected.

    A dotted line marks each day on which something was ``done``.
    """
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
    values += [{"day": day.isoformat(), "done": title} for day, title in done]
    return {**_trust_shape(names.get("a", "a"), names.get("b", "b")), "data": {"values": values}}


def expected_rows(expected: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return the same bands, one day a row, the newest first: day, side a, side b."""
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


def _day(each: Mapping[str, Any]) -> dt.date:
    return dt.date.fromordinal(each["day"])


@cache
def _trust_shape(name_a: str, name_b: str) -> dict[str, Any]:
    import altair as alt

    who = alt.Color(
        "who:N",
        title=None,
        scale=alt.Scale(domain=[name_a, name_b], range=["var(--a)", "var(--b)"]),
        legend=alt.Legend(orient="top", symbolType="stroke", symbolSize=400, symbolOpacity=1),
    )
    dashes = alt.Scale(domain=[name_a, name_b], range=[[1, 0], [7, 6]])
    line = (
        alt.Chart()
        .transform_filter("isValid(datum.trust)")
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X(
                "day:T",
                title=None,
                axis=alt.Axis(format="%-d %b", tickCount="week", grid=False, labelOverlap=True),
            ),
            y=alt.Y("trust:Q", title="Trust Pulse", scale=alt.Scale(domain=[0, 10])),
            color=who,
            strokeDash=alt.StrokeDash("who:N", legend=None, scale=dashes),
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
    mark = (
        alt.Chart()
        .transform_filter("isValid(datum.done)")
        .mark_rule(strokeDash=[2, 3], strokeWidth=1.5)
        .encode(x="day:T", tooltip=["done:N", "day:T"])
    )
    chart = alt.layer(band, mark, line).properties(height=220, width="container")
    shape: dict[str, Any] = chart.to_dict()
    for part in (shape, *shape["layer"]):
        for empty in ("data", "datasets"):
            part.pop(empty, None)
    return shape


def table_rows(
    series: Mapping[str, Sequence[tuple[dt.date, float]]],
) -> list[list[str]]:
    """Return the same numbers, one day a row: day, side a, side b."""
    sides = {side: dict(points) for side, points in series.items()}
    days = sorted({day for points in sides.values() for day in points}, reverse=True)
    return [
        [
            f"{day:%-d %B %Y}",
            *(f"{sides[side][day]:.1f}" if day in sides.get(side, {}) else "–" for side in "ab"),
        ]
        for day in days
    ]
