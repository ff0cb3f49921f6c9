"""A small line for each partner, and the same in words.

Every couple is drawn on the whole scale of the measure, tall enough to see a point, between lines at its ends and
its middle. A window fitted to each couple would make a change of half a point look like a landslide, and Trust Pulse
has no published reliability that could say which changes are more than noise; so equal steps look equal everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

Point = tuple[int, float]  # the day as an ordinal
WIDTH, HEIGHT, EDGE = 140, 66, 3
SIDES = ("a", "b")
GUIDES = "".join(f'<path class="guide" d="M0 {y}H{WIDTH}"/>' for y in (EDGE, HEIGHT / 2, HEIGHT - EDGE))


@dataclass(frozen=True)
class Spark:
    """An SVG and its sentence."""

    svg: SafeString
    words: str


def spark(
    lines: Mapping[str, tuple[Sequence[int], Sequence[float]]],
    names: Mapping[str, str],
    *,
    since: dt.date,
    until: dt.date,
    low: float,
    high: float,
) -> Spark | None:
    """Draw both partners' points between two days on a fixed scale; None when there is nothing to draw."""
    first, days = since.toordinal(), max((until - since).days, 1)
    shown = {
        side: points
        for side in SIDES
        if (points := [one for one in zip(*lines.get(side, ((), ())), strict=True) if one[0] >= first])
    }
    if not shown:
        return None
    drawn = "".join(
        f'<polyline class="line {side}" points="{_drawn(points, first, days, low, high)}"/>'
        for side, points in shown.items()
    )
    svg = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{GUIDES}{drawn}</svg>'
    words = "; ".join(_words(names.get(side, side), points) for side, points in shown.items())
    return Spark(mark_safe(svg), words)  # noqa: S308 - nothing but our own numbers and names of sides


def _drawn(points: Sequence[Point], first: int, days: int, low: float, high: float) -> str:
    return " ".join(
        f"{EDGE + (day - first) / days * (WIDTH - 2 * EDGE):.1f},"
        f"{HEIGHT - EDGE - (value - low) / (high - low) * (HEIGHT - 2 * EDGE):.1f}"
        for day, value in points
    )


def _words(name: str, points: Sequence[Point]) -> str:
    first, last = points[0][1], points[-1][1]
    if len(points) == 1:
        return f"{name} {last:.1f}"
    return f"{name} {first:.1f} to {last:.1f}"
