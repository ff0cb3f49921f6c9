from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import cast
from troth.practice.people.states import Role

if TYPE_CHECKING:
    from tests.practice.cast import Actor


@pytest.fixture
def gil(dana: Actor) -> Actor:
    """A second therapist in Dana's practice; cares for nobody yet."""
    return cast.colleague(dana, "Gil", Role.THERAPIST)
