"""The sums and the least squares of dynamics as loops for a compiler that the caller passes in.

Uncompiled they give the same numbers, only slowly. `dynamics_sums.py` and `dynamics_fit.py` say what is computed.
Couples lie side by side in a table, one row for each number, so that one instruction handles several of them. The table
is one long array, so that a compiler sees that its rows do not overlap.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from troth.science.dyad.dynamics_gathered import gathering

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Marks = NDArray[np.bool_]
    Loop = Callable[..., None]

__all__ = ["ALIKE", "CONSTANT", "Jit", "Kernels", "kernels"]

Jit = Callable[..., Any]
"""`numba.njit`, or what takes its options and gives back a compiler of functions."""
FREE = frozenset({"reassoc", "contract", "nsz"})
"""What a compiler may do to sums: take them in another order. What is no number stays none."""
ALIKE = 1e-10
"""The share of a column that others leave unexplained, under which it repeats them."""
CONSTANT = 1e-14
"""The variance over the squared mean under which a column counts as constant."""
FAR = 1e4
"""The squared mean over the variance beyond which raw sums lose digits: such couples go the plain way."""
LANES = 128
"""Couples that lie side by side; their table stays in the cache."""
WIDTH = 8
"""Numbers that an instruction may handle at once."""
RAW = 16
"""Of each equation: sums of four columns, ten products, and how often the partner is above and below zero."""
P, FAILS, COUNT = (row * LANES for row in (4, 18, 19))
"""Where numbers of a table begin: after sums or means the products, who goes the plain way, how many transitions;"""
P00, P10, P11, P20, P21, P22, P30, P31, P32, P33 = (row * LANES for row in range(4, 14))
"""the products;"""
SHARE, FREEDOM, B0, B1, B2, B3 = (row * LANES for row in range(22, 28))
"""one by the transitions, one by the degrees of freedom, then intercept and slopes;"""
V00, V10, V11, V20, V21, V22, V30, V31, V32, V33 = (row * LANES for row in range(28, 38))
"""their covariance;"""
REST, F0, F1, F2, F3, SAME, ROWS = (row * LANES for row in range(38, 45))
"""residual variance, which columns do not vary, whether one repeats others, and the end."""


class Kernels(NamedTuple):
    """Compiled loops over couples: they write into arrays that are passed in."""

    add: Loop
    solve: Loop
    both: Loop


@cache
def kernels(jit: Jit) -> Kernels:
    """Return the loops compiled by `jit`, once for all, when first used.

    Example:
        >>> made = kernels(lambda **options: lambda function: function)
        >>> made.add.__name__, made.solve.__name__
        ('add', 'solve')
    """
    made = partial(jit, error_model="numpy", fastmath=set(FREE))
    summed, solved = made()(_summing(made)), made()(_solving(made))
    kept, taken, told, weighed = map(made(), (_kept, _taken, _told, _weighed))
    both = _both(summed, weighed, solved, told, made()(gathering(made)))
    loops = _add(summed, kept), _solve(taken, weighed, solved, told), both
    return Kernels(*map(made(), loops))


def _add(summed: Loop, kept: Loop) -> Loop:
    def add(
        rows: Floats,
        sequential: bool,  # noqa: FBT001 - compiled functions take no keywords alone
        found: tuple[Floats, Floats],
        beyond: tuple[Whole, Whole],
        plain: Marks,
    ) -> None:
        series, table = np.zeros((2, rows.shape[1] // 2 + WIDTH)), np.zeros(ROWS)
        scratch = (series, np.empty((LANES, 2, RAW)), table)
        for at in range(0, len(rows), LANES):
            lanes = min(LANES, len(rows) - at)
            for side in range(2):
                summed(rows, sequential, side, at, lanes, scratch, beyond, plain)
                kept(table, side, at, lanes, found)

    return add


def _solve(taken: Loop, weighed: Loop, solved: Loop, told: Loop) -> Loop:
    def solve(products: Floats, means: Floats, counts: Whole, slopes: int, found: tuple[Any, ...]) -> None:
        table = np.zeros(ROWS)
        for at in range(0, len(counts), LANES):
            lanes = min(LANES, len(counts) - at)
            for side in range(2):
                taken(table, side, at, lanes, products, means, counts)
                weighed(table, slopes, lanes)
                solved(table, lanes)
                told(table, side, at, lanes, found)

    return solve


def _both(summed: Loop, weighed: Loop, solved: Loop, told: Loop, gathered: Loop) -> Loop:
    def both(
        rows: Floats,
        sequential: bool,  # noqa: FBT001
        beyond: tuple[Whole, Whole],
        plain: Marks,
        found: tuple[Any, ...],
        fewest: int,
        sums: Floats,
    ) -> None:
        series, table = np.zeros((2, rows.shape[1] // 2 + WIDTH)), np.zeros(ROWS)
        scratch = (series, np.empty((LANES, 2, RAW)), table)
        keep = np.empty(LANES)
        table[COUNT : COUNT + LANES] = rows.shape[1] // 2 - 1
        weighed(table, 3, LANES)
        for at in range(0, len(rows), LANES):
            lanes = min(LANES, len(rows) - at)
            for side in range(2):
                summed(rows, sequential, side, at, lanes, scratch, beyond, plain)
                solved(table, lanes)
                told(table, side, at, lanes, found)
            gathered(found, beyond, plain, fewest, at, keep, sums)

    return both


def _summing(made: Jit) -> Loop:
    summed, ended = map(made(inline="always"), (_summed, _ended))
    turned, centred = map(made(), (_turned, _centred))

    def add(
        rows: Floats,
        sequential: bool,  # noqa: FBT001
        side: int,
        at: int,
        lanes: int,
        scratch: tuple[Floats, Floats, Floats],
        beyond: tuple[Whole, Whole],
        plain: Marks,
    ) -> None:
        """Write means and products of one equation of some couples; the first reads both partners' scores.

        Behind the scores stand zeros, up to a whole number of instructions; where a partner is the signal, the last
        score leads nowhere and is zero too.
        """
        (series, raw, table), length = scratch, rows.shape[1] // 2
        first, second, last = series[0], series[1], length - 1
        answered, steps = first[1:] if sequential else first, (last + WIDTH - 1) // WIDTH * WIDTH
        for lane in range(lanes if side == 0 else 0):
            row = rows[at + lane]
            for t in range(length):
                first[t], second[t] = row[2 * t], row[2 * t + 1]
            one, other = first[last], second[last]
            second[last] = 0.0
            summed(first, second, steps, raw[lane, 0])
            first[last], second[last] = one if sequential else 0.0, other
            summed(second, answered, steps, raw[lane, 1])
            ended(first[0], one, raw[lane, 0], raw[lane, 1], sequential)
            ended(second[0], other, raw[lane, 1], raw[lane, 0], False)
        turned(raw, side, at, lanes, table, beyond)
        centred(table, last, lanes)
        here = plain[at : at + lanes]
        for lane in range(lanes):
            here[lane] = table[FAILS + lane] > 0 or (side == 1 and here[lane])

    return add


def _summed(series: Floats, signal: Floats, steps: int, raw: Floats) -> None:
    """Write the sums of the partner's parts above and below zero, of products, and how often there is either."""
    s1 = s2 = p10 = p11 = p20 = p22 = p30 = p31 = p32 = above = below = 0.0
    for t in range(steps):
        own, v, after = series[t], signal[t], series[t + 1]
        up, down = max(v, 0.0), min(v, 0.0)
        s1 += up
        s2 += down
        p10 += own * up
        p11 += up * up
        p20 += own * down
        p22 += down * down
        p30 += own * after
        p31 += up * after
        p32 += down * after
        above += 1.0 if v > 0 else 0.0
        below += 1.0 if v < 0 else 0.0
    raw[1], raw[2] = s1, s2
    raw[5], raw[6], raw[7], raw[8], raw[9] = p10, p11, p20, 0.0, p22
    raw[10], raw[11], raw[12], raw[14], raw[15] = p30, p31, p32, above, below


