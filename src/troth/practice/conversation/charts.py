"""Which code followed which, as a small heat chart. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from troth.practice.instruments.drawing import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

FARTHEST = 5
DARK = 3
"""From this z on the words in a cell are set on a deep ground."""


def heat(values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return cells with `first`, `next`, `seen`, `by chance` and `z`: colour is z, if known; the number is `seen`."""
    return {**_shape(), "data": {"values": list(values)}}


@lru_cache(maxsize=1)
def _shape() -> dict[str, Any]:
    import altair as alt

    colours = alt.Scale(
        domain=[-FARTHEST, 0, FARTHEST],
        range=["var(--watch)", "var(--card)", "var(--accent)"],
        clamp=True,
        interpolate="rgb",
    )
    legend = alt.Legend(
        title="rarer ← → more often", titleLimit=300, orient="top", gradientLength=180, tickCount=3
    )
    cells = alt.Chart().encode(
        x=alt.X("next:N", title="Next", axis=alt.Axis(labelAngle=-40, labelLimit=130, orient="top")),
        y=alt.Y("first:N", title="First", axis=alt.Axis(labelLimit=130)),
        tooltip=["first:N", "next:N", "seen:Q", "by chance:Q", "z:Q"],
    )
    ground = cells.transform_filter("isValid(datum.z)").mark_rect(stroke="var(--line)")
    ground = ground.encode(color=alt.Color("z:Q", scale=colours, legend=legend))
    ink = alt.condition(f"abs(datum.z) > {DARK}", alt.value("var(--card)"), alt.value("var(--ink)"))
    seen = cells.mark_text(fontSize=13).encode(text="seen:Q", color=ink)
    return shape_of(alt.layer(ground, seen).properties(width={"step": 36}, height={"step": 30}))
