"""The cycle of Alice and Bob, drawn from both sides, named by both, with ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.patterns import cycle_actions as cycle
from troth.practice.patterns.states import Place

if TYPE_CHECKING:
    from troth.practice.demonstration.telling import Telling

NAME = "the evening spin"
SIDES: dict[str, dict[str, str]] = {
    "a": {
        Place.TRIGGER: "He comes home late and says nothing about it.",
        Place.TOP: "Sharp, and on the watch.",
        Place.BENEATH: "Afraid that there is something I am not told again.",
        Place.DO: "I ask, and when the answer is short, I ask once more.",
        Place.SEES: "Someone who does not believe him, whatever he says.",
    },
    "b": {
        Place.TRIGGER: "The third question, when I thought I had answered.",
        Place.TOP: "Tired, and a little angry.",
        Place.BENEATH: "Ashamed. I did this, and I cannot make it undone.",
        Place.DO: "I go quiet and look for something to do in another room.",
        Place.SEES: "Someone who hides, or who does not care.",
    },
}
EXITS = (
    ("b", "a", Place.TRIGGER, "I send two lines before I leave work, also when all is as usual."),
    ("a", "b", Place.DO, "“I need ten minutes, then I come back to you”, and I let it be ten."),
)


def draw(told: Telling) -> None:
    """Let each draw an own side and hand it in, name the whole, and mark two ways out."""
    drawn = None
    for days, side in ((33, "a"), (32, "b")):
        with clock.telling_of(told.ago(days=days)):
            drawn = cycle.save_side(actor=told.viewer(side), told=SIDES[side])
            cycle.hand_in_side(actor=told.viewer(side))
    if drawn is None:
        return
    with clock.telling_of(told.ago(days=30)):
        cycle.propose_name(actor=told.viewer("b"), map_id=drawn.map_id, name=NAME)
        cycle.agree_on_name(actor=told.viewer("a"), map_id=drawn.map_id, name=NAME)
    for by, side, place, text in EXITS:
        with clock.telling_of(told.ago(days=25)):
            cycle.mark_exit(actor=told.viewer(by), map_id=drawn.map_id, side=side, place=place, text=text)
