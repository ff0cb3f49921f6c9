"""Looks for patterns in a couple's diaries, by the worker; nothing of it reaches anybody but the care team."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django_tasks import task

from troth.practice.common import clock
from troth.practice.common.models import DataKey
from troth.practice.patterns import counting
from troth.practice.patterns.models import Day, Moment, PatternLine
from troth.practice.patterns.states import DAYS_OPEN, SHARED
from troth.practice.people import queries as people
from troth.practice.people.holding import held
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from troth.practice.patterns.counting import Line

Row = TypeVar("Row", Day, Moment)
AT_ONCE = 100  # couples judged together: far less work than one by one, and few megabytes


@task()
def look_again(couple_id: str) -> None:
    """Look at a couple's diaries after something was written or erased."""
    look(UUID(couple_id))


@transaction.atomic
def look(couple_id: UUID) -> None:
    """Take in what was told since the last time, and judge it; without any day there is nothing to look at."""
    some = Day.objects.filter(couple_id=couple_id).select_related("couple__record_key").first()
    if some is None:
        return
    couple = held(some.couple)
    kept = PatternLine.objects.filter(couple=couple).first()
    line = _gathered(couple_id, kept.line if kept else None)
    kept = kept or PatternLine(couple=couple, data_key=some.couple.record_key)
    kept.line = line
    _judge([kept])
    kept.save()


def judge_all(lines: Iterable[PatternLine]) -> int:
    """Judge lines anew without reading the diaries, after the method has changed; return how many."""
    number, left = 0, iter(lines)
    while some := list(islice(left, AT_ONCE)):
        _judge(some)
        for one in some:
            one.save(update_fields=["found", "looked_at"])
        number += len(some)
    return number


def _judge(some: Sequence[PatternLine]) -> None:
    for one, found in zip(some, counting.judged([each.line for each in some]), strict=True):
        one.found = [counting.as_kept(each) for each in found]
        one.looked_at = clock.now()


def _gathered(couple_id: UUID, kept: Line | None) -> Line:
    """Take days that may be counted, and moments that both can read; of days that were closed before, what was kept."""
    today = clock.today()
    first = today - dt.timedelta(days=counting.KEPT - 1)
    since = max(first, _open_from(kept, today) or first)
    counted = Day.objects.filter(couple_id=couple_id, counts=True)
    days = _opened_once(counted.filter(on__gte=since))
    shared = Moment.objects.filter(couple_id=couple_id, on__gte=since, audience__in=SHARED)
    moments = [one for one in _opened_once(shared) if one.read_by == Audience.COUPLE]
    sides = {seat.side: seat.person_id for seat in people.seats_of(couple_id)}
    line = counting.line_of(
        {side: [day for day in days if day.author_id == person] for side, person in sides.items()},
        {side: [one for one in moments if one.author_id == person] for side, person in sides.items()},
        today,
        counted.aggregate(first=Min("on"))["first"],
    )
    return counting.continued(kept, line, since) if kept and since > first else line


def _open_from(kept: Line | None, today: dt.date) -> dt.date | None:
    """Return the first day that could have changed since a line was made; None where the clock went back since.

    One day more is read than stays open: another time zone may be a day behind.
    """
    if kept is None or counting.end_of(kept) > today.toordinal():
        return None
    return dt.date.fromordinal(counting.end_of(kept)) - dt.timedelta(days=DAYS_OPEN + 1)


def _opened_once(rows: QuerySet[Row]) -> list[Row]:
    """Fetch rows, and each key once and not with each row: it is unwrapped once, however many days there are."""
    found = list(rows.select_related(None))
    known = DataKey.objects.in_bulk({row.data_key_id for row in found})
    for row in found:
        row.data_key = known[row.data_key_id]
    return found
