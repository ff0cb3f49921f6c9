"""Log odds of many couples drawn together: their mean, how much couples differ, and where a new couple may lie."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from scipy.special import chdtrc, stdtrit

from troth.science.dyad.cautions import Caution, FewCouples, NotConverged, OnBoundary
from troth.science.dyad.errors import DyadError, NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.result import LEVEL, Result
from troth.science.dyad.sequence_cells import REASONS, cells

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.sequence import Counts

__all__ = ["Method", "Pooled", "Spread", "pooled", "pooled_transition"]

Method = Literal["REML", "DL"]
ROUNDS = 200
FEW = 10
MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Spread:
    """How much couples differ, beyond the noise of each: all in the units of the values.

    Attributes:
        sd: The standard deviation between couples.
        chi_square: Cochran's Q, that couples do not differ, on `df` degrees of freedom.
        df: One less than the couples.
        prediction: Where the value of a new couple lies in 95 of 100 cases; infinite with two couples.
    """

    sd: float
    chi_square: float
    df: int
    prediction: tuple[float, float]

    @property
    def p(self) -> float:
        """The probability of a chi-square as large if couples did not differ."""
        return float(chdtrc(self.df, self.chi_square))

    def to_dict(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "sd": self.sd,
            "chi_square": self.chi_square,
            "df": self.df,
            "p": self.p,
            "prediction": list(self.prediction),
        }


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pooled(Result):
    """The random-effects mean of couples, `estimates["mean"]`, and how couples spread about it."""

    spread: Spread

    def facts(self) -> dict[str, object]:
        """Return the spread between couples."""
        return {"between_couples": self.spread.to_dict()}


def pooled(values: ArrayLike, variances: ArrayLike, *, method: Method = "REML") -> Pooled:
    r"""Draw one value of each couple together by a random-effects mean.

    Args:
        values: One estimate a couple, for example log odds, shape (n,); NaN where a couple tells nothing.
        variances: Their sampling variances, shape (n,).
        method: How the variance between couples is found: `REML`, or `DL` (DerSimonian and Laird).

    Returns:
        With :math:`y_i \sim N(\mu, \tau^2 + v_i)`: the mean :math:`\mu = \sum w_i y_i / \sum w_i` with
        :math:`w_i = 1/(\tau^2+v_i)`, its standard error :math:`1/\sqrt{\sum w_i}`, :math:`\tau`, Cochran's Q,
        and the prediction interval :math:`\mu \pm t_{n-2}\sqrt{\tau^2 + \mathrm{SE}^2}`.

    Raises:
        WrongShape: The two are not of one length.
        NotFinite: A value is infinite, or a variance is not above 0.
        TooFewCouples: Fewer than two couples have a value.

    **Missing data.** Couples without a value are left out and counted in `dropped`.

    **Limits.** The standard error takes :math:`\tau` as known, which is too sure with few couples; so is the
    prediction interval: with 25 couples whose noise is as large as what they differ by, it held about 91 of
    100 new couples in simulation. Log odds of
    short sequences are pulled to 0 by the half that is added to each count, and their variances depend on them.

    **Reference.** DerSimonian, R., & Laird, N. (1986). Meta-analysis in clinical trials. Control. Clin.
    Trials, 7, 177-188; Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators in
    the random-effects model. J. Educ. Behav. Stat., 30, 261-293; Higgins, J. P. T., Thompson, S. G., &
    Spiegelhalter, D. J. (2009). A re-evaluation of random-effects meta-analysis. J. R. Stat. Soc. A, 172,
    137-159 (prediction).

    Example:
        >>> found = pooled([1.0, 2.0, 3.0, np.nan], [0.5, 0.5, 0.5, np.nan], method="DL")
        >>> round(found.estimates["mean"], 6), round(found.spread.sd, 6), found.n_couples, found.n_dropped
        (2.0, 0.707107, 3, 1)
    """
    y, v = _given(values, variances)
    kept = ~np.isnan(y)
    missing = int((~kept).sum())
    return _pooled(y[kept], v[kept], method, {"the couple tells nothing of it": missing} if missing else {})


def pooled_transition(
    counts: Counts, given: int, target: int, *, impossible: ArrayLike | None = None, method: Method = "REML"
) -> Pooled:
    """Draw the log odds of one transition together over couples; see `pooled` and `cells`.

    Args:
        counts: Transitions of n couples.
        given: The earlier code.
        target: The later code.
        impossible: Cells that cannot occur, shape (K, K).
        method: `REML` or `DL`.

    Returns:
        The mean log odds over couples. Couples whose table tells nothing of the cell are counted in `dropped`
        by the reason that `cells` gives.

    Raises:
        TooFewCouples: Fewer than two couples tell anything.

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> rows = [[0, 1, 0, 1, 1, 0, 0, 1], [0, 0, 1, 0, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1, 1, 1]]
        >>> found = pooled_transition(count_transitions(rows, 2), 0, 1)
        >>> found.n_couples, dict(found.dropped), round(found.estimates["mean"], 3)
        (2, {'empty_row': 1}, 1.358)
    """
    found = cells(counts, impossible=impossible)
    known = found.reason[:, given, target] == REASONS.index(REASONS[0])
    values, variances = found.log_odds[known, given, target], found.variance[known, given, target]
    return _pooled(values, variances, method, found.reasons(given, target))


def _given(values: ArrayLike, variances: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y, v = np.asarray(values, np.float64), np.asarray(variances, np.float64)
    if y.ndim != 1 or y.shape != v.shape:
        raise WrongShape(f"One value and one variance a couple are needed, not {y.shape} and {v.shape}.")
    known = ~np.isnan(y)
    if np.isinf(y).any() or not (np.isfinite(v[known]) & (v[known] > 0)).all():
        raise NotFinite("Every value must be finite with a variance above 0, or missing.")
    return y, v


def _pooled(
    y: NDArray[np.float64], v: NDArray[np.float64], method: Method, dropped: dict[str, int]
) -> Pooled:
    n = len(y)
    if method not in get_args(Method):
        raise DyadError(f"The method is one of {', '.join(get_args(Method))}, not {method}.")
    if n < 2:  # noqa: PLR2004 - one couple says nothing of others
        raise TooFewCouples(f"Pooling needs two couples or more that tell something; there are {n}.")
    tau2, settled = _between(y, v, method)
    w = 1 / (tau2 + v)
    mean, se = float((w * y).sum() / w.sum()), float(1 / sqrt(w.sum()))
    fixed = 1 / v
    q = float((fixed * (y - (fixed * y).sum() / fixed.sum()) ** 2).sum())
    half = float(stdtrit(n - 2, 0.5 + LEVEL / 2)) * sqrt(tau2 + se**2) if n > 2 else inf  # noqa: PLR2004
    warnings: list[Caution] = [FewCouples(n, 2)] if n < FEW else []
    if tau2 == 0:
        warnings.append(OnBoundary("no variance between couples"))
    if not settled:
        warnings.append(NotConverged(ROUNDS))
        mean, se, half = nan, nan, nan
    return Pooled(
        method=f"Random-effects mean over couples, {method}",
        estimates={MEAN: mean},
        se={MEAN: se},
        n_couples=n,
        dropped=dropped,
        warnings=tuple(warnings),
        spread=Spread(sqrt(tau2), q, n - 1, (mean - half, mean + half)),
    )


def _between(y: NDArray[np.float64], v: NDArray[np.float64], method: Method) -> tuple[float, bool]:
    """Return the variance between couples, and whether it settled."""
    w = 1 / v
    mean = (w * y).sum() / w.sum()
    q = (w * (y - mean) ** 2).sum()
    start = max(0.0, float((q - (len(y) - 1)) / (w.sum() - (w**2).sum() / w.sum())))
    return (start, True) if method == "DL" else _reml(y, v, start)


def _reml(y: NDArray[np.float64], v: NDArray[np.float64], tau2: float) -> tuple[float, bool]:
    """Fisher scoring for the restricted likelihood, kept at 0 or above."""
    for _ in range(ROUNDS):
        w = 1 / (tau2 + v)
        total = w.sum()
        mean = (w * y).sum() / total
        second, third = (w**2).sum() / total, (w**3).sum() / total
        score = (w**2 * (y - mean) ** 2).sum() - total + second
        information = (w**2).sum() - 2 * third + second**2
        new = max(0.0, float(tau2 + score / information))
        if abs(new - tau2) <= 1e-10 * (tau2 + float(v.min())):
            return new, True
        tau2 = new
    return tau2, False
