"""The table of the study of coverage, and its page."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import scipy

from bench import machine, speed_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.coverage.study import Row

HEAD = (
    "Parameter",
    "Truth",
    "Mean estimate",
    "± Monte-Carlo error",
    "Mean SE / SD of estimates",
    "95 % interval holds the truth",
    "± Monte-Carlo error",
    "Within three errors of 95 %",
)


def tables(rows: Sequence[Row]) -> str:
    """Return one table for each model."""
    parts = []
    for title, group in groupby(rows, key=lambda row: row.study):
        those = list(group)
        body = speed_page.table(HEAD, [_cells(row) for row in those])
        parts.append(
            f"### {title}\n\n{those[0].replicates + those[0].without:,} samples.{_without(those)}\n\n{body}"
        )
    return "\n\n".join(parts)


def _without(rows: Sequence[Row]) -> str:
    told = [f"`{row.name}` has no interval in {row.without} of them" for row in rows if row.without]
    return f" {', '.join(told)}." if told else ""


def section(rows: Sequence[Row], command: str) -> str:
    """Return the section of the reference page."""
    off = sum(row.is_off for row in rows)
    parts = machine.described(f"NumPy {np.__version__}", f"SciPy {scipy.__version__}")
    return f"""Made by `{command} --write docs/reference/dyad-coverage.md` on {dt.datetime.now(dt.UTC):%-d %B %Y}.
Machine: {parts}.

Of {len(rows)} parameters, {len(rows) - off} have intervals that hold the truth within three Monte-Carlo errors of 95 %.

{tables(rows)}
"""


def _cells(row: Row) -> tuple[str, ...]:
    return (
        f"`{row.name}`",
        f"{row.truth:.3g}",
        f"{row.mean:.4f}",
        f"{row.mean_error:.4f}",
        f"{row.mean_se / row.spread:.3f}",
        f"{100 * row.coverage:.1f} %",
        f"{100 * row.error:.1f} %",
        "no" if row.is_off else "yes",
    )