def _ended(first: float, last: float, raw: Floats, other: Floats, late: bool) -> None:  # noqa: FBT001
    """Write the sums of the own score before and after: it is the partner's signal, at `late` the one after."""
    step, growth = last - first, last * last - first * first
    own, square = other[1] + other[2], other[6] + other[9]
    if late:
        own, square = own - step, square - growth
    raw[0], raw[3], raw[4], raw[13] = own, own + step, square, square + growth


def _turned(raw: Floats, side: int, at: int, lanes: int, table: Floats, beyond: tuple[Whole, Whole]) -> None:
    """Lay sums side by side, and write how often the partner was above and below zero."""
    above, below = beyond[0][side, at : at + lanes], beyond[1][side, at : at + lanes]
    for lane in range(lanes):
        for row in range(14):
            table[row * LANES + lane] = raw[lane, side, row]
        table[FAILS + lane] = 0.0
        above[lane], below[lane] = int(raw[lane, side, 14]), int(raw[lane, side, 15])


def _centred(table: Floats, count: int, lanes: int) -> None:
    """Turn sums into means and products about them, and mark where these lose digits or are no numbers."""
    share = 1.0 / count
    cell = P
    for i in range(4):
        for j in range(i + 1):
            for lane in range(lanes):
                table[cell + lane] -= table[i * LANES + lane] * table[j * LANES + lane] * share
            cell += LANES
        for lane in range(lanes):
            mean = table[i * LANES + lane] * share
            safe = mean * mean * count <= FAR * table[cell - LANES + lane]
            table[FAILS + lane] += 0.0 if safe else 1.0
    for lane in range(4 * LANES):
        table[lane] *= share


