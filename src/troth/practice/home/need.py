"""Why a couple needs the therapist, in words.

The weights only order the list. No band is invented: Trust Pulse has no published cut-off, so a change is told
as the two numbers themselves.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

WEEKS_BACK = 4
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


def change_reasons(
    lines: Mapping[str, tuple[Sequence[int], Sequence[float]]], names: Mapping[str, str], today: dt.date
) -> list[Reason]:
    """Tell whose trust is lower, or higher, than about four weeks before. The days of a line are ordinals."""
    reasons = []
    four_weeks_ago = today.toordinal() - 7 * WEEKS_BACK
    for side, (days, values) in lines.items():
        before = bisect_right(days, four_weeks_ago)
        if not before or values[-1] == values[before - 1]:
            continue
        change = values[-1] - values[before - 1]
        words = f"{names[side]}: {values[before - 1]:.1f} to {values[-1]:.1f} in four weeks"
        reasons.append(
            Reason(words, 50 * min(1.0, -change / 3), "watch") if change < 0 else Reason(words, 0, "good")
        )
    return reasons


def silence_reasons(waiting_since: dt.datetime | None, now: dt.datetime) -> list[Reason]:
    """Tell when something has waited for an answer for a long time."""
    if waiting_since is None or (days := (now - waiting_since).days) < SILENT_DAYS:
        return []
    return [Reason(f"Something has waited for an answer for {days} days", min(45, 15 + days), "watch")]
