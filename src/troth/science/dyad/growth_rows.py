"""The occasions of couples as they were given, checked at the door."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.errors import NotFinite, WrongShape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["GrowthRows", "Varying", "check_same", "growth_rows", "within_between"]

NOTHING: Mapping[str, float] = MappingProxyType({})
PAIR = 2


@dataclass(frozen=True, slots=True)
class Varying:
    """A variable that changes from occasion to occasion; `paired` where each partner has an own value."""

    name: str
    paired: bool

    @property
    def columns(self) -> int:
        """How many columns of an occasion's design it takes."""
        return PAIR if self.paired else 1


@dataclass(frozen=True, slots=True, eq=False)
class GrowthRows:
    """Occasions with at least one answer and all that varies known, in the order given.

    Attributes:
        ids: Who the couples are, sorted, shape (n,), also those without such an occasion.
        whose: For each occasion its couple, from 0 to n - 1, shape (m,).
        time: When it was, shape (m,).
        columns: What varies beside time, shape (m, s - 2).
        scores: Both partners' scores, shape (m, 2).
        x: 1 and each couple's covariates, shape (n, k).
        varying: What the columns are.
        unread: Occasions left out because something that varies is missing.
    """

    ids: NDArray[Any]
    whose: NDArray[np.int64]
    time: NDArray[np.float64]
    columns: NDArray[np.float64]
    scores: NDArray[np.float64]
    x: NDArray[np.float64]
    varying: tuple[Varying, ...]
    unread: int


def growth_rows(
    couple: ArrayLike,
    time: ArrayLike,
    scores: ArrayLike,
    covariates: Mapping[str, ArrayLike] = NOTHING,
    varying: Mapping[str, ArrayLike] = NOTHING,
) -> GrowthRows:
    """Check occasions, and keep those that tell something; the arguments and errors of `growth`.

    Example:
        >>> nobody = float("nan")
        >>> found = growth_rows([7, 7, 9], [0, 1, 0], [[4, 6], [nobody, nobody], [3, 3]])
        >>> found.ids.tolist(), found.whose.tolist(), found.scores.tolist()
        ([7, 9], [0, 1], [[4.0, 6.0], [3.0, 3.0]])
    """
    when, given = _times(time), _scores(scores)
    ids, whose = _numbered(couple)
    m = len(given)
    if when.shape != (m,) or whose.shape != (m,):
        raise WrongShape(f"{m} rows of scores need {m} couples and {m} times.")
    _check_once(ids, whose, when)
    x = _covariates(covariates, whose, len(ids), m)
    kinds, columns = _varying(varying, m)
    answered, known = ~np.isnan(given).all(axis=1), ~np.isnan(columns).any(axis=1)
    seen = answered & known
    unread = int((answered & ~known).sum())
    return GrowthRows(ids, whose[seen], when[seen], columns[seen], given[seen], x, kinds, unread)