def _kept(table: Floats, side: int, at: int, lanes: int, found: tuple[Floats, Floats]) -> None:
    """Copy products and means of one equation to where they are kept."""
    products, means = found
    cell = P
    for i in range(4):
        middle = means[i, side, at : at + lanes]
        for lane in range(lanes):
            middle[lane] = table[i * LANES + lane]
        for j in range(i + 1):
            one, other = products[i, j, side, at : at + lanes], products[j, i, side, at : at + lanes]
            for lane in range(lanes):
                one[lane] = other[lane] = table[cell + lane]
            cell += LANES


def _taken(
    table: Floats, side: int, at: int, lanes: int, products: Floats, means: Floats, counts: Whole
) -> None:
    """Copy means and products of one equation into the table."""
    many = counts[at : at + lanes]
    for lane in range(lanes):
        table[COUNT + lane] = many[lane]
    cell = P
    for i in range(4):
        middle = means[i, side, at : at + lanes]
        for lane in range(lanes):
            table[i * LANES + lane] = middle[lane]
        for j in range(i + 1):
            product = products[i, j, side, at : at + lanes]
            for lane in range(lanes):
                table[cell + lane] = product[lane]
            cell += LANES


def _told(table: Floats, side: int, at: int, lanes: int, found: tuple[Any, ...]) -> None:
    """Copy the solution of one equation to where it is kept."""
    parameters, packed, variance, constant, alike = found
    rest, same = variance[side, at : at + lanes], alike[side, at : at + lanes]
    for lane in range(lanes):
        rest[lane] = table[REST + lane]
    for lane in range(lanes):
        same[lane] = table[SAME + lane] > 0
    for i in range(4):
        own, flat = parameters[i, side, at : at + lanes], constant[i, side, at : at + lanes]
        for lane in range(lanes):
            own[lane] = table[B0 + i * LANES + lane]
        for lane in range(lanes):
            flat[lane] = table[F0 + i * LANES + lane] > 0
    for i in range(10):
        spread = packed[i, side, at : at + lanes]
        for lane in range(lanes):
            spread[lane] = table[V00 + i * LANES + lane]


def _solving(made: Jit) -> Loop:
    swept, completed = map(made(), (_swept, _completed))

    def solved(t: Floats, lanes: int) -> None:
        """Write the least squares of one equation of some couples."""
        swept(t, lanes)
        completed(t, lanes)

    return solved


def _weighed(t: Floats, slopes: int, lanes: int) -> None:
    """Write what one transition and one degree of freedom weigh, with so many slopes."""
    for c in range(lanes):
        freedom = t[COUNT + c] - slopes - 1.0
        t[SHARE + c], t[FREEDOM + c] = 1.0 / max(t[COUNT + c], 1.0), 1.0 / freedom if freedom > 0 else np.nan


