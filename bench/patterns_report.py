"""The tables of the study of patterns, and its section of the page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bench import machine, speed_page
from bench.patterns import LATER, TARGET, WEEKS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.patterns import Result, Row, Size

HEAD = tuple(f"{weeks} weeks" for weeks in (*WEEKS, *LATER))


def table(result: Result) -> str:
    """Return all tables."""
    found = speed_page.table(
        ("Planted", *HEAD, f"Weeks to {TARGET:.0%}"),
        ((row.name, *_shares(row), _weeks(row)) for row in result.found),
    )
    false = speed_page.table(("No pattern", *HEAD), ((row.name, *_shares(row)) for row in result.false))
    bids = speed_page.table(
        ("Share of bids met", *HEAD), [("interval holds the truth", *_words(result.bids))]
    )
    return f"{found}\n\n{false}\n\n{bids}"


def section(result: Result, size: Size, site: str, command: str) -> str:
    """Return the section of the page."""
    found, false, bids = table(result).split("\n\n")
    weekly, monthly = result.looked_often
    return f"""## What the study found

Made by `{command}` on {dt.datetime.now(dt.UTC):%-d %B %Y}; {size.couples:,} simulated couples for each figure.

How many couples with a planted pattern are told of it, in the right direction:

{found}

How many couples without any pattern are told of one, at one look; the aim is 5 %:

{false}

Who looks often is wrong more often. Of quiet couples, {weekly:.1%} are told of a pattern at least once where one looks
every week from the fourth to the twenty-sixth, and {monthly:.1%} where one looks every fourth week.

How often the interval of a share holds the true one, where at least ten bids were noted; the aim is 95 %:

{bids}

The last half year of one couple takes {result.one * 1000:.1f} ms of CPU to judge. {site}

Machine: {machine.described()}.
"""


def _shares(row: Row) -> tuple[str, ...]:
    return _words(row.shares)


def _words(shares: Iterable[float]) -> tuple[str, ...]:
    return tuple("–" if share != share else f"{share:.1%}" for share in shares)  # noqa: PLR0124 - a NaN is itself no number


def _weeks(row: Row) -> str:
    weeks = row.weeks_to(TARGET)
    return str(weeks) if weeks else f"more than {LATER[-1]}"
