"""Two curves for every couple, over many couples: growth of both partners together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from troth.science.dyad.cautions import FewCouples, MissingAtRandom, NotConverged, OnBoundary
from troth.science.dyad.errors import ConstantColumn
from troth.science.dyad.growth_balanced import balanced, closed_form
from troth.science.dyad.growth_form import exchangeable, with_roles
from troth.science.dyad.growth_search import on_boundary, search
from troth.science.dyad.growth_sums import NOTHING, growth_partial
from troth.science.dyad.growth_units import in_own_units
from troth.science.dyad.pairs import ROLES, check_enough
from troth.science.dyad.result import LEVEL, Result
from troth.science.growth.likelihood import Curves, Spreads, curves, laid_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.cautions import Caution
    from troth.science.dyad.growth_form import Form
    from troth.science.dyad.growth_search import Found
    from troth.science.dyad.growth_sums import GrowthSums
    from troth.science.dyad.growth_units import Units

__all__ = ["Growth", "growth", "growth_finish"]

VERSION = "growth 1"
MANY = 3
"""With fewer couples than this many times the parameters, intervals are called rough."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Growth(Result):
    """What :func:`growth` found, in the units of the data.

    Attributes:
        roles: What the two partners are called.
        fixed: Names of the means, in the order of `mean` row by row.
        mean: Means of the free coefficients, one column for 1 and each covariate, shape (r, k).
        mean_covariance: Their covariance with spreads taken as known, row by row, shape (rk, rk).
        pooled: How the free coefficients make (level, slope) of both partners, shape (4, r).
        between: G, covariance of the four coefficients between couples, shape (4, 4).
        within: R, covariance of both scores around their curves, shape (2, 2).
        se_complete: Standard errors of the means from the complete information, which counts that spreads are
            estimates too; NaN where G lies at its edge.
        covariates: Names of the couple's variables.
        ids: The couples used, in the order of `curves`.
        curves: Each couple's own coefficients, best linear predictions, with their covariance.
        restricted: Whether this is REML.
        converged: Whether the search came to the top.
        rounds: How often it passed over the couples.
    """

    roles: tuple[str, str]
    fixed: tuple[str, ...]
    mean: NDArray[np.float64]
    mean_covariance: NDArray[np.float64]
    pooled: NDArray[np.float64]
    between: NDArray[np.float64]
    within: NDArray[np.float64]
    se_complete: Mapping[str, float]
    covariates: tuple[str, ...]
    ids: NDArray[Any]
    curves: Curves
    restricted: bool
    converged: bool
    rounds: int

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95 % intervals; those of variances by the normal distribution of their logarithm."""
        found, z = dict(super().intervals), float(ndtri(0.5 + LEVEL / 2))
        for name in found:
            value = self.estimates[name]
            if name.startswith("var_") and value > 0:
                factor = np.exp(min(z * self.se[name] / value, 700.0))
                found[name] = (float(value / factor), float(value * factor))
        return found

    @property
    def p_values(self) -> dict[str, float]:
        """The two-sided p of each mean against 0; a variance of 0 is an edge, where no such test holds."""
        return {name: p for name, p in super().p_values.items() if name in self.fixed}

    @property
    def residual_correlation(self) -> float:
        """How the partners' deviations of one occasion go together."""
        return float(self.within[0, 1] / np.sqrt(self.within[0, 0] * self.within[1, 1]))

    def facts(self) -> dict[str, object]:
        """Return the residual correlation, both habits of standard errors, and how the search ended."""
        return {
            "residual_correlation": self.residual_correlation,
            "se_habit": "spreads taken as known",
            "se_complete": dict(self.se_complete),
            "converged": self.converged,
            "rounds": self.rounds,
        }


