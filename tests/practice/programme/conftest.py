from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door
from tests.practice.programme.shelf import with_test_exercises
from troth.practice.programme import actions
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple
    from troth.practice.programme.models import Run

SLUG = "what-trust-means-to-me"


@pytest.fixture
def seen(dana: Actor, alice: Actor, bob: Actor, couple: Couple) -> Couple:
    door.see_alone(dana, couple)
    door.screen(dana, couple, (alice, bob))
    return couple


@pytest.fixture
def run(dana: Actor, seen: Couple) -> Run:
    """An exercise that was assigned; the door is closed."""
    return actions.assign_exercise(actor=dana.viewer, couple=seen, slug=SLUG, reason="A good beginning")


@pytest.fixture
def begun(dana: Actor, alice: Actor, run: Run, seen: Couple) -> Run:
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    return run


@pytest.fixture
def evening(monkeypatch, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with all kinds of steps, under way; only the tests have it."""
    library = with_test_exercises()
    monkeypatch.setattr("troth.library.load._shipped", lambda _language: library)
    run = actions.assign_exercise(actor=dana.viewer, couple=seen, slug="a-quiet-evening", reason="")
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    return run
