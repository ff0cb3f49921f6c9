"""Rows with missing values as sums, one set for each pattern of what is there; they can be merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.moments import Moments, moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Patterns", "Stack", "patterns"]

MOST_COLUMNS = 62
"""Columns whose pattern still is one whole number."""


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """The sums of K patterns side by side, 0 where a variable is missing; leading dimensions are replicates.

    Attributes:
        seen: Which variables each pattern has, shape (K, p).
        n: How many rows, shape (..., K).
        mean: Of what is there, shape (..., K, p).
        spread: Covariance with divisor n, shape (..., K, p, p).
    """

    seen: NDArray[np.bool_]
    n: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    def about(self, centre: NDArray[np.float64]) -> Stack:
        """Return the sums of the same rows less a centre, shape (p,)."""
        return replace(self, mean=np.where(self.seen, self.mean - centre, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Sums of rows by what is missing in them: ``patterns(all) == patterns(some) + patterns(others)``.

    Attributes:
        columns: p, how many variables there are.
        parts: The moments of each pattern, 0 where a variable is missing. The key has bit j set where column j is there.
        empty: How many rows had nothing at all; they are in no part.
    """

    columns: int
    parts: Mapping[int, Moments]
    empty: int = 0

    def __add__(self, other: Patterns) -> Patterns:
        """Return the sums of both sets of rows, as if they had been summed together."""
        if self.columns != other.columns:
            raise WrongShape(
                f"Patterns of {self.columns} and {other.columns} columns cannot be merged: sum the same variables."
            )
        parts = dict(self.parts)
        for key, part in other.parts.items():
            parts[key] = parts[key] + part if key in parts else part
        return Patterns(self.columns, parts, self.empty + other.empty)

    @property
    def n(self) -> int:
        """How many rows had something."""
        return sum(part.n for part in self.parts.values())

    @property
    def complete(self) -> int:
        """How many rows had everything."""
        whole = self.parts.get((1 << self.columns) - 1)
        return 0 if whole is None else whole.n

    def reordered(self, order: list[int]) -> Patterns:
        """Return the sums of the same rows with column `order[j]` in place j."""
        parts = {}
        for key, part in self.parts.items():
            moved = sum(((key >> old) & 1) << new for new, old in enumerate(order))
            parts[moved] = Moments(part.n, part.mean[order], part.products[np.ix_(order, order)])
        return Patterns(self.columns, parts, self.empty)

    def together(self) -> NDArray[np.float64]:
        """Return how many rows have both of two variables, shape (p, p)."""
        stack = self.stack()
        found: NDArray[np.float64] = (stack.seen.T * stack.n) @ stack.seen
        return found

    def stack(self) -> Stack:
        """Return all patterns side by side, in the order of their keys."""
        keys = sorted(self.parts)
        parts = [self.parts[key] for key in keys]
        seen = (np.array(keys, dtype=np.int64).reshape(-1, 1) >> np.arange(self.columns)) & 1
        n = np.array([part.n for part in parts], dtype=np.float64)
        mean = np.array([part.mean for part in parts]).reshape(-1, self.columns)
        products = np.array([part.products for part in parts]).reshape(-1, self.columns, self.columns)
        return Stack(seen.astype(bool), n, mean, products / n[:, None, None])


def patterns(rows: NDArray[np.float64]) -> Patterns:
    r"""Return the sums of rows, shape (n, p), NaN for what is missing, by pattern.

    Each row becomes one number with a bit for every variable that it has; sorting by it, a counting sort, lays rows of
    one pattern side by side. From here on no cost depends on n: there are at most :math:`2^p` patterns. Rows without
    any value are counted and left out.

    Raises:
        WrongShape: Not a table, or of more than 62 columns.

    Example:
        >>> nan = float("nan")
        >>> found = patterns(np.array([[1.0, 2.0], [nan, 4.0], [3.0, 4.0], [nan, nan]]))
        >>> found.n, found.complete, found.empty, found.parts[0b10].mean.tolist()
        (3, 2, 1, [0.0, 4.0])
    """
    ordered, _, runs = side_by_side(rows)
    parts = {key: moments(ordered[:, start:end].T) for key, start, end in runs if key}
    empty = sum(end - start for key, start, end in runs if not key)
    return Patterns(rows.shape[1], parts, empty)


def side_by_side(
    rows: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.intp], list[tuple[int, int, int]]]:
    """Lay rows of one pattern side by side, 0 for what is missing.

    Returns:
        The turned rows, shape (p, n); which row each was, shape (n,); and of each pattern the key, start and end.

    Raises:
        WrongShape: Not a table, or of more than 62 columns.
    """
    if rows.ndim != 2 or rows.shape[1] > MOST_COLUMNS:  # noqa: PLR2004 - a table
        raise WrongShape(f"Give a table of at most {MOST_COLUMNS} columns, not the shape {rows.shape}.")
    missing, keys = _keys(rows)
    order = np.argsort(keys, kind="stable")
    keys, ordered = keys[order], rows.T.take(order, axis=1)
    edges = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)] if len(keys) else []
    runs = [(int(keys[start]), start, end) for start, end in pairwise(edges)]
    for _, start, end in runs:
        ordered[missing[order[start]], start:end] = 0.0
    return ordered, order, runs


def _keys(rows: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.unsignedinteger]]:
    """Return what is missing, and what is there as bits, in the smallest type: few bits sort by counting."""
    missing = np.isnan(rows)
    columns = rows.shape[1]
    keys = np.zeros(len(rows), dtype=np.min_scalar_type((1 << columns) - 1))
    for column in range(columns):
        keys |= (~missing[:, column]).astype(keys.dtype) << keys.dtype.type(column)
    return missing, keys
