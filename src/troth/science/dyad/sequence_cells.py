"""Each cell of a couple's table of transitions against chance: expected, z, Yule's Q, log odds, kappa."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc, ndtri

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.result import LEVEL
from troth.science.dyad.sequence_compiled import kernels, looked_up
from troth.science.dyad.sequence_quasi import FITTED, possible_cells, quasi_independence, share_left
from troth.science.dyad.sequence_told import cells_told, whole_tables_told
from troth.science.dyad.told import Told

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_compiled import Jit
    from troth.science.dyad.sequence import Counts

__all__ = ["Cells", "TableTest", "Why", "cells", "kappa_by_frequencies", "log_odds"]

BLOCK = 512
FORCED = 1e-6
REPEATED = (
    "A cell that cannot occur holds {count} transitions (code {a} to {b}, couple {couple}): "
    "mend the codes, or do not call it impossible."
)


class Why(StrEnum):
    """Why a cell has no statistics: the couple's table carries no information about it."""

    KNOWN = "known"
    EMPTY_ROW = "empty_row"
    EMPTY_COLUMN = "empty_column"
    ONLY_ROW = "only_row"
    ONLY_COLUMN = "only_column"
    IMPOSSIBLE = "impossible"
    FORCED = "forced"
    NOT_SETTLED = "not_settled"


REASONS = tuple(Why)
FROM_MARGINS = tuple(map(REASONS.index, (Why.EMPTY_ROW, Why.EMPTY_COLUMN, Why.ONLY_ROW, Why.ONLY_COLUMN)))
STATISTICS = ("expected", "z", "q", "log_odds", "variance", "kappa")


@dataclass(frozen=True, slots=True, eq=False)
class TableTest(Told):
    """Whether anything in a table departs from chance, one test a couple; arrays of shape (n,).

    `df` counts the rows and columns that occur, less the impossible cells; `df_all_codes` counts every code,
    as other programs do, one number for all couples. `p` goes with `df`; NaN where there is no freedom, and
    chi-square too where the fit did not settle.
    """

    chi_square: NDArray[np.float64]
    df: NDArray[np.int64]
    df_all_codes: int

    @property
    def p(self) -> NDArray[np.float64]:
        """The probability of a chi-square as large by chance."""
        found: NDArray[np.float64] = np.where(
            self.df > 0, chdtrc(np.maximum(self.df, 1), self.chi_square), np.nan
        )
        return found

    def facts(self) -> dict[str, object]:
        """Return p."""
        return {"p": self.p}

    def summary(self) -> str:
        """Return the first couples' tests as a table, and how many depart from chance."""
        return whole_tables_told(self)


