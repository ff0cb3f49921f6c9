"""Whose trust of one week passes on to the other's next, from pulses that both can read. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.patterns import Finding, last_look, trust_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

Occasion = tuple[int, float | None, float | None]  # the day of asking as an ordinal, and both sides' values
WEEK = 7
YEAR = 52  # weeks that are looked at: of half a year there are hardly enough


def trust_found(occasions: Sequence[Occasion], today: int) -> list[Finding]:
    """Return the findings as the last look saw them, from occasions with the oldest first; ``today`` is an ordinal.

    An occasion belongs to the week that begins nearest to it; a week without one breaks the chain.
    """
    begun = occasions[0][0] if occasions else today
    look = last_look(today + 1 - begun)
    weeks = np.full((1, look.weeks if look else 0, 2), np.nan)
    for day, *values in occasions:
        at = (day - begun + WEEK // 2) // WEEK
        if at < weeks.shape[1]:
            weeks[0, at] = values
    return trust_findings(weeks[:, -YEAR:], level=look.level if look else 0.0)[0]
