"""A couple's recent trust, as days and values. Pure."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Line = tuple[list[int], list[float]]
Lines = dict[str, Line]  # by side; days are proleptic ordinals, the oldest first

DAYS_BACK = 28


class Move(NamedTuple):
    """From the last value at least four weeks before the last answer, to that answer."""

    before: float
    last: float
    on: int

    @property
    def change(self) -> float:
        return self.last - self.before


def move_of(line: tuple[Sequence[int], Sequence[float]]) -> Move | None:
    """Return how far one partner's trust moved in the four weeks to the last answer; None for a younger line."""
    days, values = line
    older = bisect_right(days, days[-1] - DAYS_BACK) if days else 0
    return Move(values[older - 1], values[-1], days[-1]) if older else None


def largest_fall(lines: Mapping[str, tuple[Sequence[int], Sequence[float]]]) -> float:
    """Return how far the partner fell who fell most, in points of the scale; 0 where nobody fell."""
    moves = filter(None, map(move_of, lines.values()))
    return max([0.0, *(-move.change for move in moves)])
