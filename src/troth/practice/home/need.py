"""Why a couple needs the therapist, in words.

The weights only order the list. No band is invented: Trust Pulse has no published cut-off, so a change is told
as the two numbers themselves.
"""

from __future__ import annotations

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
    series: Mapping[str, Sequence[tuple[dt.date, float]]], names: Mapping[str, str], today: dt.date
) -> list[Reason]:
    """Tell whose trust is lower, or higher, than about four weeks before."""
    reasons = []
    for side, points in series.items():
        earlier = [value for day, value in points if (today - day).days >= WEEKS_BACK * 7]
        if not earlier or not points:
            continue
        change = points[-1][1] - earlier[-1]
        if change < 0:
            words = f"{names[side]}: {earlier[-1]:.1f} to {points[-1][1]:.1f} in four weeks"
            reasons.append(Reason(words, 50 * min(1.0, -change / 3), "watch"))
        elif change > 0:
            words = f"{names[side]}: {earlier[-1]:.1f} to {points[-1][1]:.1f} in four weeks"
            reasons.append(Reason(words, 0, "good"))
    return reasons


def silence_reasons(waiting_since: dt.date | None, today: dt.date) -> list[Reason]:
    """Tell when something has waited for an answer for a long time."""
    if waiting_since is None or (today - waiting_since).days < SILENT_DAYS:
        return []
    days = (today - waiting_since).days
    return [Reason(f"Something has waited for an answer for {days} days", min(45, 15 + days), "watch")]
