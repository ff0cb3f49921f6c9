"""Everything that can happen by itself: asking what is due, and reminding who owes an answer."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import actions, editions, reminding, rules, schedule_queries
from troth.practice.instruments.models import Reminder, Schedule
from troth.practice.instruments.states import SCHEDULE_MOVES, ScheduleState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

Thing = TypeVar("Thing")
logger = logging.getLogger(__name__)


class Done(NamedTuple):
    """What one turn of the clock did."""

    asked: int
    reminded: int
    failed: int


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
    """Ask what is due and remind who owes an answer; however often and by however many workers, each thing once.

    What fails is counted and tried again at the next turn; it holds up nothing else.
    """
    asked, failed = _each(_ask_if_due, list(schedule_queries.due_ids()))
    if not schedule_queries.is_day():
        return Done(asked, 0, failed)
    reminded, unrecorded = _each(_remind_once, list(schedule_queries.to_remind()))
    if schedule_queries.unsent():
        transaction.on_commit(reminding.send_reminders.enqueue)
    return Done(asked, reminded, failed + unrecorded)


def _each(act: Callable[[Thing], bool], things: Iterable[Thing]) -> tuple[int, int]:
    done = failed = 0
    for thing in things:
        try:
            done += act(thing)
        except Exception as error:  # noqa: BLE001 - one couple must not stop the clock for all others
            failed += 1
            # No traceback: it may repeat what somebody wrote.
            logger.error("%s failed for %s: %s", act.__name__, thing, type(error).__name__)  # noqa: TRY400
    return done, failed


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


@transaction.atomic
def _remind_once(due: tuple[UUID, int]) -> bool:
    assignment_id, number = due
    _, fresh = Reminder.objects.get_or_create(
        assignment_id=assignment_id, number=number, defaults={"created_at": clock.now()}
    )
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
