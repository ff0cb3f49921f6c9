"""Draws sides of a cycle map, through the product's own actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.patterns import cycle_actions
from troth.practice.patterns.states import Place

if TYPE_CHECKING:
    from uuid import UUID

    from tests.practice.cast import Actor


def draw(actor: Actor, words: str) -> None:
    """Keep a whole side as a draft, each place with these words."""
    cycle_actions.save_side(actor=actor.viewer, told={place: f"{words} {place}" for place in Place.values})


def draw_both(alice: Actor, bob: Actor, hers: str, his: str) -> UUID:
    """Let both draw and hand in a side; return the map that is open then."""
    for actor, words in ((alice, hers), (bob, his)):
        draw(actor, words)
    cycle_actions.hand_in_side(actor=alice.viewer)
    side = cycle_actions.save_side(actor=bob.viewer, told={place: f"{his} {place}" for place in Place.values})
    cycle_actions.hand_in_side(actor=bob.viewer)
    return side.map_id
