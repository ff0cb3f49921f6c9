"""Vega-Lite specs of what stands side by side, for page and paper. Altair makes each shape once."""

from __future__ import annotations

from functools import lru_cache
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from troth.practice.instruments.drawing import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.formulation.aloud import SideBySide

Pair = tuple[str, float | None, float | None]
Names = tuple[str, str]

COLOURS, SHAPES, SIZES = ("var(--a)", "var(--b)"), ("circle", "diamond"), (250, 150)
ROW = 38  # pixels: a label of two lines stands clear of the next
LINE = 22  # letters of a label before it is set in two lines: on a phone the rest is left for the numbers


class Panel(NamedTuple):
    """A chart with its table."""

    spec: dict[str, Any] | None
    head: list[str]
    rows: list[list[str]]


def panel(found: SideBySide, names: Names, *, top: float = 4, title: str = "From 0 to 4") -> Panel:
    """Return a chart of the pairs from 0 to ``top`` and the table beside it; ``names`` says whose numbers these are."""
    return Panel(apart(found.pairs, names, top=top, title=title), found.head, found.rows)


def apart(
    pairs: Sequence[Pair], names: Names, *, top: float = 4, title: str = "From 0 to 4"
) -> dict[str, Any] | None:
    """Return two points and the line between them for each pair of numbers from 0 to ``top``; None without any number.

    ``pairs`` holds the label, the first and the second number; ``names`` says whose these are.
    """
    whole = [
        {"about": _wrapped(label), "who": name, "value": round(value, 2)}
        for label, *both in pairs
        for name, value in zip(names, both, strict=True)
        if value is not None
    ]
    if not whole:
        return None
    told = tuple(name for name in names if any(one["who"] == name for one in whole))
    return {**_shape(names, told, top, title), "data": {"values": whole}}


def _wrapped(label: str) -> str:
    return label if len(label) <= LINE else fill(label, len(label) // 2 + 3)


@lru_cache(maxsize=64)
def _shape(names: Names, told: tuple[str, ...], top: float, title: str) -> dict[str, Any]:
    """Return the chart without its numbers; the legend holds those who have some."""
    import altair as alt

    def scale(of: Sequence[Any]) -> alt.Scale:
        return alt.Scale(domain=list(names), range=list(of))

    axis = alt.Axis(labelExpr=r"split(datum.label, '\n')", labelLimit=200, grid=True)
    about = alt.Y("about:N", title=None, sort=None, axis=axis)
    value = alt.X("value:Q", title=title, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(tickCount=4))
    line = (
        alt.Chart()
        .mark_line(strokeWidth=2, color="var(--line-strong)")
        .encode(value, about, detail="about:N")
    )
    legend = alt.Legend(orient="top", labelLimit=260, values=list(told))
    point = (
        alt.Chart()
        .mark_point(filled=True, opacity=1, stroke="var(--card)", strokeWidth=1.5)
        .encode(
            value,
            about,
            color=alt.Color("who:N", title=None, scale=scale(COLOURS), legend=legend),
            shape=alt.Shape("who:N", scale=scale(SHAPES)),
            # Where both say the same, the smaller point lies in the larger one.
            size=alt.Size("who:N", legend=None, scale=scale(SIZES)),
            tooltip=["about:N", "who:N", "value:Q"],
        )
    )
    return shape_of(alt.layer(line, point).properties(height=alt.Step(ROW), width="container"))
