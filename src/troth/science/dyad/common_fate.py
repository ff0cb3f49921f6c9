"""The common fate model: what one state of the couple does to another, each told by both partners."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, nan, pi, sqrt
from typing import TYPE_CHECKING, get_args

import numpy as np
from scipy.special import chdtrc

from troth.science.dyad.apim import ROOMY, ApimSums, apim_partial
from troth.science.dyad.apim_table import apim_table, check_plain
from troth.science.dyad.cautions import Caution, FewCouples, LittleShared, NotConverged, OnBoundary
from troth.science.dyad.common_fate_form import (
    BASIS,
    EXAMPLE,
    MOMENTS,
    Form,
    check_identified,
    parameters,
    resolved,
)
from troth.science.dyad.delta import jacobian
from troth.science.dyad.errors import ConstantColumn, UnknownName, WrongShape
from troth.science.dyad.pairs import ROLES, check_enough
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.moments import Moments

__all__ = ["CommonFate", "common_fate", "common_fate_finish"]

ROUNDS = 500
SETTLED = 1e-12
"""How much log-likelihood the last round wins, per couple."""
REPEATS = 1e-7
"""Smallest eigenvalue of the correlations with which the variables can be told apart: their errors rest on its square."""
ROUNDING = 1e-12
"""Share of the log-likelihood that is rounding and no step down."""
TOLD = 1.96
"""Standard errors by which the common variance of the predictor must differ from 0 for a ratio to it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class CommonFate(Result):
    """A common fate model and its fit; `common_fate` tells what the names mean.

    Attributes:
        form: Which loadings and variances are held equal.
        roles: Names of the two partners.
        covariance: Of the estimates, in their order, shape (q, q), from the expected information.
        common: Covariance of the couple's outcome and predictor, in that order, shape (2, 2); it may be improper.
        chi_square: Twice the log-likelihood that the model lacks to one without restrictions.
        df: Its degrees of freedom.
        saturated_loglik: The log-likelihood without restrictions.
    """

    form: Form
    roles: tuple[str, str]
    covariance: NDArray[np.float64]
    common: NDArray[np.float64]
    chi_square: float
    df: int
    saturated_loglik: float

    @property
    def p_value(self) -> float:
        """How often a chi-square at least as large turns up where the model is right."""
        return float(chdtrc(self.df, self.chi_square))

    @property
    def common_correlation(self) -> float:
        """Of the couple's outcome and predictor; NaN where their covariance is improper."""
        size = float(self.common[0, 0] * self.common[1, 1])
        proper = self.common[0, 0] > 0 and float(self.common[0, 1]) ** 2 <= size
        return float(self.common[0, 1]) / sqrt(size) if proper else nan

    @property
    def p_values(self) -> dict[str, float]:
        """Those of the effect and the own covariances; a variance is not tested so, for 0 is its edge."""
        kept = {name for name in self.estimates if name == "effect" or name.startswith("own_covariance")}
        return {name: p for name, p in super().p_values.items() if name in kept}

    def facts(self) -> dict[str, object]:
        """Return the test against the saturated model, the correlation of the couple's states, and how errors were made."""
        return {
            "test_of_fit": {"chi_square": self.chi_square, "df": self.df, "p": self.p_value},
            "saturated_loglik": self.saturated_loglik,
            "common_correlation": self.common_correlation,
            "form": self.form,
            "se_habit": "expected information",
        }


