from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from troth.practice.people import queries as people
from troth.practice.safety import actions

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple

REASON = "Both wish it, and each was seen alone."


@pytest.fixture
def seen(dana: Actor, couple: Couple) -> Couple:
    for seat in people.seats_of(couple.pk):
        actions.note_seen_alone(actor=dana.viewer, couple=couple, seat=seat)
    return couple


@pytest.fixture
def opened(dana: Actor, seen: Couple) -> Couple:
    actions.open_joint_work(actor=dana.viewer, couple=seen, reason=REASON)
    return seen
