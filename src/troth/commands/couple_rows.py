"""People of couples, one a row, and how they come to stand beside their partners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TWO = 2


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """People, one a row.

    Attributes:
        couple: Whose partner it is, whole numbers or words, shape (n,).
        seat: Which of the two, 0 or 1; all 0 where nothing tells partners apart, a mark where each has an own name.
        row: Where it stands in the file, as a person counts.
        values: What was read of each, shape (columns, n).
    """

    couple: NDArray[Any]
    seat: NDArray[np.int64]
    row: NDArray[np.int64]
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.couple)

    def __add__(self, other: Rows) -> Rows:
        """Return these people and then the others."""
        return Rows(
            np.concatenate([self.couple, other.couple]),
            np.concatenate([self.seat, other.seat]),
            np.concatenate([self.row, other.row]),
            np.concatenate([self.values, other.values], axis=1),
        )

    def chosen(self, which: NDArray[Any]) -> Rows:
        """Return some of them, in the order of `which`."""
        return Rows(self.couple[which], self.seat[which], self.row[which], self.values[:, which])

    def sorted(self) -> Rows:
        """Return them by couple, each couple's in the order of the file; themselves where they lie so."""
        if self.is_in_order():
            return self
        return self.chosen(np.argsort(self.couple, kind="stable"))

    def is_in_order(self) -> bool:
        """Tell whether no couple stands before one that should come earlier."""
        return bool((self.couple[1:] >= self.couple[:-1]).all())

    def starts(self) -> NDArray[np.int64]:
        """Return where each couple begins, for rows that are sorted."""
        if not len(self):
            return np.zeros(0, np.int64)
        return np.flatnonzero(np.concatenate([[True], self.couple[1:] != self.couple[:-1]]))

    def sizes(self) -> NDArray[np.int64]:
        """Return of each row how many its couple has, for rows that are sorted."""
        size = np.diff(self.starts(), append=len(self))
        return np.repeat(size, size)

    def third(self) -> int | None:
        """Return the row that is the earliest in the file to be its couple's third, or None; for sorted rows."""
        return self._earliest(self._place() >= TWO)

    def second_of_a_seat(self) -> int | None:
        """Return the row that is the earliest to take its partner's seat, or None; for sorted rows, two a couple."""
        return self._earliest((self._place() == 1) & (self.seat == np.roll(self.seat, 1)))

    def _place(self) -> NDArray[np.int64]:
        """Return of each row which of its couple it is, from 0."""
        starts = self.starts()
        return np.arange(len(self)) - np.repeat(starts, np.diff(starts, append=len(self)))

    def _earliest(self, which: NDArray[np.bool_]) -> int | None:
        found = np.flatnonzero(which)
        return int(found[self.row[found].argmin()]) if found.size else None

    def extremes(self) -> Rows:
        """Return of each column in turn who has its largest number, whatever its sign."""
        if not len(self):
            return self
        return self.chosen(np.nan_to_num(np.abs(self.values)).argmax(axis=1))

    def side_by_side(
        self, *, as_they_come: bool
    ) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[np.int64]]:
        """Return the couples, their values of shape (columns, n, 2) with NaN for nobody, and the rows, shape (n, 2).

        The rows must be sorted, with at most two a couple. Partners stand by their seats, or ``as_they_come``.
        """
        starts = self.starts()
        n, size = len(starts), np.diff(starts, append=len(self))
        both = np.full((len(self.values), n, TWO), np.nan)
        where = np.zeros((n, TWO), np.int64)
        couple = np.repeat(np.arange(n), size)
        seat = self._place() if as_they_come else self.seat
        both[:, couple, seat] = self.values
        where[couple, seat] = self.row
        return self.couple[starts], both, where


def marks(words: NDArray[Any]) -> NDArray[np.int64]:
    """Return a number for each: itself, or one that two words rarely share."""
    if words.dtype.kind in "iu":
        return words.astype(np.int64)
    return np.fromiter(map(hash, words.tolist()), np.int64, len(words))
