"""Vega-Lite specs of what stands side by side, for page and paper. Altair makes each shape once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Pair = tuple[str, float | None, float | None]


def apart(pairs: Sequence[Pair], names: tuple[str, str]) -> dict[str, Any] | None:
    """Return two points and the line between them for each pair of numbers from 0 to 4; None without any number.

    ``pairs`` holds the label, the first and the second number; ``names`` says whose these are.
    """
    whole = [
        {"about": label, "who": name, "value": round(value, 2)}
        for label, *both in pairs
        for name, value in zip(names, both, strict=True)
        if value is not None
    ]
    if not whole:
        return None
    return {**_shape(names), "data": {"values": whole}}


@cache
def _shape(names: tuple[str, str]) -> dict[str, Any]:
    import altair as alt

    about = alt.Y("about:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, grid=True))
    value = alt.X("value:Q", title="From 0 to 4", scale=alt.Scale(domain=[0, 4]))
    line = (
        alt.Chart()
        .mark_line(strokeWidth=2, color="var(--line-strong)")
        .encode(value, about, detail="about:N")
    )
    point = (
        alt.Chart()
        .mark_point(filled=True, opacity=1, stroke="var(--card)", strokeWidth=1.5)
        .encode(
            value,
            about,
            color=alt.Color(
                "who:N",
                title=None,
                scale=alt.Scale(domain=list(names), range=["var(--a)", "var(--b)"]),
                legend=alt.Legend(orient="top", labelLimit=260),
            ),
            shape=alt.Shape("who:N", scale=alt.Scale(domain=list(names), range=["circle", "diamond"])),
            # Where both say the same, the smaller point lies in the larger one.
            size=alt.Size("who:N", legend=None, scale=alt.Scale(domain=list(names), range=[190, 80])),
            tooltip=["about:N", "who:N", "value:Q"],
        )
    )
    shape: dict[str, Any] = (
        alt.layer(line, point).properties(height=alt.Step(24), width="container").to_dict()
    )
    for part in (shape, *shape["layer"]):
        for empty in ("data", "datasets"):
            part.pop(empty, None)
    return shape
