"""Diaries of many couples side by side, day by day."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDES = 2
WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class Diaries:
    """What n couples told of T days in a row; partners stand in the order a, b.

    Attributes:
        closeness: 0 to 10, shape (n, T, 2); NaN where nothing was told.
        stress: The same.
        conflict: 1 where either told of a conflict, 0 where somebody told of none and nobody of one; shape (n, T);
            NaN where neither told the day.
        met: Whether a partner noted that they met the other's bid, shape (n, T, 2).
        missed: Whether a partner noted that they missed one, shape (n, T, 2).
        stance: On a day of conflict, 1 where a partner pressed to talk, -1 where they pulled back, 0 for both or
            neither; NaN where they did not say, shape (n, T, 2).
        breach: Whether either noted that something agreed was not kept, shape (n, T).
        first: Weekday of the first day; Monday is 0. One for all couples, or one each, shape (n,).
    """

    closeness: NDArray[np.float64]
    stress: NDArray[np.float64]
    conflict: NDArray[np.float64]
    met: NDArray[np.bool_]
    missed: NDArray[np.bool_]
    stance: NDArray[np.float64]
    breach: NDArray[np.bool_]
    first: int | NDArray[np.int64] = 0

    def __post_init__(self) -> None:
        """Raise ``ValueError`` where the arrays do not fit together."""
        n, days = self.conflict.shape
        pairs = (self.closeness, self.stress, self.met, self.missed, self.stance)
        if any(one.shape != (n, days, SIDES) for one in pairs) or self.breach.shape != (n, days):
            message = (
                f"Diaries of {n} couples over {days} days need arrays ({n}, {days}, 2) and ({n}, {days})."
            )
            raise ValueError(message)

    @property
    def weekdays(self) -> NDArray[np.int64]:
        """Weekday of each day, shape (n, T); Monday is 0."""
        passed = np.arange(self.conflict.shape[1])
        return np.broadcast_to((np.reshape(self.first, (-1, 1)) + passed) % WEEK, self.conflict.shape)

    @property
    def told(self) -> NDArray[np.bool_]:
        """Whether either partner told the day, shape (n, T)."""
        return ~np.isnan(self.conflict)

    def latest(self, days: int) -> Diaries:
        """Return the last so many days."""
        length = self.conflict.shape[1]
        return self.between(max(length - days, 0), length)

    def between(self, start: int, end: int) -> Diaries:
        """Return the days from a place to before another."""
        days = {
            one.name: getattr(self, one.name)[:, start:end] for one in fields(self) if one.name != "first"
        }
        return Diaries(**days, first=(self.first + start) % WEEK)
