"""Why a couple needs the therapist, in words.

The weights only order the list. No band is invented: Trust Pulse has no published cut-off, so a change is told
as the two numbers themselves, and what stands out with the expectation it is compared with.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from troth.practice.instruments.alliance import ALLIANCE_DROP
from troth.practice.instruments.expectation import weight_of
from troth.practice.instruments.lines import move_of
from troth.science.alerts import Reason as Expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from troth.practice.instruments.lines import Line
    from troth.practice.instruments.silence import Silence
    from troth.practice.programme.stalled import Stalled

ALERT_WORDS = {
    "danger_to_self": ("Somebody may be in danger. Look at this first.", 100),
    "partner_safety": ("A private answer needs you before any work together.", 90),
    "goal_to_leave": ("Goals to look at privately.", 60),
}

STALLED_WEIGHT = 15.0  # less than a partner who fell silent
STEADY_WEIGHT = 10.0  # less than anything that needs somebody
REPEAT_WEIGHT = 40.0  # like a long silence
RETURN_WEIGHT = 55.0  # less than a safety matter, more than a fall of trust
STEADY_FRESH = dt.timedelta(days=21)


@dataclass(frozen=True)
class Reason:
    """One sentence; ``kind`` is a tag variant of the look."""

    words: str
    weight: float
    kind: str = ""


def alert_reasons(kinds: Sequence[str]) -> list[Reason]:
    """Put private alerts into the therapist's words."""
    return [
        Reason(words, weight, "stop" if weight >= 90 else "watch")  # noqa: PLR2004 - the order of the table above
        for words, weight in (ALERT_WORDS[kind] for kind in dict.fromkeys(kinds))
    ]


def signal_reasons(signals: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[Reason]:
    """Tell what stands out in the answers: of when, and against what. What a clinician has seen weighs little."""
    reasons = []
    for signal in signals:
        words = SIGNAL_WORDS[signal["reason"]](signal, names)
        weight = weight_of([signal])
        reasons.append(Reason(f"{words}. Seen." if signal.get("seen") else words, weight, "watch"))
    return reasons


def _below(signal: Mapping[str, Any], names: Mapping[str, str]) -> str:
    low, high = signal["compared_with"] - signal["margin"], signal["compared_with"] + signal["margin"]
    return (
        f"{names[signal['side']]}: {signal['observed']:.1f} on {_day(signal['day'])}, "
        f"expected {max(0.0, low):.1f} to {min(10.0, high):.1f}; lower than expected since {_day(signal['since'])}"
    )


def _below_after_ending(signal: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return f"After therapy, where a dip is usual. {_below(signal, names)}"


def _deteriorated(signal: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return (
        f"{names[signal['side']]}: {signal['compared_with']:.1f} on {_day(signal['since'])} to "
        f"{signal['observed']:.1f} on {_day(signal['day'])}, more than chance (from {signal['margin']:.1f} points)"
    )


def _apart(signal: Mapping[str, Any], names: Mapping[str, str]) -> str:
    a, b = signal["scores"]
    ahead = names["a"] if signal["compared_with"] >= 0 else names["b"]
    return (
        f"Drifting apart since {_day(signal['since'])}: {names['a']} {a:.1f}, {names['b']} {b:.1f} "
        f"on {_day(signal['day'])}; {ahead} was expected {abs(signal['compared_with']):.1f} higher"
    )


def _less_well_met(signal: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return (
        f"{names[signal['side']]} on how the session went: {signal['observed']:.1f} on {_day(signal['day'])}, "
        f"{signal['compared_with']:.1f} on average in the sessions before"
    )


def _day(ordinal: int) -> str:
    return f"{dt.date.fromordinal(ordinal):%-d %B}"


SIGNAL_WORDS: dict[str, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    Expected.BELOW_EXPECTED: _below,
    Expected.BELOW_EXPECTED_AFTER_ENDING: _below_after_ending,
    Expected.RELIABLE_DETERIORATION: _deteriorated,
    Expected.WIDENING_GAP: _apart,
    ALLIANCE_DROP: _less_well_met,
}


def change_reasons(lines: Mapping[str, Line], names: Mapping[str, str]) -> list[Reason]:
    """Tell whose trust fell, or rose, in the four weeks to their last answer."""
    reasons = []
    for side, line in lines.items():
        move = move_of(line)
        if move is None or not move.change:
            continue
        until = dt.date.fromordinal(move.on)
        words = f"{names[side]}: {move.before:.1f} to {move.last:.1f} in the four weeks to {until:%-d %B}"
        weight = fall_weight(-move.change)
        reasons.append(Reason(words, weight, "watch" if weight else "good"))
    return reasons


def stalled_reasons(found: Stalled | None, now: dt.datetime) -> list[Reason]:
    """Tell which exercise has waited, and for how long; of the two, and never of one."""
    if found is None:
        return []
    return [Reason(f"“{found.title}” has waited for {(now - found.since).days} days", STALLED_WEIGHT)]


def fall_weight(fall: float) -> float:
    """Weigh a fall of trust, in points of 0 to 10; a rise weighs nothing."""
    return 50 * min(1.0, max(0.0, fall) / 3)


def steady_reasons(found: Mapping[str, Any] | None, names: Mapping[str, str], today: dt.date) -> list[Reason]:
    """Tell that both have stayed better than at first for weeks, while that is fresh: perhaps time to talk of ending."""
    if found is None or found["until"] < (today - STEADY_FRESH).toordinal():
        return []
    both = " and ".join(
        f"{names[side]} {found[side][1]:.1f} or more after {found[side][0]:.1f}" for side in "ab"
    )
    against = (
        f"more than chance (from {found['margin']:.1f} points)"
        if found.get("judged", True)
        else f"{found['margin']:.1f} points or more, described and not judged"
    )
    words = (
        f"Steady from {_day(found['since'])} to {_day(found['until'])}: {both} at first, {against}. "
        "Perhaps time to talk about ending"
    )
    return [Reason(words, STEADY_WEIGHT, "good")]


def review_reasons(review_on: dt.date | None) -> list[Reason]:
    """Tell when the day has come on which the plan was to be looked at again."""
    return [Reason(f"The plan was to be looked at on {review_on:%-d %B}", 35)] if review_on else []


def silence_reasons(silences: Iterable[Silence], names: Mapping[str, str], now: dt.datetime) -> list[Reason]:
    """Tell who has left something unanswered for long, and since when."""
    reasons = []
    for silence in silences:
        days = (now - silence.since).days
        since = f"{timezone.localtime(silence.since):%-d %B}"
        words = f"{names[silence.side]} has not answered since {since}, {days} days"
        reasons.append(Reason(words, min(45, 15 + days), "watch"))
    return reasons


def repeat_reasons(*, repeats: bool) -> list[Reason]:
    """Tell that terms of an agreement were broken again and again; which stands on the page of agreements."""
    return (
        [Reason("Something agreed was not kept three times in eight weeks", REPEAT_WEIGHT, "watch")]
        if repeats
        else []
    )


def return_reasons(*, asks: bool) -> list[Reason]:
    """Tell that a partner asks to come back after therapy; who it is stands on the page of what they keep."""
    return [Reason("One of the two asks to come back", RETURN_WEIGHT, "watch")] if asks else []
