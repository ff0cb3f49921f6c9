"""Least squares for all couples side by side, and what of it is known: the algebra of dynamics and oscillators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.dynamics_compiled import ALIKE, CONSTANT, kernels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.dynamics_compiled import Jit

__all__ = ["Fitted", "fitted", "in_memory", "room"]

BLOCK = 4096
"""Couples solved at a time; their matrices stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Intercept and slopes of n regressions with k columns each; whatever axes the products had come after.

    Attributes:
        parameters: Intercept, then slopes, shape (k + 1, …).
        covariance: Theirs, shape (k + 1, k + 1, …).
        residual_variance: Residual sum of squares over the degrees of freedom left, shape (…); NaN with none.
        constant: Which columns do not vary, the outcome last, shape (k + 1, …).
        alike: Where columns repeat others that vary, shape (…).
    """

    parameters: NDArray[np.float64]
    covariance: NDArray[np.float64]
    residual_variance: NDArray[np.float64]
    constant: NDArray[np.bool_]
    alike: NDArray[np.bool_]


def fitted(
    products: NDArray[np.float64],
    means: NDArray[np.float64],
    count: NDArray[np.integer],
    jit: Jit | None = None,
) -> Fitted:
    """Fit many regressions from their sums of products, by sweeping out one column after another in all of them.

    Args:
        products: About the means, shape (k + 1, k + 1, r, n), the outcome last; r equations of n couples.
        means: Shape (k + 1, r, n).
        count: Rows of each couple, shape (n,).
        jit: `numba.njit`, for compiled loops.

    Returns:
        Estimates and covariances. A column that is constant or repeats others gets the slope 0 and is marked: the
        caller decides what that means.

    Example:
        >>> x, y = np.arange(5.0), np.array([1.0, 3, 5, 7, 9.5])
        >>> table = np.stack([x, y])
        >>> off = table - table.mean(axis=1, keepdims=True)
        >>> found = fitted((off @ off.T)[:, :, None, None], table.mean(axis=1)[:, None, None], np.array([5]))
        >>> found.parameters.ravel().round(3).tolist()
        [0.9, 2.1]
    """
    if jit is not None:
        return _fit_compiled(products, means, count, jit)
    size, equations, n = means.shape
    found = Fitted(
        np.empty((size, equations, n)),
        np.empty((size, size, equations, n)),
        np.empty((equations, n)),
        np.empty((size, equations, n), bool),
        np.empty((equations, n), bool),
    )
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        _fit_block(products[..., here], means[..., here], count[here], found, here)
    return found


def room(n: int) -> Fitted:
    """Return arrays for compiled loops to write into, for two equations of n couples, couples first in memory.

    Example:
        >>> room(5).covariance.shape, room(5).parameters.T.flags.c_contiguous
        ((4, 4, 2, 5), True)
    """
    return Fitted(
        np.empty((n, 2, 4)).T,
        np.empty((n, 2, 4, 4)).transpose(2, 3, 1, 0),
        np.empty((n, 2)).T,
        np.empty((n, 2, 4), bool).T,
        np.empty((n, 2), bool).T,
    )


def in_memory(found: Fitted) -> tuple[NDArray[Any], ...]:
    """Return the arrays of `room` as they lie in memory.

    Example:
        >>> [part.shape for part in in_memory(room(5))]
        [(5, 2, 4), (5, 2, 4, 4), (5, 2), (5, 2, 4), (5, 2)]
    """
    covariance = found.covariance.transpose(3, 2, 0, 1)
    return found.parameters.T, covariance, found.residual_variance.T, found.constant.T, found.alike.T


def _fit_compiled(
    products: NDArray[np.float64], means: NDArray[np.float64], count: NDArray[np.integer], jit: Jit
) -> Fitted:
    """Solve in compiled loops, couples first in memory; with one column fewer, beside one that does not vary."""
    size, _, n = means.shape
    table, middle = products.transpose(3, 2, 0, 1), means.T
    columns = np.r_[: size - 1, 3]
    wide = room(n)
    if size != len(wide.parameters):
        table, middle = np.zeros((n, 2, 4, 4)), np.zeros((n, 2, 4))
        table[:, :, columns[:, None], columns], middle[:, :, columns] = (
            products.transpose(3, 2, 0, 1),
            means.T,
        )
    kernels(jit).solve(
        np.ascontiguousarray(table),
        np.ascontiguousarray(middle),
        np.asarray(count, np.int64),
        size - 1,
        in_memory(wide),
    )
    return Fitted(
        wide.parameters[:size],
        wide.covariance[:size, :size],
        wide.residual_variance,
        wide.constant[columns],
        wide.alike,
    )


def _fit_block(
    products: NDArray[np.float64],
    means: NDArray[np.float64],
    count: NDArray[np.integer],
    found: Fitted,
    here: slice,
) -> None:
    k = len(means) - 1
    square = np.diagonal(products).transpose(2, 0, 1)
    constant = square <= CONSTANT * count * means**2
    root = np.sqrt(np.where(constant, 1.0, square))
    swept = products / (root[:, None] * root)
    alike = np.zeros(means.shape[1:], bool)
    for i in range(k):
        pivot = swept[i, i].copy()
        out = constant[i] | (pivot < ALIKE)
        alike |= out & ~constant[i]
        _sweep(swept, i, np.where(out, np.inf, pivot))
    swept /= root[:, None] * root
    slopes = swept[:k, k] * root[k] ** 2
    inverse = -swept[:k, :k]
    drawn = (inverse * means[:k]).sum(axis=1)
    left = count - k - 1.0
    rest = np.maximum(swept[k, k] * root[k] ** 4, 0.0)
    variance = np.divide(rest, left, out=np.full(rest.shape, np.nan), where=left > 0)
    found.parameters[0, ..., here] = means[k] - (slopes * means[:k]).sum(axis=0)
    found.parameters[1:, ..., here] = slopes
    covariance = found.covariance[..., here]
    covariance[0, 0] = (1 / np.maximum(count, 1) + (drawn * means[:k]).sum(axis=0)) * variance
    covariance[0, 1:] = covariance[1:, 0] = -drawn * variance
    covariance[1:, 1:] = inverse * variance
    found.residual_variance[..., here] = variance
    found.constant[..., here] = constant
    found.alike[..., here] = alike


def _sweep(table: NDArray[np.float64], i: int, pivot: NDArray[np.float64]) -> None:
    """Sweep column i out of symmetric tables in place; an infinite pivot leaves it out."""
    column = table[:, i] / pivot
    row = table[i].copy()
    table -= column[:, None] * row
    table[i] = table[:, i] = column
    table[i, i] = -1 / pivot
