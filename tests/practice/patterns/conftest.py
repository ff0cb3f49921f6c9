from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple


@pytest.fixture
def opened(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    """Alice and Bob, with an open door to joint work."""
    door.open_the_door(dana, couple, (alice, bob))
    return couple
