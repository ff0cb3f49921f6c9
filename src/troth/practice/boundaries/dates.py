"""The days of an agreement. Pure, but for what day it is."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from django.utils import formats

from troth.practice.boundaries.states import AgreementKind
from troth.practice.common import clock
from troth.practice.common.errors import Refused

if TYPE_CHECKING:
    from troth.practice.boundaries.models import Proposal

LONGEST_OPENNESS = 6  # months; V2 [S55], a default to verify
DAYS_TO_CHECK = 14
DAYS_OF_A_TRY = 14
DAYS_TO_REVIEW = 28


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_to_begin_with(*, is_try: bool, ends: bool) -> dict[str, dt.date]:
    """Return days that a new wording may begin with, to be changed at will; a try of its own ends when it is looked at."""
    today = clock.today()
    review_on = today + dt.timedelta(days=DAYS_OF_A_TRY if is_try else DAYS_TO_REVIEW)
    return {"start_on": today, "review_on": review_on} | ({"end_on": review_on} if is_try and ends else {})


def check_days(
    kind: AgreementKind,
    start_on: dt.date | None,
    review_on: dt.date | None,
    end_on: dt.date | None,
    since: dt.date | None = None,
) -> tuple[dt.date, dt.date]:
    """A wording begins today or later and is looked at again. Return these two days.

    Openness ends within six months of its very first day, ``since`` where it is in force already: a new wording
    makes it no longer.
    """
    today = clock.today()
    if start_on is None or start_on < today:
        raise Refused("Choose today or a later day on which it begins.")
    looked_at = check_review_day(review_on, start_on, end_on)
    if kind is AgreementKind.TRANSPARENCY:
        _check_ends(since or start_on, end_on)
    return start_on, looked_at


def _check_ends(start_on: dt.date, end_on: dt.date | None) -> None:
    if end_on is None:
        raise Refused("Openness for a time needs a day on which it ends. Choose one.")
    if end_on > months_after(start_on, LONGEST_OPENNESS):
        raise Refused("Openness for a time ends within six months of its first day. Choose an earlier end.")


def check_review_day(review_on: dt.date | None, start_on: dt.date, end_on: dt.date | None) -> dt.date:
    """The day to look at it again lies ahead, after the beginning and not after the end. Return it."""
    if review_on is None or review_on <= max(start_on, clock.today()):
        raise Refused("Choose a day, after it begins and still to come, on which you look at it again.")
    if end_on is not None and end_on < review_on:
        raise Refused("It would end before you look at it again. Choose an earlier review or a later end.")
    return review_on


def check_still_ahead(kind: AgreementKind, proposal: Proposal, since: dt.date | None) -> dt.date:
    """A wording that lay too long is put forward anew. Return the day on which it would begin."""
    begins = max(proposal.start_on, clock.today())
    if proposal.review_on <= begins or (proposal.end_on is not None and proposal.end_on < begins):
        raise Refused("The days of this wording have passed. Put it forward again with new ones.")
    check_days(kind, begins, proposal.review_on, proposal.end_on, since)
    return begins


def check_in_two_weeks(changed_on: dt.date) -> None:
    """Whether a repair holds shows after two weeks."""
    opens = changed_on + dt.timedelta(days=DAYS_TO_CHECK)
    if clock.today() < opens:
        raise Refused(
            f"This opens on {formats.date_format(opens, 'j F')}, two weeks later. Nothing to do yet."
        )
