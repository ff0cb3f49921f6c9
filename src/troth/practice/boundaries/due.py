"""What is due by a day that the two chose: looking at an agreement again, and at a repair after two weeks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.utils import timezone

from troth.practice.boundaries.dates import DAYS_TO_CHECK
from troth.practice.boundaries.models import Agreement, DueLetter, RepairWord, Review
from troth.practice.boundaries.states import AgreementState, DueKind, RepairState
from troth.practice.common import clock
from troth.practice.common.turning import each
from troth.practice.people import reminding
from troth.practice.people.states import AT_WORK
from troth.practice.privacy.states import Audience
from troth.practice.safety.queries import gates_open, joint_work_is_open

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from troth.practice.people.viewer import Viewer


class Due(NamedTuple):
    """One thing that is due for a partner: an agreement to look at again, or a note whose repair is looked at."""

    subject_id: UUID
    kind: DueKind


class Waiting(NamedTuple):
    """One thing that is due, and the seat whose partner has had no letter about it."""

    seat_id: UUID
    person_id: UUID
    couple_id: UUID
    subject_id: UUID
    due_on: dt.date


def due_for(viewer: Viewer) -> list[Due]:
    """Return what is due for this partner, in one query where nothing is. Raises `Absent` for everybody else."""
    reviews = _reviews().filter(couple_id=viewer.own_couple_id).exclude(_looked_back(viewer.person_id))
    checks = _checks().filter(breach__couple_id=viewer.own_couple_id)
    rows = reviews.values_list("pk", _named(DueKind.REVIEW)).union(
        checks.values_list("breach_id", _named(DueKind.CHECK)), all=True
    )
    found = [Due(subject_id, DueKind(kind)) for subject_id, kind in rows]
    return found if found and joint_work_is_open(viewer.own_couple_id) else []


def to_write() -> tuple[list[Waiting], int]:
    """Return for what a letter may leave now, and how many could not be looked at."""
    found = waiting()
    opened = gates_open({one.couple_id for one in found}) if found else set()
    return each(_may_write, [one for one in found if one.couple_id in opened])


def waiting(seat_id: UUID | None = None) -> list[Waiting]:
    """Return what is due in running work and was not written about, of one seat or of all. Made-up people get no mail."""
    told = DueLetter.objects.filter(seat=OuterRef("seat"), sent_at__lte=clock.now())
    reviews = _by_seat(_reviews(), "couple").exclude(_looked_back(OuterRef("person")))
    reviews = reviews.exclude(Exists(told.filter(subject_id=OuterRef("pk"), due_on=OuterRef("review_on"))))
    checks = _by_seat(_checks(), "breach__couple")
    checks = checks.exclude(Exists(told.filter(subject_id=OuterRef("breach_id"))))
    if seat_id is not None:
        reviews, checks = reviews.filter(seat=seat_id), checks.filter(seat=seat_id)
    named = reviews.values_list("seat", "person", "couple_id", "pk", "review_on")
    dated = checks.values_list("seat", "person", "breach__couple_id", "breach_id", "at")
    return [Waiting(*row) for row in named] + [
        Waiting(seat, person, couple, breach, timezone.localdate(at) + dt.timedelta(days=DAYS_TO_CHECK))
        for seat, person, couple, breach, at in dated
    ]


def _may_write(one: Waiting) -> bool:
    return reminding.may_be_reminded(one.person_id, one.couple_id)


def _reviews() -> QuerySet[Agreement]:
    """Return the agreements in force whose day has come, and at which the two have not looked since."""
    today = clock.today()
    rows = Agreement.objects.filter(state=AgreementState.STANDING, review_on__lte=today)
    return rows.exclude(end_on__lt=today).exclude(looked_back_on__gte=F("review_on"))


def _looked_back(person: Any) -> Q:
    own = Review.objects.filter(agreement=OuterRef("pk"), round=OuterRef("review_round"), author=person)
    return Q(Exists(own))


def _checks() -> QuerySet[RepairWord]:
    """Return the last word but one of repairs in agreements in force, two weeks after it was written."""
    today = clock.today()
    rows = RepairWord.objects.filter(
        step=RepairState.CHANGED,
        at__date__lte=today - dt.timedelta(days=DAYS_TO_CHECK),
        breach__repair=RepairState.CHANGED,
        breach__audience=Audience.COUPLE,
        breach__agreement__state=AgreementState.STANDING,
    )
    return rows.exclude(breach__agreement__end_on__lt=today)


def _by_seat(rows: QuerySet[Any], couple: str) -> QuerySet[Any]:
    at_work = {f"{couple}__stage__in": AT_WORK, f"{couple}__practice__is_demonstration": False}
    seats = f"{couple}__seats"
    seated: QuerySet[Any] = rows.filter(**at_work).annotate(
        seat=F(seats), person=F(f"{seats}__person"), left=F(f"{seats}__left_at")
    )
    return seated.filter(person__isnull=False, left__isnull=True)


def _named(kind: DueKind) -> Value:
    return Value(kind.value, output_field=CharField())
