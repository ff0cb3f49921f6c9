"""What is said to a couple, after all that was looked for is judged together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.patterns.columns import (
    MINIMUM,
    Column,
    Minimum,
    Pattern,
    Silence,
    columns,
    nothing_against,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from troth.science.patterns.diaries import Diaries

__all__ = [
    "ALPHA",
    "MINIMUM",
    "WINDOW",
    "Column",
    "Finding",
    "Minimum",
    "Pattern",
    "Silence",
    "findings",
    "holm",
    "judged",
]

ALPHA = 0.05
WINDOW = (
    182  # days: patterns of now; over a whole year a slow drift to the end of the scale looks like influence
)
SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern of one couple.

    Attributes:
        pattern: What was looked for.
        side: Whose yesterday, stress or answer it is, "a" or "b"; empty where it is both's.
        estimate: `influence`: how many of their own standard deviations the other's closeness is higher on the day after
            one of one more of `side`'s. `following`: a's influence on b less b's on a. `conflict after stress`: change of
            the chance of a conflict after a day of one standard deviation more stress of `side`. `weekday`: points of
            closeness of both above other days. `repeated breach`: breaches in four weeks of days told.
            `bids met`: share of the other's bids that `side` says to have met.
        low, high: The 95 % interval; of `weekday` it holds for all seven at once.
        p: After Holm, over all that was tested in this couple; None for a share, which is not tested.
        n: Days, pairs of days, or bids on which it rests.
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


def findings(diaries: Diaries, *, minimum: Minimum = MINIMUM, alpha: float = ALPHA) -> list[list[Finding]]:
    """Return for each couple every pattern in every direction, said or not.

    **Method.** Each pattern is tested for each couple on its own, and Holm's step-down procedure is applied to all tests of
    the couple: where no pattern is there, at most ``alpha`` of couples are told of any, whatever the tests have to do
    with one another. Tests without enough data count for nothing and cost nothing: whether there is enough does not depend
    on what is found.

    **Window.** Only the last ``WINDOW`` days are looked at.

    **Limits.** It is prediction, not proof of cause. A missing day breaks the chain. The level holds for one look: who looks
    anew every week and keeps what ever showed will be wrong more often; the study in ``docs/explanation/patterns.md`` says
    how often.

    **Reference.** Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics, 6, 65-70.
    """
    found = columns(diaries.latest(WINDOW), minimum)
    adjusted = judged(found)
    return [
        [_finding(column, i, adjusted.get(at), alpha) for at, column in enumerate(found)]
        for i in range(len(diaries.conflict))
    ]


def judged(found: Sequence[Column]) -> dict[int, NDArray[np.float64]]:
    """Return Holm's p, shape (n,), for the place of each tested column; columns without enough data have 1."""
    tested = [at for at, column in enumerate(found) if column.tested]
    p = np.stack([found[at].p for at in tested], axis=1)
    live = np.stack([nothing_against(found[at].why) for at in tested], axis=1)
    return dict(zip(tested, holm(p, live).T, strict=True))


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


def _finding(column: Column, i: int, adjusted: NDArray[np.float64] | None, alpha: float) -> Finding:
    p = None if adjusted is None else float(adjusted[i])
    why = column.why[i]
    if why is None and p is not None and p > alpha:
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
