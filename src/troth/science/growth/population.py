"""Couples as a population: two correlated curves, one for each partner, fitted over many couples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from troth.science.growth.likelihood import Spreads, laid_out, read
from troth.science.growth.prior import WEAK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.growth.likelihood import Layout, Reading
    from troth.science.growth.prior import Prior
    from troth.science.growth.series import ScoreRange
    from troth.science.growth.sums import Sums

__all__ = ["GrowthWarning", "Population", "fit_population"]

MOST_ROUNDS = 2000
TOLERANCE = 1e-7
HALF = 0.5
FEWEST = 8
"""Couples without which nothing is estimated when there is no prior."""
SWAP = np.array([2, 3, 0, 1])
"""Exchanges the seats in (a level, a slope, b level, b slope)."""


class GrowthWarning(StrEnum):
    """What a reader must know before using a curve or a band."""

    MOSTLY_PRIOR = "mostly prior"
    NOT_CONVERGED = "not converged"
    NO_OWN_ANSWERS = "no own answers"
    FEW_OWN_ANSWERS = "few own answers"
    ONE_PARTNER_ONLY = "one partner only"
    FAR_AHEAD = "far ahead"


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """What :func:`fit_population` found; everything in points and log weeks.

    Attributes:
        scores: The range of the measure.
        mean: Mean of (a level, a slope, b level, b slope), shape (4,).
        mean_covariance: How well `mean` is known, shape (4, 4).
        between: Covariance of the four between couples, shape (4, 4).
        within: Covariance of the two scores around their curves, shape (2, 2).
        couples: How many couples stand behind it.
        prior_share: Weight of the prior in the spread between couples, from 1 (no couples) towards 0.
        exchangeable: Whether the seats were treated as having no meaning.
        rounds: Rounds of the fit.
        warnings: What to know before use.
    """

    scores: ScoreRange
    mean: NDArray[np.float64]
    mean_covariance: NDArray[np.float64]
    between: NDArray[np.float64]
    within: NDArray[np.float64]
    couples: int
    prior_share: float
    exchangeable: bool
    rounds: int
    warnings: tuple[GrowthWarning, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """A fit under way: `pooled` (4, q) maps the q free means to the four."""

    prior: Prior
    prior_mean: NDArray[np.float64]
    prior_precision: NDArray[np.float64]
    pooled: NDArray[np.float64]
    prior_between: NDArray[np.float64]
    prior_within: NDArray[np.float64]
    between: NDArray[np.float64]
    within: NDArray[np.float64]
    exchangeable: bool


def fit_population(sums: Sums, *, prior: Prior = WEAK, exchangeable: bool = True) -> Population:
    r"""Fit two correlated growth curves per couple over many couples.

    Args:
        sums: The couples, from :func:`summed`. For a couple's own bands pass the *other* couples of the
            practice; the couple's own answers enter in :func:`bands`.
        prior: What is assumed until there are enough couples.
        exchangeable: True where seats a and b carry no meaning, so that both have the same mean and
            spread; False where they stand for roles (injured and involved, say).

    Returns:
        Means, covariances, how much is prior, and warnings.

    Raises:
        ValueError: There is no prior, and the couples are too few or all on one day.

    **Model.** With :math:`\tau = \log(1 + \text{days}/7)`, partner :math:`p` of couple :math:`i` scores
    :math:`y_{ip}(\tau) = d_{ip0} + d_{ip1}\tau + e_{ip}`. The four coefficients
    :math:`d_i \sim N(\beta, G)` are correlated within and between partners; the two deviations of one
    day are :math:`N(0, R)`, correlated between partners and independent over days.

    **Estimate.** Penalised restricted likelihood by expectation-maximisation. Per couple the sums give
    :math:`A = \sum_k R_k^{-1} \otimes F_k` and :math:`c`, then :math:`H = (I + AG)^{-1}A`,
    :math:`h = (I + AG)^{-1}c`; the mean is :math:`\beta = (\sum H + B_0^{-1})^{-1}(\sum h + B_0^{-1}\beta_0)`.
    With :math:`n_0` couples and :math:`m_0` occasions of prior, the next round takes

    .. math:: G = \frac{n_0 G_0 + \sum E[b_i b_i']}{n_0 + n}, \qquad
              R = \frac{m_0 R_0 + \sum E[e e']}{m_0 + m},

    so the prior's weight is :math:`n_0 / (n_0 + n)`. The reported share counts a couple not as 1 but as
    :math:`\mathrm{tr}(HG)/4`, the part of its curve that its own answers determine. Without prior it is
    restricted maximum likelihood, and :math:`\beta + G(h - H\beta)` are the best linear unbiased
    predictions. Exchangeable seats average :math:`G` and :math:`R` over the exchange in each round.

    **Assumptions.** Answers are missing at random given the answers there are; deviations are
    normal and independent over days; the ends of the scale are not modelled.

    **Reference.** Laird, N. M., & Ware, J. H. (1982). Random-effects models for longitudinal data.
    Biometrics, 38(4), 963-974. Compared with nlme in `tests/oracles/growth.R`.

    Example:
        >>> from troth.science.growth.series import ScoreRange, series
        >>> from troth.science.growth.sums import summed
        >>> couples = [series([0, 7, 14], [4, 5, 5], [3, None, 4]), series([0, 21], [6, 7], [6, 8])]
        >>> found = fit_population(summed(couples, ScoreRange(0, 10)))
        >>> found.couples, round(found.prior_share, 2), found.mean.round(2).tolist()
        (2, 0.89, [5.12, 0.21, 5.12, 0.21])
    """
    if prior.couples == 0:
        _check_determined(sums)
    layout, model = laid_out(sums), _start(sums.scores, prior, exchangeable=exchangeable)
    moved, rounds = np.inf, 0
    while moved >= TOLERANCE and rounds < MOST_ROUNDS:
        last, model = model, _better(model, _expect(layout, model), sums)
        moved = max(_moved(last.between, model.between), _moved(last.within, model.within))
        rounds += 1
    expected = _expect(layout, model)
    informed = float((model.between * expected.information).sum()) / 4
    share = prior.couples / (prior.couples + informed)
    found = ((GrowthWarning.MOSTLY_PRIOR, share > HALF), (GrowthWarning.NOT_CONVERGED, moved >= TOLERANCE))
    return Population(
        sums.scores,
        model.pooled @ expected.mean[:, 0],
        model.pooled @ expected.mean_covariance @ model.pooled.T,
        model.between,
        model.within,
        sums.couples,
        share,
        exchangeable,
        rounds,
        tuple(warning for warning, holds in found if holds),
    )


def _check_determined(sums: Sums) -> None:
    """Raise a ValueError where the couples alone do not tell levels, slopes and their spread."""
    if sums.couples < FEWEST:
        raise ValueError(f"Without a prior {FEWEST} couples are needed at least, not {sums.couples}.")
    for seat, kinds in (("a", [0, 1]), ("b", [0, 2])):
        if np.linalg.matrix_rank(sums.ff[:, kinds].sum(axis=(0, 1))) < len(kinds):
            raise ValueError(f"Without a prior seat {seat} needs answers on different days.")


def _start(scores: ScoreRange, prior: Prior, *, exchangeable: bool) -> _Model:
    return _Model(
        prior,
        prior_mean=np.tile(prior.mean(scores), 1 if exchangeable else 2),
        prior_precision=np.kron(np.eye(1 if exchangeable else 2), prior.precision(scores)).astype(np.float64),
        pooled=np.vstack([np.eye(2), np.eye(2)]) if exchangeable else np.eye(4),
        prior_between=prior.between(scores),
        prior_within=prior.within(scores),
        between=prior.between(scores),
        within=prior.within(scores),
        exchangeable=exchangeable,
    )


def _better(model: _Model, expected: Reading, sums: Sums) -> _Model:
    """Return the model that fits what was expected best (the M step, by the score)."""
    prior, g, r = model.prior, model.between, model.within
    occasions = sums.count.sum()
    spread = sums.couples * g + 2 * g @ expected.between_score @ g
    noise = occasions * r + 2 * r @ expected.within_score @ r
    if model.exchangeable:
        spread, noise = (spread + spread[np.ix_(SWAP, SWAP)]) / 2, (noise + noise[::-1, ::-1]) / 2
    between = (prior.couples * model.prior_between + spread) / (prior.couples + sums.couples)
    within = (prior.occasions * model.prior_within + noise) / (prior.occasions + occasions)
    return replace(model, between=(between + between.T) / 2, within=(within + within.T) / 2)


def _expect(layout: Layout, model: _Model) -> Reading:
    """Pass over the couples with `between` and `within` held fixed (the E step)."""
    return read(
        layout,
        Spreads(
            model.between,
            model.within,
            model.pooled,
            precision=model.prior_precision,
            pull=model.prior_precision @ model.prior_mean,
        ),
    )


def _moved(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return the largest change, in units of the spread: 1e-6 means one millionth of a variance."""
    sd = np.sqrt(np.diag(after))
    return float(np.abs((after - before) / np.outer(sd, sd)).max())
