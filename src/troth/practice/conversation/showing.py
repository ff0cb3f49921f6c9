"""What a couple's coded conversations show, in plain words, tables and charts. Pure."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from troth.practice.conversation.charts import heat
from troth.practice.conversation.following import (
    DEMAND,
    FEWEST_EACH,
    FEWEST_EXPECTED,
    FEWEST_TURNS,
    code_counts,
    directions,
    distance,
    transitions,
)
from troth.practice.conversation.showing_scores import sway
from troth.practice.conversation.swaying import swaying
from troth.practice.instruments.spans import spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.practice.conversation.following import Direction, Transition, Transitions
    from troth.practice.conversation.talks import Talk

DIRECTION_HEAD = ["First → next", "Seen", "After anything else", "Log odds", "95 % interval"]
TRANSITION_HEAD = ["First → next", "Seen", "By chance", "Adjusted residual"]
MOST_SHOWN = 12
MOST_CELLS = 200
"""With more, the chart and its table hold only what could be judged."""
TOO_FEW = "too few to say"


def shown(coded: Sequence[Talk], scored: Sequence[Talk], names: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page tells of conversations with codes and of those with scores; empty where there are none."""
    return {
        "following": _following(coded, names) if coded else None,
        "swaying": [sway(one, names) for one in swaying(scored)],
    }


def _following(talks: Sequence[Talk], names: Mapping[str, str]) -> dict[str, Any]:
    found, both = transitions(talks), directions(talks)
    counts = code_counts(talks)
    codes = sorted({code for each in counts.values() for code in each})
    return {
        "talks": len(talks),
        "counted": found.counted,
        "codes_head": ["Code", *(names[side] for side in "ab")],
        "codes": [[code, *(str(counts[side][code]) for side in "ab")] for code in codes],
        "direction_head": DIRECTION_HEAD,
        "directions": [_direction_row(one, names) for one in both],
        "direction_words": [_direction_words(one, names) for one in both],
        "direction_spec": _direction_spec(both, names),
        "several": max((one.talks for one in both), default=0) > 1,
        "fewest_each": FEWEST_EACH,
        "fewest_turns": FEWEST_TURNS,
        **_transitions(found, names),
    }


def _direction_row(one: Direction, names: Mapping[str, str]) -> list[str]:
    if one.span is None:
        odds = [TOO_FEW, "–"]
    else:
        middle, low, high = one.span
        odds = [f"{middle:.2f}", f"{low:.2f} to {high:.2f}"]
    return [
        _acts(one, names),
        f"{one.seen} of {one.after}",
        f"{one.seen_else} of {one.after_else}",
        *odds,
    ]


def _direction_words(one: Direction, names: Mapping[str, str]) -> str:
    first, then = names[one.first[0]], names[one.then[0]]
    did = "demanded" if one.first[1] == DEMAND else "withdrew"
    next_did = "demanded" if one.then[1] == DEMAND else "withdrew"
    if not one.after:
        return f"{first} never {did} right before a turn of {then}’s: {TOO_FEW}."
    counts = (
        f"After {first} {did}, {then} {next_did} next {one.seen} of {one.after} times; "
        f"after anything else of {first}’s, {one.seen_else} of {one.after_else} times"
    )
    if one.span is None:
        return f"{counts}: {TOO_FEW}."
    middle, low, high = one.span
    if low <= 0 <= high:
        return f"{counts}: this may also be chance."
    often = "higher" if middle > 0 else "lower"
    factor, ends = exp(abs(middle)), sorted((exp(abs(low)), exp(abs(high))))
    return f"{counts}: odds {factor:.1f} times {often} ({ends[0]:.1f} to {ends[1]:.1f})."


def _direction_spec(both: Sequence[Direction], names: Mapping[str, str]) -> dict[str, Any] | None:
    known = [(_acts(one, names).replace("→ ", "→\n"), one.span) for one in both if one.span]
    return spans(known, "Log odds") if known else None


def _acts(one: Direction, names: Mapping[str, str]) -> str:
    first, then = (
        f"{names[side]} {'demands' if act == DEMAND else 'withdraws'}" for side, act in (one.first, one.then)
    )
    return f"{first} → {then}"


def _transitions(found: Transitions, names: Mapping[str, str]) -> dict[str, Any]:
    standing = found.outstanding
    rows = sorted(found.judged, key=distance, reverse=True)
    if len(rows) + len(found.seldom) <= MOST_CELLS:
        rows += found.seldom
    return {
        "judged": len(found.judged),
        "unjudged": len(found.seldom),
        "bound": f"{found.bound:.1f}",
        "fewest_expected": FEWEST_EXPECTED,
        "transition_head": TRANSITION_HEAD,
        "transitions": [_transition_row(one, names) for one in rows],
        "standing_words": [_transition_words(one, names) for one in standing[:MOST_SHOWN]],
        "more": max(len(standing) - MOST_SHOWN, 0),
        "heat": heat([_cell(one, names) for one in rows]) if rows else None,
    }


def _cell(one: Transition, names: Mapping[str, str]) -> dict[str, Any]:
    (first, code), (then, answer) = one.first, one.then
    return {
        "order": f"First {names[first]}, next {names[then]}",
        "first": code,
        "next": answer,
        "seen": one.seen,
        "by chance": round(one.expected, 1),
        "z": None if one.z is None else round(one.z, 2),
    }


def _transition_row(one: Transition, names: Mapping[str, str]) -> list[str]:
    arrow = f"{_label(one.first, names)} → {_label(one.then, names)}"
    return [arrow, str(one.seen), f"{one.expected:.1f}", TOO_FEW if one.z is None else f"{one.z:+.1f}"]


def _transition_words(one: Transition, names: Mapping[str, str]) -> str:
    (first, code), (then, answer) = one.first, one.then
    way = "more" if one.seen > one.expected else "less"
    return (
        f"After “{code}” of {names[first]}, “{answer}” of {names[then]} came {way} often than chance would have it: "
        f"{one.seen} times, not about {one.expected:.0f}."
    )


def _label(each: tuple[str, str], names: Mapping[str, str]) -> str:
    side, code = each
    return f"{names[side]}: {code}"
