"""The actor-partner model by full-information maximum likelihood: couples with missing values count too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.apim import ROOMY, Apim, check_columns, check_fitted, described, explained
from troth.science.dyad.apim_fit import Fit, Model, fit, model
from troth.science.dyad.apim_table import NO_VALUES, ApimDesign, ApimTable, apim_table
from troth.science.dyad.cautions import Caution, CouplesIncomplete, FewCouples, MissingAtRandom
from troth.science.dyad.errors import NotIdentified, NotModelled, WrongShape
from troth.science.dyad.fiml_fit import Around, around, fit_free, fit_held
from troth.science.dyad.fiml_normal import by_itself, joint_normal
from troth.science.dyad.fiml_patterns import Patterns, patterns
from troth.science.dyad.moments import Moments
from troth.science.dyad.pairs import ROLES, check_enough

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FimlSums", "apim_fiml", "apim_fiml_finish", "apim_fiml_partial"]


@dataclass(frozen=True, slots=True, eq=False)
class FimlSums:
    """All that the model asks of couples with missing values; ``+`` merges parts, such as chunks of a file.

    Attributes:
        design: What the columns are.
        patterns: Sums by what is missing.
    """

    design: ApimDesign
    patterns: Patterns

    def __add__(self, other: FimlSums) -> FimlSums:
        """Return the sums of both parts. Raises `WrongShape` where they are sums of different variables."""
        if self.design != other.design:
            raise WrongShape("Sums of different variables or roles cannot be merged.")
        return FimlSums(self.design, self.patterns + other.patterns)


def apim_fiml_partial(table: ApimTable) -> FimlSums:
    """Reduce all couples of a table to their sums by what is missing, in one pass.

    Raises:
        NotModelled: There are moderators: products of normal variables are not normal.

    Example:
        >>> rng = np.random.default_rng(1)
        >>> x, y = rng.normal(size=(2, 60, 2))
        >>> x[:9, 1] = np.nan
        >>> part, rest = (apim_fiml_partial(apim_table(y[some], x[some])) for some in (slice(20), slice(20, None)))
        >>> bool(np.isclose(apim_fiml_finish(part + rest).loglik, apim_fiml(y, x).loglik))
        True
    """
    if table.design.moderated:
        raise NotModelled(
            "With missing values, moderators have no place: their products are not normal. Fit complete couples instead."
        )
    return FimlSums(table.design, patterns(table.all_rows))


def apim_fiml(
    outcome: ArrayLike,
    predictors: ArrayLike | Mapping[str, ArrayLike],
    *,
    covariates: Mapping[str, ArrayLike] | None = None,
    roles: tuple[str, str] = ROLES,
    distinguishable: bool = True,
    equal: tuple[str, ...] = (),
) -> Apim:
    r"""Fit the actor-partner model to all couples, with whatever each of them gave.

    **Model.** That of `troth.science.dyad.apim.apim`, within a joint normal distribution of all variables. The
    predictors' means and covariances are estimated too; that is what lets couples with a missing predictor count.

    **Likelihood.** Couples are grouped by what they gave. A group k with :math:`n_k` couples, :math:`p_k` variables,
    mean :math:`m_k` and covariance :math:`C_k` adds

    .. math:: -\tfrac{n_k}2 \big[p_k \log 2\pi + \log|\Sigma_k|
              + \mathrm{tr}\,\Sigma_k^{-1}(C_k + (m_k - \mu_k)(m_k - \mu_k)')\big].

    It is a joint one, of predictors and outcomes: compare it with other FIML fits only, with `compare`.

    **Estimates.** Ten EM steps, then Newton's method with the observed information. *Distinguishable partners* leave the
    distribution free: :math:`B = \Sigma_{xx}^{-1}\Sigma_{xy}`, errors :math:`J I^{-1} J'` with J the Jacobian of B and I
    the **observed** information, for the expected one is wrong where values are missing at random but not completely
    so. *Indistinguishable partners* are alike in everything, their predictors too, so that nothing depends on who stands
    first: each couple counts half in either order, which makes the same step exact. *Effects held equal* (`equal`), and
    covariates of one side only: Fisher scoring, and errors from the differenced score. There the predictors are free:
    with ``equal=("intercept", "actor", "partner", "variance")`` partners share all effects, but not their predictors.

    Args:
        outcome: Shape (n, 2), any unit; NaN for what is missing.
        predictors: Shape (n, 2), or several by name.
        covariates: By name, shape (n,) for the couple or (n, 2) for own-side only.
        roles: Names of the partners.
        distinguishable: Whether partners have effects and variances of their own.
        equal: Terms that distinguishable partners share, by name without role, or ``variance``.

    Returns:
        As `apim`, with ``likelihood`` FIML. On complete data the effects and errors are those of ML. **Missing data**:
        missing at random given what was observed; a caution says so. Only couples who gave nothing are left out. The fit
        of complete couples, for comparison, is `apim` on the same arrays.

    Raises:
        WrongShape: Arrays do not fit together or hold words.
        NotFinite: A value is infinite.
        UnknownName: No such term, or two roles of one name.
        ConstantColumn: A variable does not vary, or repeats others.
        TooFewCouples: There are not more couples than parameters.
        NotIdentified: Two variables are not seen together in more couples than there are variables.
        NotSettled: The search did not end.

    **Reference.** Little, R. J. A., & Rubin, D. B. (2002). Statistical analysis with missing data. Wiley.

    Example:
        >>> rng = np.random.default_rng(7)
        >>> x = rng.normal(size=(200, 2))
        >>> y = 1 + x * 0.5 + x[:, ::-1] * 0.2 + rng.normal(size=(200, 2))
        >>> y[:20, 0] = x[20:50, 1] = np.nan
        >>> found = apim_fiml(y, x, distinguishable=False)
        >>> {name: round(value, 2) for name, value in found.estimates.items()}
        {'intercept': 0.89, 'actor': 0.47, 'partner': 0.14}
        >>> [type(caution).__name__ for caution in found.warnings]
        ['CouplesIncomplete', 'MissingAtRandom']
    """
    table = apim_table(outcome, predictors, covariates=covariates, roles=roles)
    return apim_fiml_finish(apim_fiml_partial(table), distinguishable=distinguishable, equal=equal)


def apim_fiml_finish(sums: FimlSums, *, distinguishable: bool = True, equal: tuple[str, ...] = ()) -> Apim:
    """Estimate from sums; model, arguments and errors are those of `apim_fiml`.

    Example:
        >>> rng = np.random.default_rng(7)
        >>> x, y = rng.normal(size=(2, 50, 2))
        >>> sums = apim_fiml_partial(apim_table(y, x))
        >>> list(apim_fiml_finish(sums, equal=("actor",)).estimates)
        ['intercept_a', 'partner_a', 'intercept_b', 'partner_b', 'actor']
    """
    of = model(sums.design, distinguishable=distinguishable, equal=tuple(sorted(equal)))
    n = sums.patterns.n
    parameters = of.parameters + _of_predictors(sums.design, exchangeable=not distinguishable)
    check_enough(n, parameters, "The actor-partner model with its predictors")
    found, saturated, _ = fitted(of, sums, exchangeable=not distinguishable)
    errors = np.sqrt(np.diagonal(found.covariance))
    return Apim(
        method=_method(of, distinguishable=distinguishable),
        estimates=dict(zip(of.names, found.estimates.tolist(), strict=True)),
        se=dict(zip(of.names, errors.tolist(), strict=True)),
        n_couples=n,
        dropped={NO_VALUES: sums.patterns.empty} if sums.patterns.empty else {},
        loglik=float(found.loglik),
        warnings=_warnings(sums.patterns, parameters),
        likelihood="FIML",
        roles=sums.design.roles,
        covariance=found.covariance,
        residual_covariance=found.sigma,
        pseudo_r2=explained(of, found, saturated, reml=False),
        parameters=parameters,
    )


def fitted(of: Model, sums: FimlSums, *, exchangeable: bool) -> tuple[Fit, Moments, Around]:
    """Return the fit, moments as the saturated distribution has them, and where the fit lies.

    Exchangeable partners are counted in both orders.
    """
    counted = sums.patterns
    if exchangeable:
        counted += counted.reordered([column - 1 for column in sums.design.swapped[1:]])
    _check_together(counted.together() / (1 + exchangeable), sums.design.columns[1:])
    stack = counted.stack()
    mean, variance = by_itself(stack)
    check_columns(of, Moments(counted.n, mean, counted.n * np.diag(variance)))
    normal = joint_normal(stack, sums.design.columns[1:])
    saturated = Moments(counted.n, normal.mean, counted.n * normal.covariance)
    closed = fit(of, np.array(float(counted.n)), saturated.mean, saturated.products, reml=False)
    check_fitted(of, closed)
    apart = len(of.names) == len(of.index) and not of.one_variance
    free = of.rotated is not None and (exchangeable or apart)
    near = around(of, stack, normal, closed)
    found, top = (fit_free(of, normal, closed), near) if free else fit_held(near, closed)
    if exchangeable:
        found = replace(found, loglik=found.loglik / 2, covariance=found.covariance * 2)
    return found, saturated, top


def _check_together(together: NDArray[np.float64], names: tuple[str, ...]) -> None:
    """Refuse variables that hardly a couple shows together: nothing then tells how they go together."""
    for one, other in np.argwhere(np.triu(together <= len(names))):
        who = names[one] if one == other else f"both {names[one]} and {names[other]}"
        count = together[one, other]
        raise NotIdentified(
            f"{count:g} {'couple' if count == 1 else 'couples'} gave {who}; to tell how they go with the others it "
            f"needs more than {len(names)}: leave one out, or gather more."
        )


def _of_predictors(design: ApimDesign, *, exchangeable: bool) -> int:
    """Return how many means and covariances the predictors have, those that exchangeable partners share once."""
    columns = range(1, len(design.columns) - 2)
    swapped = design.swapped if exchangeable else range(len(design.columns))
    means = {min(one, swapped[one]) for one in columns}
    pairs = [(one, other) for one in columns for other in columns if one <= other]
    turned = [tuple(sorted((swapped[one], swapped[other]))) for one, other in pairs]
    covariances = {min(pair, other) for pair, other in zip(pairs, turned, strict=True)}
    return len(means) + len(covariances)


def _warnings(counted: Patterns, parameters: int) -> tuple[Caution, ...]:
    incomplete = counted.n - counted.complete
    few = (FewCouples(counted.n, parameters),) if counted.n < ROOMY * parameters else ()
    if not incomplete:
        return few
    return (*few, CouplesIncomplete(counted.complete, incomplete), MissingAtRandom(incomplete))


def _method(of: Model, *, distinguishable: bool) -> str:
    said = described(of, "FIML (by missingness pattern, version 1)")
    alike = len(of.names) == len(of.design.terms) and of.one_variance
    if not alike:
        return said
    return f"{said}, predictors {'not held alike' if distinguishable else 'alike too'}"
