"""Lets couples tell weeks of days in which something can be found."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.practice.patterns.telling import NUMBERS, tell
from troth.practice.common import clock
from troth.practice.patterns import detecting
from troth.practice.patterns.states import Kind
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from tests.practice.cast import Actor

DAY = dt.timedelta(days=1)
BIDS = 12


def note_bids_met(actor: Actor, audience: Audience, *, days: int = BIDS) -> None:
    """Note on each of the last days before this week that a bid was met, and let the worker look."""
    last = clock.now() - (clock.today().weekday() + 1) * DAY
    for ago in range(days):
        with clock.telling_of(last - ago * DAY):
            tell(actor, Kind.BID_MET, moment=audience, numbers=NUMBERS, counts=True)
    detecting.look(actor.viewer.own_couple_id)
