"""A pause with a return as one partner sees it: the same card on both devices, by each one's own clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone

from troth.practice.common import clock
from troth.practice.patterns.own_days import choice_of, own_now
from troth.practice.programme import queries as programme
from troth.practice.programme.time_outs import LONGEST, SOON, Pause, offer_in, times
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.shown import RunLine


@dataclass(frozen=True)
class PauseCard:
    """Where the two find their pause, and the one that runs; ``back`` says its time by the viewer's clock."""

    run_id: UUID
    pause: Pause | None
    back: str = ""


def pause_card(viewer: Viewer, runs: Iterable[RunLine]) -> PauseCard | None:
    """Return the card for Today, or None where no pause is offered; it asks for the viewer's clock only while one runs."""
    offer = offer_in(viewer, runs)
    if offer is None or offer.pause is None:
        return PauseCard(offer.run_id, None) if offer else None
    now = own_now(choice_of(viewer).zone)
    return PauseCard(offer.run_id, offer.pause, _at(offer.pause.back_at, now))


def pausing(viewer: Viewer) -> dict[str, Any]:
    """Return the page on which a pause is called, or a later time named. Raises `Absent` for all but partners."""
    card = pause_card(viewer, programme.runs_for(viewer))
    pause = card.pause if card else None
    return {
        "is_open": joint_work_is_open(viewer.own_couple_id),
        "card": card,
        "soon": SOON,
        "times": _times(viewer, pause) if card and (pause is None or pause.can_be_longer) else [],
        "tab": "today",
    }


def _times(viewer: Viewer, pause: Pause | None) -> list[tuple[str, str]]:
    """Return the moments that may be named, each with how it reads."""
    now = own_now(choice_of(viewer).zone)
    until = (pause.called_at if pause else clock.now()) + LONGEST
    return [(moment.astimezone(dt.UTC).isoformat(), _at(moment, now)) for moment in times(now, until)]


def _at(moment: dt.datetime, now: dt.datetime) -> str:
    there = timezone.localtime(moment, now.tzinfo)
    hour = formats.date_format(there, "G:i")
    return f"tomorrow at {hour}" if there.date() > now.date() else f"at {hour}"
