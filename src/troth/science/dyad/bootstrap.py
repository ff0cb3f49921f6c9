"""The bootstrap of couples: weights on sums, so that no row is copied and no draw depends on another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

from troth.science.dyad.apim import apim_finish, apim_partial
from troth.science.dyad.apim_fit import Model, fit, model
from troth.science.dyad.cautions import DrawsLost
from troth.science.dyad.errors import TooFewCouples, WrongShape
from troth.science.dyad.result import LEVEL, Result
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.apim import Apim
    from troth.science.dyad.apim_table import ApimTable

__all__ = ["Bootstrap", "Weights", "apim_bootstrap", "bca_levels", "percentile"]

FEWEST = 50
"""Draws under which no interval is given."""


class Weights(StrEnum):
    """How often each couple counts in a draw."""

    MULTINOMIAL = "multinomial"
    """As many couples as there are, drawn with return."""
    POISSON = "poisson"
    """Each couple on its own, once in the mean; parts of a large file can be drawn apart."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Bootstrap(Result):
    """What the draws say of a model's estimates; `se` is the spread of the draws, `intervals` are percentile ones.

    Attributes:
        draws: How many draws could be fitted.
        drawn: Estimates of each, shape (draws, q), in the order of `estimates`.
        drawn_se: Plain standard errors of each, likewise.
        percentile: 95 % intervals by name: quantiles of the draws.
        bca: The same, corrected for bias and acceleration.
        monte_carlo_error: Standard errors of both ends of the percentile interval, from the number of draws alone.
    """

    draws: int
    drawn: NDArray[np.float64]
    drawn_se: NDArray[np.float64]
    percentile: Mapping[str, tuple[float, float]]
    bca: Mapping[str, tuple[float, float]]
    monte_carlo_error: Mapping[str, tuple[float, float]]

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The percentile intervals."""
        return dict(self.percentile)

    @property
    def p_values(self) -> dict[str, float]:
        """None: the draws are made where the effects are what they were found to be, and not 0."""
        return {}

    def facts(self) -> dict[str, object]:
        """Return the number of draws, the corrected intervals, and how far more draws might move the ends."""
        return {
            "draws": self.draws,
            "bca": {name: list(ends) for name, ends in self.bca.items()},
            "monte_carlo_error": {name: list(ends) for name, ends in self.monte_carlo_error.items()},
        }


def apim_bootstrap(
    table: ApimTable,
    rng: np.random.Generator,
    *,
    draws: int = 1000,
    weights: Weights = Weights.MULTINOMIAL,
    distinguishable: bool = True,
    reml: bool = False,
    equal: tuple[str, ...] = (),
) -> Bootstrap:
    r"""Draw couples with return, fit the actor-partner model to each draw, and give intervals of the effects.

    **Method.** The rows of P are the products of each couple's :math:`(1, z)`, z centred. A draw has weights w, one a
    couple, and the sums :math:`w'P`; all draws are then fitted side by side. Each draw takes its own numbers from the
    generator in turn, so that the first draws of many are those of few, bit for bit, and no block size enters.

    **Intervals.** *Percentile*: quantiles of the draws at :math:`\alpha/2` and :math:`1-\alpha/2`. *BCa*: at

    .. math:: \Phi\Big(z_0 + \frac{z_0 + z}{1 - a(z_0 + z)}\Big), \quad z_0 = \Phi^{-1}(\text{share of draws below }
              \hat\theta), \quad a = \frac{\sum l^3}{6 (\sum l^2)^{3/2}},

    with l the influence of each couple on the estimate, the residual covariance held. The **Monte-Carlo error** of an
    end at level q is half the distance of the quantiles at :math:`q \pm \sqrt{q(1-q)/B}`.

    Args:
        table: From `apim_table`; complete couples.
        rng: Where the draws come from.
        draws: B, at least 50; 1000 or more for intervals to report.
        weights: Multinomial, or Poisson(1).
        distinguishable: As for `apim`, like the next two.
        reml: Changes only the standard errors of the draws.
        equal: Terms held equal.

    Raises:
        WrongShape: Fewer than 50 draws.
        TooFewCouples: So few couples that hardly a draw can be fitted.
        DyadError: As `apim_finish`.

    **Missing data.** Complete couples only, as the table holds them, and the others counted; with all couples draw by
    :func:`~troth.science.dyad.fiml_bootstrap.apim_fiml_bootstrap`.

    **Reference.** Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.

    Example:
        >>> from troth.science.dyad.apim_table import apim_table
        >>> rng = np.random.default_rng(5)
        >>> x, y = rng.normal(size=(2, 80, 2))
        >>> found = apim_bootstrap(apim_table(y, x), rng, draws=200, distinguishable=False)
        >>> found.draws, list(found.bca)
        (200, ['intercept', 'actor', 'partner'])
    """
    check_draws(draws)
    found = apim_finish(apim_partial(table), distinguishable=distinguishable, reml=reml, equal=equal)
    of = model(table.design, distinguishable=distinguishable, equal=tuple(sorted(equal)))
    centre = table.rows.mean(axis=0)
    sums = _sums(table.rows - centre, drawn_weights(len(table.rows), rng, draws, weights))
    count = np.maximum(sums[:, 0, 0], 1)  # Poisson weights may all be 0: then nothing can be fitted
    step = sums[:, 0, 1:] / count[:, None]
    products = sums[:, 1:, 1:] - count[:, None, None] * step[:, :, None] * step[:, None, :]
    fitted = fit(of, count, centre + step, products, reml=reml)
    usable = np.isfinite(fitted.loglik)
    check_usable(int(usable.sum()), draws)
    drawn = fitted.estimates[usable]
    errors = np.sqrt(np.diagonal(fitted.covariance[usable], axis1=-2, axis2=-1))
    return told_by_draws(
        found, drawn, errors, _acceleration(of, found, table.rows), f"{weights} weights", draws
    )


def percentile(drawn: NDArray[np.float64], levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the quantiles of each column of draws, shape (B, q), at levels of shape (k, q); shape (k, q).

    Example:
        >>> percentile(np.arange(5.0)[:, None], np.array([[0.25], [0.5]])).ravel().tolist()
        [1.0, 2.0]
    """
    ordered = np.sort(drawn, axis=0)
    place = np.clip(levels, 0, 1) * (len(drawn) - 1)
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, len(drawn) - 1)
    below, above = np.take_along_axis(ordered, low, 0), np.take_along_axis(ordered, high, 0)
    found: NDArray[np.float64] = below + (place - low) * (above - below)
    return found


