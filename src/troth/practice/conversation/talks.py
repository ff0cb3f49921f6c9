"""A coded conversation with its speakers known, as what follows looks at it. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.practice.conversation.reading import Row, step_of
from troth.science.dyad.series import series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

SIDES = "ab"


@dataclass(frozen=True)
class Talk:
    """One conversation: by row whose it is (`a`, `b`, or None for a third person) and what was rated.

    ``step`` is the seconds between moments where both were rated at the same times, else None.
    """

    held_on: dt.date
    sides: tuple[str | None, ...]
    values: tuple[Any, ...]
    times: tuple[float | None, ...] = ()
    demand: frozenset[str] = frozenset()
    withdraw: frozenset[str] = frozenset()
    step: float | None = None


def talk_of(held_on: dt.date, rows: Sequence[Sequence[Any]], names: Mapping[str, Any]) -> Talk:
    """Return a conversation from what is kept of it."""
    side_of = {names[side]: side for side in SIDES}
    return Talk(
        held_on,
        tuple(side_of.get(speaker) for speaker, _, _ in rows),
        tuple(value for _, value, _ in rows),
        tuple(at for _, _, at in rows),
        frozenset(names.get("demand", ())),
        frozenset(names.get("withdraw", ())),
        step_of([Row(0, *row) for row in rows]),
    )


def moments(talk: Talk) -> NDArray[np.float64]:
    """Return both partners' scores by moment, shape (T, 2), NaN where one is missing.

    Where both were rated at the same times, a moment is a time. Else it is a turn of the first partner and the turn
    of the second that answers it; rows in a row of one person are one turn, by their mean, and a third person's
    turn leaves a gap.
    """
    return _by_turn(talk) if talk.step is None else _by_time(talk, talk.step)


def _by_time(talk: Talk, step: float) -> NDArray[np.float64]:
    at: dict[float, list[float]] = {}
    for side, value, time in zip(talk.sides, talk.values, talk.times, strict=True):
        if side and time is not None:
            at.setdefault(time, [np.nan, np.nan])[SIDES.index(side)] = value
    _, found = series(np.zeros(len(at)), list(at), list(at.values()), step=step)
    return np.asarray(found[0])


def _by_turn(talk: Talk) -> NDArray[np.float64]:
    found: list[list[float]] = []
    now = [np.nan, np.nan]
    for side, scores in _turns(talk):
        if side == "b":
            found.append([now[0], sum(scores) / len(scores)])
            now = [np.nan, np.nan]
            continue
        if not np.isnan(now[0]):
            found.append(now)
        if side is None:
            found.append([np.nan, np.nan])
        now = [sum(scores) / len(scores) if side else np.nan, np.nan]
    if not np.isnan(now[0]):
        found.append(now)
    return np.array(found, np.float64).reshape(-1, 2)


def _turns(talk: Talk) -> list[tuple[str | None, list[float]]]:
    found: list[tuple[str | None, list[float]]] = []
    for side, score in zip(talk.sides, talk.values, strict=True):
        if found and found[-1][0] == side:
            found[-1][1].append(score)
        else:
            found.append((side, [score]))
    return found
