"""What the occasions of each couple are reduced to, kept apart by who answered; the sums can be merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["KINDS", "OccasionSums", "kinds_of", "occasion_sums", "precisions"]

KINDS = ("both", "a", "b")
"""An occasion is answered by both partners, by seat a alone, or by seat b alone."""
FIELDS = ("count", "ff", "yf", "yy")


@dataclass(frozen=True, slots=True, eq=False)
class OccasionSums:
    r"""Sums over the occasions of n couples, kept apart by who answered.

    With :math:`f` the s columns of an occasion's design, :math:`(1, t)'` or longer, and :math:`y` its two scores
    (0 where missing): `count` (n, 3) occasions; `ff` (n, 3, s, s) :math:`\sum f f'`; `yf` (n, 3, 2, s)
    :math:`\sum y f'`; `yy` (n, 3, 2, 2) :math:`\sum y y'`. The axis of length 3 follows `KINDS`.
    """

    count: NDArray[np.float64]
    ff: NDArray[np.float64]
    yf: NDArray[np.float64]
    yy: NDArray[np.float64]

    @property
    def couples(self) -> int:
        """How many couples there are."""
        return len(self.count)

    def with_couples(self, other: Self) -> Self:
        """Return the sums of these couples and of `other` couples, as if summed together."""
        return replace(
            self,
            **{name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in FIELDS},
        )

    def with_occasions(self, other: Self) -> Self:
        """Return the sums of the same couples, in the same order, with further occasions added.

        Raises:
            ValueError: `other` holds another number of couples.
        """
        if self.couples != other.couples:
            raise ValueError(f"Occasions of {other.couples} couples cannot be added to {self.couples}.")
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in FIELDS})

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """Return the sums of some couples, by a mask or by their places."""
        return replace(self, **{name: getattr(self, name)[which] for name in FIELDS})


def occasion_sums(
    couple: NDArray[np.int64], f: NDArray[np.float64], scores: NDArray[np.float64], n: int
) -> OccasionSums:
    """Sum m occasions by couple, in one pass.

    Args:
        couple: Whose occasion it is, from 0 to n - 1; shape (m,).
        f: Its design, level and slope and what else changes with it; shape (m, s).
        scores: Both partners' scores, NaN for none, at least one in each row; shape (m, 2).
        n: How many couples there are.

    Example:
        >>> nobody = float("nan")
        >>> found = occasion_sums(
        ...     np.array([0, 0]), np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[4.0, 6.0], [5.0, nobody]]), 1
        ... )
        >>> found.count, found.yf[0, 1].tolist()
        (array([[1., 1., 0.]]), [[5.0, 5.0], [0.0, 0.0]])
    """
    cell = couple * 3 + kinds_of(scores)
    y = np.nan_to_num(scores)

    def total(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
        rows, columns = left.shape[1], right.shape[1]
        entries = [
            np.bincount(cell, left[:, i] * right[:, j], n * 3) for i in range(rows) for j in range(columns)
        ]
        return np.stack(entries, axis=-1).reshape(n, 3, rows, columns).astype(np.float64)

    count = np.bincount(cell, minlength=n * 3).reshape(n, 3).astype(np.float64)
    return OccasionSums(count, total(f, f), total(y, f), total(y, y))


def kinds_of(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each row of scores who answered, as an index into `KINDS`."""
    missing = np.isnan(scores)
    return np.where(missing[:, 1], 1, np.where(missing[:, 0], 2, 0)).astype(np.int64)


def precisions(within: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the inverse covariance of what was observed, for each of `KINDS`: shape (3, 2, 2)."""
    return np.stack(
        [np.linalg.inv(within), np.diag([1.0 / within[0, 0], 0.0]), np.diag([0.0, 1.0 / within[1, 1]])]
    )
