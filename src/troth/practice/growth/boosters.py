"""Which exercises refresh what slipped: a plain table, our own choice and no finding. Pure."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

BY_SCALE = {
    "predictability": ("steady-days", "weekly-meeting"),
    "dependability": ("steady-days", "trust-in-small-steps"),
    "openness": ("what-i-heard-today", "transparency-agreement"),
    "faith": ("then-and-now", "shared-story"),
    "felt_safety": ("time-out", "ask-for-comfort"),
    "satisfaction": ("small-bids", "weekly-meeting"),
    "attunement": ("small-bids", "what-i-heard-today"),
    "kept": ("weekly-meeting", "trust-in-small-steps"),
}
BY_CAUSE = {
    "betrayal": ("flashback-plan", "trust-in-small-steps"),
    "communication": ("speaker-listener", "small-bids"),
    "conflict": ("time-out", "soft-start"),
    "earlier-trauma": ("grounding", "earlier-shadows"),
    "insecurity": ("own-strengths", "worth-and-reassurance"),
}
ALWAYS = ("keep-what-we-won", "first-slip")
CHALLENGES = (
    "a-move-ahead",
    "a-child-ahead",
    "illness-between-us",
    "work-changes",
    "a-loss-to-carry",
    "parents-in-law",
    "retirement-ahead",
    "a-new-hurt",
)
LAID_OUT = (*CHALLENGES, *ALWAYS)
MOST = 4


def slipped(now: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    """Name the scales of 0 to 10: what fell most from ``before`` first, then what lies lowest ``now``."""
    return sorted(now, key=lambda scale: (now[scale] - before.get(scale, now[scale]), now[scale], scale))


def for_the_team(scales: Iterable[str], causes: Iterable[str]) -> list[str]:
    """Return at most four exercises, each once: for what slipped, for the causes, then the plan itself."""
    rows = [
        *(BY_SCALE.get(scale, ()) for scale in scales),
        *(BY_CAUSE.get(cause, ()) for cause in causes),
        ALWAYS,
    ]
    return list(dict.fromkeys(chain.from_iterable(rows)))[:MOST]


def for_both(scales: Iterable[str], offered: Collection[str], may_begin: Callable[[str], bool]) -> str:
    """Return the refresher to offer: what fits best of what the two may begin by themselves, and had not lately."""
    fitting = list(dict.fromkeys(chain(*(BY_SCALE.get(scale, ()) for scale in scales), ALWAYS)))
    fresh = [slug for slug in fitting if slug not in offered] or fitting
    return next(filter(may_begin, fresh), fresh[0])
