"""What each couple lends to research, and when figures about many may be shown. Pure.

What a couple lends never changes: the weeks after its first full pair of answers, all over on the day that counts. So
two figures differ only by who is in them, and that they differ by enough couples is all there is to hold.
The numbers here are this project's choice; docs/explanation/research.md says why.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST_COUPLES = 10
WEEKS = 12
LATER_FROM = 8
FEWEST_PAIRS = 4
DAYS_FOR_ANSWERS = 14
WEEK = 7

Occasion = tuple[int, float | None, float | None]  # the day of asking as an ordinal, and both sides' values


class Loan(NamedTuple):
    """A couple's first twelve weeks: both partners' first trust, their trust towards the end, and all occasions.

    ``weeks`` are counted from the first full pair; a value is NaN where that partner did not answer.
    """

    first: tuple[float, float]
    later: tuple[float, float]
    weeks: list[float]
    values: list[tuple[float, float]]


def loan_of(rows: Sequence[Occasion], until: dt.date) -> Loan | None:
    """Return what a couple lends on this day, or None: too soon, too few weeks, or none near the end."""
    pairs = [(day, (a, b)) for day, a, b in rows if a is not None and b is not None]
    if not pairs:
        return None
    start = pairs[0][0]
    if start + WEEKS * WEEK + DAYS_FOR_ANSWERS >= until.toordinal():
        return None
    pairs = [pair for pair in pairs if pair[0] <= start + WEEKS * WEEK]
    if len(pairs) < FEWEST_PAIRS or pairs[-1][0] < start + LATER_FROM * WEEK:
        return None
    within = [row for row in rows if start <= row[0] <= start + WEEKS * WEEK]
    return Loan(
        first=pairs[0][1],
        later=pairs[-1][1],
        weeks=[(day - start) / WEEK for day, _, _ in within],
        values=[(_number(a), _number(b)) for _, a, b in within],
    )


def may_be_shown(members: frozenset[str], earlier: Iterable[frozenset[str]]) -> bool:
    """Tell whether figures about these couples tell of no smaller group, neither alone nor beside earlier ones."""
    return all(len(other) >= FEWEST_COUPLES for other in (members, *(members ^ one for one in earlier)))


def month_of(day: dt.date) -> dt.date:
    """Return the day on which it was last decided who is in."""
    return day.replace(day=1)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
