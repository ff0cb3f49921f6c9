"""What the diary holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.patterns.models import Day, DiaryChoice, Moment

if TYPE_CHECKING:
    from uuid import UUID


def _export_days(person_id: UUID) -> list[dict[str, Any]]:
    days = Day.objects.filter(author_id=person_id).order_by("on")
    return [{"day": day.on, **day.told, "audience": day.audience, "counts": day.counts} for day in days]


def _erase_days(person_id: UUID) -> None:
    Day.objects.filter(author_id=person_id).delete()


def _export_moments(person_id: UUID) -> list[dict[str, Any]]:
    moments = Moment.objects.filter(author_id=person_id).order_by("on")
    return [{"day": one.on, **one.told, "audience": one.audience} for one in moments]


def _erase_moments(person_id: UUID) -> None:
    Moment.objects.filter(author_id=person_id).delete()


def _export_choices(person_id: UUID) -> list[dict[str, Any]]:
    rows = DiaryChoice.objects.filter(seat__person_id=person_id)
    return [dict(row) for row in rows.values("audience", "moment_audience", "counts")]


def _erase_choices(person_id: UUID) -> None:
    DiaryChoice.objects.filter(seat__person_id=person_id).delete()


HOLDINGS = [
    Holding("patterns.Moment", export=_export_moments, erase=_erase_moments),
    Holding("patterns.Day", export=_export_days, erase=_erase_days),
    Holding("patterns.DiaryChoice", export=_export_choices, erase=_erase_choices),
]
