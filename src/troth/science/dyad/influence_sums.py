"""What a diary of two is reduced to for the stability-influence model: a few sums for each couple, which merge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from troth.science.dyad.errors import NotFinite, WrongShape

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["WEEK", "DiarySums", "diary_sums"]

BLOCK = 256
"""Couples handled at a time; their diaries stay in the cache."""
WEEK = 7
Number = TypeVar("Number", np.float64, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class DiarySums:
    """Centred sums of products over each couple's transitions; further couples can be added with `+`.

    The p columns of a transition are: both partners' outcomes the day before (2), the m predictors the day before,
    six weekdays if asked for, and both partners' outcomes of the day (2), last.

    Attributes:
        products: Shape (n, p, p), each couple's columns freed of its own means (and trends).
        transitions: How many transitions each couple gave, shape (n,); 0 where they were too few.
        half_products: The same over the first and the second half of the days, shape (n, 2, p, p), or None.
        half_transitions: Shape (n, 2), or None.
        pairs: Neighbouring entries looked at.
        gaps: Those left out because they were not `step` days apart.
        incomplete: Those left out because an answer was missing at either end.
        names: Names of the predictors.
        weekdays: Whether weekdays are among the columns.
        trend: Whether each person's straight line over days was taken out.
        step: Days from one entry to the next.
    """

    products: NDArray[np.float64]
    transitions: NDArray[np.int64]
    half_products: NDArray[np.float64] | None
    half_transitions: NDArray[np.int64] | None
    pairs: int
    gaps: int
    incomplete: int
    names: tuple[str, ...]
    weekdays: bool
    trend: bool
    step: float

    @property
    def incidental(self) -> int:
        """How many numbers are fitted to each person: the mean, and the trend."""
        return 1 + self.trend

    def __add__(self, other: DiarySums) -> DiarySums:
        """Return these couples and then the others."""
        kind = ("names", "weekdays", "trend", "step")
        if any(getattr(self, name) != getattr(other, name) for name in kind):
            raise WrongShape(
                "Diaries summed with other predictors, weekdays, trends or steps cannot be merged."
            )
        if (self.half_products is None) != (other.half_products is None):
            raise WrongShape("Diaries summed with halves and without cannot be merged.")
        return replace(
            self,
            products=np.concatenate([self.products, other.products]),
            transitions=np.concatenate([self.transitions, other.transitions]),
            half_products=_joined(self.half_products, other.half_products),
            half_transitions=_joined(self.half_transitions, other.half_transitions),
            pairs=self.pairs + other.pairs,
            gaps=self.gaps + other.gaps,
            incomplete=self.incomplete + other.incomplete,
        )


def diary_sums(
    y: ArrayLike,
    *,
    days: ArrayLike | None = None,
    x: ArrayLike | None = None,
    names: tuple[str, ...] | None = None,
    trend: bool = False,
    weekdays: bool = False,
    step: float = 1.0,
    halves: bool = False,
) -> DiarySums:
    """Reduce diaries to the sums from which :func:`~troth.science.dyad.influence.finish_influence` works.

    Args:
        y: Outcome, shape (n, T, 2): couple, entry in order of time, partner. NaN where missing.
        days: Day of each entry, shape (T,) for all couples or (n, T); 0, 1, 2, … without it.
        x: Predictors, shape (n, T, m), used as of the day before.
        names: Their names; `x1`, `x2`, … without it.
        trend: Take each person's straight line over days out.
        weekdays: Free the outcome of six weekday effects that all couples share, one set for each partner.
        step: How many days apart two entries must be to make a transition.
        halves: Keep the two halves of the days too, for the half-panel jackknife.

    Returns:
        The sums. A transition needs two neighbouring entries exactly `step` days apart, both partners' outcomes
        at both, and the predictors at the first: a missing day breaks the chain. Couples with too few
        transitions to leave anything after their own means are kept with zeros.

    Raises:
        WrongShape: The arrays do not fit together, or days do not rise.
        NotFinite: A value is infinite.

    Example:
        >>> diary = np.array([[[1.0, 2], [2, 1], [4, 2], [np.nan, 1], [2, 2], [1, 1]]])
        >>> found = diary_sums(diary)
        >>> found.transitions.tolist(), found.pairs, found.incomplete
        ([3], 5, 2)
    """
    outcome, day, predictors = _given(y, days, x)
    n, length = outcome.shape[:2]
    m = predictors.shape[2]
    labels = names or tuple(f"x{i + 1}" for i in range(m))
    if len(labels) != m:
        raise WrongShape(f"There are {m} predictors and {len(labels)} names.")
    p = 4 + m + (WEEK - 1) * weekdays
    spans = (
        [slice(0, None)]
        if not halves
        else [slice(0, None), slice(0, (length - 1) // 2), slice((length - 1) // 2, None)]
    )
    sums = np.zeros((n, len(spans), p, p))
    used = np.zeros((n, len(spans)), np.int64)
    pairs = gaps = incomplete = 0
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        time = day[here] if len(day) == n else day
        table, joined, whole = _transitions(outcome[here], time, predictors[here], step, weekdays=weekdays)
        pairs += len(table) * joined.shape[1]
        gaps += int((~joined).sum()) * (len(table) // len(joined))
        incomplete += int((joined & ~whole).sum())
        for i, span in enumerate(spans):
            sums[here, i], used[here, i] = _products(
                table[:, :, span], (joined & whole)[:, span], time[:, 1:][:, span] if trend else None
            )
    return DiarySums(
        products=sums[:, 0],
        transitions=used[:, 0],
        half_products=sums[:, 1:] if halves else None,
        half_transitions=used[:, 1:] if halves else None,
        pairs=pairs,
        gaps=gaps,
        incomplete=incomplete,
        names=labels,
        weekdays=weekdays,
        trend=trend,
        step=step,
    )


def _joined(mine: NDArray[Number] | None, theirs: NDArray[Number] | None) -> NDArray[Number] | None:
    return None if mine is None or theirs is None else np.concatenate([mine, theirs])


def _given(
    y: ArrayLike, days: ArrayLike | None, x: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    outcome = np.asarray(y, np.float64)
    if outcome.ndim != 3 or outcome.shape[2] != 2:  # noqa: PLR2004 - couples, days, two partners
        raise WrongShape(f"A diary has couples, entries and two partners, not the shape {outcome.shape}.")
    n, length = outcome.shape[:2]
    if length < 2:  # noqa: PLR2004 - from one to the next
        raise WrongShape(f"A diary needs two entries or more to tell what carries over, not {length}.")
    day = np.arange(length, dtype=np.float64) if days is None else np.asarray(days, np.float64)
    day = day[None] if day.ndim == 1 else day
    if day.shape not in {(1, length), (n, length)}:
        raise WrongShape(f"Days need one value an entry, not the shape {day.shape}.")
    if (np.diff(day, axis=1) <= 0).any():
        raise WrongShape(
            f"The days of couple {int(np.argwhere(np.diff(day, axis=1) <= 0)[0][0]) + 1} do not rise: sort the entries."
        )
    predictors = np.zeros((n, length, 0)) if x is None else np.asarray(x, np.float64)
    if predictors.ndim != 3 or predictors.shape[:2] != (n, length):  # noqa: PLR2004 - couples, days, predictors
        raise WrongShape(
            f"Predictors need a value for each of {n} x {length} entries, not {predictors.shape}."
        )
    for what, values in (("The outcome", outcome), ("A day", day), ("A predictor", predictors)):
        if np.isinf(values).any():
            raise NotFinite(f"{what} is infinite: mend the value, or leave it empty.")
    return outcome, day, predictors


def _transitions(
    outcome: NDArray[np.float64],
    day: NDArray[np.float64],
    predictors: NDArray[np.float64],
    step: float,
    *,
    weekdays: bool,
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the columns, shape (n, p, T-1), whether each pair of neighbours is `step` apart, and has all answers."""
    n, length = outcome.shape[:2]
    m = predictors.shape[2]
    table = np.empty((n, 4 + m + (WEEK - 1) * weekdays, length - 1))
    table[:, :2] = np.swapaxes(outcome[:, :-1], 1, 2)
    table[:, 2 : 2 + m] = np.swapaxes(predictors[:, :-1], 1, 2)
    if weekdays:
        table[:, 2 + m : -2] = np.mod(np.floor(day[:, None, 1:]), WEEK) == np.arange(1, WEEK)[:, None]
    table[:, -2:] = np.swapaxes(outcome[:, 1:], 1, 2)
    joined = np.isclose(np.diff(day, axis=1), step, rtol=0, atol=1e-9)
    return table, joined, ~np.isnan(table.sum(axis=1))


