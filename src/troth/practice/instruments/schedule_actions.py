"""Everything that can happen by itself: asking what is due, and reminding who owes an answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.turning import Done, each
from troth.practice.instruments import (
    actions,
    editions,
    expectation_actions,
    expectation_queries,
    judging,
    reminding,
    rules,
    schedule_queries,
)
from troth.practice.instruments.models import Reminder, Schedule, SessionDate
from troth.practice.instruments.rhythm import asked_by, next_around
from troth.practice.instruments.states import SCHEDULE_MOVES, Rhythm, ScheduleState
from troth.practice.people.noting import note_of_couple
from troth.practice.people.reminding import is_day

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

A_DAY = dt.timedelta(days=1)


@transaction.atomic
def set_schedule(
    *,
    actor: Viewer,
    couple: Couple,
    slug: str,
    rhythm: Rhythm = Rhythm.WEEKS,
    every_weeks: int | None = None,
    next_on: dt.date | None = None,
) -> Schedule:
    """Say when both partners are asked the same by itself; setting it again changes it.

    By weeks it takes a number and the next day; around sessions the days come from the sessions.
    """
    instrument = editions.offered_called(couple.practice_id, slug)
    rules.check_can_schedule(actor, couple, instrument, rhythm, every_weeks)
    by_weeks = rhythm == Rhythm.WEEKS
    if by_weeks and (next_on is None or next_on < clock.today()):
        raise Refused("The next day is missing or lies in the past. Choose today or a later day.")
    # Asked before a session is not asked after it.
    Schedule.objects.filter(couple=couple, instrument=slug).exclude(rhythm=rhythm).update(asked_for=None)
    schedule, _ = Schedule.objects.update_or_create(
        couple=couple,
        instrument=slug,
        defaults={
            "rhythm": rhythm,
            "every_weeks": every_weeks if by_weeks else None,
            "next_on": next_on if by_weeks else None,
            "state": ScheduleState.RUNNING,
        },
    )
    _follow_sessions(couple.pk)
    schedule.refresh_from_db(fields=["next_on"])
    _record(actor, couple, schedule, "schedule.set", rhythm=rhythm, every_weeks=schedule.every_weeks or 0)
    return schedule


@transaction.atomic
def move_schedule(*, actor: Viewer, couple: Couple, schedule_id: UUID, state: ScheduleState) -> None:
    """Pause a schedule, let it run again, or end it; what fell due meanwhile is not made up for."""
    rules.check_cares(actor, couple.pk)
    schedule = Schedule.objects.select_for_update().filter(couple=couple, pk=schedule_id).first()
    if schedule is None:
        raise Absent
    if state not in SCHEDULE_MOVES[ScheduleState(schedule.state)]:
        raise Refused(f"This schedule is {schedule.get_state_display()} already. Load the page again.")
    schedule.state = state
    if schedule.next_on is not None:
        schedule.next_on = max(schedule.next_on, clock.today())
    schedule.save(update_fields=["state", "next_on"])
    _follow_sessions(couple.pk)
    _record(actor, couple, schedule, f"schedule.{state}")


@transaction.atomic
def name_session(*, actor: Viewer, couple: Couple, on: dt.date) -> None:
    """Name the day of a session, past or planned; what is asked around sessions follows."""
    rules.check_can_name_session(actor, couple, on)
    session, fresh = SessionDate.objects.get_or_create(couple=couple, on=on)
    if fresh:
        _follow_sessions(couple.pk)
        _record_of(actor, couple, session, "session.named", on=on.isoformat())


@transaction.atomic
def cancel_session(*, actor: Viewer, couple: Couple, session_id: UUID) -> None:
    """Take back the day of a session; what was asked for it stays asked."""
    rules.check_cares(actor, couple.pk)
    session = SessionDate.objects.filter(couple=couple, pk=session_id).first()
    if session is None:
        raise Absent
    _record_of(actor, couple, session, "session.cancelled", on=session.on.isoformat())
    session.delete()
    _follow_sessions(couple.pk)


def turn_clock() -> Done:
    """Ask what is due, judge what was left and remind who owes an answer; by however many workers, each thing once.

    What fails is counted and tried again at the next turn; it holds up nothing else.
    """
    asked, failed = each(_ask_if_due, list(schedule_queries.due_ids()))
    failed += each(_judge_again, expectation_queries.left_wanted())[1]
    if not is_day():
        return Done(len(asked), 0, failed)
    reminded, unrecorded = each(_remind_once, list(schedule_queries.to_remind()))
    if schedule_queries.unsent():
        transaction.on_commit(reminding.send_reminders.enqueue)
    return Done(len(asked), len(reminded), failed + unrecorded)


@transaction.atomic
def _judge_again(couple_id: UUID) -> bool:
    """Ask the worker once more, where a worker died or failed before it had judged."""
    if not expectation_actions.want_again(couple_id=couple_id):
        return False
    transaction.on_commit(lambda: judging.judge.enqueue(str(couple_id)))
    return True


@transaction.atomic
def _ask_if_due(schedule_id: UUID) -> bool:
    schedule = schedule_queries.locked_if_due(schedule_id)
    if schedule is None:
        return False
    return _ask_by_weeks(schedule) if schedule.rhythm == Rhythm.WEEKS else _ask_around_session(schedule)


def _ask_by_weeks(schedule: Schedule) -> bool:
    asked = actions.ask_on_schedule(couple=schedule.couple, slug=schedule.instrument)
    step = dt.timedelta(weeks=schedule.every_weeks or 1) if asked else A_DAY
    day = schedule.next_on or clock.today()
    while day <= clock.today():
        day += step
    schedule.next_on = day
    schedule.save(update_fields=["next_on"])
    return asked is not None


def _ask_around_session(schedule: Schedule) -> bool:
    sessions, today = schedule_queries.days_of_sessions(schedule.couple_id), clock.today()
    session = asked_by(Rhythm(schedule.rhythm), sessions, today)
    asked = session and actions.ask_on_schedule(couple=schedule.couple, slug=schedule.instrument)
    if asked:
        schedule.asked_for = session
    _set_next(schedule, sessions, today if asked or not session else today + A_DAY)
    return bool(asked)


def _follow_sessions(couple_id: UUID) -> None:
    """Let every schedule that is bound to sessions look anew for its next day."""
    sessions = schedule_queries.days_of_sessions(couple_id)
    rows = Schedule.objects.select_for_update().filter(couple_id=couple_id).exclude(rhythm=Rhythm.WEEKS)
    for schedule in rows.order_by("pk"):
        _set_next(schedule, sessions, clock.today())


def _set_next(schedule: Schedule, sessions: list[dt.date], first: dt.date) -> None:
    schedule.next_on = next_around(
        Rhythm(schedule.rhythm), sessions, asked_for=schedule.asked_for, today=first
    )
    schedule.save(update_fields=["next_on", "asked_for"])


@transaction.atomic
def _remind_once(due: tuple[UUID, int]) -> bool:
    assignment_id, number = due
    _, fresh = Reminder.objects.get_or_create(
        assignment_id=assignment_id, number=number, defaults={"created_at": clock.now()}
    )
    return fresh


def _record(actor: Viewer, couple: Couple, schedule: Schedule, event: str, **facts: str | int) -> None:
    _record_of(actor, couple, schedule, event, instrument=schedule.instrument, **facts)


def _record_of(
    actor: Viewer, couple: Couple, subject: Schedule | SessionDate, event: str, **facts: str | int
) -> None:
    note_of_couple(actor, couple, event, subject=subject, **facts)
