"""What follows what in a couple's coded conversations: transitions against chance, and demand-withdraw. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from itertools import product
from math import sqrt
from operator import add
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from troth.practice.conversation.talks import SIDES
from troth.science.dyad.sequence import NOTHING, Counts, count_transitions
from troth.science.dyad.sequence_cells import cells, log_odds
from troth.science.dyad.sequence_pooled import MEAN, pooled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from troth.practice.conversation.talks import Talk

FEWEST_EXPECTED = 5
"""A transition is judged from this many on that chance would make."""
FEWEST_EACH = 5
FEWEST_TURNS = 30
"""Demand-withdraw is judged from so many of either code, among so many turns that follow the other's."""
LEVEL = 0.95
DEMAND, WITHDRAW, OTHER = range(3)
CODES_OF_TWO = 2


@dataclass(frozen=True)
class Transition:
    """One code after another; sides and codes of both, how often seen, how often by chance, and z where that can be told."""

    first: tuple[str, str]
    then: tuple[str, str]
    seen: int
    expected: float
    z: float | None


@dataclass(frozen=True)
class Transitions:
    """All transitions between the two, those with a z and those too seldom for one.

    ``bound`` is the z from which one stands out, given how many were judged; ``counted`` is how many were seen.
    """

    judged: tuple[Transition, ...]
    seldom: tuple[Transition, ...]
    counted: int
    bound: float

    @property
    def outstanding(self) -> list[Transition]:
        """Those that stand out, the clearest first."""
        return sorted((one for one in self.judged if distance(one) >= self.bound), key=distance, reverse=True)


@dataclass(frozen=True)
class Direction:
    """How often one partner's act came next after the other's, and how much more often than after anything else.

    ``span`` holds log odds with both ends of their interval, None where there is too little.
    """

    first: tuple[str, int]
    then: tuple[str, int]
    seen: int
    after: int
    seen_else: int
    after_else: int
    talks: int
    span: tuple[float, float, float] | None


def distance(one: Transition) -> float:
    """Return how far a transition lies from chance, either way."""
    return abs(one.z or 0.0)


def transitions(talks: Sequence[Talk]) -> Transitions:
    """Set each code of each partner that follows another against chance, all conversations taken as one.

    Chance is that of who speaks next after whom: of Bob's codes after one of Alice's, those that come after
    Alice's are the measure. So it does not matter how often the two take turns.
    """
    codes = sorted(
        {value for talk in talks for side, value in zip(talk.sides, talk.values, strict=True) if side}
    )
    labels = list(product(SIDES, codes))
    if len(codes) < CODES_OF_TWO:
        return Transitions((), (), 0, np.inf)
    place = {label: at for at, label in enumerate(labels)}
    counts = _counts(talks, len(labels), lambda _, side, value: place[side, value]).total()
    judged: list[Transition] = []
    seldom: list[Transition] = []
    for block in product(range(2), repeat=2):
        part = _between(counts, *block)
        found = cells(part)
        for a, b in np.argwhere(found.expected[0] > 0):
            expected, z, seen = found.expected[0, a, b], found.z[0, a, b], int(part.table[0, a, b])
            enough = expected >= FEWEST_EXPECTED and not np.isnan(z)
            one = Transition(labels[a], labels[b], seen, float(expected), float(z) if enough else None)
            (judged if enough else seldom).append(one)
    return Transitions(tuple(judged), tuple(seldom), int(counts.table.sum()), _bound(len(judged)))


def directions(talks: Sequence[Talk]) -> list[Direction]:
    """Tell both directions of demand-withdraw from both ends: withdrawal after demand, demand after withdrawal.

    Each conversation gives its own log odds, among the turns of the one that follow the other's. Several are drawn
    together by a random-effects mean, where the couple's conversations count as couples do elsewhere.
    """
    told = [talk for talk in talks if talk.demand and talk.withdraw]
    if not told:
        return []
    counts = _counts(told, 2 * (OTHER + 1), _act)
    ends = ((DEMAND, WITHDRAW), (WITHDRAW, DEMAND))
    return [
        _direction(counts, who, acts)
        for who, acts in (((0, 1), ends[0]), ((1, 0), ends[1]), ((1, 0), ends[0]), ((0, 1), ends[1]))
    ]


def code_counts(talks: Sequence[Talk]) -> dict[str, Counter[str]]:
    """Return how often each partner was given each code."""
    found: dict[str, Counter[str]] = {side: Counter() for side in SIDES}
    for talk in talks:
        for side, value in zip(talk.sides, talk.values, strict=True):
            if side:
                found[side][value] += 1
    return found


def _counts(talks: Sequence[Talk], size: int, code: Callable[[Talk, str, str], int]) -> Counts:
    """Count transitions by conversation; a third person's turn keeps its place and leads nowhere."""
    rows = [
        [
            code(talk, side, value) if side else NOTHING
            for side, value in zip(talk.sides, talk.values, strict=True)
        ]
        for talk in talks
    ]
    return reduce(add, (count_transitions([row], size) for row in rows))


def _act(talk: Talk, side: str, value: str) -> int:
    act = DEMAND if value in talk.demand else WITHDRAW if value in talk.withdraw else OTHER
    return SIDES.index(side) * (OTHER + 1) + act


def _between(counts: Counts, first: int, then: int) -> Counts:
    """Return counts of one partner's codes followed by one partner's, and none else."""
    half = counts.n_codes // 2
    table = np.zeros_like(counts.table)
    here = (slice(None), slice(first * half, (first + 1) * half), slice(then * half, (then + 1) * half))
    table[here] = counts.table[here]
    return Counts(table, counts.events, counts.lag)


def _direction(counts: Counts, who: tuple[int, int], acts: tuple[int, int]) -> Direction:
    part = _between(counts, *who)
    given, target = (side * (OTHER + 1) + act for side, act in zip(who, acts, strict=True))
    whole = part.table.sum(axis=0)
    seen, after, column, turns = (
        int(number)
        for number in (whole[given, target], whole[given].sum(), whole[:, target].sum(), whole.sum())
    )
    enough = min(after, turns - after) >= FEWEST_EACH and column >= FEWEST_EACH and turns >= FEWEST_TURNS
    values, variances = log_odds(part, given, target)
    known = ~np.isnan(values)
    return Direction(
        first=(SIDES[who[0]], acts[0]),
        then=(SIDES[who[1]], acts[1]),
        seen=seen,
        after=after,
        seen_else=column - seen,
        after_else=turns - after,
        talks=int(known.sum()),
        span=_span(values[known], variances[known]) if enough and known.any() else None,
    )


def _span(values: np.ndarray, variances: np.ndarray) -> tuple[float, float, float] | None:
    if len(values) > 1:
        found = pooled(values, variances)
        middle, (low, high) = found.estimates[MEAN], found.intervals[MEAN]
    else:
        middle, half = float(values[0]), _two_sided(1) * sqrt(float(variances[0]))
        low, high = middle - half, middle + half
    return (middle, low, high) if np.isfinite(middle) else None


def _bound(tests: int) -> float:
    return _two_sided(tests) if tests else float("inf")


def _two_sided(tests: int) -> float:
    """Return the z that chance alone passes in 5 of 100 looks at so many cells."""
    return NormalDist().inv_cdf(1 - (1 - LEVEL) / (2 * tests))
