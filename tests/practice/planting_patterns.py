"""Plants a moment of the diary for every audience; the sealed one is of today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.practice.patterns.telling import tell
from troth.practice.common import clock
from troth.practice.patterns.states import Kind
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from tests.practice.cast import Actor

READERS = {
    "MARK-day-of-my-own": frozenset({"alice"}),
    "MARK-told-day": frozenset({"alice", "dana"}),
    "MARK-our-day": frozenset({"alice", "bob", "dana"}),
    "MARK-sealed-day": frozenset({"alice", "dana"}),
}
_DAYS = {
    "MARK-our-day": Audience.COUPLE,
    "MARK-told-day": Audience.THERAPIST,
    "MARK-day-of-my-own": Audience.ME,
    "MARK-sealed-day": Audience.SEALED,
}


def plant_patterns(alice: Actor) -> dict[str, Any]:
    """Let Alice tell four days of one week, each for others."""
    monday = clock.now() - dt.timedelta(days=clock.today().weekday())
    for number, (mark, audience) in enumerate(_DAYS.items()):
        with clock.telling_of(monday + dt.timedelta(days=number)):
            tell(alice, Kind.REPAIR, mark, moment=audience)
            day = clock.today()
    return {"day": day}
