"""What the couple's page says of all coded conversations, from the numbers that were kept. Pure."""

from __future__ import annotations

import datetime as dt
from math import exp
from typing import TYPE_CHECKING, Any

from troth.practice.instruments.spans import away
from troth.practice.instruments.together import span_of_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.conversation.swaying import Span

OTHER = {"a": "b", "b": "a"}
BOTH_WAYS = ("b", "a")
LITTLE = "; the other way round there is too little to say"


def sentences(kept: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return what followed what, and how each answered bad moments of the other; both ways, so that none is picked."""
    told = [_followed(kept["withdrew"], names)] if kept["withdrew"] else []
    for one in kept["sways"]:
        told += [_swayed(one, names), *([_rested(one["rest"], names)] if one["rest"] else [])]
    return told


def _followed(kept: Mapping[str, Any], names: Mapping[str, str]) -> str:
    first, *more = [side for side in BOTH_WAYS if kept[side]]
    told = (
        f"the odds that {names[first]} withdrew next were {_factor(kept[first])} as high after {names[OTHER[first]]} "
        f"demanded as after anything else (95 % interval {_ends(kept[first])})"
    )
    also = [
        f", and the odds that {names[side]} did after {names[OTHER[side]]} demanded, {_factor(kept[side])} as high ({_ends(kept[side])})"
        for side in more
    ]
    return f"In {_conversations(kept, 'rated conversation')}, {told}{also[0] if also else LITTLE}."


def _factor(span: Span) -> str:
    return f"{exp(span[0]):.1f} times"


def _ends(span: Span) -> str:
    sure = ", so perhaps no different" if span[1] <= 0 <= span[2] else ""
    return f"{exp(span[1]):.1f} to {exp(span[2]):.1f}{sure}"


def _swayed(kept: Mapping[str, Any], names: Mapping[str, str]) -> str:
    step = "turn" if kept["by"] == "turns" else "moment"
    first, *more = [side for side in BOTH_WAYS if kept[side]]
    told = (
        f"{names[first]}’s next {step} was {away(_down(kept[first]))} for each point below zero that "
        f"{names[OTHER[first]]} was"
    )
    also = [
        f", and {names[side]}’s {away(_down(kept[side]))} for each that {names[OTHER[side]]} was"
        for side in more
    ]
    talks = _conversations(
        kept, f"conversation scored {step} by {step}", f"conversations scored {step} by {step}"
    )
    return f"In {talks}, {told}{also[0] if also else LITTLE}."


def _down(span: Span) -> Span:
    middle, low, high = span
    return -middle, -high, -low


def _rested(kept: list[list[float]], names: Mapping[str, str]) -> str:
    a, b = (
        (f"{_plain(score, 1)} for {names[side]}", f"{_plain(low, 2)} to {_plain(high, 2)}")
        for side, (score, low, high) in zip("ab", kept, strict=True)
    )
    return f"By the same numbers, such a conversation comes to rest at {a[0]} (95 % interval {a[1]}) and {b[0]} ({b[1]})."


def _plain(value: float, digits: int) -> str:
    """Write a number, and what rounds to nothing without a minus."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _conversations(kept: Mapping[str, Any], one: str, many: str = "") -> str:
    days = span_of_days(*(dt.date.fromordinal(kept[day]) for day in ("since", "until")))
    return f"one {one} ({days})" if kept["talks"] == 1 else f"{kept['talks']} {many or f'{one}s'} ({days})"
