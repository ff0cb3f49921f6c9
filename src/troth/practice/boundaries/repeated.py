"""When terms of one agreement were broken again and again. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from troth.practice.boundaries.states import BreachKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.practice.boundaries.models import Breach

FEWEST = 3  # a reading rule of this project, no cut-off
WITHIN = dt.timedelta(weeks=8)


def repeated(breaches: Iterable[Breach]) -> dict[UUID, int]:
    """Return the agreements in which three or more breaches lie within eight weeks, with the most that do.

    Misunderstandings and what somebody was not sure of do not count. The caller passes what the viewer may read.
    """
    days: dict[UUID, list[dt.date]] = defaultdict(list)
    for breach in breaches:
        if breach.said["kind"] == BreachKind.BROKEN:
            days[breach.agreement_id].append(breach.happened_on)
    most = {agreement: _most_within(sorted(found)) for agreement, found in days.items()}
    return {agreement: count for agreement, count in most.items() if count >= FEWEST}


def _most_within(days: list[dt.date]) -> int:
    return max(sum(first <= day <= first + WITHIN for day in days) for first in days)
