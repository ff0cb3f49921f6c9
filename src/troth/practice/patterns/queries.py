"""Reads of the diary. Whatever somebody else wrote is read through `privacy.visibility` alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Q

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.patterns import rules
from troth.practice.patterns.models import Day, DiaryChoice, Moment
from troth.practice.patterns.own_days import choice_of, own_today
from troth.practice.patterns.states import DAYS_OPEN, SHARED, family
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import visible
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.viewer import Viewer

WEEK = 7


class Told(NamedTuple):
    """A day, and the moment of it, of one of the two; either may be missing, or not be the reader's."""

    on: dt.date
    day: Day | None
    moment: Moment | None
    is_open: bool

    @property
    def until(self) -> dt.date:
        """The last day on which it can be told."""
        return self.on + dt.timedelta(days=DAYS_OPEN)

    @property
    def stamp(self) -> str:
        """What changes with each telling."""
        return rules.stamp(self.day)


class Met(NamedTuple):
    """A day on which both shared a moment of one family."""

    on: dt.date
    mine: Moment
    theirs: Moment


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday: what the reader told, and behind an open door what the other shared."""

    start: dt.date
    today: dt.date
    names: dict[str, str]
    side: str
    own: list[Told]
    is_open: bool
    met: list[Met]
    theirs: list[Told]

    @property
    def before(self) -> dt.date:
        return self.start - dt.timedelta(days=WEEK)

    @property
    def after(self) -> dt.date | None:
        """The next week, unless it has not begun."""
        following = self.start + dt.timedelta(days=WEEK)
        return following if following <= self.today else None

    @property
    def end(self) -> dt.date:
        return self.start + dt.timedelta(days=WEEK - 1)

    @property
    def their_name(self) -> str:
        return self.names["b" if self.side == "a" else "a"]


class CareWeek(NamedTuple):
    """Seven days of a couple as its care team may read them, by name."""

    start: dt.date
    before: dt.date
    after: dt.date | None
    lines: list[tuple[str, list[Told]]]


def read_date(written: str) -> dt.date:
    """Return the day of an address. Raises `Absent` where it names none that a calendar of weeks holds."""
    try:
        on = dt.date.fromisoformat(written)
    except ValueError:
        raise Absent from None
    if not dt.MINYEAR < on.year < dt.MAXYEAR:
        raise Absent
    return on


def week_for(viewer: Viewer, on: dt.date | None = None) -> Week:
    """Return the week around a day, or else this week, as this partner reads it. Raises `Absent` for everybody else."""
    couple_id, today = viewer.own_couple_id, own_today(viewer)
    start = _monday(on or today)
    days, moments = _seen(viewer, couple_id, start, cares=False)
    is_open = joint_work_is_open(couple_id)
    mine = {one.on: one for one in moments if one.author_id == viewer.person_id}
    others = [one for one in moments if one.author_id != viewer.person_id] if is_open else []
    met = [Met(one.on, mine[one.on], one) for one in others if _is_met(mine.get(one.on), one)]
    matched = {one.on for one in met}
    return Week(
        start=start,
        today=today,
        names=names_of(couple_id),
        side=viewer.side,
        own=_week_of(start, today, [day for day in days if day.author_id == viewer.person_id], mine),
        is_open=is_open,
        met=met,
        theirs=_told_by(
            [day for day in days if day.author_id != viewer.person_id] if is_open else [],
            {one.on: one for one in others if one.on not in matched},
        ),
    )


@transaction.atomic
def care_week(viewer: Viewer, couple_id: UUID, on: dt.date) -> CareWeek:
    """Return a week of a couple in the viewer's care, and note that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    start = _monday(on)
    days, moments = _seen(viewer, couple_id, start, cares=True)
    names = names_of(couple_id)
    lines = [
        (
            names[seat.side],
            _told_by(
                [day for day in days if day.author_id == seat.person_id],
                {one.on: one for one in moments if one.author_id == seat.person_id},
            ),
        )
        for seat in people.seats_of(couple_id)
    ]
    note_of_couple(viewer, couple, "diary.read")
    following = start + dt.timedelta(days=WEEK)
    after = following if following <= clock.today() else None
    return CareWeek(start, start - dt.timedelta(days=WEEK), after, lines)