def growth(
    couple: ArrayLike,
    time: ArrayLike,
    scores: ArrayLike,
    *,
    covariates: Mapping[str, ArrayLike] = NOTHING,
    roles: tuple[str, str] = ROLES,
    indistinguishable: bool = False,
    reml: bool = False,
) -> Growth:
    r"""Fit two straight lines per couple whose levels, slopes and errors are correlated between partners.

    Args:
        couple: Whose occasion it is, shape (m,).
        time: When it was, in any unit; pass log sessions where the first carry most of the change. Shape (m,).
        scores: Both partners' scores, NaN for none, shape (m, 2). Times may differ between couples, and an
            occasion may have one partner only.
        covariates: Variables of the couple by name, one value an occasion; each changes intercepts and slopes.
        roles: What the partners of the two columns are called.
        indistinguishable: The columns carry no meaning: swapping partners must change nothing.
        reml: Restricted likelihood, for unbiased variances; plain likelihood for comparing fixed effects.

    Returns:
        `intercept_<role>`, `slope_<role>` (and `intercept_<role>:covariate`), the variance parts
        `var_intercept_<role>`, `cov_intercept_<role>_slope_<role>` and so on, `var_residual_<role>`,
        `cov_residual`; without roles `intercept`, `slope`, `var_intercept`, `cov_intercepts` (between the
        partners) and so on.

    Raises:
        WrongShape: The arrays do not fit together, or a couple has two rows at one time.
        NotFinite: A number is infinite, or a time is missing.
        ConstantColumn: No spread in scores or times; covariates repeat one another; scores without error.
        NotIdentified: No couple has three answers of a partner, or the occasions do not tell the spreads apart.
        TooFewCouples: Not more couples than parameters.

    **Model.** :math:`y_{ip}(t) = d_{ip0} + d_{ip1}t + e_{ip}(t)`, :math:`d_i \sim N(\mathcal{A}_i\beta, G)` with G
    free (4 by 4), :math:`(e_h, e_w) \sim N(0, R)` with R free (2 by 2) and independent over occasions.

    **Estimate.** Where all couples have the same times and every occasion is whole, in closed form:
    :math:`R = \Omega/(n(T-2))` from the pooled residuals and :math:`G = S_b - R \otimes F^{-1}`. Otherwise the
    sums of each couple give :math:`H = (I + AG)^{-1}A` and the score; from two starts a few steps of
    expectation-maximisation, BFGS on Cholesky factors and Newton's method. G may end singular, which is said.

    **Errors.** Those of means take G and R as known, as mixed-model programs do; `se_complete` counts that
    they are estimated, as structural-equation programs do with missing data. Those of variance parts come
    from the observed information; at the edge of G there are none (NaN).

    **Missing data.** Missing at random given what was answered. Couples without an answer, or without a
    covariate, are left out and counted.

    **Reference.** Laird, N. M., & Ware, J. H. (1982). Random-effects models for longitudinal data. Biometrics,
    38(4), 963-974; Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Compared with nlme
    in `tests/oracles/dyad_growth.R`.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> couple, time = np.repeat(np.arange(40), 5), np.tile(np.arange(5.0), 40)
        >>> curve = rng.normal([5, 0.5, 6, 0.2], 0.5, (40, 4))[couple].reshape(-1, 2, 2)
        >>> scores = curve[:, :, 0] + curve[:, :, 1] * time[:, None] + rng.normal(0, 0.5, (200, 2))
        >>> found = growth(couple, time, scores, roles=("h", "w"))
        >>> {name: round(found.estimates[name], 1) for name in found.fixed}
        {'intercept_h': 5.0, 'slope_h': 0.5, 'intercept_w': 5.9, 'slope_w': 0.1}
    """
    sums = growth_partial(couple, time, scores, covariates=covariates)
    return growth_finish(sums, roles=roles, indistinguishable=indistinguishable, reml=reml)


def growth_finish(
    sums: GrowthSums,
    *,
    roles: tuple[str, str] = ROLES,
    indistinguishable: bool = False,
    reml: bool = False,
) -> Growth:
    """Fit the model of :func:`growth` to sums from `growth_partial`, merged or not; the same arguments and errors.

    Example:
        >>> rng = np.random.Generator(np.random.PCG64(2))
        >>> couple, time = np.repeat(np.arange(60), 4), np.tile(np.arange(4.0), 60)
        >>> curve = rng.normal([5, 0.5, 5, 0.5], 0.5, (60, 4))[couple].reshape(-1, 2, 2)
        >>> scores = curve[:, :, 0] + curve[:, :, 1] * time[:, None] + rng.normal(0, 0.5, (240, 2))
        >>> half = [growth_partial(couple[part], time[part], scores[part]) for part in (slice(80), slice(80, 240))]
        >>> growth_finish(half[0] + half[1], indistinguishable=True).fixed
        ('intercept', 'slope')
    """
    used, dropped = _usable(sums)
    form = exchangeable() if indistinguishable else with_roles(roles)
    parameters = len(form.fixed) * used.x.shape[1] + len(form.spread_names)
    check_enough(len(used.ids), parameters, "Growth")
    _check_covariates(used)
    units = in_own_units(used, roles, symmetric=indistinguishable)
    own = units.moved(used)
    found = None
    if balanced(own) and not indistinguishable:
        found = closed_form(own, used.x, form, restricted=reml)
    way = "closed form"
    if found is None:
        found, way = search(laid_out(own, used.x), form, restricted=reml), "by iteration"
    method = f"Dyadic growth, {'exchangeable partners' if indistinguishable else 'by role'}, "
    method += f"{'REML' if reml else 'ML'}, {way} ({VERSION})"
    return _told(used, units, form, found, dropped, roles, method)


