"""Which code followed which, as small heat charts, one for each order of speaking. Pure."""

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
    """Return cells with `order`, `first`, `next`, `seen`, `by chance` and `z`: colour is z, if known; the number is `seen`.

    Each `order` of speaking has a grid of its own, so that no cell stands for what nobody could do.
    """
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
        tooltip=["order:N", "first:N", "next:N", "seen:Q", "by chance:Q", "z:Q"],
    )
    known = alt.Fill("z:Q", scale=colours, legend=legend)
    ground = cells.mark_rect(stroke="var(--line)", invalid=None).encode(
        fill=alt.condition("isValid(datum.z)", known, alt.value("transparent"))
    )
    ink = alt.condition(f"abs(datum.z) > {DARK}", alt.value("var(--card)"), alt.value("var(--ink)"))
    seen = cells.mark_text(fontSize=13, invalid=None).encode(text="seen:Q", color=ink)
    one = alt.layer(ground, seen).properties(width={"step": 36}, height={"step": 30})
    header = alt.Header(labelFontSize=13, labelFontWeight=600, labelAnchor="start", labelColor="var(--ink)")
    order = alt.Facet("order:N", title=None, header=header)
    orders = one.facet(order, data=alt.InlineData([]), columns=1)
    return shape_of(orders.resolve_scale(x="independent", y="independent"))
