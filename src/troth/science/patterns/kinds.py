"""What is looked for, with how little data, and what is found of it for many couples."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Pattern(StrEnum):
    """What is looked for."""

    INFLUENCE = "influence"
    FOLLOWING = "following"
    CONFLICT_AFTER_STRESS = "conflict after stress"
    AFTER_CONFLICT = "after conflict"
    DEMAND_WITHDRAW = "demand withdraw"
    WEEKDAY = "weekday"
    REPEATED_BREACH = "repeated breach"
    TRUST_INFLUENCE = "trust influence"
    AGREEMENT_BROKEN = "agreement broken"
    CODED_DEMAND_WITHDRAW = "coded demand withdraw"
    BIDS_MET = "bids met"
    TERMS_KEPT = "terms kept"


class Silence(StrEnum):
    """Why nothing is said."""

    TOO_FEW_DAYS = "too few days"
    TOO_LITTLE_CHANGE = "too little change"
    NOT_BEYOND_CHANCE = "not beyond chance"


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least data with which a pattern is looked for. Choices with their reasons, no published figures.

    ``transitions``: with four columns in a diary of a quarter, 20 leave 16 degrees of freedom; below that Student's t is wide and departures from
    it are not averaged out. ``conflicts``: days with a conflict and days without one, so that no single day decides; and
    conflicts of which one pressed and the other pulled back. ``answers``: days on which each told their own end of it.
    ``of_each_weekday``: the third week is the first in which a weekday is more than a chance pair. ``of_a_share``: with ten
    bids, or terms looked back on, the interval of a share is no wider than six tenths. ``breaches``: once may happen and twice is a pair; three repeat.
    ``days``: two weeks of days told, so that a bad week is not taken for a habit.
    """

    transitions: int = 20
    conflicts: int = 5
    answers: int = 3
    of_each_weekday: int = 3
    of_a_share: int = 10
    breaches: int = 3
    days: int = 14


MINIMUM = Minimum()


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One pattern in one direction for n couples; every array has shape (n,).

    ``side`` is whose yesterday, stress, pressing or answer it is (0 for a, 1 for b), -1 where it is both's. ``detail`` is
    the weekday, where it is one. ``p`` is 1 where nothing is tested. ``tested`` is False where the finding is a plain share.
    """

    pattern: Pattern
    side: int
    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p: NDArray[np.float64]
    rows: NDArray[np.int64]
    why: NDArray[np.object_]
    detail: NDArray[np.int64]
    tested: bool = True


def column_of(
    pattern: Pattern,
    side: int,
    span: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    p: NDArray[np.float64],
    rows: NDArray[np.int64],
    why: NDArray[np.object_],
    detail: NDArray[np.int64] | None = None,
    *,
    tested: bool = True,
) -> Column:
    """Return a column from estimate, low and high, and p; it gives no weight to what is not looked for."""
    told = np.where(nothing_against(why), p, 1.0)
    none = np.full(len(rows), -1) if detail is None else detail
    return Column(pattern, side, *span, told, rows, why, none, tested)


def too_few_unless(enough: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Say for whom there is not enough, shape (n,)."""
    why = np.full(len(enough), None, dtype=object)
    why[~enough] = Silence.TOO_FEW_DAYS
    return why


def nothing_against(why: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell for whom no reason stands, shape (n,)."""
    return np.array([one is None for one in why], dtype=np.bool_)
