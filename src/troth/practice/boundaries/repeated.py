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
    most = {agreement: _most_within(days) for agreement, days in _days(breaches).items()}
    return {agreement: count for agreement, count in most.items() if count >= FEWEST}


def last_repeated(breaches: Iterable[Breach]) -> dt.date | None:
    """Return the last day that made breaches of one agreement repeated, if any did."""
    ends = (
        last
        for days in _days(breaches).values()
        for first, last in zip(days, days[FEWEST - 1 :], strict=False)
        if last - first <= WITHIN
    )
    return max(ends, default=None)


def _days(breaches: Iterable[Breach]) -> dict[UUID, list[dt.date]]:
    days: dict[UUID, list[dt.date]] = defaultdict(list)
    for breach in sorted(breaches, key=lambda one: one.happened_on):
        if breach.said["kind"] == BreachKind.BROKEN:
            days[breach.agreement_id].append(breach.happened_on)
    return days


def _most_within(days: list[dt.date]) -> int:
    return max(sum(first <= day <= first + WITHIN for day in days) for first in days)
