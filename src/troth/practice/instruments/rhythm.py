"""When what is bound to sessions falls due. Days only; no database, no clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.practice.instruments.states import Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable

BEFORE_BY = dt.timedelta(days=2)
AFTER_BY = dt.timedelta(days=1)
STILL_AFTER = dt.timedelta(days=7)


def next_around(
    rhythm: Rhythm, sessions: Iterable[dt.date], *, asked_for: dt.date | None, today: dt.date
) -> dt.date | None:
    """Return the day on which to ask before, or after, the next session that was not asked for; None without one.

    Before a session is two days before it, or today if that has passed, until the session's own day. After it is the
    next day, or today if that has passed, for a week.
    """
    days = [day for day in sessions if (asked_for is None or day > asked_for) and _counts(rhythm, day, today)]
    return min((max(_due(rhythm, day), today) for day in days), default=None)


def asked_by(rhythm: Rhythm, sessions: Iterable[dt.date], today: dt.date) -> dt.date | None:
    """Return the latest session that an asking of today is for; None where none is due."""
    due = [day for day in sessions if _counts(rhythm, day, today) and _due(rhythm, day) <= today]
    return max(due, default=None)


def _counts(rhythm: Rhythm, session: dt.date, today: dt.date) -> bool:
    return session >= today if rhythm is Rhythm.BEFORE else session >= today - STILL_AFTER


def _due(rhythm: Rhythm, session: dt.date) -> dt.date:
    return session - BEFORE_BY if rhythm is Rhythm.BEFORE else session + AFTER_BY
