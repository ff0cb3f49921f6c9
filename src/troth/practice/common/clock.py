"""The only place that asks for the time, so that the demonstration can tell of months that passed."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

_told: ContextVar[dt.datetime | None] = ContextVar("told", default=None)


def now() -> dt.datetime:
    """Return the present moment, in UTC."""
    return _told.get() or timezone.now()


def today() -> dt.date:
    """Return today's date in the practice's time zone."""
    return timezone.localdate(now())


@contextmanager
def telling_of(moment: dt.datetime) -> Iterator[None]:
    """Let everything inside happen at this moment."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
