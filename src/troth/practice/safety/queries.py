"""Reads about the door to joint work, and about alerts. Partners learn only open or not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from troth.library import load_library
from troth.practice.common.errors import Absent
from troth.practice.instruments import queries as instruments
from troth.practice.people import queries as people
from troth.practice.people.naming import told_apart
from troth.practice.people.noting import note_of_couple
from troth.practice.safety.models import Alert, Closure, Gate, SeenAlone
from troth.practice.safety.rules import check_joint_work_open, gates_open, is_reviewed
from troth.practice.safety.states import GateState
from troth.practice.wordings.queries import library_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from troth.library import CrisisPage
    from troth.practice.instruments.shown import Screening
    from troth.practice.people.viewer import Viewer

__all__ = [
    "GatePage",
    "PartnerLine",
    "alert_for",
    "both_seen_alone",
    "check_joint_work_open",
    "crisis_page",
    "gate_page",
    "gates_open",
    "has_closed_for_myself",
    "is_reviewed",
    "joint_work_is_open",
    "open_alerts",
    "open_alerts_of",
]


@dataclass(frozen=True)
class PartnerLine:
    """What the care team sees of one partner on the joint-work page."""

    seat_id: UUID
    called: str
    seen_at: dt.datetime | None
    answered: bool
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class GatePage:
    """The joint-work page of a couple, for its care team."""

    state: GateState
    changed_at: dt.datetime | None
    reason: str
    is_open: bool
    partners: list[PartnerLine]
    screening: Screening
    alerts: list[Alert]

    @property
    def opened_by_therapist(self) -> bool:
        return self.state == GateState.OPEN

    @property
    def is_ready(self) -> bool:
        """Whether nothing but the reason is missing to open it."""
        screening_done = not (self.screening.waits or self.screening.unread or self.alerts)
        return screening_done and all(partner.seen_at and partner.answered for partner in self.partners)


def joint_work_is_open(couple_id: UUID) -> bool:
    """Tell whether this couple can work together now; never why not."""
    return couple_id in gates_open([couple_id])


def both_seen_alone(couple_id: UUID) -> bool:
    """Tell whether a clinician has noted a talk with each partner alone. For the care team."""
    seats = {seat.pk for seat in people.seats_of(couple_id)}
    return seats <= set(SeenAlone.objects.filter(couple=couple_id).values_list("seat_id", flat=True))


def has_closed_for_myself(viewer: Viewer) -> bool:
    """Tell a partner whether their own closing stands."""
    if viewer.seat_id is None:
        return False
    return Closure.objects.filter(seat_id=viewer.seat_id, reopened_at=None).exists()


def open_alerts(viewer: Viewer) -> QuerySet[Alert]:
    """Return the alerts that wait for this clinician, oldest first, for the couples they care for."""
    return _waiting_alerts().filter(couple__in=people.couples_of(viewer))


def open_alerts_of(viewer: Viewer, couple_id: UUID) -> list[Alert]:
    """Return one couple's waiting alerts. Raises `Absent` outside its care team."""
    if not people.cares_for(viewer, couple_id):
        raise Absent
    return list(_waiting_alerts().filter(couple_id=couple_id))


def _waiting_alerts() -> QuerySet[Alert]:
    rows = Alert.objects.filter(raised_at__isnull=False, acknowledged_at=None)
    return rows.select_related("seat", "data_key").order_by("raised_at")


def alert_for(viewer: Viewer, couple_id: UUID, alert_id: UUID) -> Alert:
    """Return a raised alert of a couple in the viewer's care. Raises `Absent`."""
    people.couple_for(viewer, couple_id)
    alert = Alert.objects.filter(pk=alert_id, couple_id=couple_id, raised_at__isnull=False).first()
    if alert is None:
        raise Absent
    return alert


@transaction.atomic
def gate_page(viewer: Viewer, couple_id: UUID) -> GatePage:
    """Return the joint-work page and note in the audit log that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    gate = Gate.objects.filter(couple=couple).first()
    seats = people.seats_of(couple_id)
    names = told_apart({seat.side: seat.called for seat in seats})
    seen = dict(SeenAlone.objects.filter(couple=couple).values_list("seat_id", "at"))
    standing = Closure.objects.filter(seat__couple=couple, reopened_at=None)
    closed = dict(standing.values_list("seat_id", "closed_at"))
    screening = instruments.screening_of(viewer, couple_id)
    note_of_couple(viewer, couple, "joint-work.read")
    return GatePage(
        state=GateState(gate.state) if gate else GateState.CLOSED,
        changed_at=gate.changed_at if gate else None,
        reason=gate.reason or "" if gate else "",
        is_open=joint_work_is_open(couple_id),
        partners=[
            PartnerLine(
                seat_id=seat.pk,
                called=names[seat.side],
                seen_at=seen.get(seat.pk),
                answered=seat.pk in screening.answered_by,
                closed_at=closed.get(seat.pk),
            )
            for seat in seats
        ],
        screening=screening,
        alerts=open_alerts_of(viewer, couple_id),
    )


def crisis_page(viewer: Viewer | None, country: str) -> CrisisPage:
    """Return the page of the country asked for, else of the viewer's practice, else the international one.

    Whoever has signed in reads the numbers that their practice gives.
    """
    if not country and viewer is not None and viewer.practice_id is not None:
        country = people.practice_country(viewer.practice_id)
    library = library_of(viewer) if viewer is not None else load_library()
    return library.crisis(country)
