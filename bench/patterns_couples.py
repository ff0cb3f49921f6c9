"""Simulated diaries of couples in which a pattern was planted, or none."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from troth.science.patterns import Diaries

WARM_UP = 30
EITHER = 0.3  # by chance, each presses in three of ten conflicts and pulls back in three
LOW, HIGH = 0.0, 10.0


@dataclass(frozen=True)
class Couples:
    """How simulated couples live; numbers are standard deviations, chances or points.

    ``stability`` is what each carries over from day to day, ``shared`` how alike the two's days are, ``missed`` the chance
    that one does not tell a day, ``conflict`` the chance of a conflict on a usual day. ``demand`` is the chance that a presses in a conflict, and
    as large the chance that b pulls back; 0 leaves it to chance who does what. ``presses`` is the chance that a presses while b does
    either as often. ``distance`` is by how many points both are less close on the day after a conflict.
    """

    influence: float = 0.0
    after_stress: float = 0.0
    weekday: float = 0.0
    breaches: float = 1 / 84
    demand: float = 0.0
    presses: float = EITHER
    distance: float = 0.0
    stability: float = 0.35
    shared: float = 0.3
    trend: float = 0.02
    missed: float = 0.15
    conflict: float = 0.2
    lasting: float = 0.1
    spread: float = 1.7


PLANTED = {
    "influence, very strong (.6)": Couples(influence=0.6),
    "influence, strong (.4)": Couples(influence=0.4),
    "influence, moderate (.25)": Couples(influence=0.25),
    "demand–withdraw, strong (7 of 10 conflicts, each end)": Couples(demand=0.7, conflict=0.3),
    "demand–withdraw, moderate (5 of 10)": Couples(demand=0.5, conflict=0.3),
    "demand–withdraw, strong, fewer conflicts": Couples(demand=0.7, conflict=0.2),
    "conflict after stress, strong (+25 in 100)": Couples(after_stress=0.25),
    "conflict after stress, moderate (+15 in 100)": Couples(after_stress=0.15),
    "after conflict, strong (2 points)": Couples(distance=2.0),
    "after conflict, moderate (1 point)": Couples(distance=1.0),
    "weekday, strong (2 points)": Couples(weekday=-2.0),
    "weekday, moderate (1 point)": Couples(weekday=-1.0),
    "repeated breach, strong (one a week)": Couples(breaches=1 / 7),
    "repeated breach, moderate (one in two weeks)": Couples(breaches=1 / 14),
}
USUAL = Couples()
QUIET = {
    "usual": USUAL,
    "days carried over strongly": replace(USUAL, stability=0.6),
    "the two very alike": replace(USUAL, shared=0.7),
    "a steep trend of both": replace(USUAL, trend=0.08),
    "every third day missing": replace(USUAL, missed=0.33),
    "conflicts that last": replace(USUAL, conflict=0.3, lasting=0.35),
    "one presses, the other does either": replace(USUAL, conflict=0.3, presses=0.6),
}
TRUST = {"trust passes on, strong (.4)": 0.4, "trust does not pass on": 0.0}
SKIPPED = 0.1


def simulated(couples: Couples, n: int, days: int, rng: Generator) -> Diaries:
    """Return diaries of n couples over as many days; a's day moves b's next, after a's stress comes conflict."""
    y = _closeness(couples, n, days, rng)
    moved = _moved(couples, n, days, rng)
    stress = _points(_carried(0.3, n, days, rng), couples.spread)
    calm = (stress[..., 0] - stress[..., 0].mean(axis=1, keepdims=True)) / couples.spread
    conflict = _conflicts(couples, calm, rng)
    after = np.concatenate([np.zeros((n, 1)), conflict[:, :-1]], axis=1)
    closeness = _points(y, couples.spread, moved - couples.distance * after[..., None])
    closeness[rng.random(closeness.shape) < couples.missed] = np.nan
    gone = np.isnan(closeness)
    stress[gone] = np.nan
    breach = rng.random((n, days)) < couples.breaches
    bids = rng.random((n, days, 2))
    return Diaries(
        closeness=closeness,
        stress=stress,
        conflict=np.where(gone.all(axis=2), np.nan, conflict),
        met=(bids < 0.2) & ~gone,
        missed=(bids > 0.9) & ~gone,
        stance=np.where((conflict == 1)[..., None] & ~gone, _stances(couples, n, days, rng), np.nan),
        breach=breach & ~gone.all(axis=2),
    )


def weekly_trust(strength: float, n: int, weeks: int, rng: Generator) -> np.ndarray:
    """Return weekly trust of n couples, shape (n, weeks, 2); a's trust of one week moves b's next, and one in ten pulses is skipped by each."""
    y = _closeness(Couples(influence=strength), n, weeks, rng)
    y[rng.random(y.shape) < SKIPPED] = np.nan
    return y


def _closeness(couples: Couples, n: int, days: int, rng: Generator) -> np.ndarray:
    """Carry each over to the next day, and let a move b."""
    cross = np.array([[couples.stability, couples.influence], [0.0, couples.stability]])
    mix = np.linalg.cholesky(np.array([[1.0, couples.shared], [couples.shared, 1.0]]))
    y = np.zeros((n, days + WARM_UP, 2))
    for t in range(1, days + WARM_UP):
        y[:, t] = y[:, t - 1] @ cross + rng.normal(size=(n, 2)) @ mix.T
    return y[:, WARM_UP:]


def _moved(couples: Couples, n: int, days: int, rng: Generator) -> np.ndarray:
    """Return a trend of both, another in each couple, and what a Sunday adds."""
    slope = couples.trend * rng.normal(size=(n, 1, 1))
    sunday = couples.weekday * (np.arange(days) % 7 == 6)
    return slope * np.arange(days)[:, None] + sunday[:, None]


def _stances(couples: Couples, n: int, days: int, rng: Generator) -> np.ndarray:
    """Return who presses (1) and who pulls back (-1), a first; each does both in one conflict of ten."""
    rest = (0.9 - couples.demand) / 4
    ends = ((couples.presses, EITHER), (EITHER, EITHER))
    if couples.demand:
        ends = ((couples.demand, rest), (rest, couples.demand))
    drawn = rng.random((n, days, 2))
    press, pull = np.array(ends).T
    return np.where(drawn < press, 1.0, np.where(drawn < press + pull, -1.0, 0.0))


def _carried(stability: float, n: int, days: int, rng: Generator) -> np.ndarray:
    y = np.zeros((n, days + WARM_UP, 2))
    for t in range(1, days + WARM_UP):
        y[:, t] = stability * y[:, t - 1] + rng.normal(size=(n, 2))
    return y[:, WARM_UP:]


def _points(y: np.ndarray, spread: float, moved: np.ndarray | float = 0.0) -> np.ndarray:
    return np.clip(np.round(6.0 + spread * y + moved), LOW, HIGH)


def _conflicts(couples: Couples, stress: np.ndarray, rng: Generator) -> np.ndarray:
    n, days = stress.shape
    conflict = np.zeros((n, days))
    drawn = rng.random((n, days))
    for t in range(1, days):
        chance = (
            couples.conflict + couples.lasting * conflict[:, t - 1] + couples.after_stress * stress[:, t - 1]
        )
        conflict[:, t] = drawn[:, t] < np.clip(chance, 0.02, 0.95)
    return conflict