def _products(
    table: NDArray[np.float64], valid: NDArray[np.bool_], day: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each couple's products about its own means (and trends), and its transitions."""
    count = valid.sum(axis=1)
    enough = count > 1 + (day is not None)
    if valid.all():
        rows = table - table.sum(axis=2, keepdims=True) / max(table.shape[2], 1)
    else:
        keep = valid[:, None]
        rows = np.where(keep, table, 0.0)
        rows -= rows.sum(axis=2, keepdims=True) / np.maximum(count, 1)[:, None, None]
        rows *= keep
    if day is not None:
        rows -= _trend(rows, valid, day)
    products = np.matmul(rows, np.swapaxes(rows, 1, 2))
    products[~enough] = 0.0
    return products, np.where(enough, count, 0)


def _trend(
    rows: NDArray[np.float64], valid: NDArray[np.bool_], day: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each column's straight line over the days of the transitions."""
    time = np.where(valid, day, 0.0)
    time = (time - time.sum(axis=1, keepdims=True) / np.maximum(valid.sum(axis=1, keepdims=True), 1)) * valid
    spread = np.maximum((time**2).sum(axis=1), np.finfo(float).tiny)
    slope = np.matmul(rows, time[:, :, None]) / spread[:, None, None]
    found: NDArray[np.float64] = slope * time[:, None]
    return found
