"""Whether the two partners differ at all: likelihood-ratio tests, each named by what it holds equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc

from troth.science.dyad.apim import Apim, ApimSums, apim_finish
from troth.science.dyad.apim_fit import DEPENDENT
from troth.science.dyad.apim_table import VARIANCE
from troth.science.dyad.errors import NotComparable, PerfectFit
from troth.science.dyad.fiml import FimlSums, apim_fiml_finish
from troth.science.dyad.pairs import check_enough
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Comparison", "compare", "distinguishing", "distinguishing_everything"]

ROUNDING = 1e-8
"""How far, in parts of its size, a wider model's likelihood may seem to lie below a narrower one's."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Comparison(Result):
    """A likelihood-ratio test of two nested models of the same couples; `loglik` is the wider one's.

    Attributes:
        chi_square: Twice the difference of the log-likelihoods.
        df: How many more parameters the wider model has.
        loglik_narrower: The narrower model's log-likelihood.
    """

    chi_square: float
    df: int
    loglik_narrower: float

    @property
    def p_value(self) -> float:
        """The chance of so large a difference where the narrower model holds."""
        return float(chdtrc(self.df, max(self.chi_square, 0.0)))

    def facts(self) -> dict[str, object]:
        """Return the test."""
        return {
            "chi_square": self.chi_square,
            "df": self.df,
            "p": self.p_value,
            "loglik_narrower": self.loglik_narrower,
        }


def compare(wider: Apim, narrower: Apim) -> Comparison:
    r"""Test a narrower actor-partner model within a wider one of the same couples and variables.

    **Formula.** :math:`\chi^2 = 2(\ell_{wider} - \ell_{narrower})` on as many degrees of freedom as the wider model has
    more parameters, residual variances included.

    Args:
        wider: Such as the model of distinguishable partners.
        narrower: The same with more held equal.

    Raises:
        NotComparable: A model was fitted by REML, whose likelihoods rest on different contrasts of the data where fixed
            effects differ; or by another likelihood than the other; the models rest on different couples, or are not nested.

    **Missing data.** As in the two models, which must rest on the same couples; to count those with missing values fit
    both by `apim_fiml`.

    **Reference.** Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Guilford.

    Example:
        >>> from troth.science.dyad.apim import apim
        >>> rng = np.random.default_rng(3)
        >>> x, y = rng.normal(size=(2, 80, 2))
        >>> found = compare(apim(y, x), apim(y, x, equal=("actor",)))
        >>> found.df, round(found.p_value, 2)
        (1, 0.16)
    """
    likelihoods = {wider.likelihood, narrower.likelihood}
    _refuse_reml(reml="REML" in likelihoods)
    if len(likelihoods) > 1 or wider.loglik is None or narrower.loglik is None:
        raise NotComparable("Both models must be fitted by the same likelihood.")
    if (wider.n_couples, dict(wider.dropped)) != (narrower.n_couples, dict(narrower.dropped)):
        raise NotComparable("The two models rest on different couples: fit both to the same.")
    df = wider.parameters - narrower.parameters
    lead = wider.loglik - narrower.loglik
    if df < 1 or lead < -ROUNDING * (1 + abs(wider.loglik)):
        raise NotComparable(
            "The second model is not the first with more held equal: give the wider one first."
        )
    return _comparison(f"{wider.method}, against {narrower.method}", wider, narrower.loglik, df)


def distinguishing(sums: ApimSums | FimlSums, *, reml: bool = False) -> Comparison:
    r"""Test whether partners differ in effects or residual variances; nothing is asked of their predictors.

    **Model.** Both actor-partner models by ML. Degrees of freedom: the difference in fixed effects and 1 for the
    residual variance, so **4** for one predictor (intercept, actor, partner, variance). A large p does not show that
    partners are alike; it shows that these couples do not tell them apart. The test that also equates the predictors
    is `distinguishing_everything`.

    Args:
        sums: From `apim_partial`; or from `apim_fiml_partial`, and couples with missing values count too, by FIML.
        reml: Refused where true, with the reason, so that a caller need not know.

    Raises:
        NotComparable: REML was asked for.
        DyadError: As `apim_finish`.

    **Missing data.** Complete couples from `apim_partial`; all couples, missing at random, from `apim_fiml_partial`.

    **Reference.** Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Guilford.

    Example:
        >>> from troth.science.dyad.apim import apim_partial
        >>> from troth.science.dyad.apim_table import apim_table
        >>> rng = np.random.default_rng(3)
        >>> x, y = rng.normal(size=(2, 80, 2))
        >>> found = distinguishing(apim_partial(apim_table(y, x)))
        >>> found.df, round(found.p_value, 2)
        (4, 0.1)
    """
    if isinstance(sums, FimlSums):
        _refuse_reml(reml=reml)
        wider = apim_fiml_finish(sums)
        narrower = apim_fiml_finish(sums, equal=(*(term.name for term in sums.design.terms), VARIANCE))
    else:
        wider, narrower = (apim_finish(sums, distinguishable=apart, reml=reml) for apart in (True, False))
    test = compare(wider, narrower)
    how = f"fixed effects and residual variance equal, predictors free, by {wider.likelihood}"
    return _comparison(f"Test of distinguishability: {how}", wider, test.loglik_narrower, test.df)


