"""The sums and the least squares of dynamics couple by couple, as loops for a compiler that the caller passes in.

Uncompiled they give the same numbers, only slowly. `dynamics_sums.py` and `dynamics_fit.py` say what is computed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ALIKE", "CONSTANT", "Jit", "Kernels", "kernels"]

Jit = Callable[..., Any]
"""`numba.njit`, or what takes its options and gives back a compiler of functions."""
FREE = frozenset({"reassoc", "contract", "nsz"})
"""What a compiler may do to sums: take them in another order. It then takes `isfinite` for true, but not `isnan`."""
ALIKE = 1e-10
"""The share of a column that others leave unexplained, under which it repeats them."""
CONSTANT = 1e-14
"""The variance over the squared mean under which a column counts as constant."""


class Kernels(NamedTuple):
    """Compiled loops over couples: they write into arrays that are passed in."""

    add: Callable[..., None]
    solve: Callable[..., None]


@cache
def kernels(jit: Jit, size: int = 4) -> Kernels:
    """Return the loops compiled by `jit` for so many columns, once for all, when first used.

    Example:
        >>> made = kernels(lambda **options: lambda function: function)
        >>> made.add.__name__, made.solve.__name__
        ('add', 'solve')
    """
    made = jit(error_model="numpy", fastmath=set(FREE))
    loaded, hinged, summed, about_means = map(made, (_loaded, _hinged, _summed, _about_means))
    swept, written = made(_swept), made(_written)

    def add(
        rows: NDArray[np.float64],
        sequential: bool,  # noqa: FBT001 - compiled functions take no keywords alone
        products: NDArray[np.float64],
        means: NDArray[np.float64],
        beyond: NDArray[np.int64],
        gaps: NDArray[np.bool_],
    ) -> None:
        length = rows.shape[1]
        first, second, up = np.empty(length), np.empty(length), np.empty(length - 1)
        for i in range(len(rows)):
            one, other = loaded(rows[i], first, second)
            gaps[i] = np.isnan(one + other) or np.isinf(one + other)
            if gaps[i]:
                continue
            for side in range(2):
                own, partner = (first, second) if side == 0 else (second, first)
                mean, signal = (one, other) if side == 0 else (other, one)
                v = partner[1:] if sequential and side == 1 else partner[:-1]
                hinged(v, signal, up, beyond[i, side])
                summed(own, up, v, products[i, side], means[i, side])
                never_below = beyond[i, side, 1] == 0
                about_means(products[i, side], means[i, side], length - 1, mean, signal, never_below)

    def solve(
        products: NDArray[np.float64],
        means: NDArray[np.float64],
        counts: NDArray[np.int64],
        parameters: NDArray[np.float64],
        covariance: NDArray[np.float64],
        variance: NDArray[np.float64],
        constant: NDArray[np.bool_],
        alike: NDArray[np.bool_],
    ) -> None:
        table, scale = np.empty((size, size)), np.empty(size)
        for i in range(len(means)):
            for side in range(means.shape[1]):
                mean = means[i, side]
                alike[i, side] = swept(
                    size, products[i, side], mean, counts[i], table, scale, constant[i, side]
                )
                variance[i, side] = written(
                    size, table, scale, mean, counts[i], parameters[i, side], covariance[i, side]
                )

    return Kernels(made(add), made(solve))


def _loaded(
    row: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[float, float]:
    """Write both series about their means, and return these; not finite where a score is not."""
    one = other = 0.0
    for t in range(len(row)):
        first[t], second[t] = row[t, 0], row[t, 1]
        one += row[t, 0]
        other += row[t, 1]
    one, other = one / len(row), other / len(row)
    if np.isnan(one + other) or np.isinf(one + other):
        return one, other
    for t in range(len(row)):
        first[t] -= one
        second[t] -= other
    return one, other


def _hinged(v: NDArray[np.float64], mean: float, up: NDArray[np.float64], beyond: NDArray[np.int64]) -> None:
    """Write the part above zero of a score that was taken from its mean, and how many lie above and below."""
    above = below = 0.0
    for t in range(len(v)):
        score = v[t] + mean
        above += 1.0 if score > 0 else 0.0
        below += 1.0 if score < 0 else 0.0
        up[t] = max(score, 0.0)
    beyond[0], beyond[1] = int(above), int(below)


def _summed(
    series: NDArray[np.float64],
    above: NDArray[np.float64],
    signal: NDArray[np.float64],
    products: NDArray[np.float64],
    sums: NDArray[np.float64],
) -> None:
    """Write the sums of own score, partner's part above zero, partner's score and next own score, and products.

    The own series sums to zero, so that its scores before and after differ by the last and the first alone.
    """
    s1 = s2 = p00 = p10 = p11 = p20 = p22 = p30 = p31 = p32 = 0.0
    for t in range(len(above)):
        own, up, v, after = series[t], above[t], signal[t], series[t + 1]
        s1 += up
        s2 += v
        p00 += own * own
        p10 += own * up
        p11 += up * up
        p20 += own * v
        p22 += v * v
        p30 += own * after
        p31 += up * after
        p32 += v * after
    first, last = series[0], series[len(above)]
    sums[0], sums[1], sums[2], sums[3] = -last, s1, s2, -first
    products[0, 0], products[1, 0], products[1, 1] = p00, p10, p11
    products[2, 0], products[2, 2] = p20, p22
    products[3, 0], products[3, 1], products[3, 2] = p30, p31, p32
    products[3, 3] = p00 - first * first + last * last


def _about_means(
    products: NDArray[np.float64],
    means: NDArray[np.float64],
    count: int,
    own: float,
    signal: float,
    never_below: bool,  # noqa: FBT001 - compiled functions take no keywords alone
) -> None:
    """Turn sums into means and products about them, and the partner's score into its part below zero."""
    products[2, 1] = products[1, 1] - signal * means[1]
    for i in range(4):
        for j in range(i + 1):
            products[i, j] -= means[i] * means[j] / count
            products[j, i] = products[i, j]
    for i in range(4):
        means[i] /= count
    means[0] += own
    means[2] += signal
    means[3] += own
    if never_below:
        for j in range(4):
            products[1, j] = products[2, j]
        for j in range(4):
            products[j, 1] = products[j, 2]
        means[1] = means[2]
    for j in range(4):
        products[2, j] -= products[1, j]
    for j in range(4):
        products[j, 2] -= products[j, 1]
    means[2] -= means[1]


