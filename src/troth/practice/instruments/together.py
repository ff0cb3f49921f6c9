"""When answers of two people tell of the same time. Pure."""

from __future__ import annotations

import datetime as dt

TOGETHER_DAYS = 7
"""Our own choice: a weekly question is answered within its week."""


def near(one: dt.date, other: dt.date) -> bool:
    """Tell whether two answers lie near enough to be taken together."""
    return abs((one - other).days) <= TOGETHER_DAYS


def days_of(one: dt.date, other: dt.date) -> str:
    """Return the day of both answers, or both days, as words."""
    return f"on {one:%-d %b %Y}" if one == other else f"on {one:%-d %b %Y} and {other:%-d %b %Y}"


def span_of_days(since: dt.date, until: dt.date) -> str:
    """Return the first and the last day of something as words, the year once where it is one; a single day alone."""
    last = f"{until:%-d %b %Y}"
    if since == until:
        return last
    first = f"{since:%-d %b}" if since.year == until.year else f"{since:%-d %b %Y}"
    return f"{first} to {last}"
