from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door
from tests.practice.formulation.story import both_say
from tests.practice.laid_down import laid_down
from troth.practice.formulation import actions

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple


@laid_down
def begin(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> None:
    both_say(dana, couple, alice, bob)
    actions.draft_formulation(actor=dana.viewer, couple=couple)
    actions.accept_cause(actor=dana.viewer, couple=couple, cause_id="betrayal")


@pytest.fixture
def begun(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    """Both have told Dana what happened; she has begun the formulation and taken in the betrayal."""
    begin(dana, alice, bob, couple)
    return couple


@pytest.fixture
def reviewed(dana: Actor, alice: Actor, bob: Actor, begun: Couple) -> Couple:
    """Safety was looked at, too."""
    door.see_alone(dana, begun)
    door.screen(dana, begun, (alice, bob))
    return begun
