"""What follows what in a conversation: transitions between codes, counted for each couple."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import NotACode, WrongShape
from troth.science.dyad.sequence_compiled import kernels
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_compiled import Jit

__all__ = ["NOTHING", "Counts", "add_by_couple", "checked_codes", "count_transitions", "in_rows"]

NOTHING = -1
"""Stands where there is no code: after the end of a sequence, or where coders could not tell."""
BLOCK = 256
"""Sequences counted at a time; their codes and indices stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often each code followed each other code, couple by couple; counts of further couples can be added.

    Attributes:
        table: Counts, shape (n, K, K): couple, the earlier code, the later code.
        events: How often each code was given, whether or not anything followed, shape (n, K).
        lag: What "followed" means, in words: `lag 1`, or `within 3 s`.
    """

    table: NDArray[np.int64]
    events: NDArray[np.int64]
    lag: str = "lag 1"

    @property
    def n_couples(self) -> int:
        """How many couples there are."""
        return len(self.table)

    @property
    def n_codes(self) -> int:
        """How many codes there are."""
        return int(self.table.shape[-1])

    def __add__(self, other: Counts) -> Counts:
        """Return these couples and then the others."""
        if (self.n_codes, self.lag) != (other.n_codes, other.lag):
            raise WrongShape(
                f"Counts of {self.n_codes} codes at {self.lag} and of {other.n_codes} at {other.lag} cannot be merged."
            )
        return Counts(
            np.concatenate([self.table, other.table]), np.concatenate([self.events, other.events]), self.lag
        )

    def total(self) -> Counts:
        """Return the counts of all couples taken as one, which hides how they differ."""
        return Counts(self.table.sum(axis=0, keepdims=True), self.events.sum(axis=0, keepdims=True), self.lag)


def count_transitions(
    codes: ArrayLike,
    n_codes: int,
    *,
    lag: int = 1,
    couple: ArrayLike | None = None,
    jit: Jit | None = None,
) -> Counts:
    r"""Count which code came `lag` events after which, within sequences.

    Args:
        codes: Whole numbers 0 to K-1, shape (sequences, events); one row a sequence, in order. A negative
            number means no code: fill rows up with it after their end.
        n_codes: K, how many codes there are, whether or not all occur.
        lag: How many events later; 1 is the next.
        couple: To which couple each sequence belongs, shape (sequences,), where couples have several. Couples
            come out in the sorted order of these labels. Without it every sequence is a couple.
        jit: `numba.njit`, for a compiled loop: a second to compile, then half the time.

    Returns:
        :math:`F_{ab}`, how often code b stood `lag` places after code a, for each couple. No pair reaches over
        the end of a sequence, and none has an event without a code at either end; such an event keeps its
        place.

    Raises:
        WrongShape: The codes are not whole numbers in rows and columns, or `lag` or `couple` does not fit.
        NotACode: A code is K or more.

    **Missing data.** An event without a code keeps its place and belongs to no pair.

    **Cost.** One pass over the events in blocks of rows that stay in the cache.

    **Reference.** Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the
    behavioral sciences. Cambridge University Press.

    Example:
        >>> found = count_transitions([[0, 1, 0, 1], [1, 1, -1, 0]], 2)
        >>> found.table.tolist()
        [[[0, 2], [1, 0]], [[0, 0], [0, 1]]]
        >>> found.events.tolist()
        [[2, 2], [1, 2]]
    """
    rows = checked_codes(codes, n_codes)
    if lag < 1:
        raise WrongShape(f"A lag is 1 or more events, not {lag}.")
    table = np.empty((len(rows), n_codes, n_codes), np.int64)
    events = np.empty((len(rows), n_codes), np.int64)
    if jit is not None:
        kernels(jit).tally(rows, lag, table, events)
    else:
        for start in range(0, len(rows), BLOCK):
            here = slice(start, start + BLOCK)
            table[here], events[here] = _counted(rows[here], n_codes, lag)
    return add_by_couple(Counts(table, events, f"lag {lag}"), couple)


def in_rows(
    values: ArrayLike, couple: ArrayLike, sequence: ArrayLike | None = None, *, fill: float = NOTHING
) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
    """Set a long column of events into rows, one row a sequence, for `count_transitions`.

    Args:
        values: One value an event (its code, or its time), in order within its sequence, shape (N,).
        couple: The couple of each event, shape (N,).
        sequence: The conversation of each event, shape (N,), where couples have several.
        fill: What to fill rows up with: `NOTHING` for codes, NaN for times.

    Returns:
        The rows, shape (sequences, longest), and the couple of each row.

    Raises:
        WrongShape: The columns are not of one length.

    Example:
        >>> rows, couples = in_rows([0, 1, 1, 0, 1], [7, 7, 7, 9, 9])
        >>> rows.tolist(), couples.tolist()
        ([[0, 1, 1], [0, 1, -1]], [7, 9])
    """
    given, owner = np.asarray(values), np.asarray(couple)
    part = np.zeros(len(owner), np.int64) if sequence is None else np.asarray(sequence)
    if not given.shape == owner.shape == part.shape or given.ndim != 1:
        raise WrongShape(
            f"Events need one value, one couple and one sequence each, not {given.shape}, {owner.shape}, {part.shape}."
        )
    labels, owners = np.unique(owner, return_inverse=True)
    parts = np.unique(part, return_inverse=True)[1]
    pairs, row = np.unique(owners * (parts.max(initial=0) + 1) + parts, return_inverse=True)
    order = np.argsort(row, kind="stable")
    sizes = np.bincount(row, minlength=len(pairs))
    place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    table = np.full((len(pairs), sizes.max(initial=0)), fill, dtype=np.result_type(given.dtype, type(fill)))
    table[row[order], place] = given[order]
    return table, labels[pairs // (parts.max(initial=0) + 1)]


def checked_codes(codes: ArrayLike, n_codes: int) -> NDArray[np.integer]:
    """Return codes as rows of whole numbers, or raise; see `count_transitions`.

    Example:
        >>> checked_codes([[0, 2]], 3).shape
        (1, 2)
    """
    rows = np.asarray(codes)
    if rows.ndim != 2 or not np.issubdtype(rows.dtype, np.integer):  # noqa: PLR2004 - a table
        raise WrongShape(
            f"Codes are whole numbers, one row a sequence, not {rows.dtype} of shape {rows.shape}."
        )
    if n_codes < 2:  # noqa: PLR2004 - one code has nothing to follow it but itself
        raise WrongShape(f"There must be two codes or more, not {n_codes}.")
    if rows.size and rows.max() >= n_codes:
        row, place = np.argwhere(rows >= n_codes)[0]
        raise NotACode(
            f"Sequence {row + 1} holds the code {rows[row, place]} at place {place + 1}: "
            f"codes go from 0 to {n_codes - 1}, and a negative number means no code."
        )
    return rows


def add_by_couple(counts: Counts, couple: ArrayLike | None) -> Counts:
    """Return counts by sequence added up by couple, in the sorted order of the labels.

    Example:
        >>> add_by_couple(count_transitions([[0, 1], [0, 1]], 2), [5, 5]).table.tolist()
        [[[0, 2], [0, 0]]]
    """
    if couple is None:
        return counts
    labels, owner = np.unique(np.asarray(couple), return_inverse=True)
    if owner.shape != (counts.n_couples,):
        raise WrongShape(
            f"{counted(counts.n_couples, 'sequence')} cannot have {counted(owner.size, 'name')} of couples."
        )
    table = np.zeros((len(labels), *counts.table.shape[1:]), np.int64)
    events = np.zeros((len(labels), counts.n_codes), np.int64)
    np.add.at(table, owner, counts.table)
    np.add.at(events, owner, counts.events)
    return Counts(table, events, counts.lag)


def _counted(
    rows: NDArray[np.integer], n_codes: int, lag: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count one block; events without a code count as one code more, which is then left out."""
    missing = rows.size > 0 and rows.min() < 0
    width = n_codes + missing
    kind = np.min_scalar_type(-BLOCK * width**2)  # short numbers go several to an instruction
    given = (np.where(rows < 0, n_codes, rows) if missing else rows).astype(kind)
    first = (np.arange(len(given)) * width).astype(kind)[:, None]
    pairs = given[:, :-lag] + first
    pairs *= width
    pairs += given[:, lag:]
    table = np.bincount(pairs.ravel(), minlength=len(given) * width**2).reshape(-1, width, width)
    last = np.bincount((given[:, -lag:] + first).ravel(), minlength=len(given) * width).reshape(-1, width)
    return table[:, :n_codes, :n_codes], (table.sum(axis=2) + last)[:, :n_codes]
