"""What is said to a couple, after each pattern is judged at the level of its look."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from troth.science.patterns.columns import columns, shares, trust_columns
from troth.science.patterns.counts import share, too_often
from troth.science.patterns.kinds import MINIMUM, Column, Minimum, Pattern, Silence, nothing_against
from troth.science.patterns.looks import last_look

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from troth.science.patterns.diaries import Diaries

ALPHA = 0.05
WINDOW = (
    182  # days: patterns of now; over a whole year a slow drift to the end of the scale looks like influence
)
SIDES = ("a", "b")
Level = float | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern of one couple.

    Attributes:
        pattern: What was looked for.
        side: Whose yesterday, stress, pressing or answer it is, "a" or "b"; empty where it is both's.
        estimate: `influence`: how many of their own standard deviations the other's closeness is higher on the day after
            one of one more of `side`'s. `trust influence`: the same of trust, from week to week. `following`: a's influence on
            b less b's on a. `conflict after stress`: change of the chance of a conflict after a day of one standard
            deviation more stress of `side`. `after conflict`: by how many own standard deviations `side`'s closeness differs on the day
            after a conflict. `demand withdraw`: share of the conflicts with a direction in which `side` pressed and the other
            pulled back. `weekday`: points of closeness of both above other days. `repeated breach`: breaches in four
            weeks of days told. `agreement broken`: the same in four weeks of agreements. `bids met`: share of the other's bids that `side` says to
            have met. `terms kept`: share of the terms looked back on that `side` saw kept. `coded demand withdraw`: log odds that
            the other withdraws right after `side` demands, against after anything else.
        low, high: The 95 % interval; of `weekday` it holds for all seven at once.
        p: After Holm, over the directions of the pattern; None for a share, which is not tested, and where the interval alone decides.
        n: Days, pairs of days or weeks, conflicts, bids, terms or turns on which it rests.
        weekday: Monday is 0; None for other patterns.
        why_not: Why nothing is said; None where it is.
    """

    pattern: Pattern
    side: str
    estimate: float
    low: float
    high: float
    p: float | None
    n: int
    weekday: int | None = None
    why_not: Silence | None = None

    @property
    def is_said(self) -> bool:
        """Whether it may be told."""
        return self.why_not is None


def findings(diaries: Diaries, *, level: Level = ALPHA, minimum: Minimum = MINIMUM) -> list[list[Finding]]:
    """Return for each couple every pattern that is tested, in every direction, said or not.

    **Method.** Each pattern is tested for each couple on its own, and Holm's step-down procedure is applied to its
    directions: where a pattern is not there, at most ``level`` of couples are told of it, whatever its directions have to do
    with one another. The level is that of a look (`looks.last_look`), one for all couples or one each.

    **Window.** Only the last ``WINDOW`` days are looked at.

    **Limits.** It is prediction, not proof of cause. The level holds for each pattern, not for all of them together; the study
    in ``docs/explanation/patterns.md`` says how often a quiet couple is told of any.

    **Reference.** Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics, 6, 65-70.
    """
    return _said(columns(diaries.latest(WINDOW), minimum), level, len(diaries.conflict))


def trust_findings(
    trust: NDArray[np.float64], *, level: float = ALPHA, minimum: Minimum = MINIMUM
) -> list[list[Finding]]:
    """Return for each couple whose trust of one week passes on to the other's next; ``trust`` has shape (n, weeks, 2)."""
    return _said(trust_columns(trust, minimum), level, len(trust))


def share_findings(diaries: Diaries, *, minimum: Minimum = MINIMUM) -> list[list[Finding]]:
    """Return for each couple the shares of the last ``WINDOW`` days, which are not tested."""
    return _said(shares(diaries.latest(WINDOW), minimum), 1.0, len(diaries.conflict))


def agreement_findings(
    in_force: Sequence[int],
    broken: Collection[int],
    kept: Sequence[tuple[int, int]],
    *,
    minimum: Minimum = MINIMUM,
) -> list[Finding]:
    """Return what one couple's agreements show: whether they are broken again and again, and the terms that each saw kept.

    Args:
        in_force: The days on which anything was agreed, as ordinals, the first one first; only the last look's count.
        broken: The days on which something agreed was not kept.
        kept: For each side, of how many terms they looked back on they saw how many kept: pairs of kept and all.
        minimum: The least data.
    """
    look = last_look(len(in_force))
    days = in_force[: look.days if look else 0][-WINDOW:]
    number = np.array([len(set(days) & set(broken))])
    tested = too_often(Pattern.AGREEMENT_BROKEN, number, np.array([len(days)]), minimum)
    seen = [
        share(Pattern.TERMS_KEPT, side, np.array([hits]), np.array([n]), minimum)
        for side, (hits, n) in enumerate(kept)
    ]
    return _said([tested, *seen], look.level if look else 0.0, 1)[0]


def judged(found: Sequence[Column]) -> dict[int, NDArray[np.float64]]:
    """Return Holm's p over a pattern's directions, shape (n,), for the place of each tested column.

    Columns without enough data have 1, count for nothing and cost nothing: whether there is enough does not depend on
    what is found.
    """
    adjusted: dict[int, NDArray[np.float64]] = {}
    tested = [(at, column) for at, column in enumerate(found) if column.tested]
    for _, ways in groupby(tested, key=lambda one: one[1].pattern):
        places, each = zip(*ways, strict=True)
        p = np.stack([column.p for column in each], axis=1)
        live = np.stack([nothing_against(column.why) for column in each], axis=1)
        adjusted.update(zip(places, holm(p, live).T, strict=True))
    return adjusted


def holm(p: NDArray[np.float64], live: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Adjust each row's live p, shape (n, m), by Holm's step-down procedure; others become 1.

    Example:
        >>> holm(np.array([[0.01, 0.04, 0.03]]), np.ones((1, 3), bool)).round(2).tolist()
        [[0.03, 0.06, 0.06]]
    """
    masked = np.where(live, p, np.inf)
    order = np.argsort(masked, axis=1, kind="stable")
    left = np.maximum(live.sum(axis=1)[:, None] - np.arange(p.shape[1]), 0)
    ordered = np.take_along_axis(masked, order, axis=1)
    stepped = np.where(np.isfinite(ordered), np.where(np.isfinite(ordered), ordered, 1.0) * left, 1.0)
    stepped = np.minimum(np.maximum.accumulate(stepped, axis=1), 1.0)
    adjusted = np.ones_like(p)
    np.put_along_axis(adjusted, order, stepped, axis=1)
    return np.where(live, adjusted, 1.0)


def _said(found: Sequence[Column], level: Level, couples: int) -> list[list[Finding]]:
    adjusted = judged(found)
    levels = np.broadcast_to(level, couples)
    return [
        [_finding(column, i, adjusted.get(at), levels[i]) for at, column in enumerate(found)]
        for i in range(couples)
    ]


def _finding(column: Column, i: int, adjusted: NDArray[np.float64] | None, level: float) -> Finding:
    p = None if adjusted is None else float(adjusted[i])
    why = column.why[i]
    if why is None and p is not None and p > level:
        why = Silence.NOT_BEYOND_CHANCE
    return Finding(
        pattern=column.pattern,
        side=SIDES[column.side] if column.side >= 0 else "",
        estimate=float(column.estimate[i]),
        low=float(column.low[i]),
        high=float(column.high[i]),
        p=p,
        n=int(column.rows[i]),
        weekday=int(column.detail[i]) if column.pattern is Pattern.WEEKDAY else None,
        why_not=why,
    )
