"""Which exercises refresh what slipped: a plain table, our own choice and no finding. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BY_FACET = {
    "predictability": ("steady-days", "weekly-meeting"),
    "dependability": ("steady-days", "trust-in-small-steps"),
    "openness": ("what-i-heard-today", "transparency-agreement"),
    "faith": ("then-and-now", "shared-story"),
    "felt_safety": ("time-out", "ask-for-comfort"),
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
MOST = 4


def chosen(facets: Iterable[str], causes: Iterable[str]) -> list[str]:
    """Return at most four exercises, each once: for what slipped, for the causes, then the plan itself."""
    rows = [
        *(BY_FACET.get(facet, ()) for facet in facets),
        *(BY_CAUSE.get(cause, ()) for cause in causes),
        ALWAYS,
    ]
    return list(dict.fromkeys(slug for row in rows for slug in row))[:MOST]


def of_the_month(month: int) -> list[str]:
    """Return the refreshers that every couple reads this month, whatever their answers say."""
    every = [row for table in (BY_FACET, BY_CAUSE) for row in table.values()]
    return list(every[month % len(every)])
