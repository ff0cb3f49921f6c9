"""How two people go through the steps of an exercise. Pure: it knows neither database nor clock.

A position is the number of steps that a side has behind it; the steps are those that this side sees. Where the other
one does something alone, a side waits until that is done; where the therapist opens a step, until it is opened. A step can open some days after a side came
to it. A step for both together opens when both have reached it, and, where it opens sealed words, when both have handed
theirs in or both have left them closed. Talking is shared, so whoever goes on takes the other along; not to where sealed
words open, because one who waits there must not know that the other is there too. Everything else each does at their own
pace.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.library import Step


class Place(StrEnum):
    """What one side is doing now."""

    READING = "reading"
    WRITING = "writing"
    TALKING = "talking"
    WAITING = "waiting"
    RESTING = "resting"
    FINISHED = "finished"


class Here(NamedTuple):
    """What holds for one side besides the positions.

    The steps that the therapist has opened, the day on which this side came to its step, and the present day; and whether
    one alone has handed in the sealed words that this side's step opens.
    """

    opened: frozenset[str] = frozenset()
    since: dt.date | None = None
    today: dt.date | None = None
    is_held: bool = False


NOTHING_YET = Here()


def place(steps: Sequence[Step], mine: int, theirs: int, here: Here = NOTHING_YET) -> Place:
    """Return what the side at ``mine`` is doing while the other is at ``theirs``."""
    if mine >= len(steps):
        return Place.FINISHED
    step = steps[mine]
    if step.who == "other":
        return Place.READING if theirs > mine else Place.WAITING
    if step.who == "therapist":
        return Place.READING if step.id in here.opened else Place.WAITING
    if needs_both(step) and (theirs < mine or here.is_held):
        return Place.WAITING
    if rests_until(step, here):
        return Place.RESTING
    if step.is_spoken:
        return Place.TALKING
    return Place.WRITING if step.is_written else Place.READING


def rests_until(step: Step, here: Here) -> dt.date | None:
    """Return the day on which a step opens, as long as it lies ahead."""
    if step.after_days is None or here.since is None or here.today is None:
        return None
    day = here.since + dt.timedelta(days=step.after_days)
    return day if here.today < day else None


def needs_both(step: Step) -> bool:
    """Tell whether a step opens only when both have reached it."""
    return step.barrier or step.who == "together"


def seal_of(steps: Sequence[Step], position: int) -> str | None:
    """Return the sealed step that the step at a position opens, if both are needed there, and nothing opened it before.

    Where it opens first is settled for good what became of it: words that were read are not closed again.
    """
    opens = _opened(steps, position)
    return opens[-1] if position < len(steps) and opens[-1] not in opens[:-1] else None


def settles(steps: Sequence[Step], position: int) -> bool:
    """Tell whether the step at a position shows sealed words of which it is settled there, or was before, what becomes."""
    return steps[position].opens in set(_opened(steps, position)) - {None}


def _opened(steps: Sequence[Step], position: int) -> list[str | None]:
    """Return for each step as far as a position which sealed one it opens for both, if any."""
    sealed = {step.id for step in steps if step.audience == "sealed"}
    return [
        step.opens if needs_both(step) and step.opens in sealed else None for step in steps[: position + 1]
    ]


def waits_for(steps: Sequence[Step], mine: int, theirs: int, here: Here = NOTHING_YET) -> str | None:
    """Return the sealed step that the side at ``mine`` waits to see opened, if it waits for one."""
    return seal_of(steps, mine) if place(steps, mine, theirs, here) is Place.WAITING else None


def is_shared(step: Step) -> bool:
    """Tell whether both do a step for both to read or talk through: nothing private, sealed, or of one alone is written."""
    return step.audience == "couple" and step.who == "each" if step.is_written else needs_both(step)


def can_advance(steps: Sequence[Step], mine: int, theirs: int, here: Here = NOTHING_YET) -> bool:
    """Tell whether the side at ``mine`` can go on."""
    return place(steps, mine, theirs, here) not in {Place.WAITING, Place.RESTING, Place.FINISHED}


def advance(steps: Sequence[Step], mine: int, theirs: int, here: Here = NOTHING_YET) -> tuple[int, int]:
    """Return both positions after the side at ``mine`` has gone on; unchanged where it cannot."""
    if not can_advance(steps, mine, theirs, here):
        return mine, theirs
    spoken = place(steps, mine, theirs, here) is Place.TALKING
    along = spoken and theirs == mine and seal_of(steps, mine + 1) is None
    return mine + 1, theirs + along


def past(steps: Sequence[Step], position: int, answers: Mapping[str, str]) -> int:
    """Return the position behind all next steps that the own answers do not call for."""
    while position < len(steps):
        when = steps[position].when
        if when is None or when.is_met(answers.get(when.step, "")):
            break
        position += 1
    return position


def is_done(steps: Sequence[Step], mine: int, theirs: int) -> bool:
    """Tell whether both have every step behind them."""
    return min(mine, theirs) >= len(steps)


def open_to_both(steps: Sequence[Step], reached: int) -> set[str]:
    """Return the sealed steps that both can read, if both have handed in theirs and have ``reached`` steps behind them."""
    ahead = {seal_of(steps, position) for position in range(reached + 1, len(steps))}
    return {step.id for step in steps[:reached] if step.audience == "sealed"} - ahead