def _usable(sums: GrowthSums) -> tuple[GrowthSums, dict[str, int]]:
    """Leave out couples without an answer or without a covariate, and count them."""
    silent = sums.occasions.count.sum(axis=1) == 0
    dropped = {"no answer": int(silent.sum())}
    keep = ~silent
    for name, column in zip(sums.covariates, sums.x.T[1:], strict=True):
        dropped[f"no {name}"] = int((keep & np.isnan(column)).sum())
        keep &= ~np.isnan(column)
    return sums if keep.all() else sums.chosen(keep), {why: count for why, count in dropped.items() if count}


def _check_covariates(sums: GrowthSums) -> None:
    if np.linalg.matrix_rank(sums.x / np.abs(sums.x).max(axis=0).clip(1e-300)) < sums.x.shape[1]:
        raise ConstantColumn(
            f"{', '.join(sums.covariates)}: one has the same value for every couple or repeats others; leave it out."
        )


def _told(
    used: GrowthSums,
    units: Units,
    form: Form,
    found: Found,
    dropped: dict[str, int],
    roles: tuple[str, str],
    method: str,
) -> Growth:
    """Turn what was found back into the units of the data, with names."""
    k, reml = used.x.shape[1], found.spreads.restricted
    mean, covariance, complete = _means_back(units, form, found)
    between, within = units.spreads_back(found.spreads.between, found.spreads.within)
    entries = units.entries_back(form)
    of_spreads = entries @ found.spread_covariance @ entries.T
    fixed = tuple(
        name if not column else f"{name}:{column}" for name in form.fixed for column in ("", *used.covariates)
    )
    values = np.concatenate([mean.ravel(), form.natural(between, within)])
    errors = np.sqrt(np.concatenate([np.diag(covariance), np.diag(of_spreads)]))
    names = fixed + form.spread_names
    shift = units.loglik_shift(form, used.occasions.count.sum(axis=0), k, reml=reml)
    return Growth(
        method=method,
        estimates=dict(zip(names, values.tolist(), strict=True)),
        se=dict(zip(names, errors.tolist(), strict=True)),
        n_couples=len(used.ids),
        dropped=dropped,
        loglik=found.reading.loglik + shift,
        warnings=_warnings(used, found, len(names)),
        roles=roles,
        fixed=fixed,
        mean=mean,
        mean_covariance=covariance,
        pooled=form.pooled,
        between=between,
        within=within,
        se_complete=dict(zip(fixed, np.sqrt(np.diag(complete)).tolist(), strict=True)),
        covariates=used.covariates,
        ids=used.ids,
        curves=_curves_back(used, units, found.spreads),
        restricted=reml,
        converged=found.converged,
        rounds=found.rounds,
    )


def _means_back(
    units: Units, form: Form, found: Found
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the means, their covariance with spreads known, and that from the complete information."""
    back = units.means_back(form)
    mean = back @ found.reading.mean
    mean[::2, 0] += units.origin
    turn = np.kron(back, np.eye(mean.shape[1]))
    covariance = turn @ found.reading.mean_covariance @ turn.T
    return mean, covariance, covariance + turn @ found.mean_unsure @ turn.T


def _curves_back(used: GrowthSums, units: Units, spreads: Spreads) -> Curves:
    own = curves(laid_out(units.moved(used), used.x), spreads)
    turn, level = units.turn, units.origin * np.array([1.0, 0.0, 1.0, 0.0])
    return Curves(own.mean @ turn.T + level, own.own @ turn.T + level, turn @ own.covariance @ turn.T)


def _warnings(used: GrowthSums, found: Found, parameters: int) -> tuple[Caution, ...]:
    n, alone = len(used.ids), int(used.occasions.count[:, 1:].any(axis=1).sum())
    each = (
        (not found.converged, NotConverged(found.rounds)),
        (on_boundary(found.spreads.between), OnBoundary("the spread of curves between couples")),
        (alone > 0, MissingAtRandom(alone)),
        (n < MANY * parameters, FewCouples(n, parameters)),
    )
    return tuple(caution for holds, caution in each if holds)
