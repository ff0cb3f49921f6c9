"""What the occasions of many couples are reduced to before curves are fitted; the sums can be merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.growth.occasions import OccasionSums, occasion_sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["GrowthSums", "growth_partial"]

ANSWERED = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
"""Who answered, for each of the kinds of an occasion."""
NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class GrowthSums:
    """The sums of n couples; `+` merges them, also where a couple stands in both parts.

    Attributes:
        ids: Who the couples are, sorted, shape (n,).
        occasions: Their sums about the two origins.
        x: 1 and each couple's covariates, shape (n, k).
        covariates: Names of the covariates.
        score_origin: What was taken from every score, so that squares keep their digits.
        time_origin: What was taken from every time.
    """

    ids: NDArray[Any]
    occasions: OccasionSums
    x: NDArray[np.float64]
    covariates: tuple[str, ...]
    score_origin: float
    time_origin: float

    def __add__(self, other: GrowthSums) -> GrowthSums:
        """Return the sums of both parts, as if their occasions had been summed together."""
        if self.covariates != other.covariates:
            raise WrongShape("Sums with different covariates cannot be merged.")
        both = self.occasions.with_couples(other.moved(self.score_origin, self.time_origin).occasions)
        ids, first, place = np.unique(
            np.concatenate([self.ids, other.ids]), return_index=True, return_inverse=True
        )
        if len(ids) == both.couples:
            return replace(self, ids=ids, occasions=both.chosen(first), x=self._merged(other, first, place))
        total = OccasionSums(*(np.zeros((len(ids), 3, *size)) for size in ((), (2, 2), (2, 2), (2, 2))))
        for name in ("count", "ff", "yf", "yy"):
            np.add.at(getattr(total, name), place, getattr(both, name))
        return replace(self, ids=ids, occasions=total, x=self._merged(other, first, place))

    def moved(self, score_origin: float, time_origin: float) -> GrowthSums:
        """Return the same sums about other origins."""
        by, later = score_origin - self.score_origin, time_origin - self.time_origin
        old, turn = self.occasions, np.array([[1.0, 0.0], [-later, 1.0]])
        f, y = old.ff[:, :, 0], old.yf[..., 0]
        drawn = ANSWERED[:, :, None] * y[:, :, None]
        squares = old.count[:, :, None, None] * (ANSWERED[:, :, None] * ANSWERED[:, None])
        yy = old.yy - by * (drawn + drawn.transpose(0, 1, 3, 2)) + by**2 * squares
        yf = (old.yf - by * ANSWERED[:, :, None] * f[:, :, None]) @ turn.T
        moved = OccasionSums(old.count, turn @ old.ff @ turn.T, yf, yy)
        return replace(self, occasions=moved, score_origin=score_origin, time_origin=time_origin)

    def chosen(self, which: NDArray[np.bool_]) -> GrowthSums:
        """Return the sums of some couples."""
        return replace(self, ids=self.ids[which], occasions=self.occasions.chosen(which), x=self.x[which])

    def _merged(
        self, other: GrowthSums, first: NDArray[np.int64], place: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        x = np.concatenate([self.x, other.x])
        _check_same(x, x[first][place], self.covariates)
        return x[first]


def growth_partial(
    couple: ArrayLike, time: ArrayLike, scores: ArrayLike, *, covariates: Mapping[str, ArrayLike] = NOTHING
) -> GrowthSums:
    """Reduce occasions to the sums of their couples, in one pass.

    Args:
        couple: Whose occasion it is: any number or name, shape (m,). A couple's occasions need not be together.
        time: When it was, on the clock on which curves are straight: weeks, or log sessions; shape (m,).
        scores: Both partners' scores, NaN for none; shape (m, 2).
        covariates: Variables of the couple by name, one value an occasion and the same throughout a couple;
            each changes the mean intercepts and slopes. Centre them, so that intercepts have a meaning.

    Raises:
        WrongShape: The lengths differ, a covariate changes within a couple, or a couple has two rows at one time.
        NotFinite: A score is infinite, or a time is infinite or missing.

    Example:
        >>> sums = growth_partial([7, 7, 9], [0, 1, 0], [[4, 6], [5, float("nan")], [3, 3]])
        >>> later = growth_partial([9], [1], [[4, 4]])
        >>> (sums + later).ids.tolist(), (sums + later).occasions.count.tolist()
        ([7, 9], [[1.0, 1.0, 0.0], [2.0, 0.0, 0.0]])
    """
    when, given = _times(time), _scores(scores)
    ids, whose = _numbered(couple)
    m = len(given)
    if when.shape != (m,) or whose.shape != (m,):
        raise WrongShape(f"{m} rows of scores need {m} couples and {m} times.")
    _check_once(ids, whose, when)
    x = _covariates(covariates, whose, len(ids), m)
    seen = ~np.isnan(given).all(axis=1)
    when, given, whose = when[seen], given[seen], whose[seen]
    origin = float(np.nanmean(given)) if given.size else 0.0
    start = float(when.mean()) if when.size else 0.0
    f = np.stack([np.ones_like(when), when - start], axis=1)
    sums = occasion_sums(whose, f, given - origin, len(ids))
    return GrowthSums(ids, sums, x, tuple(covariates), origin, start)


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
        _check_same(each[:, None], x[whose, column][:, None], (name,), skip=0)
    return x


def _check_same(
    x: NDArray[np.float64], first: NDArray[np.float64], names: tuple[str, ...], *, skip: int = 1
) -> None:
    """Raise where a covariate, a column of `x` after the first `skip`, is not what it was before."""
    differs = ~((x == first) | (np.isnan(x) & np.isnan(first)))
    if differs.any():
        name = names[int(np.argwhere(differs)[0][1]) - skip]
        raise WrongShape(f"{name} changes within a couple: a covariate of the couple has one value.")
