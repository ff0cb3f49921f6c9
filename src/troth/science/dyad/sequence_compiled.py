"""Counts of transitions, and the statistics of their cells, as loops for a compiler that the caller passes in.

Uncompiled they give the same numbers, only slowly. `sequence.py` and `sequence_cells.py` say what is computed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from troth.science.dyad.dynamics_compiled import Jit, Loop

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]
    Marks = NDArray[np.int8]
    Found = tuple[Floats, Floats, Floats, Floats, Floats, Floats]
    Unknown = tuple[int, int, int, int]

__all__ = ["Kernels", "kernels", "looked_up"]

SMALL = 4096
"""Whole numbers below this have their logarithms in a table, which is read faster than a logarithm is taken."""


class Kernels(NamedTuple):
    """Compiled loops over couples: they write into arrays that are passed in.

    `tally(codes, lag, table, events)` counts rows of codes; `judge(table, known, unknown, found, reason, test)` sets tables
    of shape (n, K, K) against chance, where no cell is impossible. `known` is `looked_up()`; `unknown` are the marks of an
    empty row, an empty column, an only row and an only column; `found` are expected counts, adjusted residuals, Yule's Q,
    log odds, their variances and kappas; `test` are chi-squares and degrees of freedom.
    """

    tally: Loop
    judge: Loop


@cache
def kernels(jit: Jit) -> Kernels:
    """Return the loops compiled by `jit`, once for all, when first used.

    Example:
        >>> table, events = np.empty((1, 2, 2), np.int64), np.empty((1, 2), np.int64)
        >>> kernels(lambda **options: lambda function: function).tally(np.array([[0, 1, 1]]), 1, table, events)
        >>> table.tolist(), events.tolist()
        ([[[0, 1], [0, 1]]], [[1, 2]])
    """
    made = jit(error_model="numpy")
    return Kernels(made(_tally), made(_judging(made)))


@cache
def looked_up() -> Floats:
    """Return for m = 0, 1, ...: log(m + ½), 1 / (m + ½) and m log m, shape (3, `SMALL`).

    Example:
        >>> looked_up()[:, 1].round(3).tolist()
        [0.405, 0.667, 0.0]
    """
    m = np.arange(SMALL, dtype=np.float64)
    return np.stack([np.log(m + 0.5), 1 / (m + 0.5), m * np.log(np.maximum(m, 1.0))])


def _tally(codes: NDArray[np.integer], lag: int, table: Whole, events: Whole) -> None:
    length = codes.shape[1]
    for couple in range(len(codes)):
        row, pairs, given = codes[couple], table[couple], events[couple]
        pairs[:, :] = 0
        given[:] = 0
        for place in range(length):
            if row[place] >= 0:
                given[row[place]] += 1
                if place + lag < length and row[place + lag] >= 0:
                    pairs[row[place], row[place + lag]] += 1


def _judging(made: Callable[..., Any]) -> Callable[..., None]:
    """Return the loop over couples; what is done once a couple is called, what is done for each cell is written out."""
    add, scale, log_half, inverse_half, times_log = map(
        made, (_add, _scale, _log_half, _inverse_half, _times_log)
    )

    def judge(
        table: Whole, known: Floats, unknown: Unknown, found: Found, reason: Marks, test: tuple[Floats, Whole]
    ) -> None:
        expected, z, q, log_odds, variance, kappa = found
        empty_row, empty_column, only_row, only_column = unknown
        k = table.shape[1]
        rows, columns = np.empty(k, np.int64), np.empty(k, np.int64)
        by_row, by_column = np.empty(k), np.empty(k)
        for i in range(len(table)):
            n = add(table[i], rows, columns)
            kinds = scale(rows, n, by_row), scale(columns, n, by_column)
            departs = times_log(n, known)
            for a in range(k):
                r = rows[a]
                departs -= times_log(r, known) + times_log(columns[a], known)
                for b in range(k):
                    c, f = columns[b], table[i, a, b]
                    e = r * (c / max(n, 1))
                    step, beside, below, other = f - e, r - f, c - f, n - r - c + f
                    departs += times_log(f, known)
                    expected[i, a, b] = e
                    z[i, a, b] = step * by_row[a] * by_column[b]
                    reason[i, a, b] = 0
                    if 0 < r < n and 0 < c < n:
                        one, two = float(f) * other, float(beside) * below
                        q[i, a, b] = (one - two) / (one + two)
                        kappa[i, a, b] = step / (min(r, c) - e if step >= 0 else e)
                        odds = log_half(f, known) + log_half(other, known)
                        log_odds[i, a, b] = odds - log_half(beside, known) - log_half(below, known)
                        spread = inverse_half(f, known) + inverse_half(other, known)
                        variance[i, a, b] = spread + inverse_half(beside, known) + inverse_half(below, known)
                        continue
                    q[i, a, b] = kappa[i, a, b] = log_odds[i, a, b] = variance[i, a, b] = np.nan
                    if r == 0 or c == 0:
                        reason[i, a, b] = empty_row if r == 0 else empty_column
                    else:
                        reason[i, a, b] = only_row if r == n else only_column
            test[0][i], test[1][i] = max(2 * departs, 0.0), max((kinds[0] - 1) * (kinds[1] - 1), 0)

    return judge


def _add(table: Whole, rows: Whole, columns: Whole) -> int:
    """Write the margins of one table, and return its total."""
    rows[:] = 0
    columns[:] = 0
    for a in range(len(rows)):
        for b in range(len(rows)):
            rows[a] += table[a, b]
            columns[b] += table[a, b]
    return int(rows.sum())


def _scale(margin: Whole, n: int, by: Floats) -> int:
    """Write what makes adjusted residuals, the square root of n shared by both margins; return how many codes occur.

    It is NaN where a code is all or nothing.
    """
    occur = 0
    for code in range(len(by)):
        m = margin[code]
        occur += m > 0
        by[code] = np.sqrt(np.sqrt(n) / (m * (1 - m / n))) if 0 < m < n else np.nan
    return occur


def _log_half(m: int, known: Floats) -> float:
    return float(known[0, m] if m < known.shape[1] else np.log(m + 0.5))


def _inverse_half(m: int, known: Floats) -> float:
    return float(known[1, m] if m < known.shape[1] else 1 / (m + 0.5))


def _times_log(m: int, known: Floats) -> float:
    return float(known[2, m] if m < known.shape[1] else m * np.log(m))
