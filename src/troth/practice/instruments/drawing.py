"""What the charts of two people share: who is who, and a shape without its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from altair import Color, FacetChart, LayerChart, StrokeDash


def two_lines(name_a: str, name_b: str) -> tuple[Color, StrokeDash]:
    """Return colour and dash by which the lines of the two are told apart; the dash serves who sees no colour."""
    import altair as alt

    colours = alt.Scale(domain=[name_a, name_b], range=["var(--a)", "var(--b)"])
    legend = alt.Legend(orient="top", symbolType="stroke", symbolSize=400, symbolOpacity=1)
    dashes = alt.Scale(domain=[name_a, name_b], range=[[1, 0], [7, 6]])
    return (
        alt.Color("who:N", title=None, scale=colours, legend=legend),
        alt.StrokeDash("who:N", legend=None, scale=dashes),
    )


def shape_of(chart: LayerChart | FacetChart) -> dict[str, Any]:
    """Return a chart as a Vega-Lite spec into which the numbers are put later."""
    shape: dict[str, Any] = chart.to_dict()
    for part in (shape, *shape.get("spec", shape)["layer"]):
        for empty in ("data", "datasets"):
            part.pop(empty, None)
    return shape
