"""Why a couple needs the therapist, in words.

The weights only order the list. No band is invented: Trust Pulse has no published cut-off, so a change is told
as the two numbers themselves.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from troth.practice.instruments.lines import move_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.practice.instruments.lines import Line

SILENT_DAYS = 10

ALERT_WORDS = {
    "danger_to_self": ("Somebody may be in danger. Look at this first.", 100),
    "partner_safety": ("A private answer needs you before any work together.", 90),
    "goal_to_leave": ("Goals to look at privately.", 60),
}


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


def fall_weight(fall: float) -> float:
    """Weigh a fall of trust, in points of 0 to 10; a rise weighs nothing."""
    return 50 * min(1.0, max(0.0, fall) / 3)


def silence_reasons(waiting_since: dt.datetime | None, now: dt.datetime) -> list[Reason]:
    """Tell when something has waited for an answer for a long time."""
    if waiting_since is None or (days := (now - waiting_since).days) < SILENT_DAYS:
        return []
    return [Reason(f"Something has waited for an answer for {days} days", min(45, 15 + days), "watch")]
