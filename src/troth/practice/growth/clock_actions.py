"""What happens by itself after therapy: check-ups, slips, refreshers, and letters before days of one's own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django_tasks import task

from troth.practice.common import clock
from troth.practice.common.turning import Done, each
from troth.practice.growth import after_rules, due_queries, months
from troth.practice.growth.due_queries import A_DAY
from troth.practice.growth.models import CheckUp, HardDay, Slip
from troth.practice.growth.noting import note_by_clock
from troth.practice.growth.offering import LOOKING_IN, PULSE
from troth.practice.growth.shelf_actions import offer_refresher
from troth.practice.growth.states import CheckUpState, SlipState
from troth.practice.instruments.actions import ask_on_schedule
from troth.practice.instruments.opened_queries import was_asked_since
from troth.practice.people import reminding
from troth.practice.people.standing import day_of_maintaining
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

ASKED = (PULSE, LOOKING_IN, "goal-check", "csi-4")
ASKED_WIDE = (*ASKED, "where-we-stand")


def turn_clock() -> Done:
    """Plan and ask check-ups, offer refreshers, notice slips, write before hard days; however many workers, once each."""
    failed = each(_drop, due_queries.no_longer_due())[1]
    failed += each(_plan, due_queries.unplanned())[1]
    failed += each(_plan_sooner, due_queries.planned_too_late())[1]
    asked, late = each(_ask_if_due, due_queries.due_ids())
    again, later = each(_ask_in_the_weeks_after, due_queries.in_their_weeks())
    failed += late + later + each(offer_refresher, due_queries.without_refresher())[1]
    slipping = due_queries.slipping()
    failed += each(_notice, sorted(slipping - due_queries.known_slips()))[1]
    failed += each(lambda slip_id: _follow(slip_id, slipping), due_queries.open_slips())[1]
    _answer_returns()
    reminded, unread = each(_look_at_day, due_queries.days_to_look_at() if reminding.is_day() else ())
    return Done(len(asked) + len(again), len(reminded), failed + unread)


@transaction.atomic
def _drop(check_up_id: UUID) -> bool:
    check_up = due_queries.locked_if_planned(check_up_id)
    if check_up is None:
        return False
    _move(check_up, CheckUpState.DROPPED)
    return True


@transaction.atomic
def _plan(couple_id: UUID) -> bool:
    """Plan what comes next; nothing that fell due before Troth looked is made up for."""
    began = day_of_maintaining(couple_id)
    if began is None:
        return False
    since = dt.date.fromordinal(began)
    due = due_queries.following(couple_id, since)
    _, fresh = CheckUp.objects.get_or_create(
        couple_id=couple_id,
        state=CheckUpState.PLANNED,
        defaults={"since": since, "months": due.months, "due_on": due.on},
    )
    return fresh


@transaction.atomic
def _plan_sooner(check_up_id: UUID) -> bool:
    check_up = due_queries.locked_if_planned(check_up_id)
    if check_up is None:
        return False
    check_up.months, check_up.due_on = due_queries.following(check_up.couple_id, check_up.since)
    check_up.save(update_fields=["months", "due_on"])
    return True


@transaction.atomic
def _ask_if_due(check_up_id: UUID) -> bool:
    check_up = due_queries.locked_if_planned(check_up_id)
    if check_up is None or check_up.couple.stage != Stage.MAINTAINING:
        return False
    check_up.asked_at = clock.now()
    for slug in ASKED_WIDE if months.is_wide(check_up.months) else ASKED:
        ask_on_schedule(couple=check_up.couple, slug=slug)
    _move(check_up, CheckUpState.ASKED)
    note_by_clock(check_up, "check-up.asked", months=check_up.months)
    return _plan(check_up.couple_id)


@transaction.atomic
def _ask_in_the_weeks_after(check_up_id: UUID) -> bool:
    """Ask the weekly question again: one answer alone never tells a slip, and the next check-up is months away."""
    check_up = due_queries.locked_in_its_weeks(check_up_id)
    if check_up is None or check_up.asked_at is None:
        return False
    due = min(months.WEEKS_AFTER, (clock.now() - check_up.asked_at) // months.A_WEEK)
    if due <= check_up.weeks:
        return False
    check_up.weeks = due
    check_up.save(update_fields=["weeks"])
    if was_asked_since(check_up.couple_id, PULSE, clock.now() - months.A_WEEK + A_DAY):
        return False
    return ask_on_schedule(couple=check_up.couple, slug=PULSE) is not None


@transaction.atomic
def _notice(couple_id: UUID) -> bool:
    today = clock.today()
    slip, fresh = Slip.objects.exclude(state=SlipState.OVER).get_or_create(
        couple_id=couple_id, defaults={"noticed_on": today, "changed_on": today}
    )
    if fresh:
        note_by_clock(slip, "slip.noticed")
    return fresh


@transaction.atomic
def _follow(slip_id: UUID, slipping: set[UUID]) -> bool:
    """Let a slip stay or be over; a couple that left the time after therapy has no slip of it any more."""
    slip = due_queries.locked_if_open(slip_id)
    if slip is None:
        return False
    today = clock.today()
    if slip.couple_id not in slipping:
        state = SlipState.OVER
    elif slip.state == SlipState.NEW and after_rules.has_stayed(
        slip, today, due_queries.check_ups_since(slip.couple_id, slip.created_at)
    ):
        state = SlipState.STAYS
    else:
        return False
    after_rules.check_can_move_slip(slip, state)
    slip.state, slip.changed_on = state, today
    slip.save(update_fields=["state", "changed_on"])
    note_by_clock(slip, f"slip.{state}")
    return True


@transaction.atomic
def _answer_returns() -> None:
    """Whoever is back at work, or went another way, has their wish and their offer behind them."""
    for offer in due_queries.answered_offers():
        note_by_clock(offer, "return.offer-over")
        offer.delete()
    due_queries.answered_wishes().update(answered_at=clock.now())


@transaction.atomic
def _look_at_day(day_id: UUID) -> bool:
    """Look once a day whether somebody's own date is near; the letter says only that something waits."""
    day = due_queries.locked_day(day_id)
    if day is None or day.looked_on == clock.today():
        return False
    day.looked_on = clock.today()
    day.save(update_fields=["looked_on"])
    if not _is_to_be_told(day):
        return False
    transaction.on_commit(lambda: send_day_letter.enqueue(str(day_id)))
    return True


@task()
def send_day_letter(day_id: str) -> None:
    """Write to the owner of a date that is near; what does not leave is tried again the day after."""
    reminding.send_each([UUID(day_id)], _claim)


@transaction.atomic
def _claim(day_id: UUID) -> EmailMessage | None:
    day = due_queries.locked_day(day_id)
    if day is None or not _is_to_be_told(day):
        return None
    letter = reminding.claim_letter(person=day.author, couple=day.couple)
    if letter is not None:
        day.told_of = _next_return(day).isoformat()
        day.save(update_fields=["told_of"])
    return letter


def _is_to_be_told(day: HardDay) -> bool:
    """A date within two weeks, of which its owner got no letter this year, and may get one now."""
    following = _next_return(day)
    return (
        following - clock.today() <= months.PREPARED_BEFORE
        and day.told_of != following.isoformat()
        and reminding.may_be_reminded(day.author_id, day.couple_id)
    )


def _next_return(day: HardDay) -> dt.date:
    return months.next_return(dt.date.fromisoformat(day.on), clock.today())


def _move(check_up: CheckUp, state: CheckUpState) -> None:
    after_rules.check_can_move_check_up(check_up, state)
    check_up.state = state
    check_up.save(update_fields=["state", "asked_at"])
