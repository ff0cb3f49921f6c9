"""Everything the growth model needs to know of a couple: a few sums that can be merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.growth.series import check_range, log_weeks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from troth.science.growth.series import CoupleSeries, ScoreRange

__all__ = ["KINDS", "Sums", "design", "kinds_of", "summed"]

KINDS = ("both", "a", "b")
"""An occasion is answered by both partners, by seat a alone, or by seat b alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    r"""Sums over the occasions of n couples, kept apart by who answered.

    With :math:`f = (1, \tau)'` the design of an occasion and :math:`y` its two scores (0 where
    missing): `count` (n, 3) occasions; `ff` (n, 3, 2, 2) :math:`\sum f f'`; `yf` (n, 3, 2, 2)
    :math:`\sum y f'`; `yy` (n, 3, 2, 2) :math:`\sum y y'`. The axis of length 3 follows `KINDS`.
    `scores` is the range of the measure.
    """

    scores: ScoreRange
    count: NDArray[np.float64]
    ff: NDArray[np.float64]
    yf: NDArray[np.float64]
    yy: NDArray[np.float64]

    @property
    def couples(self) -> int:
        """How many couples there are."""
        return len(self.count)

    def with_couples(self, other: Sums) -> Sums:
        """Return the sums of these couples and of `other` couples, as if summed together.

        Raises:
            ValueError: The two are of measures with different ranges.
        """
        self._check_same_measure(other)
        return Sums(self.scores, *(np.concatenate(pair) for pair in self._pairs(other)))

    def with_occasions(self, other: Sums) -> Sums:
        """Return the sums of the same couples, in the same order, with further occasions added.

        Raises:
            ValueError: `other` holds another number of couples, or is of a measure with another range.
        """
        self._check_same_measure(other)
        if self.couples != other.couples:
            raise ValueError(f"Occasions of {other.couples} couples cannot be added to {self.couples}.")
        return Sums(self.scores, *(mine + theirs for mine, theirs in self._pairs(other)))

    def _pairs(self, other: Sums) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        return ((getattr(self, name), getattr(other, name)) for name in ("count", "ff", "yf", "yy"))

    def _check_same_measure(self, other: Sums) -> None:
        if self.scores != other.scores:
            raise ValueError(f"Scores in {self.scores} and {other.scores} are not of one measure.")


def summed(couples: Sequence[CoupleSeries], scores: ScoreRange) -> Sums:
    """Reduce couples to the sums from which :func:`fit_population` works.

    Args:
        couples: One series for each couple; they may differ in length and days. A couple without an
            answer is left out.
        scores: The range of the measure.

    Returns:
        The sums, one row per couple. Cost: one pass over the occasions.

    Raises:
        ValueError: A score lies outside the range.

    Example:
        >>> from troth.science.growth.series import ScoreRange, series
        >>> summed([series([0, 7], [4, 5], [6, None])], ScoreRange(0, 10)).count
        array([[1., 1., 0.]])
    """
    answered = [couple for couple in couples if couple.days.size]
    n = len(answered)
    if n == 0:
        return Sums(scores, np.zeros((0, 3)), *(np.zeros((0, 3, 2, 2)) for _ in range(3)))
    given = np.concatenate([couple.scores for couple in answered])
    check_range(given, scores)
    f = design(np.concatenate([couple.days for couple in answered]))
    cell = np.repeat(np.arange(n) * 3, [couple.days.size for couple in answered]) + kinds_of(given)
    y = np.nan_to_num(given)

    def total(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
        entries = [np.bincount(cell, left[:, i] * right[:, j], n * 3) for i in (0, 1) for j in (0, 1)]
        return np.stack(entries, axis=-1).reshape(n, 3, 2, 2).astype(np.float64)

    count = np.bincount(cell, minlength=n * 3).reshape(n, 3).astype(np.float64)
    return Sums(scores, count, total(f, f), total(y, f), total(y, y))


def design(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the two regressors of each day, level and slope: shape (T, 2)."""
    tau = log_weeks(days)
    return np.stack([np.ones_like(tau), tau], axis=-1)


def kinds_of(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each row of scores who answered, as an index into `KINDS`."""
    missing = np.isnan(scores)
    return np.where(missing[:, 1], 1, np.where(missing[:, 0], 2, 0)).astype(np.int64)
