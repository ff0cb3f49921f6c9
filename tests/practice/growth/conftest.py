from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door
from tests.practice.growth.story import BEGAN, both_look_back, comes_to, on, turns
from tests.practice.laid_down import laid_down
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple


@pytest.fixture
def working(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    """Joint work is open, and the couple is at work."""
    door.open_the_door(dana, couple, (alice, bob))
    laid_down(comes_to)(dana, couple, Stage.WORKING)
    return couple


@pytest.fixture
def looked_back(dana: Actor, alice: Actor, bob: Actor, working: Couple) -> Couple:
    """Both have looked back."""
    laid_down(both_look_back)(dana, working, alice, bob)
    return working


@pytest.fixture
def after(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    """The time after therapy began on the last day of January; joint work is open."""
    with on(BEGAN):
        door.open_the_door(dana, couple, (alice, bob))
        laid_down(comes_to)(dana, couple, Stage.MAINTAINING)
    laid_down(turns)(BEGAN)
    return couple
