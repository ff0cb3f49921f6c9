"""How alike two partners are over many items: overall, apart from the stereotype, and against strangers."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.result import Result
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FLAT", "Profiles", "profiles"]

FLAT = "flat profile"
"""Why a couple has no similarity: somebody gave every item the same value, or all of it was the stereotype."""
FEWEST_ITEMS, FEWEST_COUPLES = 3, 3
GAP = "an item without an answer"
TABLE = 2


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Profiles(Result):
    """What :func:`profiles` found.

    Attributes:
        overall: Correlation of the two over items, one a couple; NaN where a profile is flat.
        distinctive: The same after the stereotype is taken away.
        level: Squared difference of the two means, one a couple.
        spread: Squared difference of the two SDs.
        shape: What is left of the mean squared difference; the three add up to it.
        reasons: Why a couple has no number, or "".
        strangers: Mean overall similarity of made-up couples, one a permutation; empty without a generator.
    """

    overall: NDArray[np.float64]
    distinctive: NDArray[np.float64]
    level: NDArray[np.float64]
    spread: NDArray[np.float64]
    shape: NDArray[np.float64]
    reasons: tuple[str, ...]
    strangers: NDArray[np.float64]

    @property
    def p_against_strangers(self) -> float | None:
        """Share of permutations at least as alike as the couples, counting the couples once; None without any."""
        if not self.strangers.size:
            return None
        at_least = (self.strangers >= self.estimates["overall"] - 1e-12).sum()
        return float((at_least + 1) / (self.strangers.size + 1))

    def facts(self) -> dict[str, object]:
        """Return the means of the parts of the distance, and what strangers have in common."""
        told: dict[str, object] = {
            "distance": {name: float(getattr(self, name).mean()) for name in ("level", "spread", "shape")},
            "flat": sum(reason == FLAT for reason in self.reasons),
        }
        if self.strangers.size:
            told["strangers"] = float(self.strangers.mean())
            told["p_against_strangers"] = self.p_against_strangers
        return told


def profiles(
    first: ArrayLike, second: ArrayLike, *, permutations: int = 0, rng: np.random.Generator | None = None
) -> Profiles:
    r"""Return how alike two profiles of a couple are over k items.

    Args:
        first: Shape (n, k): one row a couple, one column an item. What one partner said of themselves, say.
        second: The same of what it is compared with: the partner's own answers (similarity), one's own picture
            of the partner (assumed similarity), or the partner's answers against one's picture (accuracy).
        permutations: How many times partners are paired anew with strangers.
        rng: Needed for permutations; the same generator state gives the same result.

    Returns:
        Means over couples with standard errors: `overall`, the correlation over items, and `distinctive`, the
        same after the normative profile was taken from each side: the item means of the *other* couples, so
        that a couple is not compared with itself. Per couple these and the parts of the mean squared
        difference over items,
        :math:`D^2/k = (M_1-M_2)^2 + (SD_1-SD_2)^2 + 2\,SD_1 SD_2(1-r)`, SDs with divisor k.
        Strangers keep the means of items and of roles, so what they have in common is the stereotype.

    Missing data: couples with every item on both sides; others are counted in `dropped`.

    Raises:
        WrongShape: The shapes differ, there are fewer than 3 items, or permutations without a generator.
        NotFinite: A value is infinite.
        TooFewCouples: Fewer than 3 complete couples.

    Reference: Kenny & Acitelli (1994); Furr (2008); Cronbach & Gleser (1953), level, spread and shape.

    Example:
        >>> found = profiles([[1, 2, 3], [3, 1, 2], [2, 3, 1]], [[2, 3, 4], [3, 2, 1], [1, 3, 2]])
        >>> found.overall.round(2).tolist(), round(float(found.level[0]), 2), round(float(found.shape[0]), 2)
        ([1.0, 0.5, 0.5], 1.0, 0.0)
    """
    one, other = _items(first), _items(second)
    if one.shape != other.shape:
        raise WrongShape(f"Profiles need the same couples and items of both: {one.shape}, {other.shape}.")
    if one.shape[1] < FEWEST_ITEMS:
        raise WrongShape(f"Profiles need at least {FEWEST_ITEMS} items, and have {one.shape[1]}.")
    if permutations and rng is None:
        raise WrongShape("Permutations need a generator: pass rng.")
    whole = ~(np.isnan(one) | np.isnan(other)).any(axis=1)
    one, other = one[whole], other[whole]
    n = len(one)
    if n < FEWEST_COUPLES:
        raise TooFewCouples(f"{counted(n, 'complete couple')}: at least {FEWEST_COUPLES} are needed.")
    z1, z2 = _standardised(one, one), _standardised(other, other)
    overall = (z1 * z2).sum(axis=1)
    distinctive = (_standardised(_own(one), one) * _standardised(_own(other), other)).sum(axis=1)
    sd1, sd2 = one.std(axis=1), other.std(axis=1)
    level, spread = (one.mean(axis=1) - other.mean(axis=1)) ** 2, (sd1 - sd2) ** 2
    usable = ~np.isnan(z1).any(axis=1) & ~np.isnan(z2).any(axis=1)
    return Profiles(
        method=f"Similarity of profiles over {one.shape[1]} items, version 1",
        estimates={"overall": _mean(overall), "distinctive": _mean(distinctive)},
        se={"overall": _error(overall), "distinctive": _error(distinctive)},
        n_couples=n,
        dropped={GAP: int((~whole).sum())} if not whole.all() else {},
        overall=overall,
        distinctive=distinctive,
        level=level,
        spread=spread,
        shape=((one - other) ** 2).mean(axis=1) - level - spread,
        reasons=tuple(FLAT if np.isnan(value) else "" for value in overall + distinctive),
        strangers=_strangers(z1[usable], z2[usable], permutations, rng) if rng else np.zeros(0),
    )


def _items(values: ArrayLike) -> NDArray[np.float64]:
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != TABLE:
        raise WrongShape(
            f"A profile has one row a couple and one column an item, not the shape {found.shape}."
        )
    if np.isinf(found).any():
        raise NotFinite(f"An item is infinite for couple {int(np.argwhere(np.isinf(found))[0][0]) + 1}.")
    return found


def _standardised(rows: NDArray[np.float64], answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centre each row and give it length 1; NaN where it is flat, to the digits that its answers had."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    scale = np.abs(answers).max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(length > 1e-12 * scale, centred / length, np.nan)


def _own(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take from each couple the item means of the others."""
    others: NDArray[np.float64] = (rows.sum(axis=0) - rows) / (len(rows) - 1)
    return rows - others


def _strangers(
    z1: NDArray[np.float64], z2: NDArray[np.float64], permutations: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Mean similarity when nobody is paired with their own partner, for each of so many new pairings."""
    n = len(z1)
    found = np.empty(permutations if n > 1 else 0)
    for index in range(found.size):
        partner = rng.permutation(n)
        while (partner == np.arange(n)).any():
            partner = rng.permutation(n)
        found[index] = (z1 * z2[partner]).sum() / n
    return found


def _mean(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def _error(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.std(ddof=1)) / sqrt(known.size) if known.size > 1 else float("nan")