def own_day(viewer: Viewer, on: dt.date | None = None) -> Told:
    """Return what this partner told of a day, or else of today. Raises `Absent` for everybody else."""
    couple_id, today = viewer.own_couple_id, own_today(viewer)
    on = on or today
    day = Day.objects.filter(author_id=viewer.person_id, couple_id=couple_id, on=on).first()
    moment = Moment.objects.filter(day=day).first() if day else None
    return Told(on, day, moment, rules.can_tell(on, today))


def kept_day(viewer: Viewer, on: dt.date) -> Told:
    """Return a day that this partner told, however long ago. Raises `Absent` where there is none."""
    told = own_day(viewer, on)
    if told.day is None:
        raise Absent
    return told


def own_choice(viewer: Viewer) -> DiaryChoice:
    """Return what new days of this partner begin with: behind a closed door, never more than for them alone.

    Raises `Absent` for everybody else.
    """
    choice = choice_of(viewer)
    if not joint_work_is_open(viewer.own_couple_id):
        choice.audience = Audience.ME if choice.audience in SHARED else choice.audience
        choice.moment_audience = Audience.ME if choice.moment_audience in SHARED else choice.moment_audience
    return choice


def own_moments(viewer: Viewer) -> QuerySet[Moment]:
    """Return all moments that this partner wrote, newest first; nothing of them is opened yet."""
    return Moment.objects.filter(author_id=viewer.person_id, couple_id=viewer.own_couple_id).order_by("-on")


def seen_moments(viewer: Viewer, couple_id: UUID, on: dt.date, *, cares: bool) -> list[Moment]:
    """Return the moments of the week around a day that the viewer may read."""
    return visible(Moment.objects.filter(_week(viewer, couple_id, _monday(on))), viewer, cares=cares)


def _seen(viewer: Viewer, couple_id: UUID, start: dt.date, *, cares: bool) -> tuple[list[Day], list[Moment]]:
    """Return what the viewer may read of a week."""
    week = _week(viewer, couple_id, start)
    return (
        visible(Day.objects.filter(week).order_by("on"), viewer, cares=cares),
        visible(Moment.objects.filter(week).order_by("on"), viewer, cares=cares),
    )


def _week(viewer: Viewer, couple_id: UUID, start: dt.date) -> Q:
    """Ask for a week without what others keep for themselves alone."""
    ours = Q(author_id=viewer.person_id) | ~Q(audience=Audience.ME)
    return Q(couple_id=couple_id, on__gte=start, on__lt=start + dt.timedelta(days=WEEK)) & ours


def _is_met(mine: Moment | None, theirs: Moment) -> bool:
    """Both can read both, and they are of one family."""
    if mine is None or mine.read_by != Audience.COUPLE or theirs.read_by != Audience.COUPLE:
        return False
    return family(mine.kind) == family(theirs.kind)


def _week_of(start: dt.date, today: dt.date, days: list[Day], moments: dict[dt.date, Moment]) -> list[Told]:
    told = {day.on: day for day in days}
    week = [start + dt.timedelta(days=number) for number in range(WEEK)]
    return [
        Told(on, told.get(on), moments.get(on), rules.can_tell(on, today))
        for on in week
        if on <= today or on in told  # a clock that went wrong may have told a day that has not come
    ]


def _told_by(days: list[Day], moments: dict[dt.date, Moment]) -> list[Told]:
    told = {day.on: day for day in days}
    return [Told(on, told.get(on), moments.get(on), is_open=False) for on in sorted({*told, *moments})]


def _monday(on: dt.date) -> dt.date:
    return on - dt.timedelta(days=on.weekday())
