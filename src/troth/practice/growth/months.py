"""When check-ups are due: after 1, 3, 6 and 12 months, then each year. Pure.

Boosters and check-ups at these distances are common teaching, and a default to verify (mark TV).
"""

from __future__ import annotations

import calendar
import datetime as dt
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

FIRST_YEAR = (1, 3, 6, 12)
WIDE_AT = frozenset({3, 12})
A_YEAR = 12
A_WEEK = dt.timedelta(weeks=1)
WEEKS_AFTER = 2
PREPARED_BEFORE = dt.timedelta(days=14)


class Due(NamedTuple):
    """A check-up so many months after the start, and its day."""

    months: int
    on: dt.date


def months_after(start: dt.date, months: int) -> dt.date:
    """Return the same day of the month so many months later, or that month's last."""
    year, month = divmod(start.month - 1 + months, A_YEAR)
    year, month = start.year + year, month + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def next_due(start: dt.date, after: dt.date, asked: Collection[int] = ()) -> Due:
    """Return the first check-up that is due later than ``after``, and was not ``asked`` already."""
    every = (months for months in chain(FIRST_YEAR, count(2 * A_YEAR, A_YEAR)) if months not in asked)
    return next(Due(months, on) for months in every if (on := months_after(start, months)) > after)


def is_wide(months: int) -> bool:
    """Tell whether the wide look belongs to this check-up: after 3 and 12 months, and each year."""
    return months in WIDE_AT or months > A_YEAR


def next_return(day: dt.date, today: dt.date) -> dt.date:
    """Return when a date comes round next, today included; what lies ahead comes on its own day."""
    years = max(day.year, today.year)
    found = months_after(day, A_YEAR * (years - day.year))
    return found if found >= today else months_after(day, A_YEAR * (years + 1 - day.year))