def common_fate(
    outcome: ArrayLike,
    predictor: ArrayLike,
    *,
    form: Form = "equal_loadings",
    roles: tuple[str, str] = ROLES,
    equal_means: bool = False,
) -> CommonFate:
    r"""Fit the common fate model: both partners tell of the couple's one predictor and one outcome.

    **Model.** A couple has a state X and a state Y; each partner r tells of both with an own part,

    .. math:: x_r = \mu_{xr} + X + \xi_r, \qquad y_r = \mu_{yr} + Y + \eta_r, \qquad Y = bX + \zeta,

    where :math:`\xi_r` and :math:`\eta_r` go together within the person and not between partners. It suits what belongs
    to the couple (tension at home, money, a family's quarrel); for what belongs to each person use the actor-partner model.

    **Forms.** *equal_loadings*: all loadings 1 as above, own parts by role; 9 parameters on 10 covariances. The one
    restriction is :math:`\mathrm{cov}(y_h, x_w) = \mathrm{cov}(y_w, x_h)`; :math:`\chi^2(1)` tests it. Found by
    Newton's method (by the expected information where the observed one is not positive), halving steps that lead
    down. *exchangeable*: own parts alike for both partners; closed form, :math:`\chi^2(4)`. With
    :math:`S_\pm` the covariance matrices (divisor n) of the partners' sums and differences over :math:`\sqrt2`, the couple
    level is :math:`G = (S_+ - S_-)/2`, the person level :math:`S_-`, :math:`b = G_{yx}/G_{xx}` and, with
    :math:`D = S_{+xx} - S_{-xx}`,

    .. math:: \mathrm{var}\,b = \sum_\pm \frac{S_{xx}S_{yy} + S_{xy}^2 - 4bS_{xx}S_{xy} + 2b^2S_{xx}^2}{nD^2}.

    *free_loadings*: 11 parameters on 10 covariances; refused, for many answers fit alike.

    **Estimates**, in this order: ``effect`` (b), in units of y a unit of x; ``common_predictor`` (variance of X);
    ``common_residual`` (of :math:`\zeta`); ``own_outcome_<role>`` and ``own_predictor_<role>`` (variances of the own
    parts); ``own_covariance_<role>``. With *exchangeable* the last three kinds have no role. By maximum likelihood
    (divisor n); standard errors are plain, from the **expected information**, as lavaan prints them by default.

    Args:
        outcome: y, shape (n, 2), one column a partner; NaN for what is missing.
        predictor: x, shape (n, 2).
        form: See above.
        roles: Names of the partners, in the order of the columns.
        equal_means: With *exchangeable*, hold the partners' means equal too (:math:`S_-` about 0, :math:`\chi^2(6)`): for
            partners without roles, so that the result does not depend on who stands first.

    Returns:
        Estimates, errors, log-likelihood with every constant, and the test against the saturated model. **Missing
        data**: complete couples only; the others are counted by reason. A variance of 0 or less (Heywood case) is kept
        as it is and told by `OnBoundary`: the couples share too little, and the actor-partner model is the better one.
        `LittleShared` says that ``common_predictor`` cannot be told from 0, and then b, a ratio to it, has no good
        interval.

    Raises:
        NotIdentified: Free loadings, or no variance of the predictor is shared.
        UnknownName: No such form, or both roles have one name.
        WrongShape: Arrays do not fit together or hold words; or `equal_means` with another form.
        NotFinite: A value is infinite.
        ConstantColumn: A variable does not vary, or repeats others.
        TooFewCouples: There are not more complete couples than parameters, means included.

    **Missing data.** Complete couples only; the others are counted in `dropped`.

    **Reference.** Ledermann, T., & Kenny, D. A. (2012). The common fate model for dyadic data. J. Fam. Psychol., 26,
    140-148; Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Guilford.

    Example:
        >>> rng = np.random.default_rng(3)
        >>> tension = rng.normal(size=(2000, 1))
        >>> trust = -0.5 * tension + rng.normal(0, 0.5, size=(2000, 1))
        >>> x, y = (state + rng.normal(0, 0.6, size=(2000, 2)) for state in (tension, trust))
        >>> found = common_fate(y, x, form="exchangeable")
        >>> round(found.estimates["effect"], 1), found.df
        (-0.5, 4)
    """
    _check_form(form, equal_means=equal_means)
    table = apim_table(outcome, predictor, roles=roles)
    return common_fate_finish(apim_partial(table), form=form, equal_means=equal_means)


