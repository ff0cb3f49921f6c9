"""What carries over from one week of trust to the next in one couple. Pure.

How many pairs of weeks are asked for is this project's choice: with fewer, intervals span nearly all that is possible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from troth.science.dyad.errors import DyadError
from troth.science.dyad.influence_one import influence_of_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.instruments.steady import Occasion
    from troth.science.dyad.influence_one import OwnInfluence

PAIRS_NEEDED = 20
WEEK = 7


class Carried(NamedTuple):
    """What was found, or None; ``pairs`` of weeks in a row in which both answered, and ``missing`` until it can be told."""

    found: OwnInfluence | None
    pairs: int

    @property
    def missing(self) -> int:
        return max(0, PAIRS_NEEDED - self.pairs)


def carried(rows: Sequence[Occasion]) -> Carried:
    """Return what carries over, with each partner's straight line taken out."""
    weeks = by_week(rows)
    pairs = sum(week + 1 in weeks for week in weeks)
    if pairs < PAIRS_NEEDED:
        return Carried(None, pairs)
    days = sorted(weeks)
    try:
        found = influence_of_one(np.array([weeks[day] for day in days]), days=days, trend=True)
    except DyadError:
        return Carried(None, pairs)
    return Carried(found, pairs)


def spans_of(told: Carried) -> dict[str, list[float]] | None:
    """Return each number with the ends of its interval, ready to be kept as JSON; None where weeks do not suffice."""
    found = told.found
    if found is None:
        return None
    return {name: [value, *found.intervals[name]] for name, value in found.estimates.items()}


def by_week(rows: Sequence[Occasion]) -> dict[int, tuple[float, float]]:
    """Return what both answered by week since the first asking; of two askings in one week the later counts."""
    start = rows[0][0] if rows else 0
    return {round((day - start) / WEEK): (a, b) for day, a, b in rows if a is not None and b is not None}
