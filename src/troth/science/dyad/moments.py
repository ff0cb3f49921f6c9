"""What a table of couples is reduced to: how many, the mean, and the centred cross-products. They can be merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import WrongShape

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Moments", "moments"]

BLOCK = 8192
"""Rows that are centred and multiplied at a time; they stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    r"""Moments of n rows of p columns, mergeable: ``moments(all) == moments(some) + moments(others)``.

    Attributes:
        n: How many rows.
        mean: Their mean, shape (p,).
        products: :math:`\sum (z - \bar z)(z - \bar z)'`, shape (p, p).
    """

    n: int
    mean: NDArray[np.float64]
    products: NDArray[np.float64]

    def __add__(self, other: Moments) -> Moments:
        """Return the moments of both sets of rows, as if they had been summed together."""
        if self.mean.shape != other.mean.shape:
            raise WrongShape(f"Moments of {self.mean.size} and {other.mean.size} columns cannot be merged.")
        n = self.n + other.n
        if n == 0:
            return self
        step = other.mean - self.mean
        mean = self.mean + step * (other.n / n)
        products = self.products + other.products + np.outer(step, step) * (self.n * other.n / n)
        return Moments(n, mean, products)

    def transformed(self, matrix: NDArray[np.float64]) -> Moments:
        """Return the moments of `matrix` @ row, for a matrix of shape (k, p): rotations and choices of columns."""
        return Moments(self.n, matrix @ self.mean, matrix @ self.products @ matrix.T)

    def raw(self) -> NDArray[np.float64]:
        r"""Return :math:`\sum (1, z)'(1, z)`, shape (p+1, p+1), for regressions with an intercept."""
        head = np.concatenate([[1.0], self.mean])
        found = self.n * np.outer(head, head)
        found[1:, 1:] += self.products
        return found


def moments(rows: NDArray[np.float64]) -> Moments:
    """Return the moments of rows, shape (n, p), in one pass in blocks that are centred first.

    Example:
        >>> found = moments(np.array([[1.0, 2.0], [3.0, 2.0]]))
        >>> found.n, found.mean.tolist(), found.products.tolist()
        (2, [2.0, 2.0], [[2.0, 0.0], [0.0, 0.0]])
    """
    if rows.ndim != 2:  # noqa: PLR2004 - a table
        raise WrongShape(f"A table of couples has rows and columns, not {rows.ndim} dimensions.")
    n, p = rows.shape
    if n == 0:
        return Moments(0, np.zeros(p), np.zeros((p, p)))
    pilot = rows[:BLOCK].mean(axis=0)
    total, buffer = np.zeros((p + 1, p + 1)), np.ones((p + 1, min(n, BLOCK)))
    for start in range(0, n, BLOCK):
        part = rows[start : start + BLOCK].T
        block = buffer[:, : part.shape[1]]
        np.subtract(part, pilot[:, None], out=block[1:])
        total += block @ block.T
    step = total[0, 1:] / n
    return Moments(n, pilot + step, total[1:, 1:] - n * np.outer(step, step))
