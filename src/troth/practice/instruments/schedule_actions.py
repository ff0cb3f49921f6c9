"""Everything that can happen by itself: asking what is due, and reminding who owes an answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import actions, editions, reminding, rules, schedule_queries
from troth.practice.instruments.models import Reminder, Schedule
from troth.practice.instruments.states import SCHEDULE_MOVES, ScheduleState

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

MORNING, EVENING = 8, 20


class Done(NamedTuple):
    """What one turn of the clock did."""

    asked: int
    reminded: int


@transaction.atomic
def set_schedule(*, actor: Viewer, couple: Couple, slug: str, every_weeks: int, next_on: dt.date) -> Schedule:
    """Say how often both partners are asked the same, and when next; setting it again changes it."""
    instrument = editions.offered_called(couple.practice_id, slug)
    rules.check_can_schedule(actor, couple, instrument, every_weeks)
    if next_on < clock.today():
        raise Refused("The next day lies in the past. Choose today or a later day.")
    schedule, _ = Schedule.objects.update_or_create(
        couple=couple,
        instrument=slug,
        defaults={"every_weeks": every_weeks, "next_on": next_on, "state": ScheduleState.RUNNING},
    )
    _record(actor, couple, schedule, "schedule.set", every_weeks=every_weeks)
    return schedule


@transaction.atomic
def move_schedule(*, actor: Viewer, couple: Couple, schedule_id: UUID, state: ScheduleState) -> None:
    """Pause a schedule, or let it run again; what fell due meanwhile is not made up for."""
    rules.check_cares(actor, couple.pk)
    schedule = Schedule.objects.select_for_update().filter(couple=couple, pk=schedule_id).first()
    if schedule is None:
        raise Absent
    if state not in SCHEDULE_MOVES[ScheduleState(schedule.state)]:
        raise Refused(f"This schedule is {schedule.get_state_display()} already. Load the page again.")
    schedule.state, schedule.next_on = state, max(schedule.next_on, clock.today())
    schedule.save(update_fields=["state", "next_on"])
    _record(actor, couple, schedule, f"schedule.{state}")


def turn_clock() -> Done:
    """Ask what is due and remind who owes an answer; however often and by however many workers, each thing once."""
    due = list(schedule_queries.due_ids())
    asked = sum(_ask_if_due(schedule_id) for schedule_id in due)
    return Done(asked, _remind() if MORNING <= timezone.localtime(clock.now()).hour < EVENING else 0)


@transaction.atomic
def _ask_if_due(schedule_id: UUID) -> bool:
    schedule = schedule_queries.locked_if_due(schedule_id)
    if schedule is None:
        return False
    asked = actions.ask_on_schedule(couple=schedule.couple, slug=schedule.instrument)
    step = dt.timedelta(weeks=schedule.every_weeks) if asked else dt.timedelta(days=1)
    while schedule.next_on <= clock.today():
        schedule.next_on += step
    schedule.save(update_fields=["next_on"])
    return asked is not None


def _remind() -> int:
    return sum(_remind_once(assignment_id, number) for assignment_id, number in schedule_queries.to_remind())


@transaction.atomic
def _remind_once(assignment_id: UUID, number: int) -> bool:
    reminder, fresh = Reminder.objects.get_or_create(
        assignment_id=assignment_id, number=number, defaults={"created_at": clock.now()}
    )
    if fresh:
        transaction.on_commit(lambda: reminding.send_reminder.enqueue(str(reminder.pk)))
    return fresh


def _record(actor: Viewer, couple: Couple, schedule: Schedule, event: str, **facts: int) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=couple.practice_id,
        subject=schedule,
        couple_id=couple.pk,
        instrument=schedule.instrument,
        **facts,
    )