def _swept(t: Floats, lanes: int) -> None:
    """Write slopes and inverse by elimination: what is constant or repeats others stays out."""
    for c in range(lanes):
        p00, p10, p11, p20, p21, p22 = t[P00 + c], t[P10 + c], t[P11 + c], t[P20 + c], t[P21 + c], t[P22 + c]
        m0, m1, m2, m3, least = (
            t[c],
            t[LANES + c],
            t[2 * LANES + c],
            t[3 * LANES + c],
            CONSTANT * t[COUNT + c],
        )
        flat0, flat1, flat2 = p00 <= least * m0 * m0, p11 <= least * m1 * m1, p22 <= least * m2 * m2
        flat3 = t[P33 + c] <= least * m3 * m3
        p30, p31, p32 = (0.0, 0.0, 0.0) if flat3 else (t[P30 + c], t[P31 + c], t[P32 + c])
        by0 = 0.0 if flat0 else 1.0 / p00
        l10, l20, l30 = p10 * by0, p20 * by0, p30 * by0
        left1 = p11 - l10 * p10
        same1 = left1 < ALIKE * p11 and not flat1
        by1 = 0.0 if flat1 or same1 else 1.0 / left1
        p21 -= l20 * p10
        l21 = p21 * by1
        left2 = p22 - l20 * p20 - l21 * p21
        same2 = left2 < ALIKE * p22 and not flat2
        by2 = 0.0 if flat2 or same2 else 1.0 / left2
        m20 = l21 * l10 - l20
        t[V11 + c] = by0 + l10 * l10 * by1 + m20 * m20 * by2
        t[V21 + c], t[V22 + c] = -l10 * by1 - l21 * m20 * by2, by1 + l21 * l21 * by2
        t[V31 + c], t[V32 + c], t[V33 + c] = m20 * by2, -l21 * by2, by2
        p31 -= l10 * p30
        p32 -= l20 * p30 + l21 * p31
        b2 = p32 * by2
        b1 = p31 * by1 - l21 * b2
        t[B1 + c], t[B2 + c], t[B3 + c] = l30 - l10 * b1 - l20 * b2, b1, b2
        t[REST + c] = max(t[P33 + c] - p30 * l30 - p31 * p31 * by1 - p32 * b2, 0.0)
        t[F0 + c], t[F1 + c] = 1.0 if flat0 else 0.0, 1.0 if flat1 else 0.0
        t[F2 + c], t[F3 + c] = 1.0 if flat2 else 0.0, 1.0 if flat3 else 0.0
        t[SAME + c] = 1.0 if same1 or same2 else 0.0


def _completed(t: Floats, lanes: int) -> None:
    """Write intercept and residual variance, and turn the inverse into the covariance of all."""
    for c in range(lanes):
        m0, m1, m2, rest = t[c], t[LANES + c], t[2 * LANES + c], t[REST + c] * t[FREEDOM + c]
        t[B0 + c] = t[3 * LANES + c] - t[B1 + c] * m0 - t[B2 + c] * m1 - t[B3 + c] * m2
        d0 = t[V11 + c] * m0 + t[V21 + c] * m1 + t[V31 + c] * m2
        d1 = t[V21 + c] * m0 + t[V22 + c] * m1 + t[V32 + c] * m2
        d2 = t[V31 + c] * m0 + t[V32 + c] * m1 + t[V33 + c] * m2
        t[V00 + c] = (t[SHARE + c] + d0 * m0 + d1 * m1 + d2 * m2) * rest
        t[V10 + c], t[V20 + c], t[V30 + c] = -d0 * rest, -d1 * rest, -d2 * rest
        t[V11 + c], t[V21 + c], t[V22 + c] = t[V11 + c] * rest, t[V21 + c] * rest, t[V22 + c] * rest
        t[V31 + c], t[V32 + c], t[V33 + c] = t[V31 + c] * rest, t[V32 + c] * rest, t[V33 + c] * rest
        t[REST + c] = rest
