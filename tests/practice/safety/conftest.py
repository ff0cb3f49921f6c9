from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door
from tests.practice.laid_down import laid_down
from troth.practice.safety import actions

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple

REASON = "Both wish it, and each was seen alone."


@laid_down
def opens(dana: Actor, couple: Couple) -> None:
    actions.open_joint_work(actor=dana.viewer, couple=couple, reason=REASON)


@pytest.fixture
def seen(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    door.see_alone(dana, couple)
    door.screen(dana, couple, (alice, bob))
    return couple


@pytest.fixture
def opened(dana: Actor, seen: Couple) -> Couple:
    opens(dana, seen)
    return seen
