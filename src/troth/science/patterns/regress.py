"""Least squares for many couples at once, each with its own days, and errors that hold where days differ in how much they vary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOO_ALIKE = 1e-6
LEVEL = 0.95
LEAST_LEFT = 0.05
"""A day of which less than this is left after the fit is taken to leave so much: it would weigh without bound."""


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Least squares of one outcome on p columns, for n couples.

    Attributes:
        beta: Shape (n, p).
        plain: The usual variance of each coefficient, which takes all days to vary alike, shape (n, p).
        pulls: By how much each row moves each coefficient, shape (n, R, p); rows that are not used move none.
        rows: Rows used, shape (n,).
        solid: Whether no column repeats others, shape (n,).
        empty: Which columns are zero throughout, shape (n, p).
    """

    beta: NDArray[np.float64]
    plain: NDArray[np.float64]
    pulls: NDArray[np.float64]
    rows: NDArray[np.int64]
    solid: NDArray[np.bool_]
    empty: NDArray[np.bool_]

    @property
    def df(self) -> NDArray[np.float64]:
        """Degrees of freedom, at least 1, shape (n,)."""
        return np.asarray(np.maximum(self.rows - (~self.empty).sum(axis=1), 1), dtype=np.float64)

    def variance(self, column: int) -> NDArray[np.float64]:
        """Return the variance of one coefficient, shape (n,)."""
        return np.asarray((self.pulls[..., column] ** 2).sum(axis=1))


def least_squares(columns: NDArray[np.float64], outcome: NDArray[np.float64], used: NDArray[np.bool_]) -> Fit:
    """Fit each couple's outcome, shape (n, R), on its columns, shape (n, R, p), over the rows used, shape (n, R).

    Values in rows that are not used may be NaN. A column of zeros has the coefficient 0. Where X'X is singular otherwise,
    the fit is not ``solid`` and means nothing. `Fit.variance` is of the kind HC3: it holds where some days vary more than
    others, as they do where a diary has reached the end of its scale.

    Reference: MacKinnon, J. G., & White, H. (1985). Some heteroskedasticity-consistent covariance matrix estimators with
    improved finite sample properties. Journal of Econometrics, 29, 305-325.
    """
    x, y = np.where(used[..., None], columns, 0.0), np.where(used, outcome, 0.0)
    gram = np.swapaxes(x, 1, 2) @ x
    size = np.sqrt(np.einsum("npp->np", gram))
    scale = np.where(size > 0, size, 1.0)
    alike = gram / (scale[:, :, None] * scale[:, None, :]) + (size == 0)[:, :, None] * np.eye(gram.shape[1])
    solid = np.linalg.eigvalsh(alike)[:, 0] > TOO_ALIKE
    safe = np.where(solid[:, None, None], alike, np.eye(gram.shape[1]))
    inverse = np.linalg.inv(safe) / (scale[:, :, None] * scale[:, None, :])
    beta = (inverse @ (np.swapaxes(x, 1, 2) @ y[..., None]))[..., 0]
    weights = x @ inverse
    left = y - (x @ beta[..., None])[..., 0]
    free = np.maximum(1 - (weights * x).sum(axis=2), LEAST_LEFT)
    rows = used.sum(axis=1)
    sigma = (left**2).sum(axis=1) / np.maximum(rows - (size > 0).sum(axis=1), 1)
    plain = np.einsum("npp->np", inverse) * sigma[:, None]
    return Fit(beta, plain, weights * (left / free)[..., None], rows, solid, size == 0)


def two_sided(
    value: NDArray[np.float64], variance: NDArray[np.float64], df: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the p of Student's t that a value is 0; 1 where its variance is 0."""
    return 2 * _beyond(np.abs(value), variance, df)


def expected_way(
    value: NDArray[np.float64],
    variance: NDArray[np.float64],
    df: NDArray[np.float64],
    *,
    share: float,
    sign: int = 1,
) -> NDArray[np.float64]:
    """Return the p that a value is 0, where ``share`` of all false alarms may fall to the way that is expected.

    The rest falls to the other way: each p is divided by its part (weighted Bonferroni). ``sign`` is the way expected.
    """
    up = _beyond(sign * value, variance, df) / share
    down = _beyond(-sign * value, variance, df) / (1 - share)
    return np.minimum(np.minimum(up, down), 1.0)


def half_width(
    variance: NDArray[np.float64], df: NDArray[np.float64], *, looks: int = 1
) -> NDArray[np.float64]:
    """Return half of the 95 % interval; with ``looks`` it holds for that many at once (Bonferroni)."""
    return np.asarray(stdtrit(df, 1 - (1 - LEVEL) / (2 * looks)) * np.sqrt(np.maximum(variance, 0.0)))


def _beyond(
    value: NDArray[np.float64], variance: NDArray[np.float64], df: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the chance of Student's t beyond a value; 1/2 where its variance is 0."""
    known = variance > 0
    t = np.where(known, value, 0.0) / np.sqrt(np.where(known, variance, 1.0))
    return np.asarray(stdtr(df, -t))
