"""Everything that can happen in the time after therapy: check-ups, slips, and days that are hard."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.turning import Done, each
from troth.practice.growth import after_queries, after_rules, months
from troth.practice.growth.models import CheckUp, CheckUpWords, HardDay, Slip
from troth.practice.growth.states import CheckUpState, SlipState
from troth.practice.instruments.actions import ask_on_schedule
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.people.standing import day_of_maintaining, practice_of_couple
from troth.practice.people.states import Stage
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.viewer import Viewer

ASKED = ("trust-pulse", "goal-check", "csi-4")
ASKED_WIDE = (*ASKED, "where-we-stand")


@transaction.atomic
def answer_check_up(*, actor: Viewer, text: str) -> CheckUpWords:
    """Answer the open question of the latest check-up; both read it once both have answered."""
    couple = people.own_couple(actor)
    asked = after_queries.latest_asked(couple.pk)
    given = CheckUpWords.objects.filter(check_up=asked, author_id=actor.person_id).first()
    check_up = after_rules.check_can_answer(actor, couple, asked, given)
    CheckUp.objects.select_for_update(of=("self",)).get(pk=check_up.pk)
    words = CheckUpWords.objects.create(
        check_up=check_up,
        couple=couple,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        audience=Audience.SEALED,
        protected=True,
        promise=promise_for(couple.pk),
        submitted_at=clock.now(),
        text=after_rules.check_text(text),
    )
    of_both = CheckUpWords.objects.filter(check_up=check_up)
    if of_both.exclude(author_id=actor.person_id).exists():
        of_both.update(opened_at=clock.now())
    note_of_couple(actor, couple, "check-up.answered", subject=words)
    return words


@transaction.atomic
def keep_day(*, actor: Viewer, on: dt.date, what_helps: str) -> HardDay:
    """Keep a date that hurts, and what helps on it, for oneself alone."""
    couple = people.own_couple(actor)
    kept = HardDay.objects.filter(author_id=actor.person_id).count()
    after_rules.check_can_keep_day(actor, on, clock.today(), kept)
    day = HardDay.objects.create(
        couple=couple,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        audience=Audience.ME,
        protected=True,
        promise=promise_for(couple.pk),
        on=on.isoformat(),
        help=after_rules.check_text(what_helps),
    )
    note_of_couple(actor, couple, "own-day.kept", subject=day)
    return day


@transaction.atomic
def drop_day(*, actor: Viewer, day_id: UUID) -> None:
    """Take a date out; nothing of it is kept."""
    day = after_rules.check_own_day(actor, HardDay.objects.filter(pk=day_id).first())
    note_of_couple(actor, people.own_couple(actor), "own-day.dropped", subject=day)
    day.delete()


def turn_clock() -> Done:
    """Plan and ask check-ups, and notice slips; by however many workers, each thing once."""
    failed = each(_drop, after_queries.no_longer_due())[1]
    failed += each(_plan, after_queries.unplanned())[1]
    asked, late = each(_ask_if_due, after_queries.due_ids())
    slipping = after_queries.slipping()
    failed += late + each(_notice, sorted(slipping - after_queries.known_slips()))[1]
    failed += each(lambda slip_id: _follow(slip_id, slipping), after_queries.open_slips())[1]
    return Done(len(asked), 0, failed)


@transaction.atomic
def _drop(check_up_id: UUID) -> bool:
    check_up = after_queries.locked_if_planned(check_up_id)
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
    due = months.next_due(since, max(since, clock.today() - dt.timedelta(days=1)))
    if CheckUp.objects.filter(couple_id=couple_id, since=since, months=due.months).exists():
        due = months.next_due(since, due.on)
    _, fresh = CheckUp.objects.get_or_create(
        couple_id=couple_id,
        state=CheckUpState.PLANNED,
        defaults={"since": since, "months": due.months, "due_on": due.on},
    )
    return fresh


@transaction.atomic
def _ask_if_due(check_up_id: UUID) -> bool:
    check_up = after_queries.locked_if_planned(check_up_id)
    if check_up is None or check_up.couple.stage != Stage.MAINTAINING:
        return False
    for slug in ASKED_WIDE if months.is_wide(check_up.months) else ASKED:
        ask_on_schedule(couple=check_up.couple, slug=slug)
    check_up.asked_at = clock.now()
    _move(check_up, CheckUpState.ASKED)
    _record(check_up, "check-up.asked", months=check_up.months)
    return _plan(check_up.couple_id)


@transaction.atomic
def _notice(couple_id: UUID) -> bool:
    today = clock.today()
    slip, fresh = Slip.objects.exclude(state=SlipState.OVER).get_or_create(
        couple_id=couple_id, defaults={"noticed_on": today, "changed_on": today}
    )
    if fresh:
        _record(slip, "slip.noticed")
    return fresh


@transaction.atomic
def _follow(slip_id: UUID, slipping: set[UUID]) -> bool:
    """Let a slip stay or be over; a couple that left the time after therapy has no slip of it any more."""
    slip = after_queries.locked_if_open(slip_id)
    if slip is None:
        return False
    today = clock.today()
    if slip.couple_id not in slipping:
        state = SlipState.OVER
    elif slip.state == SlipState.NEW and after_rules.has_stayed(
        slip, today, after_queries.check_ups_since(slip.couple_id, slip.created_at)
    ):
        state = SlipState.STAYS
    else:
        return False
    after_rules.check_can_move_slip(slip, state)
    slip.state, slip.changed_on = state, today
    slip.save(update_fields=["state", "changed_on"])
    _record(slip, f"slip.{state}")
    return True


def _move(check_up: CheckUp, state: CheckUpState) -> None:
    after_rules.check_can_move_check_up(check_up, state)
    check_up.state = state
    check_up.save(update_fields=["state", "asked_at"])


def _record(subject: CheckUp | Slip, event: str, **facts: int) -> None:
    audit.record(
        event,
        actor_id=None,
        practice_id=practice_of_couple(subject.couple_id),
        subject=subject,
        couple_id=subject.couple_id,
        **facts,
    )
