"""The only place that asks for the time, so that a test can move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt


def now() -> dt.datetime:
    """Return the present moment, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Return today's date in the practice's time zone."""
    return timezone.localdate()