def _swept(
    size: int,
    products: NDArray[np.float64],
    means: NDArray[np.float64],
    count: int,
    table: NDArray[np.float64],
    scale: NDArray[np.float64],
    constant: NDArray[np.bool_],
) -> bool:
    """Sweep every column but the last out of the scaled products; tell whether one repeats others."""
    for i in range(size):
        constant[i] = products[i, i] <= CONSTANT * count * means[i] ** 2
        scale[i] = 1.0 if constant[i] else 1.0 / np.sqrt(products[i, i])
        for j in range(i + 1):
            table[i, j] = products[i, j] * (scale[i] * scale[j])
    alike = False
    for k in range(size - 1):
        low = table[k, k] < ALIKE
        alike |= low and not constant[k]
        by = 0.0 if low or constant[k] else 1.0 / table[k, k]
        for i in range(size):
            if i != k:
                one = table[max(i, k), min(i, k)] * by
                for j in range(i + 1):
                    if j != k:
                        table[i, j] -= one * table[max(j, k), min(j, k)]
        for i in range(size):
            if i != k:
                table[max(i, k), min(i, k)] *= by
        table[k, k] = -by
    return alike


def _written(
    size: int,
    table: NDArray[np.float64],
    scale: NDArray[np.float64],
    means: NDArray[np.float64],
    count: int,
    parameters: NDArray[np.float64],
    covariance: NDArray[np.float64],
) -> float:
    """Write the parameters and their covariance from the swept table; return the residual variance."""
    k = size - 1
    left = count - k - 1.0
    variance = max(table[k, k], 0.0) / (scale[k] ** 2 * left) if left > 0 else np.nan
    intercept, spread = means[k], 1.0 / max(count, 1)
    for i in range(k):
        slope = table[k, i] * scale[i] / scale[k]
        drawn = 0.0
        for j in range(k):
            inverse = -table[max(i, j), min(i, j)] * (scale[i] * scale[j])
            covariance[i + 1, j + 1] = inverse * variance
            drawn += inverse * means[j]
        parameters[i + 1] = slope
        covariance[0, i + 1] = covariance[i + 1, 0] = -drawn * variance
        intercept -= slope * means[i]
        spread += drawn * means[i]
    parameters[0] = intercept
    covariance[0, 0] = spread * variance
    return variance
