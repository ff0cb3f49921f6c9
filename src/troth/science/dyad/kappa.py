"""How far two coders give the same codes, beyond chance; with a tolerance where codes have times."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import ConstantColumn, WrongShape
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Kappa", "confusion", "confusion_in_time", "kappa"]

TABLE = 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Kappa(Result):
    """What :func:`kappa` found; `n_couples` counts the tables that were pooled."""

    agreed: float
    by_chance: float
    each: NDArray[np.float64]

    def facts(self) -> dict[str, object]:
        """Return the shares that agreed, and would by chance, and the kappa of each table."""
        return {"agreed": self.agreed, "by_chance": self.by_chance, "each": self.each.tolist()}


def confusion(one: ArrayLike, other: ArrayLike, codes: int) -> NDArray[np.int64]:
    """Return the table of two coders' codes of the same units, shape (codes, codes); rows are the first coder's.

    Args:
        one: Codes from 0 to `codes` - 1, one a unit.
        other: Those of the second coder, for the same units.
        codes: How many codes there are.

    Raises:
        WrongShape: The lengths differ, or a code lies outside or is no whole number.

    Example:
        >>> confusion([0, 1, 1], [0, 1, 0], 2).tolist()
        [[1, 0], [1, 1]]
    """
    first, second = _codes(one), _codes(other)
    if first.shape != second.shape or first.ndim != 1:
        raise WrongShape(f"Two coders code the same units: {first.shape} and {second.shape} differ.")
    if first.size and not (min(first.min(), second.min()) >= 0 and max(first.max(), second.max()) < codes):
        raise WrongShape(f"Codes run from 0 to {codes - 1}.")
    return np.bincount(first * codes + second, minlength=codes * codes).reshape(codes, codes)


def confusion_in_time(
    one: tuple[ArrayLike, ArrayLike], other: tuple[ArrayLike, ArrayLike], codes: int, tolerance: float
) -> NDArray[np.int64]:
    """Return the table of two coders who set codes at times of their own.

    Args:
        one: Times in seconds, rising, and the codes set then.
        other: Those of the second coder.
        codes: How many codes there are.
        tolerance: How far apart, in seconds, two codes may lie and still be of the same event.

    Returns:
        Shape (codes + 1, codes + 1): the last row and column count what the other did not set at all.
        The nearest are matched first, each at most once; of equally near ones those of the same code.

    Raises:
        WrongShape: Times and codes differ in length, a time is missing, or a code lies outside or is no whole number.

    Example:
        >>> confusion_in_time(([1.0, 5.0], [0, 1]), ([1.4, 9.0], [0, 1]), 2, tolerance=0.5).tolist()
        [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    """
    (t1, c1), (t2, c2) = (
        (np.asarray(times, dtype=np.float64), _codes(set_then)) for times, set_then in (one, other)
    )
    if t1.shape != c1.shape or t2.shape != c2.shape or t1.ndim != 1 or t2.ndim != 1:
        raise WrongShape("Each code needs its time.")
    if not (np.isfinite(t1).all() and np.isfinite(t2).all()):
        raise WrongShape("A time is missing or infinite: mend it.")
    near = np.abs(t1[:, None] - t2[None, :])
    rows, columns = np.nonzero(near <= tolerance)
    order = np.lexsort((c1[rows] != c2[columns], near[rows, columns]))
    match1, match2 = np.full(t1.size, -1), np.full(t2.size, -1)
    for row, column in zip(rows[order].tolist(), columns[order].tolist(), strict=True):
        if match1[row] < 0 and match2[column] < 0:
            match1[row], match2[column] = column, row
    lone1, lone2 = c1[match1 < 0], c2[match2 < 0]
    nothing = codes
    return confusion(
        np.concatenate([c1[match1 >= 0], lone1, np.full(lone2.size, nothing)]),
        np.concatenate([c2[match1[match1 >= 0]], np.full(lone1.size, nothing), lone2]),
        codes + 1,
    )


def kappa(tables: ArrayLike) -> Kappa:
    r"""Return Cohen's kappa of one table of two coders, or pooled over the tables of many conversations.

    Args:
        tables: Counts of shape (k, k), or (m, k, k) for m conversations; see :func:`confusion`.

    Returns:
        `kappa`, with :math:`\kappa = (p_o - p_e)/(1 - p_e)`. Over several tables :math:`p_o` and
        :math:`p_e` are the means of the tables, each counting alike, so that no conversation needs all codes.
        The standard error is the large-sample one of Fleiss, Cohen and Everitt for a single table, and that
        of the mean over tables, by the delta method, for several. `each` holds the kappa of every table, NaN
        where both coders used one and the same code throughout.

    Raises:
        WrongShape: A table is not square, or empty, or holds a count that is missing or below 0.
        ConstantColumn: Every table holds one and the same code only, so that chance agrees always.

    Missing data: what one coder left out belongs in no table, or in a row and a column of its own, as
    :func:`confusion_in_time` sets it.

    Reference: Cohen (1960); Fleiss, Cohen & Everitt (1969); De Vries, Elliott, Kanouse & Teleki (2008), pooled.

    Example:
        >>> found = kappa([[20, 5], [10, 15]])
        >>> round(found.estimates["kappa"], 4), found.agreed, found.by_chance
        (0.4, 0.7, 0.5)
    """
    counts = np.asarray(tables, dtype=np.float64)
    counts = counts[None] if counts.ndim == TABLE else counts
    if counts.ndim != TABLE + 1 or counts.shape[1] != counts.shape[2]:
        raise WrongShape(f"A table of two coders is square, not of the shape {counts.shape[1:]}.")
    totals = counts.sum(axis=(1, 2))
    if not counts.size or not (np.isfinite(counts) & (counts >= 0)).all() or (totals == 0).any():
        raise WrongShape("A table of two coders needs counts of 0 or more, and at least one.")
    shares = counts / totals[:, None, None]
    rows, columns = shares.sum(axis=2), shares.sum(axis=1)
    agreed, chance = np.trace(shares, axis1=1, axis2=2), (rows * columns).sum(axis=1)
    if (chance == 1).all():
        raise ConstantColumn("Both coders used one code throughout: kappa is not defined.")
    p, e = agreed.mean(), chance.mean()
    found = (p - e) / (1 - e)
    if len(counts) == 1:
        error = _error_of_one(shares[0], rows[0], columns[0], float(totals[0]))
    else:
        slopes = (agreed - p) / (1 - e) - (chance - e) * (1 - p) / (1 - e) ** 2
        error = float(slopes.std(ddof=1)) / sqrt(len(counts))
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(chance < 1, (agreed - chance) / (1 - chance), np.nan)
    return Kappa(
        method="Cohen's kappa"
        + (f", pooled over {len(counts)} tables" if len(counts) > 1 else "")
        + ", version 1",
        estimates={"kappa": float(found)},
        se={"kappa": error},
        n_couples=len(counts),
        agreed=float(p),
        by_chance=float(e),
        each=each,
    )


def _codes(values: ArrayLike) -> NDArray[np.int64]:
    given = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(given) & (given == np.rint(given))).all():
        raise WrongShape("Codes are whole numbers, and none may be missing.")
    return given.astype(np.int64)


def _error_of_one(
    shares: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64], n: float
) -> float:
    agreed, chance = float(np.trace(shares)), float(rows @ columns)
    found = (agreed - chance) / (1 - chance)
    margins = (
        columns[:, None] + rows[None, :]
    )  # of cell (i, j): the column margin of i and the row margin of j
    on = np.diag(shares) * (1 - np.diag(margins) * (1 - found)) ** 2
    off = shares * margins**2 * (1 - found) ** 2
    variance = on.sum() + off.sum() - np.trace(off) - (found - chance * (1 - found)) ** 2
    return sqrt(max(float(variance), 0.0) / n) / (1 - chance)
