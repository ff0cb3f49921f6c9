"""One partner's week as a Vega-Lite spec and as a table. Pure; the shape is made once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from troth.practice.instruments.drawing import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.practice.patterns.queries import Told

LINES = ("closeness", "trust", "stress")
HEAD = ["Day", *(line.capitalize() for line in LINES), "Conflict"]


class WeekChart(NamedTuple):
    """What is drawn of a week (None where nothing was told), and the same numbers as a table."""

    spec: dict[str, Any] | None
    head: list[str]
    rows: list[list[str]]


def week_chart(week: Iterable[Told]) -> WeekChart:
    """Return closeness, trust and stress of a week, 0 to 10, day by day."""
    days = [one.day for one in week if one.day is not None]
    values = [
        {"day": day.on.isoformat(), "what": line, "number": day.told[line]} for line in LINES for day in days
    ]
    rows = [
        [f"{day.on:%A}", *(str(day.told[line]) for line in LINES), "yes" if day.told["conflict"] else "no"]
        for day in days
    ]
    return WeekChart({**_shape(), "data": {"values": values}} if days else None, HEAD, rows)


@cache
def _shape() -> dict[str, Any]:
    import altair as alt

    colours = alt.Scale(domain=list(LINES), range=["var(--accent)", "var(--seal)", "var(--watch)"])
    dashes = alt.Scale(domain=list(LINES), range=[[1, 0], [7, 6], [2, 3]])
    legend = alt.Legend(orient="top", symbolType="stroke", symbolSize=400, symbolOpacity=1)
    line = (
        alt.Chart()
        .mark_line(point=True, strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%a", tickCount="day", grid=False)),
            y=alt.Y("number:Q", title=None, scale=alt.Scale(domain=[0, 10])),
            color=alt.Color("what:N", title=None, scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("what:N", legend=None, scale=dashes),
            tooltip=["what:N", "day:T", "number:Q"],
        )
    )
    return shape_of(alt.layer(line).properties(height=180, width="container"))