def within_between(couple: ArrayLike, values: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Split what varies into deviations from each person's own mean, and that mean.

    A day worse than one's own other days, and a life with more bad days, are different things with different
    effects; pass both to `growth` as `varying`.

    Args:
        couple: Whose occasion it is, shape (m,).
        values: What varies, NaN for missing; shape (m,), or (m, 2) with an own value of each partner.

    Returns:
        Deviations, and own means centred at the mean over couples, each in the shape of `values`.

    Raises:
        WrongShape: The lengths differ, or a couple is missing.

    Example:
        >>> within, between = within_between([1, 1, 2, 2], [3.0, 5.0, 0.0, 2.0])
        >>> within.tolist(), between.tolist()
        ([-1.0, 1.0, -1.0, 1.0], [1.5, 1.5, -1.5, -1.5])
    """
    ids, whose = _numbered(couple)
    given = _numbers(values, "values")
    if given.ndim not in {1, 2} or len(given) != len(whose):
        raise WrongShape(f"{len(whose)} occasions need as many values, not the shape {given.shape}.")
    table = given.reshape(len(given), -1)
    seen = ~np.isnan(table)
    count, total = np.zeros((2, len(ids), table.shape[1]))
    np.add.at(count, whose, seen)
    np.add.at(total, whose, np.where(seen, table, 0.0))
    own = np.full(count.shape, np.nan)
    np.divide(total, count, out=own, where=count > 0)
    centred = own - own.sum(axis=0, where=count > 0) / (count > 0).sum(axis=0).clip(1)
    return (table - own[whose]).reshape(given.shape), centred[whose].reshape(given.shape)


def _varying(given: Mapping[str, ArrayLike], m: int) -> tuple[tuple[Varying, ...], NDArray[np.float64]]:
    kinds, columns = [], [np.zeros((m, 0))]
    for name, values in given.items():
        each = _numbers(values, name)
        if each.shape not in {(m,), (m, PAIR)}:
            raise WrongShape(
                f"{name} needs one value for each of {m} occasions, or one for each partner, not {each.shape}."
            )
        if np.isinf(each).any():
            raise NotFinite(f"{name} is infinite in occasion {int(np.argwhere(np.isinf(each))[0][0]) + 1}.")
        kinds.append(Varying(name, each.ndim == PAIR))
        columns.append(each.reshape(m, -1))
    return tuple(kinds), np.concatenate(columns, axis=1)


def _numbered(couple: ArrayLike) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return who the couples are, sorted, and for each occasion which of them it belongs to."""
    given = np.asarray(couple)
    if given.ndim != 1 or (given != given).any():  # noqa: PLR0124 - NaN alone differs from itself
        raise WrongShape("couple needs a number or a name for each occasion, and none may be missing.")
    try:
        return np.unique(given, return_inverse=True)
    except TypeError as error:
        raise WrongShape("couple mixes numbers, names or nothing: use one kind for all.") from error


def _numbers(values: ArrayLike, what: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise WrongShape(f"{what} holds something that is not a number.") from error


def _scores(scores: ArrayLike) -> NDArray[np.float64]:
    given = _numbers(scores, "scores")
    if given.ndim != 2 or given.shape[1] != 2:  # noqa: PLR2004 - two partners
        raise WrongShape(
            f"scores needs one row an occasion and one column a partner, not the shape {given.shape}."
        )
    infinite = np.isinf(given).any(axis=1)
    if infinite.any():
        raise NotFinite(
            f"A score is infinite in occasion {infinite.argmax() + 1}: mend it, or leave it empty."
        )
    return given


def _times(time: ArrayLike) -> NDArray[np.float64]:
    when = _numbers(time, "time")
    if not np.isfinite(when).all():
        row = int(np.argmin(np.isfinite(when))) + 1
        raise NotFinite(f"time is missing or infinite in occasion {row}: mend it, or leave the occasion out.")
    return when


def _check_once(ids: NDArray[Any], whose: NDArray[np.int64], when: NDArray[np.float64]) -> None:
    order = np.lexsort((when, whose))
    twice = (np.diff(whose[order]) == 0) & (np.diff(when[order]) == 0)
    if twice.any():
        row = order[int(twice.argmax())]
        raise WrongShape(
            f"Couple {ids[whose[row]]} has two rows at time {when[row]:g}: put both partners into one row."
        )


def _covariates(
    given: Mapping[str, ArrayLike], whose: NDArray[np.int64], n: int, m: int
) -> NDArray[np.float64]:
    x = np.ones((n, 1 + len(given)))
    for column, (name, values) in enumerate(given.items(), start=1):
        each = _numbers(values, name)
        if each.shape != (m,):
            raise WrongShape(f"{name} needs one value for each of {m} occasions, not the shape {each.shape}.")
        if np.isinf(each).any():
            raise NotFinite(f"{name} is infinite in occasion {int(np.isinf(each).argmax()) + 1}.")
        x[whose, column] = each
        check_same(each[:, None], x[whose, column][:, None], (name,), skip=0)
    return x


def check_same(
    x: NDArray[np.float64], first: NDArray[np.float64], names: tuple[str, ...], *, skip: int = 1
) -> None:
    """Raise `WrongShape` where a covariate, a column of `x` after the first `skip`, is not what it was before.

    Example:
        >>> check_same(np.array([[1.0, 30]]), np.array([[1.0, np.nan]]), ("age",))
        Traceback (most recent call last):
        troth.science.dyad.errors.WrongShape: age changes within a couple: a covariate of the couple has one value; pass it as varying.
    """
    differs = ~((x == first) | (np.isnan(x) & np.isnan(first)))
    if differs.any():
        name = names[int(np.argwhere(differs)[0][1]) - skip]
        raise WrongShape(
            f"{name} changes within a couple: a covariate of the couple has one value; pass it as varying."
        )
