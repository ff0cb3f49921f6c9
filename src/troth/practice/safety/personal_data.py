"""What safety holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.safety.models import Alert, Closure, SeenAlone

if TYPE_CHECKING:
    from uuid import UUID


def _export_closures(person_id: UUID) -> list[dict[str, Any]]:
    closures = Closure.objects.filter(seat__person_id=person_id)
    return [{"closed_at": closure.closed_at, "reopened_at": closure.reopened_at} for closure in closures]


def _erase_closures(person_id: UUID) -> None:
    Closure.objects.filter(seat__person_id=person_id).delete()


def _erase_alerts(person_id: UUID) -> None:
    Alert.objects.filter(seat__person_id=person_id).delete()


def _erase_seen_alone(person_id: UUID) -> None:
    SeenAlone.objects.filter(seat__person_id=person_id).delete()


HOLDINGS = [
    Holding(
        "safety.Gate",
        export=None,
        erase=None,
        reason="A clinician's note about the couple; it ends with the couple's record key.",
    ),
    Holding(
        "safety.SeenAlone",
        export=None,
        erase=_erase_seen_alone,
        reason="It belongs to the clinical record, and says nothing but a date.",
    ),
    Holding("safety.Closure", export=_export_closures, erase=_erase_closures),
    Holding(
        "safety.Alert",
        export=None,
        erase=_erase_alerts,
        reason="A file on a shared computer must not tell what a screen found; the person can export the answers.",
    ),
]
