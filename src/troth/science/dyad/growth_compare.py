"""Two growth models of the same couples set against each other, also where a variance of 0 is the question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import chdtrc

from troth.science.dyad.errors import NotComparable
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.science.dyad.growth_result import Growth

__all__ = ["GrowthComparison", "compare_growth"]

ROUNDING = 1e-7
"""How far, in parts of its size, a wider model's likelihood may seem to lie below a narrower one's."""


@dataclass(frozen=True, eq=False, kw_only=True)
class GrowthComparison(Result):
    """A likelihood-ratio test of two nested growth models; `loglik` is the wider one's.

    Attributes:
        chi_square: Twice the difference of the log-likelihoods.
        weights: Degrees of freedom, each with its share in the mixture; a single one of share 1 away from an edge.
        loglik_narrower: The narrower model's log-likelihood.
    """

    chi_square: float
    weights: Mapping[int, float]
    loglik_narrower: float

    @property
    def p_value(self) -> float:
        """The chance of so large a difference where the narrower model holds."""
        value = max(self.chi_square, 0.0)
        return sum(share * float(chdtrc(df, value)) for df, share in self.weights.items())

    def facts(self) -> dict[str, object]:
        """Return the test."""
        return {
            "chi_square": self.chi_square,
            "df": {str(df): share for df, share in self.weights.items()},
            "p": self.p_value,
            "loglik_narrower": self.loglik_narrower,
        }


def compare_growth(wider: Growth, narrower: Growth) -> GrowthComparison:
    r"""Test a narrower growth model within a wider one of the same answers.

    The narrower may lack covariates or what varies, the autocorrelation, the difference between roles
    (`indistinguishable`), or the differences between couples in a slope (`alike`).

    **Formula.** :math:`\chi^2 = 2(\ell_{wider} - \ell_{narrower})` on the d further parameters of the wider model. A
    slope that is alike in all couples has variance 0, the edge of what a variance can be; there half of the
    distribution lies on one degree less: :math:`\frac12\chi^2_{d-1} + \frac12\chi^2_d` for the slope of one role.
    Without roles the slopes of the couple's sum and of its difference go at once and independently:
    :math:`\frac14\chi^2_{d-2} + \frac12\chi^2_{d-1} + \frac14\chi^2_d`.

    Args:
        wider: From `growth` or `growth_ar1`.
        narrower: The same with less in it.

    Raises:
        NotComparable: The models rest on different answers or likelihoods; REML with different fixed effects; the
            slopes of both roles at once, whose mixture has no simple shares; or the second is not within the first.

    **Missing data.** As for `growth`; both models must rest on the same answers.

    **Limits.** Shares hold for many couples. At uneven times an autocorrelation of 0 is an edge too, which is not
    counted: that test errs on the careful side.

    **Reference.** Self, S. G., & Liang, K.-Y. (1987). J. Am. Stat. Assoc., 82, 605-610; Stram, D. O., & Lee, J. W.
    (1994). Variance components testing in the longitudinal mixed effects model. Biometrics, 50, 1171-1177.

    Example:
        >>> from troth.science.dyad.growth import growth
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> couple, time, scores = made_up_growth(60, 4)
        >>> free, alike = (growth(couple, time, scores, reml=True, alike=those) for those in ((), ("b",)))
        >>> found = compare_growth(free, alike)
        >>> dict(found.weights), found.p_value < 0.001
        ({3: 0.5, 4: 0.5}, True)
    """
    _check_same_answers(wider, narrower)
    if wider.restricted and wider.fixed != narrower.fixed:
        raise NotComparable(
            "REML likelihoods of models with different fixed effects cannot be compared: fit both by ML for this test."
        )
    _check_within(wider, narrower)
    df = len(wider.estimates) - len(narrower.estimates)
    upper, lower = wider.loglik or 0.0, narrower.loglik or 0.0
    if df < 1 or upper - lower < -ROUNDING * (1 + abs(upper)):
        raise NotComparable("The second model is not the first with less in it: give the wider one first.")
    return GrowthComparison(
        method=f"{wider.method}, against {narrower.method}",
        estimates={},
        se={},
        n_couples=wider.n_couples,
        dropped=wider.dropped,
        loglik=upper,
        warnings=tuple(dict.fromkeys((*wider.warnings, *narrower.warnings))),
        chi_square=2 * (upper - lower),
        weights=_weights(df, wider, narrower),
        loglik_narrower=lower,
    )


def _check_same_answers(wider: Growth, narrower: Growth) -> None:
    if wider.restricted != narrower.restricted:
        raise NotComparable("Both models must be fitted by the same likelihood.")
    same = len(wider.ids) == len(narrower.ids) and bool((wider.ids == narrower.ids).all())
    if not same or wider.scores != narrower.scores:
        raise NotComparable("The two models rest on different answers: fit both to the same occasions.")


def _check_within(wider: Growth, narrower: Growth) -> None:
    if wider.indistinguishable != narrower.indistinguishable:
        apart = ("covariates", "varying", "alike", "roles")
        within = narrower.indistinguishable and all(
            getattr(wider, name) == getattr(narrower, name) for name in apart
        )
    else:
        within = set(narrower.fixed) <= set(wider.fixed) and set(wider.alike) <= set(narrower.alike)
    if not within or (narrower.autocorrelation is not None and wider.autocorrelation is None):
        raise NotComparable("The second model is not the first with less in it: give the wider one first.")


def _weights(df: int, wider: Growth, narrower: Growth) -> dict[int, float]:
    gone = set(narrower.alike) - set(wider.alike)
    if not gone:
        return {df: 1.0}
    if wider.indistinguishable:
        return {df - 2: 0.25, df - 1: 0.5, df: 0.25}
    if len(gone) > 1:
        raise NotComparable(
            "Test the slopes of one role at a time: for both at once the mixture has no simple shares."
        )
    return {df - 1: 0.5, df: 0.5}
