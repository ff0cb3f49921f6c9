"""From two partners' answers to an order of causes: a weighted score that shows every part of itself.

Nothing here is a probability or a diagnosis. A view is the share of what one partner could have said for a cause
that this partner did say; the two views of a couple stand side by side and are never averaged.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "Agreement",
    "Contribution",
    "Indicator",
    "RankedCause",
    "Reading",
    "View",
    "rank_causes",
    "strength",
]

Side = Literal["a", "b"]
Direction = Literal["high", "low"]
SIDES: tuple[Side, Side] = ("a", "b")
_DECIMALS = 9  # two views that differ only by rounding are a tie


class Agreement(StrEnum):
    """Whose view names the cause at all."""

    BOTH = "both"
    ONLY_A = "only a"
    ONLY_B = "only b"
    NEITHER = "neither"
    UNKNOWN = "one view is missing"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that can speak for a cause; `weight` is above zero and has no unit."""

    id: str
    cause: str
    weight: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.weight) and self.weight > 0):
            message = f"Indicator {self.id!r}: a weight must be a number above zero, not {self.weight!r}."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Reading:
    """How strongly one partner's answer speaks for a cause, from 0 (not at all) to 1 (fully)."""

    indicator: str
    side: Side
    strength: float

    def __post_init__(self) -> None:
        if not 0 <= self.strength <= 1:
            message = f"Reading of {self.indicator!r}: {self.strength!r} does not lie between 0 and 1."
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer adds to a view; the shares of a view add up to its score."""

    indicator: str
    weight: float
    strength: float
    share: float


@dataclass(frozen=True, slots=True)
class View:
    """One partner's view of one cause.

    `score` is the weighted mean of the known strengths (0 to 1), None where nothing is known. `known` is the part of
    all weight that was answered (0 to 1), and `missing` names the indicators that were not.
    """

    side: Side
    score: float | None
    known: float
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A cause with both views; causes that cannot be told apart share a `rank`, and the next one is skipped."""

    cause: str
    rank: int
    a: View
    b: View

    @property
    def strongest(self) -> float | None:
        """The stronger of the two views: what the order follows."""
        scores = [view.score for view in (self.a, self.b) if view.score is not None]
        return max(scores, default=None)

    @property
    def difference(self) -> float | None:
        """How far the two views are apart, None where one is missing."""
        if self.a.score is None or self.b.score is None:
            return None
        return abs(self.a.score - self.b.score)

    @property
    def agreement(self) -> Agreement:
        """Whose view names the cause at all."""
        if self.a.score is None or self.b.score is None:
            return Agreement.UNKNOWN
        named = (self.a.score > 0, self.b.score > 0)
        return {
            (True, True): Agreement.BOTH,
            (True, False): Agreement.ONLY_A,
            (False, True): Agreement.ONLY_B,
            (False, False): Agreement.NEITHER,
        }[named]


def strength(fraction: float, *, direction: Direction, at: float) -> float:
    """Turn a place on a scale into a strength from 0 to 1.

    Args:
        fraction: Where the answer lies in the range of its scale, from 0 to 1.
        direction: `high` where a high answer speaks for the cause, `low` where a low one does.
        at: The place from which an answer counts, in the same unit as `fraction`; it must leave room beyond it.

    Returns:
        0 up to `at`, then evenly rising to 1 at the far end of the scale.

    Raises:
        ValueError: A fraction outside 0 to 1, or an `at` at or beyond the far end.

    Example:
        >>> strength(0.75, direction="high", at=0.5)
        0.5
        >>> strength(0.75, direction="low", at=0.5)
        0.0
    """
    if not 0 <= fraction <= 1:
        message = f"{fraction!r} is no part of a range: it must lie between 0 and 1."
        raise ValueError(message)
    far = 1.0 if direction == "high" else 0.0
    if not 0 <= at <= 1 or at == far:
        message = f"An answer cannot count from {at!r} when it is to be {direction}."
        raise ValueError(message)
    return max(0.0, (fraction - at) / (far - at))


def rank_causes(indicators: Sequence[Indicator], readings: Sequence[Reading]) -> tuple[RankedCause, ...]:
    """Put causes in order by the stronger of the two partners' views.

    Args:
        indicators: What can speak for each cause. Each has an id of its own.
        readings: What the partners said, at most one for each indicator and side. An indicator without a reading is
            missing evidence: it is named and counts neither for nor against.

    Returns:
        Every cause once, the strongest view first; causes about which nothing is known come last. Ties keep the
        order in which the causes were given and share their rank.

    Raises:
        ValueError: Two indicators or two readings with the same name, or a reading of an unknown indicator.
    """
    known = _by_indicator(indicators, readings)
    causes: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        causes[indicator.cause].append(indicator)
    unranked = [
        RankedCause(cause, 0, *(_view(side, of_cause, known) for side in SIDES))
        for cause, of_cause in causes.items()
    ]
    ordered = sorted(unranked, key=_key, reverse=True)
    keys = [_key(cause) for cause in ordered]
    return tuple(
        RankedCause(cause.cause, keys.index(key) + 1, cause.a, cause.b)
        for cause, key in zip(ordered, keys, strict=True)
    )


def _by_indicator(
    indicators: Sequence[Indicator], readings: Sequence[Reading]
) -> Mapping[tuple[str, Side], float]:
    names = {indicator.id for indicator in indicators}
    if len(names) < len(indicators):
        raise ValueError("Two indicators have the same name.")
    known: dict[tuple[str, Side], float] = {}
    for reading in readings:
        place = (reading.indicator, reading.side)
        if reading.indicator not in names:
            message = f"There is no indicator {reading.indicator!r}."
            raise ValueError(message)
        if place in known:
            message = f"Indicator {reading.indicator!r} has two readings of side {reading.side}."
            raise ValueError(message)
        known[place] = reading.strength
    return known


def _view(side: Side, indicators: Sequence[Indicator], known: Mapping[tuple[str, Side], float]) -> View:
    answered = [one for one in indicators if (one.id, side) in known]
    total = math.fsum(one.weight for one in indicators)
    weight = math.fsum(one.weight for one in answered)
    contributions = tuple(
        Contribution(one.id, one.weight, known[one.id, side], one.weight * known[one.id, side] / weight)
        for one in answered
    )
    return View(
        side=side,
        score=min(1.0, math.fsum(each.share for each in contributions)) if answered else None,
        known=weight / total,
        contributions=contributions,
        missing=tuple(one.id for one in indicators if (one.id, side) not in known),
    )


def _key(cause: RankedCause) -> float:
    return -1.0 if cause.strongest is None else round(cause.strongest, _DECIMALS)
