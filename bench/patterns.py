"""How often planted patterns are found, and how often one is told that is none, in simulated diaries."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.patterns_couples import NONE, PLANTED, QUIET, simulated
from troth.science.patterns import ALPHA, Diaries, Pattern, findings
from troth.science.patterns.columns import columns
from troth.science.patterns.findings import judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    from bench.patterns_couples import Couples

WEEKS = (2, 4, 6, 8, 12)
LATER = (16, 20, 26)
WEEK, YEAR, TIMES = 7, 365, 200
TARGET = 0.8
SOUGHT = {
    "influence": (Pattern.INFLUENCE, 0),
    "conflict after stress": (Pattern.CONFLICT_AFTER_STRESS, 0),
    "weekday": (Pattern.WEEKDAY, -1),
    "repeated breach": (Pattern.REPEATED_BREACH, -1),
}


@dataclass(frozen=True)
class Size:
    """How many couples are simulated for each kind and number of weeks."""

    couples: int


FULL, QUICK = Size(4000), Size(400)


class Row(NamedTuple):
    """A kind of couple: a share for each number of weeks."""

    name: str
    shares: tuple[float, ...]

    def weeks_to(self, target: float) -> int | None:
        """Return the first number of weeks with which the share is reached, and stays so."""
        reached = [share >= target for share in self.shares]
        later = [all(reached[at:]) for at in range(len(reached))]
        return next((weeks for weeks, good in zip((*WEEKS, *LATER), later, strict=True) if good), None)


class Result(NamedTuple):
    """All that the study found: shares of couples, and seconds of CPU."""

    found: list[Row]
    false: list[Row]
    looked_often: tuple[float, float]
    bids: tuple[float, ...]
    one: float


def measured(size: Size, told: Callable[[str], None]) -> Result:
    """Simulate and judge; the seed is fixed, so that a run can be repeated."""
    rng = np.random.Generator(np.random.PCG64(20261126))
    found, false = [], []
    for name, couples in PLANTED.items():
        told(f"{name} ...")
        if name != NONE:
            found.append(
                Row(name, tuple(_found(name, couples, size, weeks, rng) for weeks in (*WEEKS, *LATER)))
            )
    for name, couples in QUIET.items():
        told(f"no pattern, {name} ...")
        false.append(Row(name, tuple(_false(couples, size, weeks, rng) for weeks in (*WEEKS, *LATER))))
    told("Looking often, bids, speed ...")
    quiet = simulated(QUIET["usual"], size.couples, 26 * WEEK, rng)
    often = (_ever(quiet, range(4, 27)), _ever(quiet, range(4, 27, 4)))
    bids = tuple(_bids(size, weeks, rng) for weeks in (*WEEKS, *LATER))
    return Result(found, false, often, bids, _speed(rng))


def told_of(diaries: Diaries) -> NDArray[np.bool_]:
    """Return which of the tested patterns is told of, shape (n, tests), in the order of `columns`."""
    return np.stack([p <= ALPHA for p in judged(columns(diaries)).values()], axis=1)


def _found(name: str, couples: Couples, size: Size, weeks: int, rng: Generator) -> float:
    diaries = simulated(couples, size.couples, weeks * WEEK, rng)
    sought = next(where for words, where in SOUGHT.items() if name.startswith(words))
    tested = [(one.pattern, one.side) for one in columns(diaries) if one.tested]
    return float(told_of(diaries)[:, tested.index(sought)].mean())


def _false(couples: Couples, size: Size, weeks: int, rng: Generator) -> float:
    return float(told_of(simulated(couples, size.couples, weeks * WEEK, rng)).any(axis=1).mean())


def _ever(diaries: Diaries, weeks: range) -> float:
    """Return the share of couples that are told of a pattern at one look at least."""
    looks = [told_of(_first(diaries, each * WEEK)).any(axis=1) for each in weeks]
    return float(np.stack(looks).any(axis=0).mean())


def _bids(size: Size, weeks: int, rng: Generator) -> float:
    """Return how often the interval of a share of bids holds the true one (two of three), where it is told."""
    diaries = simulated(QUIET["usual"], size.couples, weeks * WEEK, rng)
    told = [one for one in columns(diaries) if one.pattern is Pattern.BIDS_MET]
    right = np.concatenate([(one.low <= 2 / 3) & (one.high >= 2 / 3) for one in told])
    said = np.concatenate([np.equal(one.why, None) for one in told])
    return float(right[said].mean()) if said.any() else float("nan")


def _first(diaries: Diaries, days: int) -> Diaries:
    return Diaries(
        closeness=diaries.closeness[:, :days],
        stress=diaries.stress[:, :days],
        conflict=diaries.conflict[:, :days],
        met=diaries.met[:, :days],
        missed=diaries.missed[:, :days],
        breach=diaries.breach[:, :days],
        first=diaries.first,
    )


def _speed(rng: Generator) -> float:
    """Return CPU seconds to judge one couple's year."""
    couple = simulated(QUIET["usual"], 1, YEAR, rng)
    findings(couple)
    begun = time.process_time()
    for _ in range(TIMES):
        findings(couple)
    return (time.process_time() - begun) / TIMES
