"""The dynamics of rated conversations in plain words and tables. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.conversation.swaying import FEWEST_SIDE, FEWEST_STEPS, WHAT
from troth.practice.instruments.spans import spans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.conversation.swaying import Side, Span, Swaying
    from troth.science.dyad.dynamics_result import Rest

HEAD = ["What", "Points", "95 % interval"]
REST_HEAD = ["Where", "Points", "95 % interval"]
OTHER = {"a": "b", "b": "a"}
START, CARRY, GOOD, BAD = WHAT
KINDS = {
    "stable": "Together",
    "unstable": "Tipping point",
    "kink": "On the edge of zero",
}
FLAT = {
    "constant_series": "One of the two was given much the same score all the time, so nothing can be told.",
    "repeated": "The scores of the two are the same all the time, so nothing can be told.",
}


def sway(found: Swaying, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page tells of conversations rated turn by turn, or moment by moment."""
    each = [
        (_label(what, side, names), span)
        for side, one in found.sides.items()
        for what, span in one.spans.items()
        if span
    ]
    step = "turn" if found.by == "turns" else "moment"
    return {
        "id": f"sway-{found.by}",
        "by": found.by,
        "step": step,
        "talks": found.talks,
        "steps": found.steps,
        "missing": _missing(found),
        "head": HEAD,
        "rows": [_row(label, span) for label, span in each],
        "spec": spans([(label.replace("after ", "after\n"), span) for label, span in each], "Points"),
        "words": [words for side in found.sides for words in _words(found, side, names, step)],
        "unknown": [words for side in found.sides for words in _unknown(found, side, names)],
        "rest_head": REST_HEAD,
        "rests": _rests(found, names),
        "no_rest": found.is_whole and not found.rests,
        "stable": _stable(found),
    }


def _missing(found: Swaying) -> str:
    """Say why nothing at all can be told, if that is so."""
    if found.is_known:
        return ""
    reasons = {why for side in found.sides.values() for why in side.reasons.values()}
    if "too_short" in reasons:
        return (
            f"Too few to say: this needs {FEWEST_STEPS} steps in which both have a score now and next, and there "
            f"are {found.steps}."
        )
    return next((words for why, words in FLAT.items() if why in reasons), "Too few to say.")


def _label(what: str, side: str, names: Mapping[str, str]) -> str:
    other = names[OTHER[side]]
    told = {
        START: "start",
        CARRY: "carry-over",
        GOOD: f"after {other}’s good moments",
        BAD: f"after {other}’s bad moments",
    }
    return f"{names[side]}: {told[what]}"


def _row(label: str, span: Span) -> list[str]:
    middle, low, high = span
    return [label, _plain(middle, 2), f"{_plain(low, 2)} to {_plain(high, 2)}"]


def _words(found: Swaying, side: str, names: Mapping[str, str], step: str) -> list[str]:
    one, name, other = found.sides[side], names[side], names[OTHER[side]]
    words = []
    if span := one.spans[START]:
        words.append(
            f"After a {step} at which both were at zero, {name}’s next {step} was {_plain(span[0])} on average."
        )
    if span := one.spans[CARRY]:
        words.append(
            f"Of each point of {name}’s last {step}, {_plain(span[0])} points are left in the next{_unsure(span)}."
        )
    if span := one.spans[GOOD]:
        words.append(_answer(span[0], span, f"above zero that {other} was", f"{name}’s next {step}"))
    if span := one.spans[BAD]:
        words.append(_answer(-span[0], span, f"below zero that {other} was", f"{name}’s next {step}"))
    return words


def _answer(by: float, span: Span, each: str, whose: str) -> str:
    way = "higher" if by >= 0 else "lower"
    return f"For each point {each}, {whose} was {_plain(abs(by))} points {way}{_unsure(span)}."


def _plain(value: float, digits: int = 1) -> str:
    """Write a number, and what rounds to nothing without a minus."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _unsure(span: Span) -> str:
    return "; this may also be chance" if span[1] <= 0 <= span[2] else ""


def _unknown(found: Swaying, side: str, names: Mapping[str, str]) -> list[str]:
    if not found.is_known:
        return []
    one = found.sides[side]
    return [f"{_label(what, side, names)}: {_why(why, one)}" for what, why in one.reasons.items()]


def _why(why: str, side: Side) -> str:
    counts = {"few_positive": side.positive, "few_negative": side.negative}
    if why in counts:
        return f"too few to say, from {counts[why]} such moments; {FEWEST_SIDE} are needed."
    return FLAT.get(why, "too few to say.")


def _rests(found: Swaying, names: Mapping[str, str]) -> list[list[str]]:
    alone = [_row(f"Alone: {names[side]}", one.alone) for side, one in found.sides.items() if one.alone]
    return alone + [row for rest in found.rests for row in _rest_rows(rest, names)]


def _rest_rows(rest: Rest, names: Mapping[str, str]) -> list[list[str]]:
    ends = rest.ends or ((float("nan"),) * 2,) * 2
    return [
        _row(f"{KINDS[rest.kind]}: {names[side]}", (score, *end))
        for side, score, end in zip("ab", rest.scores, ends, strict=True)
    ]


def _stable(found: Swaying) -> str:
    if not found.stable:
        return ""
    some = 100 * (1 - found.stable[0])
    return f"How sure that is: of 100 sets of numbers within the error of these, {some:.0f} have a point at which the two come to rest."
