"""Estimates with their intervals: one below the other as a Vega-Lite spec, and one in words. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from troth.practice.instruments.drawing import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Span = tuple[float, float, float]  # the estimate, and the low and high end of its interval

ROW = 44


def spans(each: Iterable[tuple[str, Span]], title: str) -> dict[str, Any]:
    """Return a point and a line for each named estimate, and a dotted line at none; a name may have two lines."""
    values: list[dict[str, Any]] = [
        {"what": name, "estimate": middle, "low": low, "high": high} for name, (middle, low, high) in each
    ]
    return {**_shape(title, len(values)), "data": {"values": [*values, {"none": 0}]}}


def away(span: Span) -> str:
    """Say how many points higher or lower something was, with its interval and with what it may also be."""
    middle, low, high = span
    sure = ", so perhaps nothing" if low <= 0 <= high else ""
    way = "higher" if middle >= 0 else "lower"
    return f"{abs(middle):.1f} points {way} (95 % interval {low:.2f} to {high:.2f}{sure})"


@lru_cache(maxsize=16)
def _shape(title: str, rows: int) -> dict[str, Any]:
    import altair as alt

    def along(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=title)

    known = alt.Chart().transform_filter("isValid(datum.estimate)")
    name = alt.Y(
        "what:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, labelExpr="split(datum.label, '\\n')")
    )
    line = known.mark_rule(strokeWidth=3, color="var(--accent)").encode(x=along("low"), x2="high:Q", y=name)
    point = known.mark_point(filled=True, size=120, opacity=1, color="var(--accent)").encode(
        x=along("estimate"), y=name, tooltip=["what:N", "estimate:Q", "low:Q", "high:Q"]
    )
    nothing = alt.Chart().transform_filter("isValid(datum.none)").mark_rule(strokeDash=[2, 3])
    chart = alt.layer(nothing.encode(x=along("none")), line, point)
    return shape_of(chart.properties(height=ROW * rows + 20, width="container"))