def distinguishing_everything(sums: ApimSums | FimlSums) -> Comparison:
    r"""Test whether anything differs between partners, means and variances of their predictors included.

    **Model.** All variables jointly normal. Turned into sums and differences of the partners, S the covariance matrices
    with divisor n and that of the differences around 0,

    .. math:: \ell_{free} = -\tfrac n2 (p \log 2\pi + \log|S| + p), \qquad
              \ell_{alike} = -\tfrac n2 (p \log 2\pi + \log|S_+| + \log|S_-| + p).

    With m variables of both partners and s of the couple the test has :math:`m + m^2 + sm` degrees of freedom: **6** for
    one predictor and the outcome. This is the habit of structural equation programs.

    Args:
        sums: From `apim_partial`; or from `apim_fiml_partial`, and couples with missing values count too, by FIML.

    Raises:
        NotComparable: There are products or own-side covariates, for which this is not the same model.
        DyadError: Under FIML, as `apim_fiml_finish`.
        TooFewCouples: Fewer couples than means and covariances.
        PerfectFit: A variable repeats others.

    **Missing data.** As for `distinguishing`.

    **Reference.** Olsen, J. A., & Kenny, D. A. (2006). Structural equation modeling with interchangeable dyads.
    Psychological Methods, 11, 127-141.

    Example:
        >>> from troth.science.dyad.apim import apim_partial
        >>> from troth.science.dyad.apim_table import apim_table
        >>> rng = np.random.default_rng(3)
        >>> x, y = rng.normal(size=(2, 80, 2))
        >>> found = distinguishing_everything(apim_partial(apim_table(y, x)))
        >>> found.df, round(found.p_value, 2)
        (6, 0.21)
    """
    if isinstance(sums, FimlSums):
        return _everything_by_fiml(sums)
    level, difference = _turns(sums)
    n, columns, pairs = sums.moments.n, sums.moments.mean.size, len(difference)
    check_enough(n, columns + columns * (columns + 1) // 2, "The joint model of all variables")
    _check_spread(sums.moments.products)
    turned = sums.moments.transformed(np.vstack([level, difference]))
    spread = turned.products / n
    around_zero = spread[-pairs:, -pairs:] + np.outer(turned.mean[-pairs:], turned.mean[-pairs:])
    constant = columns * np.log(2 * np.pi) + columns
    free = (
        -n / 2 * (constant + _log_det(sums.moments.products / n))
    )  # as before they were turned, which keeps digits
    alike = -n / 2 * (constant + _log_det(spread[:-pairs, :-pairs]) + _log_det(around_zero))
    return Comparison(
        method="Test of distinguishability: everything equal, predictors' means and variances too, by ML",
        estimates={},
        se={},
        n_couples=n,
        dropped=sums.dropped,
        loglik=float(free),
        chi_square=float(2 * (free - alike)),
        df=pairs + pairs * (columns - pairs),
        loglik_narrower=float(alike),
    )


def _everything_by_fiml(sums: FimlSums) -> Comparison:
    _refuse_one_sided(sums)
    wider, narrower = (apim_fiml_finish(sums, distinguishable=apart) for apart in (True, False))
    test = compare(wider, narrower)
    how = "everything equal, predictors' means and variances too, by FIML"
    return _comparison(f"Test of distinguishability: {how}", wider, test.loglik_narrower, test.df)


def _turns(sums: ApimSums) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the matrices that make sums and shared variables, and differences, of the columns."""
    design = sums.design
    _refuse_one_sided(sums)
    unit = np.eye(len(design.columns) - 1)
    level, difference = [], []
    for one, other in enumerate(design.swapped[1:]):
        if one + 1 == other:
            level.append(unit[one])
        elif one + 1 < other:
            level.append((unit[one] + unit[other - 1]) / np.sqrt(2))
            difference.append((unit[one] - unit[other - 1]) / np.sqrt(2))
    return np.array(level), np.array(difference)


def _refuse_one_sided(sums: ApimSums | FimlSums) -> None:
    pairs = {term.columns for term in sums.design.terms}
    if sums.design.moderated or any(pair[::-1] not in pairs for pair in pairs):
        raise NotComparable(
            "With moderators or own-side covariates, equal predictors are no model of their own: use the test that "
            "leaves predictors free."
        )


def _refuse_reml(*, reml: bool) -> None:
    if reml:
        raise NotComparable(
            "REML likelihoods of models with different fixed effects cannot be compared: fit both by ML for this test."
        )


def _check_spread(products: NDArray[np.float64]) -> None:
    size = np.sqrt(np.diagonal(products))
    if not size.all() or np.linalg.eigvalsh(products / np.outer(size, size))[0] < DEPENDENT:
        raise PerfectFit("A variable does not vary or repeats others: leave it out.")


def _log_det(matrix: NDArray[np.float64]) -> float:
    return float(np.linalg.slogdet(matrix)[1])


def _comparison(method: str, wider: Apim, narrower: float, df: int) -> Comparison:
    loglik = wider.loglik or 0.0
    return Comparison(
        method=method,
        estimates={},
        se={},
        n_couples=wider.n_couples,
        dropped=wider.dropped,
        loglik=loglik,
        warnings=wider.warnings,
        chi_square=2 * (loglik - narrower),
        df=df,
        loglik_narrower=narrower,
    )
