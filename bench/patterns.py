"""How often planted patterns are found, and how often one is told that is none, in simulated diaries."""

from __future__ import annotations

import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bench.patterns_couples import PLANTED, QUIET, TRUST, USUAL, simulated, weekly_trust
from troth.science.patterns import ALPHA, WINDOW, Diaries, Pattern, findings, last_look
from troth.science.patterns.columns import columns, shares, trust_columns
from troth.science.patterns.findings import judged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    from bench.patterns_couples import Couples
    from troth.science.patterns.kinds import Column

WEEKS = (4, 6, 8, 12, 16, 20, 26)
LOOKS = (6, 12, 20, 26, 39, 52)
ONE_LOOK = (6, 12, 26)
WEEK, HALF, TIMES, AT_ONCE = 7, 182, 200, 100
TARGET = 0.8
SOUGHT = {
    "influence": (Pattern.INFLUENCE, 0),
    "demand–withdraw": (Pattern.DEMAND_WITHDRAW, 0),
    "conflict after stress": (Pattern.CONFLICT_AFTER_STRESS, 0),
    "after conflict": (Pattern.AFTER_CONFLICT, 0),
    "weekday": (Pattern.WEEKDAY, -1),
    "repeated breach": (Pattern.REPEATED_BREACH, -1),
}
TESTED = tuple(dict.fromkeys((*(pattern for pattern, _ in SOUGHT.values()), Pattern.FOLLOWING)))


@dataclass(frozen=True)
class Size:
    """How many couples are simulated for each kind and number of weeks."""

    couples: int


FULL, QUICK = Size(1500), Size(100)


class Row(NamedTuple):
    """A kind of couple: a share for each number of weeks, or for each pattern."""

    name: str
    shares: tuple[float, ...]

    def weeks_to(self, target: float, weeks: Sequence[int]) -> int | None:
        """Return the first number of weeks with which the share is reached, and stays so."""
        reached = [share >= target for share in self.shares]
        later = [all(reached[at:]) for at in range(len(reached))]
        return next((one for one, good in zip(weeks, later, strict=True) if good), None)


class Result(NamedTuple):
    """All that the study found: shares of couples, and seconds of CPU."""

    found: list[Row]
    told: list[Row]
    false: list[Row]
    year: list[Row]
    trust: list[Row]
    bids: tuple[float, ...]
    one: float


def measured(size: Size, said: Callable[[str], None]) -> Result:
    """Simulate and judge; the seed is fixed, so that a run can be repeated."""
    rng = np.random.Generator(np.random.PCG64(20261126))
    found, told, false, year = [], [], [], []
    for name, couples in PLANTED.items():
        said(f"{name} ...")
        sought = next(where for words, where in SOUGHT.items() if name.startswith(words))
        found.append(Row(name, tuple(_found(couples, size, weeks, sought, rng) for weeks in WEEKS)))
        told.append(Row(name, tuple(_told(simulated(couples, size.couples, 52 * WEEK, rng), sought))))
    for name, couples in QUIET.items():
        said(f"no pattern, {name} ...")
        false.append(Row(name, _false(couples, size, rng)))
        year.append(Row(name, _ever(simulated(couples, size.couples, 52 * WEEK, rng))))
    said("Trust, bids, speed ...")
    trust = [Row(name, _trust(strength, size, rng)) for name, strength in TRUST.items()]
    bids = tuple(_bids(size, weeks, rng) for weeks in WEEKS)
    return Result(found, told, false, year, trust, bids, _speed(rng))


def _found(couples: Couples, size: Size, weeks: int, sought: tuple[Pattern, int], rng: Generator) -> float:
    """Return the share in which a pattern is beyond chance at one look at 5 %, whatever was looked at before."""
    return float(_told_of(simulated(couples, size.couples, weeks * WEEK, rng), ALPHA)[sought].mean())