def bca_levels(
    drawn: NDArray[np.float64], estimates: NDArray[np.float64], acceleration: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the levels, shape (2, q), whose quantiles of the draws are the ends of the BCa interval.

    Where every draw lies on one side of the estimate there is no such level: NaN.

    Example:
        >>> bca_levels(np.arange(-50.0, 51.0)[:, None], np.zeros(1), np.zeros(1)).ravel().round(3).tolist()
        [0.025, 0.975]
    """
    below = ((drawn < estimates).sum(axis=0) + (drawn == estimates).sum(axis=0) / 2) / len(drawn)
    bias = ndtri(np.where((below > 0) & (below < 1), below, np.nan))
    z = bias + ndtri([(1 - LEVEL) / 2, (1 + LEVEL) / 2])[:, None]
    found: NDArray[np.float64] = ndtr(bias + z / (1 - acceleration * z))
    return found


def check_draws(draws: int) -> None:
    """Raise `WrongShape` where so few draws are asked for that no interval can be given."""
    if draws < FEWEST:
        raise WrongShape(f"{draws} draws tell nothing of the ends of an interval: make {FEWEST} at least.")


def check_usable(usable: int, draws: int) -> None:
    """Raise `TooFewCouples` where hardly a draw could be fitted."""
    if usable < FEWEST:
        raise TooFewCouples(
            f"Only {usable} of {counted(draws, 'draw')} could be fitted: gather more couples."
        )


def drawn_weights(
    n: int, rng: np.random.Generator, draws: int, weights: Weights
) -> Iterator[NDArray[np.float64]]:
    """Yield the weights of each draw, shape (n,), each from its own numbers of the generator."""
    for _ in range(draws):
        if weights is Weights.POISSON:
            yield rng.poisson(1.0, n).astype(np.float64)
        else:
            yield np.bincount(rng.integers(n, size=n), minlength=n).astype(np.float64)


def _sums(rows: NDArray[np.float64], weights: Iterator[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the weighted products of (1, row), shape (B, p+1, p+1)."""
    size = rows.shape[1] + 1
    wide = np.column_stack([np.ones(len(rows)), rows])
    one, other = np.triu_indices(size)
    products = np.ascontiguousarray(wide[:, one] * wide[:, other])
    flat = np.array([weight @ products for weight in weights])
    sums = np.empty((len(flat), size, size))
    sums[:, one, other] = sums[:, other, one] = flat
    return sums


def _acceleration(of: Model, found: Apim, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a of each estimate from the couples' influence, Cov X'V⁻¹ times the residuals."""
    estimates = np.array(list(found.estimates.values()))
    wide = np.column_stack([np.ones(len(rows)), rows])
    effects = of.common @ estimates
    residual = np.array(rows[:, -2:])
    for side in (0, 1):
        mine = of.role == side
        residual[:, side] -= wide[:, of.index[mine]] @ effects[mine]
    pull = residual @ np.linalg.inv(found.residual_covariance)
    influence = (wide[:, of.index] * pull[:, of.role]) @ of.common @ found.covariance
    cubes, squares = (influence**3).sum(axis=0), (influence**2).sum(axis=0)
    result: NDArray[np.float64] = cubes / (6 * squares**1.5)
    return result


def told_by_draws(
    found: Apim,
    drawn: NDArray[np.float64],
    errors: NDArray[np.float64],
    acceleration: NDArray[np.float64],
    how: str,
    asked: int,
) -> Bootstrap:
    """Return the bootstrap of a fit from its draws, shape (B, q), their errors, and each estimate's acceleration."""
    names, count = list(found.estimates), len(drawn)
    estimates = np.array(list(found.estimates.values()))
    level = np.array([[(1 - LEVEL) / 2], [(1 + LEVEL) / 2]]) * np.ones(len(names))
    spread = np.sqrt(level * (1 - level) / count)
    corrected = bca_levels(drawn, estimates, acceleration)
    bca = np.where(np.isnan(corrected), np.nan, percentile(drawn, np.nan_to_num(corrected)))
    error = (percentile(drawn, level + spread) - percentile(drawn, level - spread)) / 2
    lost = asked - count
    return Bootstrap(
        method=f"{found.method}; bootstrap by couple, {asked} draws, {how}",
        estimates=found.estimates,
        se=dict(zip(names, drawn.std(axis=0, ddof=1).tolist(), strict=True)),
        n_couples=found.n_couples,
        dropped=found.dropped,
        loglik=found.loglik,
        warnings=(*found.warnings, *([DrawsLost(lost, asked)] if lost else [])),
        draws=count,
        drawn=drawn,
        drawn_se=errors,
        percentile=_ends(names, percentile(drawn, level)),
        bca=_ends(names, bca),
        monte_carlo_error=_ends(names, error),
    )


def _ends(names: list[str], both: NDArray[np.float64]) -> dict[str, tuple[float, float]]:
    return {name: (float(low), float(high)) for name, (low, high) in zip(names, both.T, strict=True)}
