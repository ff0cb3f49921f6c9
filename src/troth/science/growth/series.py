"""The answers of one couple over time, and the clock on which change is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

__all__ = ["CoupleSeries", "ScoreRange", "check_range", "log_weeks", "series"]


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """The lowest and the highest score there can be."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
            raise ValueError(f"A score range needs a lowest below a highest, not {self.low} and {self.high}.")

    @property
    def width(self) -> float:
        """How many points lie between the ends."""
        return self.high - self.low


@dataclass(frozen=True, slots=True, eq=False)
class CoupleSeries:
    """What both partners answered: make one with :func:`series`.

    `days` has T entries, strictly rising and counted from the couple's start; `scores` has T rows
    and one column for each seat (a, b), with NaN where that partner did not answer.
    """

    days: NDArray[np.float64]
    scores: NDArray[np.float64]

    @property
    def swapped(self) -> CoupleSeries:
        """The same couple with its seats exchanged."""
        return CoupleSeries(self.days, self.scores[:, ::-1])


def series(
    days: Sequence[float] | NDArray[np.float64],
    a: Sequence[float | None] | NDArray[np.float64],
    b: Sequence[float | None] | NDArray[np.float64],
) -> CoupleSeries:
    """Put the answers of a couple in order.

    Args:
        days: Days since the couple's start, one for each occasion, strictly rising, none below 0.
            They need not be evenly spaced.
        a: The score of the partner in seat a on each of these days; None or NaN means "not answered".
        b: The same for seat b.

    Returns:
        The occasions on which at least one partner answered.

    Raises:
        ValueError: The lengths differ, a day is out of order, or a number is not finite.

    Example:
        >>> series([0, 7, 14], [4, None, 5], [6, None, None]).scores
        array([[ 4.,  6.],
               [ 5., nan]])
    """
    when = np.asarray(days, dtype=np.float64)
    scores = np.stack([_column("a", a, when.size), _column("b", b, when.size)], axis=1)
    if when.ndim != 1 or not np.isfinite(when).all() or (when < 0).any() or (np.diff(when) <= 0).any():
        raise ValueError("The days must be finite numbers from 0 on, each later than the one before.")
    answered = ~np.isnan(scores).all(axis=1)
    return CoupleSeries(when[answered], scores[answered])


def log_weeks(days: ArrayLike) -> NDArray[np.float64]:
    r"""Return the time on which curves are straight: :math:`\tau = \log(1 + \text{days}/7)`.

    **Why not plain days.** Scores have ends, and the first weeks usually carry most of the change.
    A line in days runs out of the scale when it is drawn on; a line in log weeks slows down. One unit
    is a growth of the elapsed time (plus a week) by the factor e: 0 to 1.7 weeks, or 10 to 29 weeks.

    Example:
        >>> log_weeks([0, 7, 49]).round(3)
        array([0.   , 0.693, 2.079])
    """
    return np.log1p(np.asarray(days, dtype=np.float64) / 7.0)


def check_range(given: NDArray[np.float64], scores: ScoreRange) -> None:
    """Raise a ValueError where a score (NaN for none) lies outside the range of its measure."""
    outside = given[(given < scores.low) | (given > scores.high)]
    if outside.size:
        raise ValueError(f"A score of {outside[0]:g} lies outside {scores.low:g} to {scores.high:g}.")


def _column(seat: str, given: Sequence[float | None] | NDArray[np.float64], size: int) -> NDArray[np.float64]:
    scores = np.array([np.nan if score is None else score for score in given], dtype=np.float64)
    if scores.shape != (size,):
        raise ValueError(f"Seat {seat} needs one score or None for each of {size} days, not {len(given)}.")
    if np.isinf(scores).any():
        raise ValueError(f"Seat {seat}: a score is infinite.")
    return scores
