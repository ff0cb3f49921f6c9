"""How far both partners' curves moved between two days, given a couple's own answers and the population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from troth.science.growth.bands import curves, evidence, own_noise
from troth.science.growth.series import check_range, log_weeks
from troth.science.growth.sums import design

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.growth.population import Population
    from troth.science.growth.series import CoupleSeries

__all__ = ["Change", "changes"]

SLOPES = (1, 3)
FEWEST = 10
"""Pairs of answers under which nothing is said of what carries over."""
MOST = 0.8


@dataclass(frozen=True, slots=True)
class Change:
    """How far one partner's curve moved, in points, with its 95 % interval.

    `own_share` is the part of it that rests on the couple's own answers, 0 to 1.
    """

    moved: float
    low95: float
    high95: float
    own_share: float


def changes(
    population: Population, couple: CoupleSeries, since: float, until: float
) -> tuple[Change, Change]:
    r"""Return how far the curve of seat a, and that of seat b, moved from one day to another.

    Args:
        population: What :func:`fit_population` found, best from the practice's other couples.
        couple: All answers of this couple so far.
        since: The first of the two days, counted from the couple's start.
        until: The second; both best within the days on which both partners answered.

    Raises:
        ValueError: A score lies outside the range, or the days are not finite, negative, or in the wrong order.

    **Formula.** With :math:`\hat d` and :math:`C` as in :func:`~troth.science.growth.bands.bands`, partner
    :math:`p` moved by :math:`(\tau_2 - \tau_1)\,\hat d_{p1}`, with variance
    :math:`(\tau_2 - \tau_1)^2\,C_{p1,p1}` times the same factor for how restless the couple's own weeks are, and times
    :math:`(1 + \rho)/(1 - \rho)`, for deviations that carry over to the next answer make a slope less sure. The interval
    is that of the t distribution with 8 + m degrees of freedom. :math:`\rho` is the correlation of both partners'
    deviations with the next; what a line through T answers takes away of it, :math:`(2 + 4\rho)/T`, is put back, and
    it is held between 0 and 0.8. `own_share` is :math:`1 - C_{p1,p1}/P_{p1,p1}`.

    **Assumptions.** Those of the bands, but for independence over days. A curve is a straight line in log weeks: what
    went up and down again between the two days is no part of it, and makes the interval wider. In made-up couples away
    from the ends of the scale the intervals held what was true in 93 to 99 of 100, from 9 weeks to a year, whether deviations carried over by 0, 0.3
    or 0.6; over three years they do not where trust moved along a line in weeks.

    **Reference.** Laird & Ware (1982), as for :func:`~troth.science.growth.population.fit_population`.

    Example:
        >>> from troth.science.growth.population import fit_population
        >>> from troth.science.growth.series import ScoreRange, series
        >>> from troth.science.growth.sums import summed
        >>> nobody_yet = fit_population(summed([], ScoreRange(0, 10)))
        >>> couple = series([0, 7, 14, 28, 56], [3, 4, 5, 6, 6], [7, 6, 7, 7, 6])
        >>> a, b = changes(nobody_yet, couple, 0, 56)
        >>> round(a.low95, 1), round(a.moved, 1), round(a.high95, 1), round(b.moved, 1)
        (-0.3, 1.2, 2.7, 0.4)
    """
    if not (np.isfinite([since, until]).all() and 0 <= since < until):
        raise ValueError(f"A change needs a day from 0 on and a later one, not {since} and {until}.")
    check_range(couple.scores, population.scores)
    a, c = evidence(population, couple)
    curve, unsure = curves(population, a.sum(axis=0), c.sum(axis=0))
    noise, freedom = (float(each[-1]) for each in own_noise(population, couple, a, c))
    noise *= _carrying_over(couple.scores - design(couple.days) @ curve.reshape(2, 2).T)
    before = population.between + population.mean_covariance
    away = float(log_weeks(until) - log_weeks(since))
    first, second = (
        _change(
            away * float(curve[at]),
            away * float(np.sqrt(noise * unsure[at, at])) * float(stdtrit(freedom, 0.975)),
            1 - float(unsure[at, at] / before[at, at]),
        )
        for at in SLOPES
    )
    return first, second


def _carrying_over(errors: NDArray[np.float64]) -> float:
    """Return by how much deviations that carry over to the next answer make a slope less sure than they seem to."""
    here, following = errors[:-1], errors[1:]
    both = ~np.isnan(here + following)
    if both.sum() < FEWEST:
        return 1.0
    answers = np.isfinite(errors).sum(axis=0).mean()
    seen = float((here * following)[both].mean() / np.nanmean(errors**2))
    rho = min(max((seen + 2 / answers) / (1 - 4 / answers), 0.0), MOST)
    return float((1 + rho) / (1 - rho))


def _change(moved: float, half: float, own_share: float) -> Change:
    return Change(moved, moved - half, moved + half, own_share)
