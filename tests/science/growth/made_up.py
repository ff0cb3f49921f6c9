"""Couples drawn from the model itself."""

import numpy as np

from troth.science.growth.prior import WEAK
from troth.science.growth.series import CoupleSeries, ScoreRange, series
from troth.science.growth.sums import design

SCORES = ScoreRange(0.0, 10.0)


def couples(seed: int, count: int, occasions: int = 12, missing: float = 0.15) -> list[CoupleSeries]:
    rng = np.random.default_rng(seed)
    return [_couple(rng, occasions, missing) for _ in range(count)]


def _couple(rng: np.random.Generator, occasions: int, missing: float) -> CoupleSeries:
    curves = rng.multivariate_normal([5.0, 0.2, 5.0, 0.2], WEAK.between(SCORES)).reshape(2, 2)
    days = np.cumsum(rng.integers(1, 15, occasions)).astype(float)
    noise = rng.multivariate_normal([0.0, 0.0], WEAK.within(SCORES), occasions)
    scores = np.clip(design(days) @ curves.T + noise, SCORES.low, SCORES.high)
    scores[rng.random((occasions, 2)) < missing] = np.nan
    return series(days, scores[:, 0], scores[:, 1])