def common_fate_finish(
    sums: ApimSums, *, form: Form = "equal_loadings", equal_means: bool = False
) -> CommonFate:
    """Estimate from the sums of `apim_partial`, which merge; model, arguments and errors are those of `common_fate`.

    Example:
        >>> rng = np.random.default_rng(4)
        >>> x = rng.normal(size=(90, 1)) + rng.normal(size=(90, 2))
        >>> y = x.mean(axis=1, keepdims=True) + rng.normal(size=(90, 2))
        >>> one, other = (apim_partial(apim_table(y[some], x[some])) for some in (slice(30), slice(30, None)))
        >>> list(common_fate_finish(one + other, form="exchangeable").estimates)
        ['effect', 'common_predictor', 'common_residual', 'own_outcome', 'own_predictor', 'own_covariance']
    """
    _check_form(form, equal_means=equal_means)
    check_plain(sums.design, "The common fate model")
    n, roles = sums.moments.n, sums.design.roles
    names = parameters(form, roles)
    count = len(names) + (2 if equal_means else 4)
    check_enough(n, count, "The common fate model")
    seen, scale = _standard(sums.moments, sums.design.columns[1:])
    held = seen + _apart(sums.moments, scale) if equal_means else seen
    free, information, rounds = _fit(form, held, n)
    theta = resolved(free)
    check_identified(form, theta)
    step = jacobian(resolved, free)
    unit = _units(scale, names)
    covariance = step @ np.linalg.inv(information) @ step.T * np.outer(unit, unit)
    estimates = dict(zip(names, (theta * unit).tolist(), strict=True))
    se = dict(zip(names, np.sqrt(np.diagonal(covariance)).tolist(), strict=True))
    shift = -n * float(np.log(scale).sum())
    found, saturated = _loglik(_filled(form, free), held, n), _loglik(seen, seen, n)
    x, y, both = (free[:3] * [scale[0] ** 2, scale[2] ** 2, scale[0] * scale[2]]).tolist()
    return CommonFate(
        method=_method(form, equal_means=equal_means),
        estimates=estimates,
        se=se,
        n_couples=n,
        dropped=sums.dropped,
        loglik=found + shift,
        warnings=_warnings(estimates, se, n, count, rounds),
        form=form,
        roles=roles,
        covariance=covariance,
        common=np.array([[y, both], [both, x]]),
        chi_square=max(2 * (saturated - found), 0.0),
        df=MOMENTS - len(names) + (2 if equal_means else 0),
        saturated_loglik=saturated + shift,
    )


def _check_form(form: Form, *, equal_means: bool) -> None:
    if form not in get_args(Form):
        raise UnknownName(f"There is no form {form}: choose from {', '.join(get_args(Form))}.")
    if form == "free_loadings":
        check_identified(form, EXAMPLE)
    if equal_means and form != "exchangeable":
        raise WrongShape("Equal means go with exchangeable partners: roles have means of their own.")


