from __future__ import annotations

import pytest

from tests.practice import happenings


@pytest.fixture
def at(couple, alice, bob, dana) -> happenings.Stage:
    """Alice, Bob and Dana in the middle of everything."""
    return happenings.stage(couple, alice, bob, dana)
