"""What the diary holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.patterns.models import (
    CycleExit,
    CycleMap,
    CycleSide,
    Day,
    DiaryChoice,
    Moment,
    PatternLine,
    ReleasedPattern,
)

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
    return [dict(row) for row in rows.values("audience", "moment_audience", "counts", "zone", "days", "hour")]


def _erase_choices(person_id: UUID) -> None:
    DiaryChoice.objects.filter(seat__person_id=person_id).delete()


def _export_sides(person_id: UUID) -> list[dict[str, Any]]:
    sides = CycleSide.objects.filter(author_id=person_id).select_related("map", "data_key")
    return [{"version": side.map.number, **side.told, "handed_in": side.submitted_at} for side in sides]


def _erase_sides(person_id: UUID) -> None:
    """Nobody is left waiting: a version that was being drawn begins anew with the next draft."""
    CycleSide.objects.filter(author_id=person_id).delete()
    CycleMap.objects.filter(opened_at=None, sides=None).delete()


def _export_exits(person_id: UUID) -> list[dict[str, Any]]:
    exits = CycleExit.objects.filter(author_id=person_id)
    return [{"side": one.side, "place": one.place, "text": one.text} for one in exits]


def _erase_exits(person_id: UUID) -> None:
    CycleExit.objects.filter(author_id=person_id).delete()


def _erase_found(person_id: UUID) -> None:
    """What was found rests on both diaries; without one of them it is found no more."""
    couples = Day.objects.filter(author_id=person_id).values("couple")
    PatternLine.objects.filter(couple__in=couples).delete()
    ReleasedPattern.objects.filter(couple__in=couples).delete()


HOLDINGS = [
    Holding(
        "patterns.PatternLine",
        export=None,
        erase=_erase_found,
        reason="It is made of both diaries, and each can take the own one out.",
    ),
    Holding(
        "patterns.ReleasedPattern",
        export=None,
        erase=_erase_found,
        reason="It tells of both, and both read it on their page.",
    ),
    Holding("patterns.CycleSide", export=_export_sides, erase=_erase_sides),
    Holding("patterns.CycleExit", export=_export_exits, erase=_erase_exits),
    Holding(
        "patterns.CycleMap",
        export=None,
        erase=None,
        reason="The couple's map and its name; they end with the couple's key.",
    ),
    Holding("patterns.Moment", export=_export_moments, erase=_erase_moments),
    Holding("patterns.Day", export=_export_days, erase=_erase_days),
    Holding("patterns.DiaryChoice", export=_export_choices, erase=_erase_choices),
]
