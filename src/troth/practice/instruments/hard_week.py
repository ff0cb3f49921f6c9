"""Whether a partner's own week was a hard one; for that partner's pages alone."""

from __future__ import annotations

import datetime as dt
from statistics import median
from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.instruments import trust_queries as trust
from troth.practice.privacy.visibility import visible

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer

FALL = 2.0
WEEKS_BEFORE = 4
STILL_RECENT = dt.timedelta(days=8)


def had_a_hard_week(viewer: Viewer) -> bool:
    """Tell whether the own trust of the last week lies 2 points (of 10) or more below the median of the four before.

    In one query, of the viewer's own numbers and nobody else's.
    """
    if viewer.couple_id is None:
        return False
    rows = trust.trust_of(viewer.couple_id).filter(author_id=viewer.person_id)
    points = visible(trust.points_of(rows, "-answered_at", WEEKS_BEFORE + 1), viewer, cares=False)
    numbers = [(point.answered_at, point.value) for point in points if point.value is not None]
    if not numbers[1:]:
        return False
    (at, last), *before = numbers
    return clock.now() - at <= STILL_RECENT and last <= median(value for _, value in before) - FALL
