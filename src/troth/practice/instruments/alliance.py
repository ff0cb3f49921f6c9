"""When a partner rates a session lower than their own sessions before. Pure.

No published figure says which drop matters. People are kind to their therapist and rate close to the top, so two points
of ten are chosen as worth a question; it is a choice of this project and no finding.
"""

from __future__ import annotations

import datetime as dt
from statistics import fmean
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Ratings = dict[str, list[tuple[dt.date, float]]]  # by side, the oldest first

ALLIANCE_DROP = "alliance drop"
DROP = 2.0
SESSIONS_BEFORE = 4


def drops(ratings: Mapping[str, Sequence[tuple[dt.date, float]]]) -> list[dict[str, Any]]:
    """Return a signal for each side whose newest rating, 0 to 10, lies `DROP` or more below their mean before.

    The mean is of up to `SESSIONS_BEFORE` sessions; who rated one session only has none.
    """
    found = []
    for side, rated in sorted(ratings.items()):
        if len(rated) < 2:  # noqa: PLR2004 - a drop needs two
            continue
        *earlier, (day, value) = rated[-SESSIONS_BEFORE - 1 :]
        before = fmean(each for _, each in earlier)
        if before - value >= DROP:
            found.append(_signal(side, day, value, before))
    return found


def _signal(side: str, day: dt.date, value: float, before: float) -> dict[str, Any]:
    return {
        "reason": ALLIANCE_DROP,
        "side": side,
        "day": day.toordinal(),
        "since": day.toordinal(),
        "observed": round(value, 2),
        "compared_with": round(before, 2),
        "margin": DROP,
        "scores": None,
    }
