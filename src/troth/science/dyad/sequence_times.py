"""Events with times: what follows within so many seconds, and how often each code comes in a minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaincinv

from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.dyad.result import LEVEL
from troth.science.dyad.sequence import NOTHING, Counts, add_by_couple, checked_codes
from troth.science.dyad.told import Told, medians, table
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Rates", "count_within", "rates"]


@dataclass(frozen=True, slots=True, eq=False)
class Rates(Told):
    """How often each code came in a minute, with exact Poisson intervals; arrays of shape (n, K)."""

    per_minute: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    minutes: NDArray[np.float64]

    def summary(self) -> str:
        """Return a table of the codes, medians over couples."""
        n, k = self.per_minute.shape
        rows = {"per minute": self.per_minute, "low": self.low, "high": self.high}
        head = f"Rates a minute over {counted(n, 'couple')}, {self.minutes.sum():.15g} minutes; medians over couples"
        columns = {"code": range(k)} | {name: medians(values) for name, values in rows.items()}
        return "\n".join([head, *table(columns, "code", first=k)])


def count_within(
    codes: ArrayLike,
    times: ArrayLike,
    n_codes: int,
    *,
    within: float,
    after: float = 0.0,
    couple: ArrayLike | None = None,
) -> Counts:
    """Count which code came first within a span of time after which.

    Args:
        codes: Whole numbers 0 to K-1, shape (sequences, events), in order of time; negative for no code.
        times: When each event began, in seconds, same shape; where there is no code it does not count.
        n_codes: K.
        within: The latest a follower may begin, in seconds after the event, itself included.
        after: It must begin later than this, in seconds; above 0 to look past the immediate answer.
        couple: The couple of each sequence, where couples have several.

    Returns:
        Counts in which each event gives at most one transition: to the first event that began more than `after`
        and at most `within` seconds later in its sequence. They go where counts by lag go.

    Raises:
        WrongShape: The shapes differ, times fall, or `within` is not above `after`.
        NotFinite: A coded event has no time.

    **Missing data.** An event without a code leads nowhere and follows nothing; the next one with a code is looked at
    instead.

    **Reference.** Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the
    behavioral sciences. Cambridge University Press.

    Example:
        >>> count_within([[0, 1, 0, 1]], [[0.0, 2.0, 10.0, 19.0]], 2, within=5).table.tolist()
        [[[0, 1], [0, 0]]]
    """
    rows = checked_codes(codes, n_codes)
    coded = rows >= 0
    begun = _checked_times(times, coded)
    if not within > after >= 0:
        raise WrongShape(f"A follower begins between {after:g} and {within:g} s later: this is no span.")
    row, at = np.nonzero(coded)
    code, when = rows[row, at].astype(np.int64), begun[row, at]
    follower = np.arange(len(row)) + 1
    found = np.full(len(row), NOTHING)
    open_ = np.arange(len(row))
    while open_.size:
        open_ = open_[follower[open_] < len(row)]
        ahead = follower[open_]
        gap = when[ahead] - when[open_]
        same = row[ahead] == row[open_]
        take = same & (gap > after) & (gap <= within)
        found[open_[take]] = code[ahead[take]]
        follower[open_] += 1
        open_ = open_[same & (gap <= after)]
    known = found >= 0
    cell = (row * n_codes + code) * n_codes + found
    table = np.bincount(cell[known], minlength=len(rows) * n_codes**2).reshape(-1, n_codes, n_codes)
    events = np.bincount(row * n_codes + code, minlength=len(rows) * n_codes).reshape(-1, n_codes)
    span = f"within {within:g} s" if after == 0 else f"{after:g} to {within:g} s later"
    return add_by_couple(Counts(table, events, span), couple)


def rates(counts: Counts, seconds: ArrayLike) -> Rates:
    r"""Return how often each code came in a minute, for each couple.

    Args:
        counts: Counts of n couples, for their `events`.
        seconds: How long each couple was watched, shape (n,).

    Returns:
        Events by minutes, with the exact 95 % interval of a Poisson rate,
        :math:`\gamma^{-1}(f, .025)` to :math:`\gamma^{-1}(f+1, .975)` by minutes. Bursts make it too narrow.

    Raises:
        WrongShape: There is not one length a couple, or it is not above 0.

    **Missing data.** Events without a code are not counted, so that rates are those of what coders could tell.

    **Reference.** Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28, 437-442.

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> found = rates(count_transitions([[0, 1, 0, 0]], 2), [120.0])
        >>> found.per_minute.tolist(), found.low.round(3).tolist(), found.high.round(3).tolist()
        ([[1.5, 0.5]], [[0.309, 0.013]], [[4.384, 2.786]])
    """
    length = np.asarray(seconds, np.float64)
    if length.shape != (counts.n_couples,) or not (np.isfinite(length) & (length > 0)).all():
        raise WrongShape(f"Rates need one length above 0 a couple, in seconds: {counts.n_couples} in all.")
    minutes = length / 60
    events = counts.events.astype(np.float64)
    tail = (1 - LEVEL) / 2
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    high = gammaincinv(events + 1, 1 - tail)
    each = minutes[:, None]
    return Rates(events / each, low / each, high / each, minutes)


def _checked_times(times: ArrayLike, coded: NDArray[np.bool_]) -> NDArray[np.float64]:
    begun = np.asarray(times, np.float64)
    if begun.shape != coded.shape:
        raise WrongShape(
            f"Every event needs a time: codes have the shape {coded.shape}, times {begun.shape}."
        )
    if not np.isfinite(begun[coded]).all():
        raise NotFinite("An event has a code and no time: mend the time, or take the code out.")
    row, at = np.nonzero(coded)
    falls = (np.diff(row) == 0) & (np.diff(begun[row, at]) < 0)
    if falls.any():
        raise WrongShape(f"The times of sequence {row[1:][falls][0] + 1} fall: sort the events.")
    return begun
