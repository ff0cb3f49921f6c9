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
