"""Sums over couples of what was found of each, as loops for a compiler: made while their numbers are in the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Beyond = tuple[NDArray[np.int64], NDArray[np.int64]]

__all__ = ["SUMMED", "gathering"]

SUMMED = 25
"""Of each equation: four sums, ten of products, ten of covariances, and how many couples."""


def gathering(made: Callable[..., Any]) -> Callable[..., None]:
    """Return the loop that adds the numbers of couples whose equations are both whole to sums of shape (2, 25).

    Example:
        >>> import numpy as np
        >>> gathered = gathering(lambda: lambda function: function)
        >>> found = np.ones((4, 2, 1)), np.ones((10, 2, 1)), None, np.zeros((4, 2, 1), bool), np.zeros((2, 1), bool)
        >>> beyond, sums = (np.full((2, 1), 9), np.full((2, 1), 9)), np.zeros((2, SUMMED))
        >>> gathered(found, beyond, np.zeros(1, bool), 8, 0, np.zeros(1), sums)
        >>> sums.sum()
        np.float64(50.0)
    """
    whole, added = map(made(), (_whole, _added))

    def gathered(
        found: tuple[Any, ...],
        beyond: Beyond,
        plain: NDArray[np.bool_],
        fewest: int,
        at: int,
        keep: Floats,
        sums: Floats,
    ) -> None:
        lanes = min(len(keep), len(plain) - at)
        gap = plain[at : at + lanes]
        for lane in range(lanes):
            keep[lane] = 0.0 if gap[lane] else 1.0
        whole(found, beyond, fewest, at, lanes, keep)
        added(found, at, lanes, keep, sums)

    return gathered


def _whole(found: tuple[Any, ...], beyond: Beyond, fewest: int, at: int, lanes: int, keep: Floats) -> None:
    """Write 0 where an equation of a couple is not whole."""
    _, _, _, constant, alike = found
    for side in range(2):
        above, below = beyond[0][side, at : at + lanes], beyond[1][side, at : at + lanes]
        same = alike[side, at : at + lanes]
        for lane in range(lanes):
            keep[lane] = 0.0 if same[lane] or above[lane] < fewest or below[lane] < fewest else keep[lane]
        for i in range(4):
            flat = constant[i, side, at : at + lanes]
            for lane in range(lanes):
                keep[lane] = 0.0 if flat[lane] else keep[lane]


def _added(found: tuple[Any, ...], at: int, lanes: int, keep: Floats, sums: Floats) -> None:
    """Add sums of estimates, of their products and of covariances, and how many couples there are."""
    parameters, packed, _, _, _ = found
    for side in range(2):
        cell = 0
        for i in range(4):
            one, total = parameters[i, side, at : at + lanes], 0.0
            for lane in range(lanes):
                total += one[lane] if keep[lane] > 0 else 0.0
            sums[side, i] += total
            for j in range(i + 1):
                other, spread = parameters[j, side, at : at + lanes], packed[cell, side, at : at + lanes]
                product = noise = 0.0
                for lane in range(lanes):
                    product += one[lane] * other[lane] if keep[lane] > 0 else 0.0
                    noise += spread[lane] if keep[lane] > 0 else 0.0
                sums[side, 4 + cell] += product
                sums[side, 14 + cell] += noise
                cell += 1
        for lane in range(lanes):
            sums[side, SUMMED - 1] += keep[lane]
