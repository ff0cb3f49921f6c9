"""Vega-Lite specs of what the analyses found: one simple chart each, made by Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from troth.commands.dyad.report import Spec
    from troth.science.dyad.result import Result

COLOURS = ("#1d6394", "#a1490f")
"""Of the two partners; the dash tells them apart where no colour is seen."""
INK, SOFT = "#20262b", "#837b6e"
WIDTH, HEIGHT = 420, 260
MANY = 2000
"""Couples from which on points are counted in cells instead of drawn."""
BARS = 40


def effects(found: Result, title: str) -> Spec:
    """Draw estimates with their 95 % intervals, but for intercepts."""
    import altair as alt

    rows = [
        {"effect": name, "value": value, "low": low, "high": high}
        for name, value in found.estimates.items()
        if not name.startswith("intercept")
        for low, high in [found.intervals.get(name, (value, value))]
        if np.isfinite([value, low, high]).all()
    ]
    where = alt.Y("effect:N", title=None, sort=None, axis=alt.Axis(grid=True))
    base = alt.Chart(alt.InlineData(values=rows))
    zero = (
        alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        .mark_rule(color=SOFT, strokeDash=[4, 4])
        .encode(x=alt.X("zero:Q", title="estimate and 95 % interval"))
    )
    line = base.mark_rule(color=INK, strokeWidth=2).encode(x="low:Q", x2="high:Q", y=where)
    point = base.mark_point(filled=True, color=INK, opacity=1, size=70).encode(x="value:Q", y=where)
    return _whole(alt.layer(zero, line, point), title, height=alt.Step(28))


def lines(
    time: Sequence[float],
    bands: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]],
    titles: tuple[str, str, str],
) -> Spec:
    """Draw a line with a band for each name: value, low, high at each time. `titles` are of the chart, x and y."""
    import altair as alt

    rows = [
        {"who": who, "time": float(at), "value": float(value), "low": float(low), "high": float(high)}
        for who, (values, lows, highs) in bands.items()
        for at, value, low, high in zip(time, values, lows, highs, strict=True)
    ]
    title, of_x, of_y = titles
    x = alt.X("time:Q", title=of_x, scale=alt.Scale(zero=False, nice=False))
    colour, dash = _partners(list(bands))
    base = alt.Chart(alt.InlineData(values=rows))
    band = base.mark_area(opacity=0.18).encode(
        x, alt.Y("low:Q", title=of_y, scale=alt.Scale(zero=False)), y2="high:Q", color=colour
    )
    line = base.mark_line(strokeWidth=2).encode(x, y="value:Q", color=colour, strokeDash=dash)
    return _whole(alt.layer(band, line), title)


def heat(codes: Sequence[str], z: NDArray[np.float64], counts: NDArray[np.int64], title: str) -> Spec:
    """Draw a table of adjusted residuals, from red-brown (rarer than by chance) to blue (more often)."""
    import altair as alt

    rows = [
        {
            "earlier": one,
            "later": other,
            "z": None if np.isnan(value) else value,
            "shown": f"{'–' if np.isnan(value) else f'{value:.1f}'} ({counts[i, j]})",
        }
        for i, one in enumerate(codes)
        for j, other in enumerate(codes)
        for value in [float(z[i, j])]
    ]
    most = max(3.0, float(np.nan_to_num(np.abs(z)).max()))
    scale = alt.Scale(domain=[-most, 0, most], range=[COLOURS[1], "#ffffff", COLOURS[0]], interpolate="rgb")
    dark = f"abs(datum.z) > {most * 0.6}"
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        alt.X("later:N", title="then", sort=None, axis=alt.Axis(labelAngle=-40)),
        alt.Y("earlier:N", title="first", sort=None),
    )
    cells = base.mark_rect(stroke="#e0d9cc").encode(
        color=alt.Color("z:Q", title="z", scale=scale, legend=alt.Legend(title="z", orient="right"))
    )
    return _whole(
        alt.layer(
            cells,
            base.mark_text().encode(
                text="shown:N", color=alt.condition(dark, alt.value("#ffffff"), alt.value(INK))
            ),
        ),
        title,
        width=alt.Step(64),
        height=alt.Step(34),
    )


def scatter(both: NDArray[np.float64], names: tuple[str, str], title: str) -> Spec:
    """Draw one partner against the other, with the line on which they agree; many couples as counts in cells."""
    import altair as alt

    known = both[~np.isnan(both).any(axis=1)]
    low, high = float(known.min()), float(known.max())
    scale = alt.Scale(domain=[low, high], nice=True, zero=False)
    x, y = alt.X("one:Q", title=names[0], scale=scale), alt.Y("other:Q", title=names[1], scale=scale)
    if len(known) > MANY:
        shade = alt.Color(
            "couples:Q", scale=alt.Scale(range=["#dfeeec", "#134446"]), legend=alt.Legend(title="couples")
        )
        cells = alt.Chart(alt.InlineData(values=_counted(known, low, high)))
        points = cells.mark_rect().encode(x, y, x2="one_to:Q", y2="other_to:Q", color=shade)
    else:
        rows = [{"one": one, "other": other} for one, other in known.tolist()]
        base = alt.Chart(alt.InlineData(values=rows))
        points = base.mark_point(filled=True, opacity=0.45, color=COLOURS[0]).encode(x, y)
    same = alt.Chart(alt.InlineData(values=[{"one": end, "other": end} for end in (low, high)]))
    line = same.mark_line(color=SOFT, strokeDash=[4, 4], strokeWidth=1).encode(x="one:Q", y="other:Q")
    return _whole(alt.layer(points, line), title, width=HEIGHT)


def _counted(known: NDArray[np.float64], low: float, high: float) -> list[dict[str, float]]:
    """Return the cells of a square that hold couples, with how many."""
    counts, ends, _ = np.histogram2d(known[:, 0], known[:, 1], bins=BARS, range=[[low, high], [low, high]])
    return [
        {
            "one": float(ends[i]),
            "one_to": float(ends[i + 1]),
            "other": float(ends[j]),
            "other_to": float(ends[j + 1]),
            "couples": int(counts[i, j]),
        }
        for i, j in np.argwhere(counts > 0)
    ]


def histogram(values: NDArray[np.float64], mark: tuple[float, str], titles: tuple[str, str]) -> Spec:
    """Draw how often each value comes, with one value marked and named. `titles` are of the chart and of x."""
    import altair as alt

    counts, ends = np.histogram(values[~np.isnan(values)], bins=BARS)
    rows = [
        {"from": low, "to": high, "count": count}
        for low, high, count in zip(ends[:-1].tolist(), ends[1:].tolist(), counts.tolist(), strict=True)
    ]
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=COLOURS[0], opacity=0.6)
        .encode(
            alt.X("from:Q", title=titles[1], bin="binned", scale=alt.Scale(zero=False)),
            alt.Y("count:Q", title="how many"),
            x2="to:Q",
        )
    )
    base = alt.Chart(alt.InlineData(values=[{"value": mark[0], "name": mark[1]}]))
    rule = base.mark_rule(color=COLOURS[1], strokeWidth=2).encode(x="value:Q")
    name = base.mark_text(color=COLOURS[1], align="right", dx=-5, y=8).encode(x="value:Q", text="name:N")
    return _whole(alt.layer(bars, rule, name), titles[0])


def clines(
    stays: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]],
    points: Sequence[tuple[float, float, str]],
) -> Spec:
    """Draw for each partner the scores at which they would stay, given the other's, and the points where both would."""
    import altair as alt

    first, second = stays
    rows = [
        {"who": f"{who} would stay", "at": at, "one": float(one), "other": float(other)}
        for who, both in stays.items()
        for at, (one, other) in enumerate(zip(*both, strict=True))
    ]
    steady = [{"one": one, "other": other, "kind": kind} for one, other, kind in points]
    colour, dash = _partners([f"{who} would stay" for who in stays])
    x, y = alt.X("one:Q", title=first), alt.Y("other:Q", title=second)
    line = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2)
        .encode(x, y, color=colour, strokeDash=dash, order="at:Q")
    )
    base = alt.Chart(alt.InlineData(values=steady)).encode(x, y)
    dot = base.mark_point(size=90, filled=True, color=INK, opacity=1)
    name = base.mark_text(align="left", dx=8, dy=-8, color=INK).encode(text="kind:N")
    return _whole(alt.layer(line, dot, name), "Steady points of the mean couple", width=HEIGHT + 60)


def _partners(names: list[str]) -> tuple[Any, Any]:
    import altair as alt

    colours = alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
    dashes = alt.Scale(domain=names, range=[[1, 0], [7, 6]][: len(names)])
    return (
        alt.Color(
            "who:N",
            scale=colours,
            legend=alt.Legend(symbolType="stroke", symbolSize=400, symbolOpacity=1, symbolStrokeWidth=2),
        ),
        alt.StrokeDash("who:N", scale=dashes, legend=None),
    )


def _whole(chart: Any, title: str, **size: Any) -> Spec:
    found: Spec = chart.properties(title=title, **{"width": WIDTH, "height": HEIGHT, **size}).to_dict()
    return found
