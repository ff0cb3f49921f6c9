"""When a couple's diary is judged, and how strict: so that looking every week for a year makes no more false alarms."""

from __future__ import annotations

from typing import NamedTuple

WEEK = 7
FIRST, AT_FIRST = 6, 0.016
LATER, AT_LATER = (12, 20, 26), 0.004
WEEKS_BETWEEN = 13  # from the last of these on
BETWEEN = WEEKS_BETWEEN * WEEK  # days: no two looks lie farther apart


class Look(NamedTuple):
    """After how many weeks since the diary began; and how many quiet couples may be told of each pattern then."""

    weeks: int
    level: float

    @property
    def days(self) -> int:
        """The same in days."""
        return self.weeks * WEEK


def last_look(days: int) -> Look | None:
    """Return the last look that is due when a diary is so many days old; what it finds stands until the next.

    **Method.** A level is spent in parts (alpha spending by Bonferroni): 1.6 % after six weeks, where it matters
    most, and 0.4 % after 12, 20, 26, 39 and 52 weeks. The parts add up to 3.6 %, whatever the looks have to do with one another;
    the rest of the 5 % is left to tests that, with few days, tell a little more often than their level says. In later years 1.6 % a year.

    Reference: Lan, K. K. G., & DeMets, D. L. (1983). Discrete sequential boundaries for clinical trials. Biometrika, 70, 659-663.

    Example:
        >>> last_look(100)
        Look(weeks=12, level=0.004)
    """
    weeks = days // WEEK
    if weeks < FIRST:
        return None
    if weeks < LATER[0]:
        return Look(FIRST, AT_FIRST)
    latest = LATER[-1] + max(weeks - LATER[-1], 0) // WEEKS_BETWEEN * WEEKS_BETWEEN
    return Look(max(one for one in (*LATER, latest) if one <= weeks), AT_LATER)


def next_look(days: int) -> int:
    """Return how old a diary is, in days, at the look after the last that is due.

    Example:
        >>> next_look(100), next_look(182)
        (140, 273)
    """
    weeks = days // WEEK
    coming = LATER[-1] + (max(weeks - LATER[-1], -1) // WEEKS_BETWEEN + 1) * WEEKS_BETWEEN
    return WEEK * min(one for one in (FIRST, *LATER, coming) if one > weeks)
