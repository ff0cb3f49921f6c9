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

__all__ = ["Agreement", "agreement", "agreement_of"]

TAIL = (1 - LEVEL) / 2
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
        ConstantColumn: Everybody gave the same answer.

    Reference: Kenny, Kashy & Cook (2006), Dyadic data analysis (chapter 2).

    Example:
        >>> found = agreement([[1, 2], [3, 3], [5, 4], [2, 2], [4, 5]])
        >>> {name: round(value, 3) for name, value in found.estimates.items()}
        {'icc': 0.855, 'icc_double_entry': 0.822, 'pearson': 0.849}
    """
    values = couples(y, "y")
    given = ~np.isnan(values)
    one, none = int((given.sum(axis=1) == 1).sum()), int((~given).all(axis=1).sum())
    dropped = {why: count for why, count in ((ONE_PARTNER, one), (NO_ANSWER, none)) if count}
    return agreement_of(moments(values[given.all(axis=1)]), dropped)


def agreement_of(found: Moments, dropped: dict[str, int] | None = None) -> Agreement:
    """Return the same from merged moments of the two columns. Raises like :func:`agreement`.

    Example:
        >>> rows = np.array([[1.0, 2], [3, 3], [5, 4], [2, 2], [4, 5]])
        >>> parts = moments(rows[:2]) + moments(rows[2:])
        >>> round(agreement_of(parts).estimates["icc"], 3)
        0.855
    """
    n = found.n
    check_enough(n, 3, "Agreement")
    (s11, s12), (_, s22) = found.products
    gap = found.mean[0] - found.mean[1]
    between = (s11 + s22 + 2 * s12) / (2 * (n - 1))
    within = (s11 + s22 - 2 * s12 + n * gap**2) / (2 * n)
    if not min(s11, s22) > 0:
        raise ConstantColumn(
            "One of the two gives the same answer in every couple: there is nothing to agree on."
        )
    double = between * (n - 1) / n
    ratio = between / within if within > 0 else float("inf")
    return Agreement(
        method="Agreement of partners: intraclass correlation by analysis of variance, version 1",
        estimates={
            "icc": float((between - within) / (between + within)),
            "icc_double_entry": float((double - within) / (double + within)),
            "pearson": float(np.clip(s12 / sqrt(s11 * s22), -1, 1)),
        },
        se=dict.fromkeys(("icc", "icc_double_entry", "pearson"), float("nan")),
        n_couples=n,
        dropped=dropped or {},
        mean_square_between=float(between),
        mean_square_within=float(within),
        f=float(ratio),
        p_value=float(f_distribution.sf(ratio, n - 1, n)),
    )
