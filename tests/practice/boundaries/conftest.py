from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door
from tests.practice.boundaries import story
from tests.practice.laid_down import laid_down

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.models import Couple


@laid_down
def both_hand_in(*both: Actor) -> None:
    for actor in both:
        story.hand_in(actor)


@pytest.fixture
def open_door(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    door.open_the_door(dana, couple, (alice, bob))
    return couple


@pytest.fixture
def opened(open_door: Couple, alice: Actor, bob: Actor) -> Couple:
    """Both have handed in their sides."""
    both_hand_in(alice, bob)
    return open_door


@pytest.fixture
def talking(opened: Couple, alice: Actor) -> Agreement:
    """Alice has put a first wording forward."""
    return laid_down(story.begin)(alice)


@pytest.fixture
def standing(talking: Agreement, alice: Actor, bob: Actor) -> Agreement:
    """Both have signed it."""
    return laid_down(story.both_sign)(talking, alice, bob)
