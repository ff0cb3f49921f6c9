"""What the couple's page says of all coded conversations, from the numbers that were kept. Pure."""

from __future__ import annotations

import datetime as dt
from math import exp
from typing import TYPE_CHECKING, Any

from troth.practice.instruments.spans import away

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.conversation.swaying import Span

OTHER = {"a": "b", "b": "a"}
WITHDRAWS_FIRST = ("b", "a")


def sentences(kept: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return what followed what, and how each answered bad moments of the other; both ways, so that none is picked."""
    followed = [_followed(kept["withdrew"], names)] if kept["withdrew"] else []
    return [*followed, *(_swayed(one, names) for one in kept["sways"])]


def _followed(kept: Mapping[str, Any], names: Mapping[str, str]) -> str:
    known = [side for side in WITHDRAWS_FIRST if kept[side]]
    first, *more = known
    told = (
        f"the odds that {names[first]} withdrew next were {_factor(kept[first])} as high after {names[OTHER[first]]} "
        f"demanded as after anything else (95 % interval {_ends(kept[first])})"
    )
    for side in more:
        told += (
            f"; those that {names[side]} withdrew next after {names[OTHER[side]]} demanded, "
            f"{_factor(kept[side])} ({_ends(kept[side])})"
        )
    if not more:
        told += "; the other way round there are too few turns to say"
    return f"In {_conversations(kept, 'rated conversation')}, {told}."


def _factor(span: Span) -> str:
    return f"{exp(span[0]):.1f} times"


def _ends(span: Span) -> str:
    sure = ", so perhaps no different" if span[1] <= 0 <= span[2] else ""
    return f"{exp(span[1]):.1f} to {exp(span[2]):.1f}{sure}"


def _swayed(kept: Mapping[str, Any], names: Mapping[str, str]) -> str:
    step = "turn" if kept["by"] == "turns" else "moment"
    known = [side for side in WITHDRAWS_FIRST if kept[side]]
    answers = [
        f"for each point below zero that {names[OTHER[side]]} was, {names[side]}’s next {step} was {away(_down(kept[side]))}"
        for side in known
    ]
    told = (
        "; ".join(answers)
        if len(answers) > 1
        else f"{answers[0]}; the other way round there is too little to say"
    )
    talks = _conversations(kept, "conversation")
    return f"In {talks}, scored {step} by {step}, {told}.{_rested(kept['rest'], names)}"


def _down(span: Span) -> Span:
    middle, low, high = span
    return -middle, -high, -low


def _rested(kept: list[list[float]] | None, names: Mapping[str, str]) -> str:
    if not kept:
        return ""
    a, b = (
        f"{_plain(score, 1)} for {names[side]} ({_plain(low, 2)} to {_plain(high, 2)})"
        for side, (score, low, high) in zip("ab", kept, strict=True)
    )
    return f" By these numbers such a conversation comes to rest at {a} and {b}."


def _plain(value: float, digits: int) -> str:
    """Write a number, and what rounds to nothing without a minus."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _conversations(kept: Mapping[str, Any], what: str) -> str:
    since, until = (f"{dt.date.fromordinal(kept[day]):%-d %B %Y}" for day in ("since", "until"))
    if kept["talks"] == 1:
        return f"one {what} ({since})"
    return f"{kept['talks']} {what}s ({since}{'' if since == until else f' to {until}'})"
