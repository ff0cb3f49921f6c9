"""Everything the growth model needs to know of a couple: a few sums that can be merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from troth.science.growth.occasions import OccasionSums, occasion_sums
from troth.science.growth.series import check_range, log_weeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from troth.science.growth.series import CoupleSeries, ScoreRange

__all__ = ["Sums", "design", "summed"]


@dataclass(frozen=True, slots=True, eq=False)
class Sums(OccasionSums):
    """The sums of n couples on one measure, in log weeks; `scores` is the range of the measure."""

    scores: ScoreRange

    def with_couples(self, other: Self) -> Self:
        """Return the sums of these couples and of `other` couples, as if summed together.

        Raises:
            ValueError: The two are of measures with different ranges.
        """
        self._check_same_measure(other)
        return OccasionSums.with_couples(self, other)

    def with_occasions(self, other: Self) -> Self:
        """Return the sums of the same couples, in the same order, with further occasions added.

        Raises:
            ValueError: `other` holds another number of couples, or is of a measure with another range.
        """
        self._check_same_measure(other)
        return OccasionSums.with_occasions(self, other)

    def _check_same_measure(self, other: Self) -> None:
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
    given = np.concatenate([np.zeros((0, 2)), *(couple.scores for couple in answered)])
    check_range(given, scores)
    days = np.concatenate([np.zeros(0), *(couple.days for couple in answered)])
    sizes = np.array([couple.days.size for couple in answered], dtype=np.int64)
    whose = np.repeat(np.arange(len(answered)), sizes)
    found = occasion_sums(whose, design(days), given, len(answered))
    return Sums(found.count, found.ff, found.yf, found.yy, scores)


def design(days: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the two regressors of each day, level and slope: shape (T, 2)."""
    tau = log_weeks(days)
    return np.stack([np.ones_like(tau), tau], axis=-1)
