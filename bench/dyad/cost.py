"""What an actor-partner model costs as couples become more, and the plot of it."""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.dyad import data
from bench.dyad.contest import SEED, SIDES
from bench.side import Side

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 1_000_000
LEAST = 1_000


@dataclass(frozen=True)
class Point:
    """How many couples, the median of seconds of CPU, and the most memory the process held, in MB."""

    couples: int
    cpu: float
    peak: float


def measured(most: int, repeats: int, told: Callable[[str], None]) -> list[Point]:
    """Fit ten times as many couples again and again, up to `most`."""
    points, couples = [], LEAST
    while couples <= most:
        told(f"What {couples:,} couples cost ...")
        points.append(_point(couples, repeats))
        couples *= 10
    return points


def _point(couples: int, repeats: int) -> Point:
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        rng = np.random.default_rng(SEED)
        with (Path(home) / "couples.bin").open("wb") as file:
            for start in range(0, couples, BLOCK):
                data.pairs(min(BLOCK, couples - start), rng).tofile(file)
        side = Side("troth", (sys.executable, str(SIDES / "troth_dyad.py")), repeats, ("roles",))
        said = side.run(Path(home))
    return Point(couples, statistics.median(cpu for cpu, _ in said["seconds"]), said["peak"])


def drawn(points: list[Point]) -> str:
    """Return the curve as SVG, both axes logarithmic, with a line on which cost would grow as couples do."""
    import altair as alt
    import vl_convert

    rows: list[dict[str, Any]] = [{"couples": p.couples, "cpu": p.cpu} for p in points]
    last = points[-1]
    even = [{"couples": p.couples, "cpu": last.cpu * p.couples / last.couples} for p in points]
    x = alt.X("couples:Q", title="Couples", scale=alt.Scale(type="log"), axis=alt.Axis(format="~s"))
    y = alt.Y("cpu:Q", title="CPU seconds", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g"))
    measured_line = alt.Chart(alt.Data(values=rows)).mark_line(point=True, color="#3a5a78").encode(x=x, y=y)
    linear = alt.Chart(alt.Data(values=even)).mark_line(strokeDash=[4, 4], color="#999999").encode(x=x, y=y)
    chart = alt.layer(linear, measured_line).properties(width=520, height=280, background="#ffffff")
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return svg
