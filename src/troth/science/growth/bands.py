"""Where the next answers of a couple are expected, given its own answers and the population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from troth.science.growth.occasions import kinds_of, precisions
from troth.science.growth.population import GrowthWarning
from troth.science.growth.series import check_range
from troth.science.growth.sums import design

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from troth.science.growth.population import Population
    from troth.science.growth.series import CoupleSeries, ScoreRange

__all__ = ["Band", "Bands", "Forecasts", "bands", "forecasts"]

FEW = 3
AHEAD = 2.0
NOISE_ANSWERS = 8.0
"""How restless couples are in general counts as much as this many answers of the couple itself."""
MOST = 9.0
"""No answer counts for more than three standard deviations (squared) when restlessness is judged."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where one partner's score is expected on one day, in points, kept inside the score range.

    `own_share` is the part of the expectation that rests on the couple's own answers, 0 to 1.
    """

    day: float
    expected: float
    low80: float
    high80: float
    low95: float
    high95: float
    own_share: float


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of both partners, one for each day asked for, and what stands behind them.

    `couples` is the number of other couples, `prior_share` the weight of the prior in their spread.
    """

    a: tuple[Band, ...]
    b: tuple[Band, ...]
    couples: int
    prior_share: float
    method: str
    warnings: tuple[GrowthWarning, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """Predictive t distributions of both scores on T days.

    `mean` (T, 2); `covariance` (T, 2, 2), its squared scale; `freedom` (T,), degrees of freedom.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    freedom: NDArray[np.float64]

    def half_width(self, level: float) -> NDArray[np.float64]:
        """Return half the width of each band that holds a share `level`, in points: shape (T, 2)."""
        sd: NDArray[np.float64] = np.sqrt(np.diagonal(self.covariance, axis1=1, axis2=2))
        width: NDArray[np.float64] = sd * stdtrit(self.freedom, 0.5 + level / 2)[:, None]
        return width


def bands(population: Population, couple: CoupleSeries, next_days: Sequence[float]) -> Bands:
    r"""Return where both partners' scores are expected on further days.

    Args:
        population: What :func:`fit_population` found, best from the practice's other couples.
        couple: All answers of this couple so far; there may be none.
        next_days: Days since the couple's start, for example that of the next asking.

    Returns:
        Expected scores with 80 % and 95 % bands, and how much rests on what.

    Raises:
        ValueError: A score lies outside the range, or a day is negative or not finite.

    **Formula.** Before its first answer a couple's coefficients are :math:`N(\beta, P)` with
    :math:`P = G + \mathrm{cov}(\hat\beta)`. Its answers turn that into
    :math:`C = (I + PA)^{-1}P` and :math:`\hat d = \beta + C(c - A\beta)`. On a day with design
    :math:`Z = I \otimes (1, \tau)` the two scores are expected at :math:`Z\hat d` with covariance
    :math:`S = ZCZ' + R`, so one partner's band uses both partners' answers. Couples differ in how
    restless their weeks are: with :math:`q` the sum of :math:`e'S^{-1}e` over the errors of the m answers
    after the first occasion, each foretold from those before it, S is multiplied by
    :math:`(8 + q)/(8 + m)` and the band is that of a t distribution with 8 + m degrees of freedom.
    `own_share` is :math:`1 - (ZCZ')_{pp}/(ZPZ')_{pp}`.

    **Assumptions.** Those of the population, and that its covariances are known: with few couples
    they are mostly the prior's, which `prior_share` tells.

    **Reference.** Laird & Ware (1982), as for :func:`fit_population`; on expected treatment response,
    Finch, A. E., Lambert, M. J., & Schaalje, B. G. (2001). Clinical Psychology & Psychotherapy, 8(4), 231-242.

    Example:
        >>> from troth.science.growth.population import fit_population
        >>> from troth.science.growth.series import ScoreRange, series
        >>> from troth.science.growth.sums import summed
        >>> nobody_yet = fit_population(summed([], ScoreRange(0, 10)))
        >>> band = bands(nobody_yet, series([0, 7, 14], [4, 4, 5], [7, 6, 7]), [21]).a[0]
        >>> round(band.low80, 1), round(band.expected, 1), round(band.high80, 1)
        (3.2, 4.5, 5.8)
    """
    days = np.asarray(next_days, dtype=np.float64)
    if not np.isfinite(days).all() or (days < 0).any():
        raise ValueError("The next days must be finite numbers from 0 on.")
    check_range(couple.scores, population.scores)
    a, c = evidence(population, couple)
    _, unsure_before = _foretell(population, np.zeros((4, 4)), np.zeros(4), days)
    mean, unsure = _foretell(population, a.sum(axis=0), c.sum(axis=0), days)
    noise, freedom = (each[-1:] for each in own_noise(population, couple, a, c))
    told = Forecasts(mean, (unsure + population.within) * noise[:, None, None], freedom)
    share = 1 - np.diagonal(unsure / unsure_before, axis1=1, axis2=2)
    return Bands(
        _bands_of_seat(0, population.scores, days, told, share),
        _bands_of_seat(1, population.scores, days, told, share),
        population.couples,
        population.prior_share,
        "two correlated curves in log weeks",
        population.warnings + _own_warnings(couple, days),
    )


def forecasts(population: Population, couple: CoupleSeries) -> Forecasts:
    """Return how each occasion of a couple looked beforehand: from the occasions before it alone.

    Args:
        population: What :func:`fit_population` found.
        couple: The answers, T occasions.

    Returns:
        Means and covariances of both scores for each of the T occasions.

    Raises:
        ValueError: A score lies outside the range.
    """
    check_range(couple.scores, population.scores)
    a, c = evidence(population, couple)
    mean, unsure = _foretell(population, _before(a), _before(c), couple.days)
    noise, freedom = (each[:-1] for each in own_noise(population, couple, a, c))
    return Forecasts(mean, (unsure + population.within) * noise[:, None, None], freedom)


def evidence(population: Population, couple: CoupleSeries) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each occasion tells: its A (T, 4, 4) and c (T, 4)."""
    f, w = design(couple.days), precisions(population.within)[kinds_of(couple.scores)]
    a = np.einsum("tpq,ti,tj->tpiqj", w, f, f).reshape(-1, 4, 4)
    c = np.einsum("tpq,tq,ti->tpi", w, np.nan_to_num(couple.scores), f).reshape(-1, 4)
    return a, c


def _foretell(
    population: Population, a: NDArray[np.float64], c: NDArray[np.float64], days: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and uncertainty of both curves on each day from A and c, one for each day or one for all."""
    curve, unsure = curves(population, a, c)
    z = np.kron(np.eye(2), design(days)[:, None, :])
    return (z @ curve[..., None])[..., 0], z @ unsure @ z.transpose(0, 2, 1)


def curves(
    population: Population, a: NDArray[np.float64], c: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (a level, a slope, b level, b slope) with their covariance, (..., 4) and (..., 4, 4), from A and c."""
    p, mean = population.between + population.mean_covariance, population.mean
    unsure = np.linalg.solve(np.eye(4) + p @ a, np.broadcast_to(p, a.shape))
    curve: NDArray[np.float64] = mean + (unsure @ (c - a @ mean)[..., None])[..., 0]
    return curve, np.asarray(unsure, np.float64)


def own_noise(
    population: Population, couple: CoupleSeries, a: NDArray[np.float64], c: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how restless the couple is against others, and the degrees of freedom behind that.

    Both have T + 1 entries: as known before each of the T occasions, and after the last.
    """
    mean, unsure = _foretell(population, _before(a), _before(c), couple.days)
    seen = ~np.isnan(couple.scores)
    errors = np.where(seen, couple.scores - mean, 0.0)
    covariance = (unsure + population.within) * (seen[:, :, None] & seen[:, None, :])
    covariance += np.eye(2) * ~seen[:, :, None]
    q = (errors * np.linalg.solve(covariance, errors[..., None])[..., 0]).sum(axis=1)
    m = seen.sum(axis=1, dtype=np.float64)
    m[:1] = 0.0
    total, freedom = (np.append(0.0, np.cumsum(each)) for each in (np.minimum(q, MOST * m), m))
    return (NOISE_ANSWERS + total) / (NOISE_ANSWERS + freedom), NOISE_ANSWERS + freedom


def _before(each: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum what the occasions before each one tell."""
    return np.cumsum(each, axis=0) - each


def _bands_of_seat(
    seat: int, scores: ScoreRange, days: NDArray[np.float64], told: Forecasts, share: NDArray[np.float64]
) -> tuple[Band, ...]:
    mean = told.mean[:, seat]
    narrow, wide = (told.half_width(level)[:, seat] for level in (0.80, 0.95))
    edges = np.stack([mean, mean - narrow, mean + narrow, mean - wide, mean + wide], axis=1)
    rows = np.column_stack([days, np.clip(edges, scores.low, scores.high), np.clip(share[:, seat], 0.0, 1.0)])
    return tuple(Band(*row) for row in rows.tolist())


def _own_warnings(couple: CoupleSeries, days: NDArray[np.float64]) -> tuple[GrowthWarning, ...]:
    answers = (~np.isnan(couple.scores)).sum(axis=0)
    last = couple.days[-1] if couple.days.size else 0.0
    found = (
        (GrowthWarning.NO_OWN_ANSWERS, answers.max() == 0),
        (GrowthWarning.ONE_PARTNER_ONLY, answers.min() == 0 < answers.max()),
        (GrowthWarning.FEW_OWN_ANSWERS, answers.max() > 0 and answers.min() < FEW),
        (GrowthWarning.FAR_AHEAD, bool((days + 7 > AHEAD * (last + 7)).any()) and answers.max() > 0),
    )
    return tuple(warning for warning, holds in found if holds)
