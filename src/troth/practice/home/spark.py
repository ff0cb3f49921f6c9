"""A small line for each partner, and the same in words.

Every couple is drawn on the whole scale of the measure, tall enough to see a point, between lines at its ends and
its middle. A window fitted to each couple would make a change of half a point look like a landslide, and Trust Pulse
has no published reliability that could say which changes are more than noise; so equal steps look equal everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

Point = tuple[int, float]  # the day as an ordinal
WIDTH, HEIGHT, EDGE = 140, 66, 3
GUIDES = format_html_join(
    "", '<path class="guide" d="M0 {}H{}"/>', ((y, WIDTH) for y in (EDGE, HEIGHT / 2, HEIGHT - EDGE))
)
FRAME = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{GUIDES}{{}}</svg>'


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
    first = since.toordinal()
    shown = {
        side: [point for point in zip(*line, strict=True) if point[0] >= first]
        for side, line in lines.items()
    }
    if not any(shown.values()):
        return None
    days = max((until - since).days, 1)
    drawn = [
        (
            side,
            " ".join(
                f"{EDGE + (day - first) / days * (WIDTH - 2 * EDGE):.1f},"
                f"{HEIGHT - EDGE - (value - low) / (high - low) * (HEIGHT - 2 * EDGE):.1f}"
                for day, value in points
            ),
        )
        for side, points in sorted(shown.items())
        if points
    ]
    body = format_html_join("", '<polyline class="line {}" points="{}"/>', drawn)
    return Spark(
        format_html(FRAME, body), "; ".join(_words(names.get(side, side), shown[side]) for side, _ in drawn)
    )


def _words(name: str, points: Sequence[Point]) -> str:
    first, last = points[0][1], points[-1][1]
    if len(points) == 1:
        return f"{name} {last:.1f}"
    return f"{name} {first:.1f} to {last:.1f}"
