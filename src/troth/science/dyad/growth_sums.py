"""What the occasions of many couples are reduced to before curves are fitted; the sums can be merged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.growth_rows import NOTHING, check_same, growth_rows
from troth.science.growth.occasions import OccasionSums, occasion_sums

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.growth_rows import GrowthRows, Varying

__all__ = ["GrowthSums", "growth_partial", "summed"]

ANSWERED = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
"""Who answered, for each of the kinds of an occasion."""


@dataclass(frozen=True, slots=True, eq=False)
class GrowthSums:
    """The sums of n couples; `+` merges them, also where a couple stands in both parts.

    Attributes:
        ids: Who the couples are, sorted, shape (n,).
        occasions: Their sums about the two origins.
        x: 1 and each couple's covariates, shape (n, k).
        covariates: Names of the covariates.
        varying: What the columns of the design after 1 and time are.
        unread: Occasions left out because something that varies was missing.
        score_origin: What was taken from each partner's scores, so that squares keep their digits, shape (2,).
        time_origin: What was taken from every time.
    """

    ids: NDArray[Any]
    occasions: OccasionSums
    x: NDArray[np.float64]
    covariates: tuple[str, ...]
    score_origin: NDArray[np.float64]
    time_origin: float
    varying: tuple[Varying, ...] = ()
    unread: int = 0

    def __add__(self, other: GrowthSums) -> GrowthSums:
        """Return the sums of both parts, as if their occasions had been summed together."""
        if (self.covariates, self.varying) != (other.covariates, other.varying):
            raise WrongShape("Sums with different covariates cannot be merged.")
        unread = self.unread + other.unread
        told = self.occasions.count.sum(axis=0) @ ANSWERED > 0
        origin = np.where(told, self.score_origin, other.score_origin)
        mine, theirs = (each.moved(origin, self.time_origin) for each in (self, other))
        both = mine.occasions.with_couples(theirs.occasions)
        ids, first, place = np.unique(
            np.concatenate([self.ids, other.ids]), return_index=True, return_inverse=True
        )
        if len(ids) == both.couples:
            x = self._merged(other, first, place)
            return replace(mine, ids=ids, occasions=both.chosen(first), x=x, unread=unread)
        s = both.ff.shape[-1]
        total = OccasionSums(*(np.zeros((len(ids), 3, *size)) for size in ((), (s, s), (2, s), (2, 2))))
        for name in ("count", "ff", "yf", "yy"):
            np.add.at(getattr(total, name), place, getattr(both, name))
        return replace(mine, ids=ids, occasions=total, x=self._merged(other, first, place), unread=unread)

    def moved(self, score_origin: ArrayLike, time_origin: float) -> GrowthSums:
        """Return the same sums about other origins: one of both partners, or one of each."""
        origin = np.broadcast_to(np.asarray(score_origin, np.float64), 2)
        by, later = ANSWERED * (origin - self.score_origin), time_origin - self.time_origin
        if not by.any() and not later:
            return self
        old, turn = self.occasions, np.eye(self.occasions.ff.shape[-1])
        turn[1, 0] = -later
        f, y = old.ff[:, :, 0], old.yf[..., 0]
        drawn = by[:, :, None] * y[:, :, None]
        squares = old.count[:, :, None, None] * (by[:, :, None] * by[:, None])
        yy = old.yy - (drawn + drawn.transpose(0, 1, 3, 2)) + squares
        yf = (old.yf - by[:, :, None] * f[:, :, None]) @ turn.T
        moved = OccasionSums(old.count, turn @ old.ff @ turn.T, yf, yy)
        return replace(self, occasions=moved, score_origin=origin, time_origin=time_origin)

    def chosen(self, which: NDArray[np.bool_]) -> GrowthSums:
        """Return the sums of some couples."""
        return replace(self, ids=self.ids[which], occasions=self.occasions.chosen(which), x=self.x[which])

    def _merged(
        self, other: GrowthSums, first: NDArray[np.int64], place: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        x = np.concatenate([self.x, other.x])
        check_same(x, x[first][place], self.covariates)
        return x[first]


def growth_partial(
    couple: ArrayLike,
    time: ArrayLike,
    scores: ArrayLike,
    *,
    covariates: Mapping[str, ArrayLike] = NOTHING,
    varying: Mapping[str, ArrayLike] = NOTHING,
) -> GrowthSums:
    """Reduce occasions to the sums of their couples, in one pass.

    Args:
        couple: Whose occasion it is: any number or name, shape (m,). A couple's occasions need not be together.
        time: When it was, on the clock on which curves are straight: weeks, or log sessions; shape (m,).
        scores: Both partners' scores, NaN for none; shape (m, 2).
        covariates: Variables of the couple by name, one value an occasion and the same throughout a couple;
            each changes the mean intercepts and slopes. Centre them, so that intercepts have a meaning.
        varying: Variables that change from occasion to occasion, by name; shape (m,), or (m, 2) with an own
            value of each partner. An occasion that lacks one is left out and counted.

    Raises:
        WrongShape: The lengths differ, a covariate changes within a couple, or a couple has two rows at one time.
        NotFinite: A score is infinite, or a time is infinite or missing.

    Example:
        >>> sums = growth_partial([7, 7, 9], [0, 1, 0], [[4, 6], [5, float("nan")], [3, 3]])
        >>> later = growth_partial([9], [1], [[4, 4]])
        >>> (sums + later).ids.tolist(), (sums + later).occasions.count.tolist()
        ([7, 9], [[1.0, 1.0, 0.0], [2.0, 0.0, 0.0]])
    """
    return summed(growth_rows(couple, time, scores, covariates, varying), tuple(covariates))


def summed(rows: GrowthRows, covariates: tuple[str, ...]) -> GrowthSums:
    """Return the sums of checked occasions.

    Example:
        >>> summed(growth_rows([7, 7], [0, 1], [[4, 6], [5, 8]]), ()).score_origin.tolist()
        [4.5, 7.0]
    """
    seen = ~np.isnan(rows.scores)
    origin = np.where(seen, rows.scores, 0.0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    start = float(rows.time.mean()) if rows.time.size else 0.0
    f = np.column_stack([np.ones_like(rows.time), rows.time - start, rows.columns])
    sums = occasion_sums(rows.whose, f, rows.scores - origin, len(rows.ids))
    return GrowthSums(rows.ids, sums, rows.x, covariates, origin, start, rows.varying, rows.unread)
