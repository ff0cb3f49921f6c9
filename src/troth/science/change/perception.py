"""What one partner expected the other to answer, and what the other answered."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["PerceptionGap", "perception_gap"]

LEAST = 2
"""With one pair of answers there is a difference, but no interval."""

FLAT = 1e-12
"""Answers that differ by less than this part of their size differ by rounding only."""


@dataclass(frozen=True, slots=True)
class PerceptionGap:
    """How far, and in what way, an expectation misses.

    `bias` is expected minus actual, in answer units, with its standard error and interval.
    `accuracy` is the correlation over the pairs, `distinctive_accuracy` the same after what most
    people answer was taken out; each is None where `why_no_accuracy` says so, the second also
    where no norm was given. `elevation + scatter + shape` is the mean squared gap.
    """

    n: int
    bias: float
    standard_error: float
    low: float
    high: float
    level: float
    accuracy: float | None
    distinctive_accuracy: float | None
    why_no_accuracy: str | None
    elevation: float
    scatter: float
    shape: float

    @property
    def clear(self) -> bool:
        """Tell whether the interval of the bias leaves out 0."""
        return self.low > 0 or self.high < 0


def perception_gap(
    expected: ArrayLike, actual: ArrayLike, *, norm: ArrayLike | None = None, level: float = 0.95
) -> PerceptionGap:
    r"""Compare what one partner expected with what the other answered.

    Args:
        expected: What the partner thought the other would answer, one number for each item or
            occasion; NaN where nothing was given.
        actual: What the other answered, in the same order and units.
        norm: What people usually answer, in the same order; leave this couple out of it.
        level: Coverage of the interval.

    Returns:
        The signed bias with its interval, accuracy as correlation, and the parts of the gap.

    Raises:
        ValueError: The lengths differ, fewer than two pairs are complete, or the level does not
            lie between 0 and 1.

    **Formula.** With :math:`g_i = e_i - a_i` over the :math:`k` complete pairs the bias is
    :math:`\bar g`, its standard error :math:`s_g/\sqrt k`, its interval
    :math:`\bar g \pm t_{k-1}\,s_g/\sqrt k`. With :math:`S` the standard deviations (divisor
    :math:`k`) and :math:`r` the correlation, the mean squared gap is

    .. math:: \tfrac1k\sum g_i^2 = (\bar e - \bar a)^2 + (S_e - S_a)^2 + 2 S_e S_a (1 - r),

    that is elevation, scatter and shape.

    **Missing rule.** Pairs with a gap on either side are left out; `n` says how many remain.

    **Limits.** The interval treats items or occasions as a sample and ignores that neighbouring
    occasions are alike, so it is too narrow for a diary. A high correlation may mean no more than
    that both know what most people answer; give a norm where there is one. A flat profile has no
    correlation, and none is made up.

    **Reference.** Cronbach, L. J., & Gleser, G. C. (1953). Assessing similarity between profiles.
    Psychological Bulletin, 50, 456-473; Furr, R. M. (2008). A framework for profile similarity.
    Journal of Personality, 76, 1267-1316.

    Example:
        >>> found = perception_gap([5, 4, 6, 3], [7, 5, 7, 5])
        >>> found.n, found.bias, found.clear
        (4, -1.5, True)
    """
    e, a = np.asarray(expected, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    usual = np.zeros_like(a) if norm is None else np.asarray(norm, dtype=np.float64)
    if not (e.ndim == 1 and e.shape == a.shape == usual.shape):
        raise ValueError("Expected and actual answers (and the norm) must be lists of the same length.")
    if not 0 < level < 1:
        raise ValueError(f"The level of an interval must lie between 0 and 1, not {level}.")
    whole = np.isfinite(e) & np.isfinite(a) & np.isfinite(usual)
    e, a, usual = e[whole], a[whole], usual[whole]
    if e.size < LEAST:
        raise ValueError(f"A perception gap needs two complete pairs at least, not {e.size}.")
    gap = e - a
    error = float(gap.std(ddof=1)) / sqrt(gap.size)
    reach = float(stdtrit(gap.size - 1, (1 + level) / 2)) * error
    bias, (elevation, scatter, shape) = float(gap.mean()), _parts(e, a)
    accuracy = _correlation(e, a)
    distinctive = None if norm is None else _correlation(e - usual, a - usual)
    flat = accuracy is None or (norm is not None and distinctive is None)
    return PerceptionGap(
        n=int(gap.size),
        bias=bias,
        standard_error=error,
        low=bias - reach,
        high=bias + reach,
        level=level,
        accuracy=accuracy,
        distinctive_accuracy=distinctive,
        why_no_accuracy="one side gave the same answer everywhere" if flat else None,
        elevation=elevation,
        scatter=scatter,
        shape=shape,
    )


def _parts(e: NDArray[np.float64], a: NDArray[np.float64]) -> tuple[float, float, float]:
    elevation, scatter = (e.mean() - a.mean()) ** 2, (e.std() - a.std()) ** 2
    return float(elevation), float(scatter), float(((e - a) ** 2).mean() - elevation - scatter)


def _correlation(e: NDArray[np.float64], a: NDArray[np.float64]) -> float | None:
    if any(np.ptp(side) <= FLAT * np.abs(side).max() for side in (e, a)):
        return None
    return float(np.corrcoef(e, a)[0, 1])
