"""Couples as a population: two correlated curves, one for each partner, fitted over many couples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from troth.science.growth.prior import WEAK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.growth.prior import Prior
    from troth.science.growth.series import ScoreRange
    from troth.science.growth.sums import Sums

__all__ = ["GrowthWarning", "Population", "fit_population", "precisions"]

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


@dataclass(frozen=True, slots=True, eq=False)
class _Expected:
    """One pass over the couples with `between` and `within` held fixed."""

    mean: NDArray[np.float64]
    mean_covariance: NDArray[np.float64]
    spread: NDArray[np.float64]
    noise: NDArray[np.float64]
    informed: float


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
    model = _start(sums.scores, prior, exchangeable=exchangeable)
    moved, rounds = np.inf, 0
    while moved >= TOLERANCE and rounds < MOST_ROUNDS:
        last, model = model, _better(model, _expect(sums, model), sums)
        moved = max(_moved(last.between, model.between), _moved(last.within, model.within))
        rounds += 1
    expected = _expect(sums, model)
    share = prior.couples / (prior.couples + expected.informed)
    found = ((GrowthWarning.MOSTLY_PRIOR, share > HALF), (GrowthWarning.NOT_CONVERGED, moved >= TOLERANCE))
    return Population(
        sums.scores,
        expected.mean,
        expected.mean_covariance,
        model.between,
        model.within,
        sums.couples,
        share,
        exchangeable,
        rounds,
        tuple(warning for warning, holds in found if holds),
    )


def precisions(within: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the inverse covariance of what was observed, for each of `KINDS`: shape (3, 2, 2)."""
    return np.stack(
        [np.linalg.inv(within), np.diag([1.0 / within[0, 0], 0.0]), np.diag([0.0, 1.0 / within[1, 1]])]
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


def _better(model: _Model, expected: _Expected, sums: Sums) -> _Model:
    """Return the model that fits what was expected best (the M step)."""
    prior, spread, noise = model.prior, expected.spread, expected.noise
    if model.exchangeable:
        spread, noise = (spread + spread[np.ix_(SWAP, SWAP)]) / 2, (noise + noise[::-1, ::-1]) / 2
    between = (prior.couples * model.prior_between + spread) / (prior.couples + sums.couples)
    within = (prior.occasions * model.prior_within + noise) / (prior.occasions + sums.count.sum())
    return replace(model, between=between, within=within)


def _expect(sums: Sums, model: _Model) -> _Expected:
    """Pass over the couples with `between` and `within` held fixed (the E step)."""
    g, k, n = model.between, model.pooled, sums.couples
    w = precisions(model.within)
    a = np.einsum("kpq,nkij->npiqj", w, sums.ff).reshape(n, 4, 4)
    c = np.einsum("kpq,nkqi->npi", w, sums.yf).reshape(n, 4)
    solved = np.linalg.solve(np.eye(4) + a @ g, np.concatenate([a, c[:, :, None]], axis=2))
    h, hy = solved[:, :, :4], solved[:, :, 4]
    covariance = np.linalg.inv(k.T @ h.sum(axis=0) @ k + model.prior_precision)
    mean = k @ covariance @ (k.T @ hy.sum(axis=0) + model.prior_precision @ model.prior_mean)
    omega = k @ covariance @ k.T
    own = (hy - h @ mean) @ g
    gh = g @ h
    known = gh.sum(axis=0)
    spread = own.T @ own + n * g - known @ g + (gh @ omega @ gh.transpose(0, 2, 1)).sum(axis=0)
    rest = np.eye(4) - gh
    unsure = rest @ g + rest @ omega @ rest.transpose(0, 2, 1)
    noise = _noise(sums, (mean + own).reshape(n, 2, 2), unsure.reshape(n, 2, 2, 2, 2), model.within)
    return _Expected(mean, omega, spread, noise, informed=float(np.trace(known)) / 4)


def _noise(
    sums: Sums, curves: NDArray[np.float64], unsure: NDArray[np.float64], within: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sum the expected products of the two deviations; an absent partner's are filled in from R."""
    drawn = curves[:, None] @ sums.yf.transpose(0, 1, 3, 2)
    fitted = curves[:, None] @ sums.ff @ curves.transpose(0, 2, 1)[:, None]
    seen = (sums.yy - drawn - drawn.transpose(0, 1, 3, 2) + fitted).sum(axis=0)
    seen += np.tensordot(sums.ff, unsure, axes=([0, 2, 3], [0, 2, 4]))
    w = precisions(within)
    fill = within @ w
    left = within - within @ w @ within
    counts = sums.count.sum(axis=0)
    filled = fill @ seen @ fill.transpose(0, 2, 1) + counts[:, None, None] * left
    total: NDArray[np.float64] = filled.sum(axis=0)
    return total


def _moved(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return the largest change, in units of the spread: 1e-6 means one millionth of a variance."""
    sd = np.sqrt(np.diag(after))
    return float(np.abs((after - before) / np.outer(sd, sd)).max())