def _standard(table: Moments, names: tuple[str, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the covariance matrix with each variable in units of its own spread, and these four units."""
    spread = np.diagonal(table.products) / table.n
    scale = np.sqrt(np.repeat(spread.reshape(2, 2).mean(axis=1), 2))
    flat = spread <= (1e-11 * np.abs(table.mean)) ** 2
    if flat.any():
        at = int(np.flatnonzero(flat)[0])
        raise ConstantColumn(
            f"{names[at]} is {table.mean[at]:g} in every couple: nothing can go together with it, so choose another column."
        )
    found = table.products / table.n / np.outer(scale, scale)
    size = np.sqrt(np.diagonal(found))
    if np.linalg.eigvalsh(found / np.outer(size, size))[0] <= REPEATS:
        raise ConstantColumn(
            "One of the four variables repeats the others: the partners need answers of their own."
        )
    return found, scale


def _apart(table: Moments, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what the difference of the partners' means adds to the covariances where these means are held equal."""
    mean = table.mean / scale
    away = mean - np.repeat(mean.reshape(2, 2).mean(axis=1), 2)
    return np.outer(away, away)


def _filled(form: Form, free: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.tensordot(free, BASIS[form], 1)
    return found


def _fit(
    form: Form, seen: NDArray[np.float64], n: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Return the free covariances, their expected information, and the rounds it took; 0 where a closed form did."""
    flat = BASIS[form].reshape(len(BASIS[form]), 16)
    free = flat @ seen.ravel() / flat.sum(axis=1)
    if form == "exchangeable":
        return free, _information(flat, _filled(form, free), None, n), 0
    if np.linalg.eigvalsh(_filled(form, free))[0] <= 0:
        free = free * (flat @ np.eye(4).ravel() > 0)
    at = _loglik(_filled(form, free), seen, n)
    for done in range(1, ROUNDS + 1):
        sigma = _filled(form, free)
        inverse = np.linalg.inv(sigma)
        expected = _information(flat, sigma, None, n)
        pull = flat @ (inverse @ (seen - sigma) @ inverse).ravel() * (n / 2)
        observed = _information(flat, sigma, seen, n)
        step = np.linalg.solve(observed if np.linalg.eigvalsh(observed)[0] > 0 else expected, pull)
        if pull @ step <= SETTLED * n:
            return free + step, expected, done
        for _ in range(50):
            gained = _loglik(_filled(form, free + step), seen, n)
            if gained > at - ROUNDING * abs(at):
                break
            step = step / 2
        free, at = free + step, gained
    return free, expected, ROUNDS + 1


def _information(
    flat: NDArray[np.float64], sigma: NDArray[np.float64], seen: NDArray[np.float64] | None, n: int
) -> NDArray[np.float64]:
    """Return the expected information of the free covariances, or with the covariances seen the observed one."""
    inverse = np.linalg.inv(sigma)
    other = inverse if seen is None else 2 * inverse @ seen @ inverse - inverse
    found = flat @ np.kron(inverse, other) @ flat.T * (n / 2)
    return (found + found.T) / 2


def _loglik(sigma: NDArray[np.float64], seen: NDArray[np.float64], n: int) -> float:
    if np.linalg.eigvalsh(sigma)[0] <= 0:
        return -np.inf
    size = float(np.linalg.slogdet(sigma)[1] + np.trace(np.linalg.solve(sigma, seen)))
    return -n / 2 * (4 * log(2 * pi) + size)


def _units(scale: NDArray[np.float64], names: list[str]) -> NDArray[np.float64]:
    x, y = float(scale[0]), float(scale[2])
    own = np.repeat([y * y, x * x, x * y], (len(names) - 3) // 3)
    return np.concatenate([[y / x, x * x, y * y], own])


def _warnings(
    estimates: dict[str, float], se: dict[str, float], n: int, count: int, rounds: int
) -> tuple[Caution, ...]:
    found: list[Caution] = [FewCouples(n, count)] if n < ROOMY * count else []
    if rounds > ROUNDS:
        found.append(NotConverged(ROUNDS))
    for name, value in estimates.items():
        if name != "effect" and not name.startswith("own_covariance") and value <= 0:
            found.append(
                OnBoundary(f"{name} is {value:.4f}, where no variance can be; use the actor-partner model")
            )
    variance, error = estimates["common_predictor"], se["common_predictor"]
    if 0 < variance < TOLD * error:
        found.append(LittleShared(variance, error))
    return tuple(found)


def _method(form: Form, *, equal_means: bool) -> str:
    how = "Newton's method" if form == "equal_loadings" else "closed form"
    means = ", equal means" if equal_means else ""
    return f"Common fate model, {form.replace('_', ' ')}{means}, by ML ({how}, version 1)"
