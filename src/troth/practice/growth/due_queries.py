"""What is due after therapy. For the worker's clock alone, which tells nobody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import F

from troth.practice.common import clock
from troth.practice.growth import months
from troth.practice.growth.models import CheckUp, HardDay, ReturnOffer, ReturnWish, Slip
from troth.practice.growth.states import MAY_RETURN, CheckUpState, SlipState
from troth.practice.instruments.expectation_queries import below_expected
from troth.practice.people.standing import maintaining_couples
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

A_DAY = dt.timedelta(days=1)


def no_longer_due() -> list[UUID]:
    """Return planned check-ups of couples that are no longer in the time after therapy."""
    rows = CheckUp.objects.filter(state=CheckUpState.PLANNED).exclude(couple__in=maintaining_couples())
    return list(rows.values_list("pk", flat=True))


def unplanned() -> list[UUID]:
    """Return the couples after therapy for whom no check-up is planned."""
    planned = CheckUp.objects.filter(state=CheckUpState.PLANNED).values("couple")
    return list(maintaining_couples().exclude(pk__in=planned).values_list("pk", flat=True))


def following(couple_id: UUID, since: dt.date) -> months.Due:
    """Return the first check-up that is due today or later and was not asked yet, whatever the clock did before."""
    asked = CheckUp.objects.filter(couple_id=couple_id, since=since, state=CheckUpState.ASKED)
    known = frozenset(asked.values_list("months", flat=True))
    return months.next_due(since, max(since, clock.today() - A_DAY), known)


def planned_too_late() -> list[UUID]:
    """Return planned check-ups before which another one is due: a clock jumped ahead when they were planned."""
    rows = CheckUp.objects.filter(state=CheckUpState.PLANNED)
    return [row.pk for row in rows if following(row.couple_id, row.since).on < row.due_on]


def due_ids() -> list[UUID]:
    """Return the check-ups that are due today or were before."""
    rows = CheckUp.objects.filter(state=CheckUpState.PLANNED, due_on__lte=clock.today())
    return list(rows.order_by("due_on").values_list("pk", flat=True))


def locked_if_planned(check_up_id: UUID) -> CheckUp | None:
    """Return a check-up that is still planned, for this worker alone."""
    return _locked(check_up_id, state=CheckUpState.PLANNED)


def without_refresher() -> list[UUID]:
    """Return the check-ups after which no refresher was offered yet."""
    rows = CheckUp.objects.filter(state=CheckUpState.ASKED, refresher="", couple__in=maintaining_couples())
    return list(rows.order_by("asked_at").values_list("pk", flat=True))


def locked_to_offer(check_up_id: UUID) -> CheckUp | None:
    """Return a check-up after which no refresher was offered yet, for this worker alone."""
    return _locked(check_up_id, state=CheckUpState.ASKED, refresher="", couple__stage=Stage.MAINTAINING)


def in_their_weeks() -> list[UUID]:
    """Return the check-ups of the last weeks, after which the weekly question is asked again."""
    rows = CheckUp.objects.filter(
        state=CheckUpState.ASKED, weeks__lt=months.WEEKS_AFTER, couple__in=maintaining_couples()
    )
    recent = rows.filter(asked_at__gt=clock.now() - months.A_WEEK * (months.WEEKS_AFTER + 1))
    return list(recent.filter(asked_at__lte=clock.now() - months.A_WEEK).values_list("pk", flat=True))


def locked_in_its_weeks(check_up_id: UUID) -> CheckUp | None:
    """Return such a check-up, for this worker alone."""
    return _locked(check_up_id, state=CheckUpState.ASKED, couple__stage=Stage.MAINTAINING)


def slipping() -> set[UUID]:
    """Return the couples after therapy whose trust lies below what was expected."""
    return below_expected(maintaining_couples())


def known_slips() -> set[UUID]:
    """Return the couples whose slip is known."""
    return set(_open_slips().values_list("couple_id", flat=True))


def open_slips() -> list[UUID]:
    """Return the slips that are not over."""
    return list(_open_slips().values_list("pk", flat=True))


def locked_if_open(slip_id: UUID) -> Slip | None:
    """Return a slip that is not over, for this worker alone."""
    rows = Slip.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=slip_id)
    return rows.exclude(state=SlipState.OVER).first()


def check_ups_since(couple_id: UUID, moment: dt.datetime) -> int:
    """Return how many check-ups were asked since a moment."""
    return CheckUp.objects.filter(couple_id=couple_id, asked_at__gte=moment).count()


def answered_offers() -> QuerySet[ReturnOffer]:
    """Return the offers to couples that are back at work, or went another way."""
    return ReturnOffer.objects.exclude(couple__stage=Stage.MAINTAINING)


def answered_wishes() -> QuerySet[ReturnWish]:
    """Return the open wishes in couples that are back at work, or went another way."""
    return ReturnWish.objects.filter(answered_at=None).exclude(couple__stage__in=MAY_RETURN)


def days_to_look_at() -> list[UUID]:
    """Return everybody's own dates that were not looked at today, of partners who sit in a couple that is not made up."""
    rows = HardDay.objects.filter(
        couple__seats__person=F("author"),
        couple__seats__left_at=None,
        couple__practice__is_demonstration=False,
    ).exclude(looked_on=clock.today())
    return list(rows.values_list("pk", flat=True))


def locked_day(day_id: UUID) -> HardDay | None:
    """Return one's own date, for this worker alone."""
    rows = HardDay.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("author", "couple__practice", "data_key").filter(pk=day_id).first()


def _locked(check_up_id: UUID, **standing: str) -> CheckUp | None:
    rows = CheckUp.objects.select_for_update(of=("self",), skip_locked=True).select_related("couple")
    return rows.filter(pk=check_up_id, **standing).first()


def _open_slips() -> QuerySet[Slip]:
    return Slip.objects.exclude(state=SlipState.OVER)
