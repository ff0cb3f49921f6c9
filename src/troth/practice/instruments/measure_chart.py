"""The Vega-Lite spec of one scale over time, with the lines of its cut-off or its bands. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from troth.library.measure import Bands, Cutoff
from troth.practice.instruments.drawing import shape_of, two_lines
from troth.practice.instruments.measured_change import band_of, figure_of, shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from troth.practice.instruments.measured import MeasuredScale

NOBODY = "–"


def scale_over_time(scale: MeasuredScale, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the spec of both sides' scores; a dashed line stands where a band begins."""
    values: list[dict[str, Any]] = [
        {"day": point.on.isoformat(), "score": round(point.value, 2), "who": names[side]}
        for side, points in sorted(scale.points.items())
        for point in points
    ]
    values += [{"line": line, "words": words} for line, words in lines_of(scale)]
    shape = _shape(names.get("a", "a"), names.get("b", "b"), scale.label, scale.range)
    return {**shape, "data": {"values": values}}


def lines_of(scale: MeasuredScale) -> list[tuple[float, str]]:
    """Return where a cut-off, both ends of a disputed one, or a band begins, with its words."""
    figure = figure_of(scale)
    if isinstance(figure, Cutoff):
        words = f"cut-off {figure.shown}"  # one label for both ends: two would lie on each other
        return (
            [(figure.value, words)] if figure.upper is None else [(figure.value, ""), (figure.upper, words)]
        )
    if isinstance(figure, Bands):
        return [(start, f"{words} from {start}") for start, words in figure.steps[1:]]
    return []


def table_rows(scale: MeasuredScale) -> list[list[str]]:
    """Return the same numbers with their bands, the newest first: day, side a, side b."""
    sides = {side: {point.on: point.value for point in points} for side, points in scale.points.items()}
    days = sorted({day for points in sides.values() for day in points}, reverse=True)
    return [[f"{day:%-d %B %Y}", *(_cell(scale, sides.get(side, {}), day) for side in "ab")] for day in days]


def _cell(scale: MeasuredScale, points: Mapping[dt.date, float], day: dt.date) -> str:
    if day not in points:
        return NOBODY
    band = band_of(scale, points[day])
    return f"{shown(points[day])}, {band}" if band else shown(points[day])


@lru_cache(maxsize=64)
def _shape(name_a: str, name_b: str, label: str, span: tuple[float, float] | None) -> dict[str, Any]:
    import altair as alt

    domain = alt.Scale(domain=list(span)) if span else alt.Scale(zero=False)
    who, dash = two_lines(name_a, name_b)
    line = (
        alt.Chart()
        .transform_filter("isValid(datum.score)")
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%-d %b %Y", grid=False, labelOverlap=True)),
            y=alt.Y("score:Q", title=label, scale=domain),
            color=who,
            strokeDash=dash,
            tooltip=["who:N", "day:T", "score:Q"],
        )
    )
    lines = alt.Chart().transform_filter("isValid(datum.line)")
    rule = lines.mark_rule(strokeDash=[2, 3], strokeWidth=1.5).encode(y=alt.Y("line:Q", title=label))
    words = lines.mark_text(align="left", baseline="bottom", dx=4, dy=-2, fontSize=12).encode(
        x=alt.value(0), y="line:Q", text="words:N"
    )
    return shape_of(alt.layer(rule, line, words).properties(height=220, width="container"))
