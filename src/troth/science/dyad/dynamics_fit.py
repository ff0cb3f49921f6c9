"""Least squares for all couples side by side, and what of it is known: the algebra of dynamics and oscillators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.dynamics_compiled import ALIKE, CONSTANT, kernels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.dynamics_compiled import Jit

__all__ = ["Fitted", "fitted", "in_memory", "room", "unpacked"]

BLOCK = 4096
"""Couples solved at a time; their matrices stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Intercept and slopes of n regressions with k columns each; whatever axes the products had come after.

    Attributes:
        parameters: Intercept, then slopes, shape (k + 1, …).
        packed: Their covariance, the lower triangle row by row, shape ((k + 1)(k + 2) / 2, …).
        residual_variance: Residual sum of squares over the degrees of freedom left, shape (…); NaN with none.
        constant: Which columns do not vary, the outcome last, shape (k + 1, …).
        alike: Where columns repeat others that vary, shape (…).
        sums: What compiled loops summed over couples whose equations are whole, as `gathering` says, shape (2, 25).
    """

    parameters: NDArray[np.float64]
    packed: NDArray[np.float64]
    residual_variance: NDArray[np.float64]
    constant: NDArray[np.bool_]
    alike: NDArray[np.bool_]
    sums: NDArray[np.float64] | None = None


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
    found = room(size, equations, np.empty(((size + 1) * (size + 2) // 2 * equations, n)))
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        _fit_block(products[..., here], means[..., here], count[here], found, here)
    return found


def room(size: int, equations: int, numbers: NDArray[np.float64]) -> Fitted:
    """Lay arrays to write into out in rows of `numbers`, for so many equations of n couples with `size` parameters.

    One stretch of memory costs less than several: the system hands it out in larger pages.

    Example:
        >>> [part.shape for part in in_memory(room(4, 2, np.empty((30, 5))))]
        [(4, 2, 5), (10, 2, 5), (2, 5), (4, 2, 5), (2, 5)]
    """
    cells, n = size * (size + 1) // 2, numbers.shape[1]
    own, spread, rest = np.split(numbers, [size * equations, (size + cells) * equations])
    return Fitted(
        own.reshape(size, equations, n),
        spread.reshape(cells, equations, n),
        rest,
        np.empty((size, equations, n), bool),
        np.empty((equations, n), bool),
    )


def in_memory(found: Fitted) -> tuple[NDArray[Any], ...]:
    """Return the arrays in order, for compiled loops.

    Example:
        >>> len(in_memory(room(4, 2, np.empty((30, 5)))))
        5
    """
    return found.parameters, found.packed, found.residual_variance, found.constant, found.alike


def unpacked(packed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return whole symmetric matrices, shape (…, k, k), of lower triangles row by row, shape (…, k (k + 1) / 2).

    Example:
        >>> unpacked(np.array([1.0, 2, 3, 4, 5, 6])).tolist()
        [[1.0, 2.0, 4.0], [2.0, 3.0, 5.0], [4.0, 5.0, 6.0]]
    """
    size = int((2 * packed.shape[-1]) ** 0.5)
    row, column = np.indices((size, size))
    last = np.maximum(row, column)
    return np.asarray(packed[..., last * (last + 1) // 2 + np.minimum(row, column)])


def _fit_compiled(
    products: NDArray[np.float64], means: NDArray[np.float64], count: NDArray[np.integer], jit: Jit
) -> Fitted:
    """Solve in compiled loops; with one column fewer, beside one that does not vary."""
    size, _, n = means.shape
    table, middle = products, means
    columns = np.r_[: size - 1, 3]
    wide = room(4, 2, np.empty((30, n)))
    if size != len(wide.parameters):
        table, middle = np.zeros((4, 4, 2, n)), np.zeros((4, 2, n))
        table[columns[:, None], columns], middle[columns] = products, means
    kernels(jit).solve(
        np.ascontiguousarray(table),
        np.ascontiguousarray(middle),
        np.asarray(count, np.int64),
        size - 1,
        in_memory(wide),
    )
    return Fitted(
        wide.parameters[:size],
        wide.packed[: size * (size + 1) // 2],
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
    rest = np.maximum(swept[k, k] * root[k] ** 2 * root[k] ** 2, 0.0)  # its fourth power may not fit
    variance = np.divide(rest, left, out=np.full(rest.shape, np.nan), where=left > 0)
    found.parameters[0, ..., here] = means[k] - (slopes * means[:k]).sum(axis=0)
    found.parameters[1:, ..., here] = slopes
    packed = found.packed[..., here]
    packed[0] = (1 / np.maximum(count, 1) + (drawn * means[:k]).sum(axis=0)) * variance
    cell = 1
    for i in range(k):
        packed[cell], packed[cell + 1 : cell + i + 2] = -drawn[i] * variance, inverse[i, : i + 1] * variance
        cell += i + 2
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
