"""Least squares for many couples at once, each with its own days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOO_ALIKE = 1e-6
LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Least squares of q outcomes on the same p columns, for n couples.

    Attributes:
        beta: Shape (n, p, q).
        inverse: Inverse of X'X, shape (n, p, p).
        sigma: Covariance of what is left, shape (n, q, q).
        rows: Days used, shape (n,).
        solid: Whether no column repeats others, shape (n,).
        empty: Which columns are zero throughout, shape (n, p).
    """

    beta: NDArray[np.float64]
    inverse: NDArray[np.float64]
    sigma: NDArray[np.float64]
    rows: NDArray[np.int64]
    solid: NDArray[np.bool_]
    empty: NDArray[np.bool_]

    @property
    def df(self) -> NDArray[np.float64]:
        """Degrees of freedom, at least 1, shape (n,)."""
        return np.asarray(np.maximum(self.rows - self.beta.shape[1], 1), dtype=np.float64)

    def variance(self, column: int, outcome: int = 0) -> NDArray[np.float64]:
        """Return the variance of one coefficient, shape (n,)."""
        return np.asarray(self.inverse[:, column, column] * self.sigma[:, outcome, outcome])


def least_squares(
    columns: NDArray[np.float64], outcomes: NDArray[np.float64], used: NDArray[np.bool_]
) -> Fit:
    """Fit each couple's outcomes, shape (n, R, q), on its columns, shape (n, R, p), over the rows used, shape (n, R).

    Values in rows that are not used may be NaN. A column of zeros has the coefficient 0. Where X'X is singular otherwise,
    the fit is not ``solid`` and means nothing.
    """
    here = used[..., None]
    x, y = np.where(here, columns, 0.0), np.where(here, outcomes, 0.0)
    gram = np.swapaxes(x, 1, 2) @ x
    size = np.sqrt(np.einsum("npp->np", gram))
    scale = np.where(size > 0, size, 1.0)
    alike = gram / (scale[:, :, None] * scale[:, None, :]) + (size == 0)[:, :, None] * np.eye(gram.shape[1])
    solid = np.linalg.eigvalsh(alike)[:, 0] > TOO_ALIKE
    safe = np.where(solid[:, None, None], alike, np.eye(gram.shape[1]))
    inverse = np.linalg.inv(safe) / (scale[:, :, None] * scale[:, None, :])
    beta = inverse @ (np.swapaxes(x, 1, 2) @ y)
    left = np.where(here, y - x @ beta, 0.0)
    rows = used.sum(axis=1)
    df = np.maximum(rows - gram.shape[1], 1)
    sigma = np.swapaxes(left, 1, 2) @ left / df[:, None, None]
    return Fit(beta, inverse, sigma, rows, solid, size == 0)


def two_sided(
    value: NDArray[np.float64], variance: NDArray[np.float64], df: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the p of Student's t that a value is 0; 1 where its variance is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(value) / np.sqrt(variance)
    return np.where(variance > 0, 2 * stdtr(df, -np.where(variance > 0, t, 0.0)), 1.0)


def half_width(
    variance: NDArray[np.float64], df: NDArray[np.float64], *, looks: int = 1
) -> NDArray[np.float64]:
    """Return half of the 95 % interval; with ``looks`` it holds for that many at once (Bonferroni)."""
    return np.asarray(stdtrit(df, 1 - (1 - LEVEL) / (2 * looks)) * np.sqrt(np.maximum(variance, 0.0)))
