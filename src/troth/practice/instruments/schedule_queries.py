"""Reads about what is asked by itself, and about who may be reminded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, Max, OuterRef

from troth.practice.common import clock
from troth.practice.instruments import editions, rules
from troth.practice.instruments.models import Assignment, Reminder, Schedule, SessionDate
from troth.practice.instruments.rhythm import STILL_AFTER
from troth.practice.instruments.states import AssignmentState, Rhythm, ScheduleState
from troth.practice.people import reminding, standing
from troth.practice.people.naming import names_of
from troth.practice.people.states import AT_WORK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.library import Instrument
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

REMIND_AFTER = {1: dt.timedelta(days=2), 2: dt.timedelta(days=5)}
SUGGESTED_WEEKS = {"weekly": 1, "once": 6}
SUGGESTED_RHYTHM = {"each_session_before": Rhythm.BEFORE, "each_session_after": Rhythm.AFTER}


class ScheduleLine(NamedTuple):
    """One schedule of a couple, for its care team: when each partner, by name, last answered, if at all."""

    schedule: Schedule
    title: str
    answered: list[tuple[str, dt.datetime | None]]


class Choice(NamedTuple):
    """A questionnaire that can be asked by itself, and what is suggested."""

    slug: str
    title: str
    suggestion: str
    note: str
    asks_about_safety: bool


def schedules_of(viewer: Viewer, couple: Couple) -> list[ScheduleLine]:
    """Return what a couple is asked by itself. Raises `Absent` outside its care team."""
    rules.check_cares(viewer, couple.pk)
    titles = {each.id: each.title for each in editions.offered(couple.practice_id)}
    rows = Schedule.objects.filter(couple=couple).exclude(state=ScheduleState.ENDED).order_by("instrument")
    last = _last_answered(couple.pk)
    names = names_of(couple.pk)
    return [
        ScheduleLine(
            row,
            titles.get(row.instrument, row.instrument),
            [(names[side], last.get((row.instrument, side))) for side in sorted(names)],
        )
        for row in rows
    ]


def _last_answered(couple_id: UUID) -> dict[tuple[str, str], dt.datetime]:
    rows = Assignment.objects.filter(couple_id=couple_id, state=AssignmentState.ANSWERED)
    found = rows.values_list("round__instrument", "seat__side").annotate(Max("answered_at"))
    return {(slug, side): at for slug, side, at in found}


def sessions_of(viewer: Viewer, couple: Couple) -> list[SessionDate]:
    """Return the sessions of the last week and those to come. Raises `Absent` outside the care team."""
    rules.check_cares(viewer, couple.pk)
    rows = SessionDate.objects.filter(couple=couple, on__gte=clock.today() - STILL_AFTER)
    return list(rows.order_by("on"))


def session_days(viewer: Viewer, couple_id: UUID) -> list[dt.date]:
    """Return the days of all sessions that clinicians named, up to today. Raises `Absent` outside the care team."""
    rules.check_cares(viewer, couple_id)
    rows = SessionDate.objects.filter(couple_id=couple_id, on__lte=clock.today())
    return list(rows.order_by("on").values_list("on", flat=True))


def days_of_sessions(couple_id: UUID) -> list[dt.date]:
    """Return the days that still matter to what is asked around sessions. For the clock alone."""
    rows = SessionDate.objects.filter(couple_id=couple_id, on__gte=clock.today() - STILL_AFTER)
    return list(rows.values_list("on", flat=True))


def choices_for(couple: Couple) -> list[Choice]:
    """Return what could be asked by itself: what goes to both."""
    found = [each for each in editions.offered(couple.practice_id) if each.asked_of == "both"]
    return [
        Choice(each.id, each.title, _suggestion(each), each.note, each.asks_about_safety) for each in found
    ]


def due_ids() -> QuerySet[Schedule, UUID]:
    """Return the schedules that are due today or were before. For the clock alone."""
    rows = Schedule.objects.filter(state=ScheduleState.RUNNING, next_on__lte=clock.today())
    return rows.order_by("next_on").values_list("pk", flat=True)


def locked_if_due(schedule_id: UUID) -> Schedule | None:
    """Return a schedule that is still due, for this worker alone."""
    rows = Schedule.objects.select_for_update(of=("self",), skip_locked=True).select_related("couple")
    return rows.filter(pk=schedule_id, state=ScheduleState.RUNNING, next_on__lte=clock.today()).first()


def to_remind() -> Iterator[tuple[UUID, int]]:
    """Yield the copies whose partner may be reminded now, with the reminder's number; one a person.

    Only whoever said yes to mail, whose consent stands, and who had no reminder within the last twenty hours.
    """
    now, told = clock.now(), set()
    recent = Reminder.objects.filter(
        assignment__seat__person=OuterRef("seat__person"), created_at__gt=now - reminding.BETWEEN_LETTERS
    )
    for number, after in REMIND_AFTER.items():
        rows = open_copies().filter(created_at__lte=now - after).exclude(Exists(recent))
        rows = rows.exclude(reminders__number__gte=number).order_by("created_at")
        if number > 1:
            rows = rows.filter(reminders__number=number - 1, reminders__sent_at__isnull=False)
        for copy in rows:
            person_id = copy.seat.person_id
            if person_id and person_id not in told and standing.may_be_mailed(person_id, copy.couple_id):
                told.add(person_id)
                yield copy.pk, number


def unsent() -> list[UUID]:
    """Return the reminders that are recorded and may leave now, the oldest first."""
    rows = Reminder.objects.filter(sent_at=None, assignment__in=open_copies()).order_by("created_at")
    columns = rows.values_list("pk", "assignment__seat__person_id", "assignment__couple_id")
    return [pk for pk, person_id, couple_id in columns if reminding.may_be_reminded(person_id, couple_id)]


def locked_if_unsent(reminder_id: UUID) -> Reminder | None:
    """Return a reminder that has not left and whose answer still waits, for this worker alone."""
    rows = Reminder.objects.select_for_update(of=("self",)).select_related(
        "assignment__seat__person", "assignment__couple__practice"
    )
    return rows.filter(pk=reminder_id, sent_at=None, assignment__in=open_copies()).first()


def open_copies() -> QuerySet[Assignment]:
    """Return the copies that wait, of couples in running work whose partner is here; made-up people get no mail."""
    rows = Assignment.objects.filter(
        state=AssignmentState.OPEN,
        seat__person__isnull=False,
        seat__left_at=None,
        couple__stage__in=AT_WORK,
        couple__practice__is_demonstration=False,
    )
    return rows.select_related("seat__person", "couple__practice")


def _suggestion(instrument: Instrument) -> str:
    if instrument.schedule in SUGGESTED_RHYTHM:
        return str(SUGGESTED_RHYTHM[instrument.schedule].label)
    if instrument.schedule == "once" and instrument.kind != "safety":
        return "once"
    weeks = instrument.every_weeks or SUGGESTED_WEEKS[instrument.schedule]
    return "every week" if weeks == 1 else f"every {weeks} weeks"