@dataclass(frozen=True, slots=True, eq=False)
class Cells(Told):
    """Statistics of every cell of every couple; arrays of shape (n, K, K), NaN where `reason` is not `KNOWN`.

    Attributes:
        expected: What chance makes of the margins; 0 in impossible cells.
        z: Adjusted residuals.
        q: Yule's Q, -1 to 1.
        log_odds: Log odds ratios of the cell's 2 x 2 table, with a half added to each count.
        variance: Their sampling variances.
        kappa: Transformed kappa, by the margins of the transitions.
        reason: Positions in `tuple(Why)`.
        test: The test of the whole table.
    """

    expected: NDArray[np.float64]
    z: NDArray[np.float64]
    q: NDArray[np.float64]
    log_odds: NDArray[np.float64]
    variance: NDArray[np.float64]
    kappa: NDArray[np.float64]
    reason: NDArray[np.int8]
    test: TableTest

    def interval(self, level: float = LEVEL) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return both ends of the interval of the log odds ratios."""
        half = float(ndtri(0.5 + level / 2)) * np.sqrt(self.variance)
        return self.log_odds - half, self.log_odds + half

    def reasons(self, given: int, target: int) -> dict[str, int]:
        """Return for how many couples a cell is unknown, by reason."""
        found = np.bincount(self.reason[:, given, target], minlength=len(REASONS))
        return {str(why): int(n) for why, n in zip(REASONS, found, strict=True) if n and why is not Why.KNOWN}

    def facts(self) -> dict[str, object]:
        """Return the reasons in words."""
        return {"reason": np.array(REASONS)[self.reason]}

    def summary(self) -> str:
        """Return a table of every cell, medians over couples, and the tests of whole tables."""
        return cells_told(self)


def cells(counts: Counts, *, impossible: ArrayLike | None = None, jit: Jit | None = None) -> Cells:
    r"""Set every transition of every couple against chance.

    Args:
        counts: Transitions of n couples between K codes.
        impossible: Cells that cannot occur, true or false, shape (K, K), for example
            :func:`~troth.science.dyad.sequence_quasi.no_repeats` (structural zeros).
        jit: `numba.njit`, for a compiled loop where every cell is possible: seconds to compile, then half of the time or less.

    Returns:
        Statistics of each cell. With f the count, r and c its row and column totals, n the table's total,
        and the 2 x 2 table a = f, b = r - f, c' = c - f, d = n - r - c + f:

        - expected :math:`e = rc/n`; with impossible cells the fit of quasi-independence;
        - adjusted residual :math:`z = (f-e)/\sqrt{e(1-r/n)(1-c/n)}`; with impossible cells the factors after e
          become the share of variance that the fit leaves;
        - Yule's Q :math:`(ad - bc')/(ad + bc')`;
        - log odds :math:`\log\frac{(a+½)(d+½)}{(b+½)(c'+½)}`, variance :math:`\sum 1/(\text{cell}+½)`;
        - transformed kappa :math:`(f-e)/(\min(r,c)-e)` where f is at least e, else :math:`(f-e)/e`;
        - the table's :math:`\chi^2 = 2\sum f\log(f/e)`.

    Raises:
        WrongShape: A cell said to be impossible occurred, or `impossible` has another shape.

    **What is unknown.** A code that never came first (`empty_row`) or second (`empty_column`), or was all that
    ever did (`only_row`, `only_column`), tells nothing of what follows it. Where the margins alone fix a cell
    (`forced`), nothing is left to test. Nothing is filled in for these.

    **Missing data.** Events without a code are in no transition, and so in no table. Where a couple's table tells nothing
    of a cell, its statistics are NaN and `reason` says why; no couple is left out.

    **Limits.** With expected counts below 5, z and the interval are rough: see
    :func:`~troth.science.dyad.sequence_chance.chance`. With impossible cells Q and the log odds are not 0 by
    chance alone: judge by z. Many cells are many tests.

    **Reference.** Haberman, S. J. (1973). The analysis of residuals in cross-classified tables. Biometrics,
    29, 205-220; Wampold, B. E., & Margolin, G. (1982). Nonparametric strategies to test the independence of
    behavioral states in sequential data. Psychol. Bull., 92, 755-765 (transformed kappa); Bakeman & Quera
    (2011).

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> found = cells(count_transitions([[0, 1, 0, 1, 1, 0, 0, 1, 0]], 2))
        >>> found.expected[0, 0, 1], found.z[0, 0, 1].round(3), found.q[0, 0, 1].round(3)
        (np.float64(2.0), np.float64(1.414), np.float64(0.8))
    """
    k = counts.n_codes
    possible = possible_cells(impossible, k)
    _check_possible(counts.table, possible)
    found = {name: np.empty(counts.table.shape) for name in STATISTICS}
    reason = np.empty(counts.table.shape, np.int8)
    chi, df = np.empty(counts.n_couples), np.empty(counts.n_couples, np.int64)
    if jit is not None and possible.all():
        kernels(jit).judge(counts.table, looked_up(), FROM_MARGINS, tuple(found.values()), reason, (chi, df))
    else:
        for start in range(0, counts.n_couples, BLOCK):
            here = slice(start, start + BLOCK)
            block = _Block(counts.table[here], possible)
            block.write(*(found[name][here] for name in STATISTICS))
            reason[here], chi[here], df[here] = block.reason, block.chi_square(), block.df()
    test = TableTest(chi, df, (k - 1) ** 2 - int((~possible).sum()))
    return Cells(**found, reason=reason, test=test)


def log_odds(counts: Counts, given: int, target: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return one cell's log odds and their variances, shape (n,) each, without computing the others; see `cells`.

    Both are NaN where the table tells nothing of the cell.

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> found = log_odds(count_transitions([[0, 1, 0, 1, 1, 0, 0, 1, 0]], 2), 0, 1)
        >>> [one.round(3).tolist() for one in found]
        [[1.695], [1.905]]
    """
    table = counts.table
    f = table[:, given, target].astype(np.float64)
    r, c = table[:, given].sum(axis=1), table[:, :, target].sum(axis=1)
    n = table.sum(axis=(1, 2))
    value, variance = np.empty(len(f)), np.empty(len(f))
    _write_log_odds(f, r - f, c - f, n - r - c + f, value, variance)
    nothing = (r == 0) | (c == 0) | (r == n) | (c == n)
    return np.where(nothing, np.nan, value), np.where(nothing, np.nan, variance)


def kappa_by_frequencies(counts: Counts) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return transformed kappa and its z by the habit of other programs, shape (n, K, K) each.

    They take the expected count from how often each code was given, over all events, though the last event of
    a sequence leads nowhere and the first follows nothing: e = r c / N with N events, and the variance
    e (1 - r/N) (1 - c/N) N / (N - 1). Use `cells` for a result and this to compare.

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> kappa, z = kappa_by_frequencies(count_transitions([[0, 1, 0, 1, 1, 0, 0, 1, 0]], 2))
        >>> kappa[0, 0, 1].round(3), z[0, 0, 1].round(3)
        (np.float64(0.437), np.float64(0.99))
    """
    f, given = counts.table.astype(np.float64), counts.events.astype(np.float64)
    r, c = given[:, :, None], given[:, None, :]
    n = given.sum(axis=1)[:, None, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        e = r * c / n
        variance = e * (1 - r / n) * (1 - c / n) * n / (n - 1)
        z = np.where(variance > 0, (f - e) / np.sqrt(variance), np.nan)
        return _kappa(f, e, r, c), z


class _Block:
    """The tables of some couples, with their margins."""

    def __init__(self, table: NDArray[np.int64], possible: NDArray[np.bool_]) -> None:
        self.f = table.astype(np.float64)
        self.possible, self.full = possible, bool(possible.all())
        k = len(possible)
        # Products with ones add short axes faster than sums do, and exactly.
        self.rows, self.columns = self.f @ np.ones(k), np.ones(k) @ self.f
        self.n = self.rows @ np.ones(k)
        self.some = np.maximum(self.n, 1.0)[:, None]
        self.r, self.c = self.by_row(self.rows), self.by_column(self.columns)
        if self.full:
            self.expected = self.r * self.by_column(self.columns / self.some)
            self.settled = np.ones(len(table), bool)
        else:
            self.expected, self.settled = quasi_independence(self.f, possible)
            self.left = share_left(self.expected)
        self.reason = self._reason()

    def by_row(self, margin: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a number of each row written out for every cell: long loops over whole arrays beat many of length K."""
        return np.repeat(margin.ravel(), margin.shape[1]).reshape(self.f.shape)

    def by_column(self, margin: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a number of each column written out likewise."""
        return np.repeat(margin[:, None], margin.shape[1], axis=1)

    def _reason(self) -> NDArray[np.int8]:
        n = self.n[:, None]
        tests = [
            (Why.IMPOSSIBLE, ~self.possible[None]),
            (Why.EMPTY_ROW, (self.rows == 0)[:, :, None]),
            (Why.EMPTY_COLUMN, (self.columns == 0)[:, None]),
            (Why.ONLY_ROW, (self.rows == n)[:, :, None]),
            (Why.ONLY_COLUMN, (self.columns == n)[:, None]),
        ]
        if not self.full:
            tests += [(Why.NOT_SETTLED, ~self.settled[:, None, None]), (Why.FORCED, self.left < FORCED)]
            tests.append((Why.FORCED, self.expected <= FITTED * n[:, None]))
        reason = np.zeros(self.f.shape, np.int8)
        for why, holds in reversed(tests):
            if holds.any():
                np.putmask(reason, np.broadcast_to(holds, reason.shape), REASONS.index(why))
        return reason

    def write(self, expected: NDArray[np.float64], *statistics: NDArray[np.float64]) -> None:
        """Write the statistics, in their order, into arrays of the block's shape."""
        f, e, b, c = self.f, self.expected, self.r - self.f, self.c - self.f
        d = self.by_row(self.n[:, None] - self.rows) - c
        z, q, log_odds, variance, kappa = statistics
        expected[:] = e
        step = f - e
        one, other = f * d, b * c
        with np.errstate(divide="ignore", invalid="ignore"):
            np.multiply(step, self._scale(), out=z)
            np.divide(one - other, one + other, out=q)
            np.divide(step, np.where(step >= 0, np.minimum(self.r, self.c) - e, e), out=kappa)
        _write_log_odds(f, b, c, d, log_odds, variance)
        unknown = self.reason != 0
        if unknown.any():
            for statistic in statistics:
                statistic[unknown] = np.nan

    def _scale(self) -> NDArray[np.float64]:
        """Return what turns departures from chance into adjusted residuals."""
        if not self.full:
            return np.asarray(1 / np.sqrt(self.expected * self.left))
        rows = 1 / np.sqrt(self.rows * (1 - self.rows / self.some))
        columns = np.sqrt(self.some) / np.sqrt(self.columns * (1 - self.columns / self.some))
        return self.by_row(rows) * self.by_column(columns)

    def chi_square(self) -> NDArray[np.float64]:
        many = self.f * np.log(np.maximum(self.f, 1.0))
        if self.full:
            margins = sum(_times_log(part).sum(axis=1) for part in (self.rows, self.columns))
            chance = margins - _times_log(self.n)
        else:
            fitted = np.log(np.where(self.expected > 0, self.expected, 1.0))
            chance = (self.f * fitted).sum(axis=(1, 2))
        found: NDArray[np.float64] = 2 * (many.reshape(len(many), -1) @ np.ones(many[0].size) - chance)
        return np.where(self.settled, np.maximum(found, 0.0), np.nan)

    def df(self) -> NDArray[np.int64]:
        if self.full:
            rows, columns = (self.rows > 0).sum(axis=1), (self.columns > 0).sum(axis=1)
            freedom = np.maximum((rows - 1) * (columns - 1), 0)
        else:
            fitted = self.possible & (self.expected > FITTED * self.n[:, None, None])
            freedom = np.rint((self.left * fitted).sum(axis=(1, 2)))
        found: NDArray[np.int64] = freedom.astype(np.int64)
        return found


def _kappa(
    f: NDArray[np.float64], e: NDArray[np.float64], r: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    step = f - e
    found: NDArray[np.float64] = step / np.where(step >= 0, np.minimum(r, c) - e, e)
    return found


def _times_log(n: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(n * np.log(np.maximum(n, 1.0)))


def _write_log_odds(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    c: NDArray[np.float64],
    d: NDArray[np.float64],
    value: NDArray[np.float64],
    variance: NDArray[np.float64],
) -> None:
    """Write log odds and variances of 2 x 2 tables with a half added to each count."""
    a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    odds, against = a * d, b * c
    np.log(odds / against, out=value)
    np.add((a + d) / odds, (b + c) / against, out=variance)


def _check_possible(table: NDArray[np.int64], possible: NDArray[np.bool_]) -> None:
    if not table[:, ~possible].any():
        return
    couple, a, b = np.argwhere((table > 0) & ~possible)[0]
    raise WrongShape(REPEATED.format(count=table[couple, a, b], a=a, b=b, couple=couple + 1))
