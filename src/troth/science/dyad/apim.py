"""The actor-partner interdependence model: what each partner's own and the other's predictor do to the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.apim_fit import DEPENDENT, EXACT, Fit, Model, fit, model, unexplained
from troth.science.dyad.apim_table import ApimDesign, ApimTable, apim_table
from troth.science.dyad.cautions import Caution, FewCouples, NotConverged
from troth.science.dyad.errors import ConstantColumn, NotComparable, PerfectFit, WrongShape
from troth.science.dyad.moments import Moments, moments
from troth.science.dyad.pairs import ROLES, check_enough
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Apim", "ApimSums", "apim", "apim_finish", "apim_partial"]

ROOMY = 5
"""Couples a parameter under which intervals are called rough."""
CONSTANT = 1e-11
"""Standard deviation, in parts of the mean, that is rounding and no spread."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Apim(Result):
    """An actor-partner model and its fit; `apim` tells what the names mean.

    Attributes:
        likelihood: ``ML``, ``REML``, or ``FIML`` from `troth.science.dyad.fiml`.
        roles: Names of the two partners.
        covariance: Of the estimates, in their order, shape (q, q).
        residual_covariance: Of the two partners' residuals, shape (2, 2).
        pseudo_r2: Share of the residual variance of the model without predictors that the predictors take away: by
            role, or as ``both`` where the variance is one. It may be negative under REML.
        parameters: How many fixed effects, residual variances and covariances were estimated; under FIML the
            predictors' means and covariances too.
        se_habit: ``plain`` (inverse information) or ``nlme``.
    """

    likelihood: str
    roles: tuple[str, str]
    covariance: NDArray[np.float64]
    residual_covariance: NDArray[np.float64]
    pseudo_r2: Mapping[str, float]
    parameters: int
    se_habit: str = "plain"

    @property
    def residual_sd(self) -> dict[str, float]:
        """Each partner's residual standard deviation, by role."""
        variances = np.diagonal(self.residual_covariance).tolist()
        return {role: sqrt(variance) for role, variance in zip(self.roles, variances, strict=True)}

    @property
    def residual_correlation(self) -> float:
        """How far what is left of the two partners goes together."""
        covariance = self.residual_covariance
        return float(covariance[0, 1] / sqrt(covariance[0, 0] * covariance[1, 1]))

    def with_nlme_errors(self) -> Apim:
        r"""Return the result with the standard errors that nlme prints: under ML larger by :math:`\sqrt{N/(N-q)}`.

        N counts both partners' outcomes, q the fixed effects. Under REML the two habits are one.

        Raises:
            NotComparable: The likelihood is neither ML nor REML.
        """
        if self.likelihood not in {"ML", "REML"}:
            raise NotComparable(f"nlme fits no {self.likelihood}: keep the plain standard errors.")
        if self.se_habit == "nlme":
            return self
        values = 2 * self.n_couples
        factor = values / (values - len(self.estimates)) if self.likelihood == "ML" else 1.0
        return replace(
            self,
            method=f"{self.method}; standard errors as nlme prints them",
            se={name: error * sqrt(factor) for name, error in self.se.items()},
            covariance=self.covariance * factor,
            se_habit="nlme",
        )

    def facts(self) -> dict[str, object]:
        """Return the residuals' spread and correlation, the pseudo-R² and how the errors were made."""
        return {
            "residual_sd": self.residual_sd,
            "residual_correlation": self.residual_correlation,
            "pseudo_r2": dict(self.pseudo_r2),
            "likelihood": self.likelihood,
            "parameters": self.parameters,
            "se_habit": self.se_habit,
        }

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain values, with both covariance matrices as lists of rows."""
        return {
            **Result.to_dict(self),
            "covariance": self.covariance.tolist(),
            "residual_covariance": self.residual_covariance.tolist(),
        }


@dataclass(frozen=True, slots=True, eq=False)
class ApimSums:
    """All that an actor-partner model asks of the data; ``+`` merges parts, such as chunks of a file.

    Attributes:
        design: What the columns are.
        moments: Of the complete couples.
        dropped: How many others there were, by reason.
    """

    design: ApimDesign
    moments: Moments
    dropped: Mapping[str, int]

    def __add__(self, other: ApimSums) -> ApimSums:
        """Return the sums of both parts. Raises `WrongShape` where they are sums of different variables."""
        if self.design != other.design:
            raise WrongShape("Sums of different variables or roles cannot be merged.")
        reasons = {**self.dropped, **other.dropped}
        dropped = {why: self.dropped.get(why, 0) + other.dropped.get(why, 0) for why in reasons}
        return ApimSums(self.design, self.moments + other.moments, dropped)


def apim_partial(table: ApimTable) -> ApimSums:
    """Reduce a table of couples to its sums, in one pass.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x, y = rng.normal(size=(2, 60, 2))
        >>> part, rest = (apim_partial(apim_table(y[some], x[some])) for some in (slice(20), slice(20, None)))
        >>> whole = apim_finish(apim_partial(apim_table(y, x)))
        >>> bool(np.isclose(apim_finish(part + rest).loglik, whole.loglik))
        True
    """
    return ApimSums(table.design, moments(table.rows), table.dropped)


def apim(
    outcome: ArrayLike,
    predictors: ArrayLike | Mapping[str, ArrayLike],
    *,
    covariates: Mapping[str, ArrayLike] | None = None,
    moderators: Mapping[str, ArrayLike] | None = None,
    roles: tuple[str, str] = ROLES,
    distinguishable: bool = True,
    reml: bool = False,
    equal: tuple[str, ...] = (),
) -> Apim:
    r"""Fit the actor-partner interdependence model to couples.

    **Model.** For couple i with partners h and w,

    .. math:: y_h = i_h + a_h x_h + p_h x_w + e_h, \qquad y_w = i_w + a_w x_w + p_w x_h + e_w,

    :math:`(e_h, e_w) \sim N(0, \Sigma)`, independent between couples. The **actor effect** a is that of a person's own x
    on the own y, the **partner effect** p that of the partner's x. Distinguishable partners have effects and variances of
    their own; indistinguishable ones share them, and the result does not depend on who stands first.

    **Estimates.** All come from the moments of :math:`(x_h, x_w, y_h, y_w)`. Distinguishable: both equations have the
    same regressors Z, so that generalised is ordinary least squares, :math:`B = (Z'Z)^{-1}Z'Y`, :math:`\Sigma = E'E/n`
    (ML) or :math:`E'E/(n-q)` (REML), :math:`\mathrm{Cov}(\mathrm{vec}\,B) = \Sigma \otimes (Z'Z)^{-1}`.
    Indistinguishable: the sums :math:`(y_1+y_2)/\sqrt2` and differences of the partners are independent regressions
    with slopes a+p and a-p and variances :math:`\sigma^2(1 \pm \rho)`; a negative :math:`\rho` needs nothing special.
    Where the equations differ (own-side covariates, own moderators, `equal`), feasible generalised least squares in
    rounds until the residual covariance rests; under REML each round adds to :math:`E'E` what the estimated effects
    took from it, :math:`\sum X_i \mathrm{Cov}(\hat\gamma) X_i'`.

    **Names.** ``intercept_<role> actor_<role> partner_<role>``, without the role where partners share the effect. Several
    predictors: ``actor_<name>_<role>``. Covariates of the couple: ``<name>_<role>``; own-side ones ``actor_<name>_<role>``.
    Moderators: ``actor_by_<name>_<role>``, ``partner_by_<name>_<role>``.

    Args:
        outcome: As for `apim_table`, which lays out the variables; shape (n, 2), any unit.
        predictors: Shape (n, 2), or several by name. Effects are in units of y a unit of x.
        covariates: By name, shape (n,) for the couple or (n, 2) for own-side only.
        moderators: By name, shape (n,) or (n, 2); centre them.
        roles: Names of the partners.
        distinguishable: Whether partners have effects and variances of their own.
        reml: Restricted likelihood, whose variances are unbiased; not for comparing models.
        equal: Terms that distinguishable partners share, by name without role, or ``variance``.

    Returns:
        Effects, plain standard errors (see `Apim.with_nlme_errors`), their covariance, residual covariance, pseudo-R²
        and log-likelihood with every constant. **Missing data**: complete couples only; the others are counted by reason.
        `troth.science.dyad.fiml.apim_fiml` uses all couples.

    Raises:
        WrongShape: Arrays do not fit together or hold words.
        NotFinite: A value is infinite.
        UnknownName: No such term, or two roles of one name.
        ConstantColumn: A variable does not vary, or repeats others.
        TooFewCouples: There are not more complete couples than parameters.
        PerfectFit: Nothing is left over in an equation, or the partners' residuals are one.

    **Reference.** Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Guilford.

    Example:
        >>> rng = np.random.default_rng(7)
        >>> x = rng.normal(size=(200, 2))
        >>> y = 1 + x * 0.5 + x[:, ::-1] * 0.2 + rng.normal(size=(200, 2)) + rng.normal(size=(200, 1))
        >>> found = apim(y, x, roles=("h", "w"))
        >>> list(found.estimates)
        ['intercept_h', 'actor_h', 'partner_h', 'intercept_w', 'actor_w', 'partner_w']
        >>> alike = apim(y, x, distinguishable=False, reml=True)
        >>> {name: round(value, 2) for name, value in alike.estimates.items()}
        {'intercept': 0.94, 'actor': 0.43, 'partner': 0.12}
    """
    table = apim_table(outcome, predictors, covariates=covariates, moderators=moderators, roles=roles)
    return apim_finish(apim_partial(table), distinguishable=distinguishable, reml=reml, equal=equal)


def apim_finish(
    sums: ApimSums, *, distinguishable: bool = True, reml: bool = False, equal: tuple[str, ...] = ()
) -> Apim:
    """Estimate from sums; model, arguments and errors are those of `apim`.

    Example:
        >>> rng = np.random.default_rng(7)
        >>> x, y = rng.normal(size=(2, 50, 2))
        >>> sums = apim_partial(apim_table(y, x))
        >>> list(apim_finish(sums, equal=("actor", "variance")).estimates)
        ['intercept_a', 'partner_a', 'intercept_b', 'partner_b', 'actor']
    """
    of = model(sums.design, distinguishable=distinguishable, equal=tuple(sorted(equal)))
    table = sums.moments
    check_enough(table.n, of.parameters, "The actor-partner model")
    check_columns(of, table)
    found = fit(of, np.array(float(table.n)), table.mean, table.products, reml=reml)
    check_fitted(of, found)
    errors = np.sqrt(np.diagonal(found.covariance))
    return Apim(
        method=described(of, f"{'REML' if reml else 'ML'} ({_how(of)}, version 1)"),
        estimates=dict(zip(of.names, found.estimates.tolist(), strict=True)),
        se=dict(zip(of.names, errors.tolist(), strict=True)),
        n_couples=table.n,
        dropped=sums.dropped,
        loglik=float(found.loglik),
        warnings=_warnings(of, found, table.n),
        likelihood="REML" if reml else "ML",
        roles=sums.design.roles,
        covariance=found.covariance,
        residual_covariance=found.sigma,
        pseudo_r2=explained(of, found, table, reml=reml),
        parameters=of.parameters,
    )


def explained(of: Model, found: Fit, sums: Moments, *, reml: bool) -> dict[str, float]:
    """Return the share of the residual variance that the predictors take away, by role or as ``both``."""
    bare = unexplained(of, np.array(float(sums.n)), sums.mean, sums.products, reml=reml)
    first, second = (1 - np.diagonal(found.sigma) / np.diagonal(bare)).tolist()
    return {"both": first} if of.one_variance else dict(zip(of.design.roles, (first, second), strict=True))


def check_columns(of: Model, sums: Moments) -> None:
    """Refuse a column without spread: of either partner, or of both together where all effects are shared."""
    spread = np.sqrt(np.concatenate([[0.0], np.diagonal(sums.products)]) / sums.n)
    mean = np.concatenate([[1.0], sums.mean])
    swapped = list(of.design.swapped)
    if len(of.names) == len(of.design.terms):
        spread = np.maximum(np.maximum(spread, spread[swapped]), np.abs(mean - mean[swapped]))
    for name, one, middle in zip(of.design.columns[1:], spread[1:], mean[1:], strict=True):
        if one <= CONSTANT * abs(middle):
            raise ConstantColumn(
                f"{name} is {middle:g} in every couple: leave it out, for it has no effect to find."
            )


def check_fitted(of: Model, found: Fit) -> None:
    """Refuse effects that cannot be told apart, and outcomes of which nothing is left over."""
    if found.told_apart <= DEPENDENT:
        blurred = np.abs(found.blurred)
        names = [name for name, share in zip(of.names, blurred, strict=True) if share > blurred.max() / 10]
        raise ConstantColumn(
            f"{', '.join(names)} cannot be told apart, for one repeats the others: leave one out."
        )
    if not found.left_over:
        raise PerfectFit(
            f"Less than {EXACT:g} of the outcome is left over: it repeats the predictors or the other partner's outcome."
        )


def _warnings(of: Model, found: Fit, n: int) -> tuple[Caution, ...]:
    few = (FewCouples(n, of.parameters),) if n < ROOMY * of.parameters else ()
    return few if found.settled else (*few, NotConverged(found.rounds))


def described(of: Model, how: str) -> str:
    """Return the model in words, and how it was fitted."""
    shared = len(of.names) == len(of.design.terms) and of.one_variance
    who = "indistinguishable partners" if shared else "distinguishable partners"
    common = [name for name in of.names if name in {term.name for term in of.design.terms}]
    held = [*common, *(["variance"] if of.one_variance else [])] if not shared else []
    equal = f", equal {', '.join(held)}" if held else ""
    return f"Actor-partner model, {who}{equal}, by {how}"


def _how(of: Model) -> str:
    return "closed form" if of.rotated else "feasible generalised least squares"
