"""The tables of the study of patterns, and its section of the page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bench import machine, speed_page
from bench.patterns import LOOKS, TARGET, TESTED, WEEKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.patterns import Result, Row, Size


def tables(result: Result) -> dict[str, str]:
    """Return each table by its name."""
    patterns = tuple(str(pattern) for pattern in TESTED)
    return {
        "found": _by_weeks("Planted", result.found, WEEKS),
        "told": _by_weeks("Planted", result.told, LOOKS),
        "trust": _by_weeks("Weekly trust", result.trust, LOOKS),
        "false": speed_page.table(("No pattern", *patterns), _rows(result.false)),
        "year": speed_page.table(("No pattern", *patterns, "any of them"), _rows(result.year)),
        "bids": speed_page.table(
            ("Share of bids met", *_head(WEEKS)), [("interval holds the truth", *_words(result.bids))]
        ),
    }


def table(result: Result) -> str:
    """Return all tables."""
    return "\n\n".join(tables(result).values())


def section(result: Result, size: Size, site: str, command: str) -> str:
    """Return the section of the page."""
    made = tables(result)
    return f"""## What the study found

Made by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}; {size.couples:,} simulated couples for each figure.

**One look.** How many couples with a planted pattern are found, in the right direction, at one look at 5 % false alarms:

{made["found"]}

**As it is told.** How many are told by each of the six looks of a year, at that one or before, at 5 % false alarms in the year:

{made["told"]}

{made["trust"]}

**No pattern.** How many couples without any pattern are told of one, at one look; the largest of 6, 12 and 26 weeks; the aim is 5 % for each pattern:

{made["false"]}

How many are told at any look of a year, as it is told; the aim is 5 % for each pattern:

{made["year"]}

**Shares.** How often the interval of a share holds the true one, where at least ten bids were noted; the aim is 95 %:

{made["bids"]}

The last half year of one couple takes {result.one * 1000:.1f} ms of CPU to judge. {site}

Machine: {machine.described()}.
"""


def _by_weeks(first: str, rows: Sequence[Row], weeks: Sequence[int]) -> str:
    head = (first, *_head(weeks), f"Weeks to {TARGET:.0%}")
    return speed_page.table(head, ((row.name, *_words(row.shares), _weeks(row, weeks)) for row in rows))


def _head(weeks: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"{one} weeks" for one in weeks)


def _rows(rows: Iterable[Row]) -> Iterable[tuple[str, ...]]:
    return ((row.name, *_words(row.shares)) for row in rows)


def _words(shares: Iterable[float]) -> tuple[str, ...]:
    return tuple("–" if share != share else f"{share:.1%}" for share in shares)  # noqa: PLR0124 - a NaN is itself no number


def _weeks(row: Row, weeks: Sequence[int]) -> str:
    reached = row.weeks_to(TARGET, weeks)
    return str(reached) if reached else f"more than {weeks[-1]}"