def _told(diaries: Diaries, sought: tuple[Pattern, int]) -> list[float]:
    """Return the share told of a pattern by each of the looks of a year, at that one or before."""
    looks = [_told_of(_seen(diaries, weeks), _level(weeks))[sought] for weeks in LOOKS]
    return [float(share) for share in np.logical_or.accumulate(looks).mean(axis=1)]


def _false(couples: Couples, size: Size, rng: Generator) -> tuple[float, ...]:
    """Return for each pattern the largest share that is told of it at one look at 5 %, after 6, 12 or 26 weeks."""
    each = [
        _by_pattern(_told_of(simulated(couples, size.couples, weeks * WEEK, rng), ALPHA))
        for weeks in ONE_LOOK
    ]
    return tuple(float(max(one[at].mean() for one in each)) for at in range(len(TESTED)))


def _ever(diaries: Diaries) -> tuple[float, ...]:
    """Return for each pattern the share told of it at any look of a year; and the share told of any at all."""
    each = [_by_pattern(_told_of(_seen(diaries, weeks), _level(weeks))) for weeks in LOOKS]
    ever = np.logical_or.reduce(each)
    return (*map(float, ever.mean(axis=1)), float(ever.any(axis=0).mean()))


def _trust(strength: float, size: Size, rng: Generator) -> tuple[float, ...]:
    """Return the share told, by each look of a year, that a's trust of one week passes on to b's next; or of either, where none does."""
    weeks = weekly_trust(strength, size.couples, LOOKS[-1], rng)
    looks = []
    for look in LOOKS:
        found = _is_told(trust_columns(weeks[:, :look]), _level(look))
        ways = [found[Pattern.TRUST_INFLUENCE, side] for side in ((0,) if strength else (0, 1))]
        looks.append(np.logical_or.reduce(ways))
    return tuple(float(share) for share in np.logical_or.accumulate(looks).mean(axis=1))


def _told_of(diaries: Diaries, level: float) -> dict[tuple[Pattern, int], NDArray[np.bool_]]:
    """Return for each pattern and side who is told of it; a hundred couples at once, which the memory of a small machine holds."""
    some = [_some(diaries, at) for at in range(0, len(diaries.conflict), AT_ONCE)]
    parts = [_is_told(columns(one), level) for one in some]
    return {which: np.concatenate([part[which] for part in parts]) for which in parts[0]}


def _some(diaries: Diaries, at: int) -> Diaries:
    days = {
        one.name: getattr(diaries, one.name)[at : at + AT_ONCE]
        for one in fields(diaries)
        if one.name != "first"
    }
    return Diaries(**days, first=diaries.first)


def _is_told(found: list[Column], level: float) -> dict[tuple[Pattern, int], NDArray[np.bool_]]:
    return {(found[at].pattern, found[at].side): p <= level for at, p in judged(found).items()}


def _by_pattern(told: dict[tuple[Pattern, int], NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """Return which patterns are told in any direction, shape (patterns, n)."""
    return np.stack(
        [
            np.logical_or.reduce([is_told for (one, _), is_told in told.items() if one is pattern])
            for pattern in TESTED
        ]
    )


def _seen(diaries: Diaries, weeks: int) -> Diaries:
    return diaries.between(0, weeks * WEEK).latest(WINDOW)


def _level(weeks: int) -> float:
    look = last_look(weeks * WEEK)
    assert look is not None
    return look.level


def _bids(size: Size, weeks: int, rng: Generator) -> float:
    """Return how often the interval of a share of bids holds the true one (two of three), where it is told."""
    told = shares(simulated(USUAL, size.couples, weeks * WEEK, rng))
    right = np.concatenate([(one.low <= 2 / 3) & (one.high >= 2 / 3) for one in told])
    said = np.concatenate([np.equal(one.why, None) for one in told])
    return float(right[said].mean()) if said.any() else float("nan")


def _speed(rng: Generator) -> float:
    """Return CPU seconds to judge one couple's half year."""
    couple = simulated(USUAL, 1, HALF, rng)
    findings(couple)
    begun = time.process_time()
    for _ in range(TIMES):
        findings(couple)
    return (time.process_time() - begun) / TIMES
