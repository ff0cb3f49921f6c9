"""How alike two partners answer one question: intraclass correlations, each by its own definition."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import f as f_distribution

from troth.science.dyad.errors import ConstantColumn
from troth.science.dyad.moments import Moments, moments
from troth.science.dyad.pairs import check_enough, couples
from troth.science.dyad.result import LEVEL, Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Agreement", "AgreementSums", "agreement", "agreement_finish", "agreement_partial"]

TAIL = (1 - LEVEL) / 2
PARTNERS = 2
ONE_PARTNER = "an answer of one partner only"
NO_ANSWER = "no answer of either"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Agreement(Result):
    """What :func:`agreement` found; `f` tests that partners are no more alike than strangers."""

    mean_square_between: float
    mean_square_within: float
    f: float
    p_value: float

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """That of the intraclass correlation by F, that of Pearson's r by Fisher's z; the double entry has none."""
        n = self.n_couples
        df = n - 1, n
        low, high = (self.f / f_distribution.ppf(p, *df) for p in (1 - TAIL, TAIL))
        with np.errstate(
            divide="ignore"
        ):  # a perfect correlation lies infinitely far out, and its ends with it
            z = np.arctanh(self.estimates["pearson"])
        step = 1.959963984540054 / sqrt(n - 3)
        return {
            "icc": (float(1 - 2 / (low + 1)), float(1 - 2 / (high + 1))),
            "pearson": (float(np.tanh(z - step)), float(np.tanh(z + step))),
        }

    def facts(self) -> dict[str, object]:
        """Return the mean squares and their F test."""
        return {
            "mean_square_between": self.mean_square_between,
            "mean_square_within": self.mean_square_within,
            "f": self.f,
            "df": [self.n_couples - 1, self.n_couples],
            "p_value": self.p_value,
        }


@dataclass(frozen=True, slots=True, eq=False)
class AgreementSums:
    """All that agreement asks of the data; ``+`` merges parts.

    Attributes:
        moments: Of the couples in which both answered.
        one_partner: In how many couples one of the two answered.
        no_answer: In how many neither did.
    """

    moments: Moments
    one_partner: int
    no_answer: int

    def __add__(self, other: AgreementSums) -> AgreementSums:
        """Return the sums of both parts."""
        return AgreementSums(
            self.moments + other.moments,
            self.one_partner + other.one_partner,
            self.no_answer + other.no_answer,
        )


def agreement(y: ArrayLike) -> Agreement:
    r"""Return how alike the two partners of a couple are on one variable.

    Args:
        y: One row a couple, one column a partner, in any unit; NaN where an answer is missing.

    Returns:
        Three numbers that are often taken for one another:

        - `icc`: the intraclass correlation of the analysis of variance,
          :math:`(MS_B - MS_W)/(MS_B + MS_W)` with :math:`MS_B = 2\,\mathrm{var}(\text{couple means})` and
          :math:`MS_W = \sum(y_1-y_2)^2/(2n)`. It can be negative, and is kept so. It equals the residual
          correlation of a model with an intercept only under REML.
        - `icc_double_entry`: Pearson's r over the 2n ordered pairs, that correlation under ML.
        - `pearson`: r between the first and the second column; it depends on who stands in which.

        `icc` and `pearson` have 95 % intervals. :math:`F = MS_B/MS_W` with n-1 and n degrees of freedom.

    Missing data: only couples in which both answered; the others are counted in `dropped`.

    Raises:
        WrongShape: There are not two columns.
        NotFinite: A value is infinite.
        TooFewCouples: There are 3 complete couples or fewer.
        ConstantColumn: One of the two gave the same answer in every couple.

    Reference: Kenny, Kashy & Cook (2006), Dyadic data analysis (chapter 2).

    Example:
        >>> found = agreement([[1, 2], [3, 3], [5, 4], [2, 2], [4, 5]])
        >>> {name: round(value, 3) for name, value in found.estimates.items()}
        {'icc': 0.855, 'icc_double_entry': 0.822, 'pearson': 0.849}
    """
    return agreement_finish(agreement_partial(y))


def agreement_partial(y: ArrayLike) -> AgreementSums:
    """Reduce couples to the sums of `agreement`; raises `WrongShape` and `NotFinite` as it does.

    Example:
        >>> rows = np.array([[1.0, 2], [3, 3], [5, np.nan], [2, 2], [4, 5]])
        >>> sums = agreement_partial(rows[:2]) + agreement_partial(rows[2:])
        >>> sums.moments.n, sums.one_partner, sums.no_answer
        (4, 1, 0)
    """
    values = couples(y, "y")
    given = (~np.isnan(values)).sum(axis=1)
    return AgreementSums(moments(values[given == PARTNERS]), int((given == 1).sum()), int((given == 0).sum()))


def agreement_finish(sums: AgreementSums) -> Agreement:
    """Estimate from sums, merged or not; raises `TooFewCouples` and `ConstantColumn` as `agreement` does.

    Example:
        >>> rows = np.array([[1.0, 2], [3, 3], [5, 4], [2, 2], [4, 5]])
        >>> parts = agreement_partial(rows[:2]) + agreement_partial(rows[2:])
        >>> round(agreement_finish(parts).estimates["icc"], 3)
        0.855
    """
    found = sums.moments
    left_out = ((ONE_PARTNER, sums.one_partner), (NO_ANSWER, sums.no_answer))
    n = found.n
    check_enough(n, 3, "Agreement")
    (s11, s12), (_, s22) = found.products
    gap = found.mean[0] - found.mean[1]
    between = (s11 + s22 + 2 * s12) / (2 * (n - 1))
    within = (s11 + s22 - 2 * s12 + n * gap**2) / (2 * n)
    if not min(s11, s22) > 0:
        raise ConstantColumn(
            "One of the two gives the same answer in every couple: there is nothing to agree on, so choose another column."
        )
    double = between * (n - 1) / n
    ratio = between / within if within > 0 else float("inf")
    return Agreement(
        method="Agreement of partners: intraclass correlation by analysis of variance, version 1",
        estimates={
            "icc": float((between - within) / (between + within)),
            "icc_double_entry": float((double - within) / (double + within)),
            "pearson": float(np.clip(s12 / sqrt(s11) / sqrt(s22), -1, 1)),
        },
        se=dict.fromkeys(("icc", "icc_double_entry", "pearson"), float("nan")),
        n_couples=n,
        dropped={why: count for why, count in left_out if count},
        mean_square_between=float(between),
        mean_square_within=float(within),
        f=float(ratio),
        p_value=float(f_distribution.sf(ratio, n - 1, n)),
    )
