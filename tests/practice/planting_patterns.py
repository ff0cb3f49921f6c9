"""Plants a moment of the diary for every audience; the sealed one is of today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests.practice.patterns.drawing import draw, draw_both
from tests.practice.patterns.finding import note_bids_met
from tests.practice.patterns.telling import tell
from troth.practice.common import clock
from troth.practice.patterns import cycle_actions as cycle
from troth.practice.patterns import found_actions
from troth.practice.patterns.states import Kind, Place
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple

READERS = {
    "MARK-day-of-my-own": frozenset({"alice"}),
    "MARK-told-day": frozenset({"alice", "dana"}),
    "MARK-our-day": frozenset({"alice", "bob", "dana"}),
    "MARK-sealed-day": frozenset({"alice", "dana"}),
    "MARK-our-side": frozenset({"alice", "bob", "dana"}),
    "MARK-side-of-bob": frozenset({"alice", "bob", "dana"}),
    "MARK-cycle-name": frozenset({"alice", "bob", "dana"}),
    "MARK-way-out": frozenset({"alice", "bob", "dana"}),
    "MARK-side-anew": frozenset({"alice", "dana"}),
}
WRITTEN_BY_ALICE = (*list(READERS)[:5], "MARK-way-out", "MARK-side-anew")
_DAYS = {
    "MARK-our-day": Audience.COUPLE,
    "MARK-told-day": Audience.THERAPIST,
    "MARK-day-of-my-own": Audience.ME,
    "MARK-sealed-day": Audience.SEALED,
}


def plant_patterns(couple: Couple, alice: Actor, bob: Actor, dana: Actor) -> dict[str, Any]:
    """Let Alice tell four days of one week, each for others, and hand in a second version of her side alone."""
    monday = clock.now() - dt.timedelta(days=clock.today().weekday())
    for number, (mark, audience) in enumerate(_DAYS.items()):
        with clock.telling_of(monday + dt.timedelta(days=number)):
            tell(alice, Kind.REPAIR, mark, moment=audience)
            day = clock.today()
    drawn = draw_both(alice, bob, "MARK-our-side", "MARK-side-of-bob")
    cycle.propose_name(actor=alice.viewer, map_id=drawn, name="MARK-cycle-name")
    cycle.agree_on_name(actor=bob.viewer, map_id=drawn, name="MARK-cycle-name")
    way_out = cycle.mark_exit(
        actor=alice.viewer, map_id=drawn, side="a", place=Place.TRIGGER, text="MARK-way-out"
    )
    draw(alice, "MARK-side-anew")
    cycle.hand_in_side(actor=alice.viewer)
    note_bids_met(alice, Audience.COUPLE)
    released = found_actions.release_pattern(actor=dana.viewer, couple=couple, key="bids-met-a")
    return {
        "day": day,
        "map_id": drawn,
        "exit_id": way_out.pk,
        "pattern": "bids-met-a",
        "release_id": released.pk,
    }
