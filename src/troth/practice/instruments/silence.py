"""Reads about partners who have left their questions unanswered for long; for clinicians alone.

Nothing is stored: a silence is there while something waits, and ends by itself with the answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Min

from troth.practice.common import clock
from troth.practice.instruments import editions, rules
from troth.practice.instruments.models import Assignment, Reminder
from troth.practice.instruments.states import AssignmentState
from troth.practice.people import standing
from troth.practice.people.naming import names_of
from troth.practice.people.standing import Mail
from troth.practice.people.states import FEWEST_SILENCE_DAYS, RESTING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.instruments.shown import WaitingRound
    from troth.practice.people.viewer import Viewer


class Silence(NamedTuple):
    """A partner, by side, who has left something unanswered since then."""

    side: str
    since: dt.datetime


class Left(NamedTuple):
    """A questionnaire that waits, and how often it has come meanwhile."""

    title: str
    times: int


@dataclass(frozen=True)
class SilentPartner:
    """What the care team may know before it writes or calls."""

    called: str
    since: dt.datetime
    left: list[Left]
    reminded_at: list[dt.datetime]
    mail: Mail


def silences(couple_ids: Iterable[UUID]) -> dict[UUID, list[Silence]]:
    """Return who is silent in each couple, in one query. The caller cares for all of them."""
    rows = _left_open().filter(couple_id__in=couple_ids).order_by("seat__side")
    told = rows.values_list("couple_id", "seat__side", "couple__practice__silence_days")
    found: dict[UUID, list[Silence]] = {}
    for couple_id, side, silence_days, since in told.annotate(Min("waits_since")):
        if _is_long_ago(since, silence_days):
            found.setdefault(couple_id, []).append(Silence(side, since))
    return found


def silent_partners(viewer: Viewer, couple_id: UUID) -> list[SilentPartner]:
    """Return the silent partners of a couple with what is known. Raises `Absent` outside the care team."""
    rules.check_cares(viewer, couple_id)
    rows = _left_open().filter(couple_id=couple_id).select_related("round", "seat", "couple__practice")
    copies = [
        copy
        for copy in rows.order_by("waits_since")
        if _is_long_ago(copy.waits_since, copy.couple.practice.silence_days)
    ]
    content = editions.instruments_of(copy.round for copy in copies)
    by_side: dict[str, list[Assignment]] = {}
    for copy in copies:
        by_side.setdefault(copy.seat.side, []).append(copy)
    titles = {copy.pk: content[copy.round_id].title for copy in copies if copy.round_id in content}
    names = names_of(couple_id) if by_side else {}
    return [_partner(names[side], by_side[side], titles) for side in sorted(by_side)]


def may_be_silent(waiting: Iterable[WaitingRound], silence_days: int) -> bool:
    """Tell whether anything of a couple has waited for so many days, its practice's, that somebody may be silent."""
    return any(_is_long_ago(one.since, silence_days) for one in waiting)


def _is_long_ago(since: dt.datetime | None, silence_days: int) -> bool:
    """Judge for reads; guarded questions are never dated, and never long ago."""
    return since is not None and since <= clock.now() - dt.timedelta(days=silence_days)


def _left_open() -> QuerySet[Assignment]:
    """Return what may have waited long; the caller judges by the days of each couple's practice."""
    rows = Assignment.objects.filter(
        state=AssignmentState.OPEN,
        waits_since__lte=clock.now() - dt.timedelta(days=FEWEST_SILENCE_DAYS),
        seat__person__isnull=False,
        seat__left_at=None,
    )
    return rows.exclude(couple__stage__in=RESTING)


def _partner(called: str, copies: list[Assignment], titles: dict[UUID, str]) -> SilentPartner:
    seat = copies[0].seat
    since = min(copy.waits_since for copy in copies if copy.waits_since)
    mails = Reminder.objects.filter(
        assignment__seat=seat, assignment__round__guarded=False, sent_at__gte=since
    ).order_by("sent_at")
    return SilentPartner(
        called=called,
        since=since,
        left=[Left(titles.get(copy.pk, copy.round.instrument), _times(copy)) for copy in copies],
        reminded_at=[mail.sent_at for mail in mails if mail.sent_at],
        mail=standing.mail_of(seat.person_id, seat.couple_id) if seat.person_id else Mail.NOT_CHOSEN,
    )


def _times(copy: Assignment) -> int:
    asked = Assignment.objects.filter(seat_id=copy.seat_id, round__instrument=copy.round.instrument)
    return asked.filter(created_at__gte=copy.waits_since).count()
