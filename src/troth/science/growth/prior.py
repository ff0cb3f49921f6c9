"""What is assumed of couples before a practice has its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.growth.series import ScoreRange

__all__ = ["FLAT", "WEAK", "Prior"]


@dataclass(frozen=True, slots=True)
class Prior:
    """Assumptions in units of the score range, so that one prior serves every measure.

    Slopes are per unit of log weeks; half a year is 3.3 units. Both seats have the same prior.

    Attributes:
        level: Mean score at the start, as a share of the range counted from its low end.
        level_sd: How far the mean of a practice may lie from `level`.
        slope: Mean slope of a practice.
        slope_sd: How far the mean slope of a practice may lie from `slope`.
        levels_sd: How far persons differ in level.
        slopes_sd: How far persons differ in slope.
        shared: Correlation of the two partners' levels, and of their slopes.
        noise_sd: How far a score lies from the person's own curve.
        noise_shared: Correlation of the two partners' deviations on the same day.
        couples: The spread between persons counts as much as this many couples.
        occasions: The noise counts as much as this many occasions answered by both.
    """

    level: float = 0.5
    level_sd: float = 0.15
    slope: float = 0.0
    slope_sd: float = 0.03
    levels_sd: float = 0.18
    slopes_sd: float = 0.04
    shared: float = 0.5
    noise_sd: float = 0.09
    noise_shared: float = 0.2
    couples: float = 8.0
    occasions: float = 20.0

    def mean(self, scores: ScoreRange) -> NDArray[np.float64]:
        """Return the mean level and slope in points, shape (2,)."""
        return np.array([scores.low + self.level * scores.width, self.slope * scores.width])

    def precision(self, scores: ScoreRange) -> NDArray[np.float64]:
        """Return the inverse covariance of the mean level and slope, shape (2, 2)."""
        return np.diag((np.array([self.level_sd, self.slope_sd]) * scores.width) ** -2.0)

    def between(self, scores: ScoreRange) -> NDArray[np.float64]:
        """Return the covariance of (a level, a slope, b level, b slope) between couples, shape (4, 4)."""
        person = np.diag((np.array([self.levels_sd, self.slopes_sd]) * scores.width) ** 2)
        return np.kron(np.array([[1.0, self.shared], [self.shared, 1.0]]), person)

    def within(self, scores: ScoreRange) -> NDArray[np.float64]:
        """Return the covariance of the two scores around their curves, shape (2, 2)."""
        pair = np.array([[1.0, self.noise_shared], [self.noise_shared, 1.0]])
        return (self.noise_sd * scores.width) ** 2 * pair


WEAK = Prior()
"""The prior used unless another is passed. No verified recovery curves of couples are known, so:

- the mean starts in the middle and is expected **not to move**: no effect of any therapy is assumed;
  a practice whose mean gains or loses a tenth of the range in half a year is well within it (1 sd);
- persons differ so much that 95 % start within the middle 70 % of the range, and that gains or losses
  of a quarter of the range in half a year are nothing unusual (2 sd);
- partners resemble each other by .5, somewhat less than the .62 (computed) between the satisfaction of wives and
  husbands in the 148 couples of Acitelli's data;
- a week's answer lies within about a tenth of the range of the person's own curve.

It is weak: eight couples with long series, or twenty shared occasions, count as much as it does.
These are choices of this project, not findings; the simulation study shows what happens where they are wrong.
"""

FLAT = Prior(level_sd=np.inf, slope_sd=np.inf, couples=0.0, occasions=0.0)
"""No prior at all: restricted maximum likelihood. Needs many couples; for research and for tests."""
