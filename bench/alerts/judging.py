"""What a rule did: calls of couples on their way, and how soon it called those with a turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.alerts.couples import OFF_TRACK, ON_TRACK, WEEKS
from bench.alerts.rules import CANDIDATES, Candidate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.alerts.couples import Course
    from bench.alerts.study import Followed

YEAR = 365.25 / 7
MOST_FALSE = 0.5  # false calls per couple and year that a rule may cost when it is chosen
WAIT = 12  # weeks; a later call counts as none when rules are chosen


@dataclass(frozen=True)
class Coverage:
    """How many answers of couples on their way, foretold from those before, lay inside the bands."""

    couples: int
    share: float
    inside80: float
    inside95: float
    under80: float


def coverage(those: Followed) -> Coverage:
    """Count all answers after the first week."""
    on_track = those.only(those.on(ON_TRACK))
    errors = on_track.errors[:, 1:]
    seen = ~np.isnan(errors)
    half80, half95 = on_track.half80[:, 1:], on_track.half95[:, 1:]
    return Coverage(
        couples=len(on_track.size),
        share=float(on_track.share.mean()),
        inside80=float((np.abs(errors) <= half80)[seen].mean()),
        inside95=float((np.abs(errors) <= half95)[seen].mean()),
        under80=float((errors < -half80)[seen].mean()),
    )


@dataclass(frozen=True)
class Performance:
    """What a rule does.

    Of couples on their way: `per_year` false calls per couple and year, `ever` share with any in 40 weeks. Of
    couples with a turn: `within6` and `within12` share called within so many weeks of it, `median` weeks until
    half were called (inf: fewer than half were), `lost` mean weeks until the call, at most 12.
    """

    per_year: float
    ever: float
    within6: float
    within12: float
    median: float
    lost: float


def performance(
    those: Followed, calls: NDArray[np.bool_], turned: Sequence[Course] = OFF_TRACK
) -> Performance:
    """Judge the calls (n, weeks, 2) of a rule."""
    begun = beginnings(those, calls)[those.on(ON_TRACK)]
    late = delays(those, calls)[those.on(turned)]
    return Performance(
        per_year=float(begun.mean() / WEEKS * YEAR),
        ever=float((begun > 0).mean()),
        within6=float((late <= 6).mean()),
        within12=float((late <= WAIT).mean()),
        median=float(np.median(late)),
        lost=float(np.minimum(late, WAIT).mean()),
    )


def beginnings(those: Followed, calls: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count for each couple the answers at which a seat was called that was not called at its answer before."""
    answered = ~np.isnan(those.scores)
    count = np.zeros(len(calls), dtype=np.int64)
    standing = np.zeros_like(calls[:, 0])
    for week in range(WEEKS):
        count += (calls[:, week] & ~standing).sum(axis=1)
        standing = np.where(answered[:, week], calls[:, week], standing)
    return count


def delays(those: Followed, calls: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the weeks from the true turn until a slipping seat was called; inf where it never was."""
    late = np.arange(WEEKS) - those.turn[:, None]
    called = (calls & those.slipping[:, None, :]).any(axis=2) & (late > 0)
    return np.where(called, late, np.inf).min(axis=1)


def best(those: Followed, candidate: Candidate) -> tuple[float, Performance]:
    """Return the most eager limit of a family that costs at most `MOST_FALSE`, and what it does."""
    found = (
        (limit, performance(those, candidate.calls(those.short, limit)))
        for limit in candidate.limits.tolist()
    )
    return next(each for each in found if each[1].per_year <= MOST_FALSE)


def choices(those: Followed) -> list[tuple[str, float, Performance]]:
    """Compare the families, each at its own best limit; the one that loses the fewest weeks comes first."""
    found = [(each.name, *best(those, each)) for each in CANDIDATES]
    return sorted(found, key=lambda each: each[2].lost)


@dataclass(frozen=True)
class Lead:
    """A rule beside another, as shares of all couples with a turn; `weeks` is the median lead where both called."""

    before: float
    same: float
    after: float
    only_first: float
    only_second: float
    neither: float
    weeks: float


def lead(those: Followed, first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Lead:
    """Compare when two rules called a slipping seat for the first time after the turn."""
    turned = those.on(OFF_TRACK)
    one, two = delays(those, first)[turned], delays(those, second)[turned]
    a, b = np.isfinite(one), np.isfinite(two)
    both = a & b
    shares = (both & (one < two), both & (one == two), both & (one > two), a & ~b, ~a & b, ~a & ~b)
    return Lead(*(float(each.mean()) for each in shares), weeks=float(np.median(two[both] - one[both])))
