"""Which day it is for a partner: by the time zone that they chose for themselves, or else by the practice's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from troth.practice.common import clock
from troth.practice.patterns.models import DiaryChoice

if TYPE_CHECKING:
    import datetime as dt

    from troth.practice.people.viewer import Viewer

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def zones() -> dict[str, list[str]]:
    """Return the names of all time zones that this machine knows, by region."""
    known = sorted(available_timezones())
    return {region: [zone for zone in known if zone.startswith(f"{region}/")] for region in REGIONS}


def choice_of(viewer: Viewer) -> DiaryChoice:
    """Return what this partner chose for their diary. Raises `Absent` for everybody else."""
    found = DiaryChoice.objects.filter(seat_id=viewer.own_seat_id).first()
    return found or DiaryChoice(seat_id=viewer.own_seat_id)


def own_now(zone: str) -> dt.datetime:
    """Return the present moment in a zone; in the practice's where none was chosen, or this machine does not know it."""
    known = zone in zones().get(zone.partition("/")[0], [])
    return timezone.localtime(clock.now(), ZoneInfo(zone) if known else None)


def own_today(viewer: Viewer) -> dt.date:
    """Return today's date for this partner. Raises `Absent` for everybody else."""
    return own_now(choice_of(viewer).zone).date()
