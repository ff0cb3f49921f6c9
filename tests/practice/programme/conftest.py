from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.practice import door
from tests.practice.giving import give
from tests.practice.laid_down import laid_down
from tests.practice.programme.shelf import with_test_exercises
from troth.practice.programme import actions
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    return laid_down(give)(dana, seen, SLUG, reason="A good beginning")


@laid_down
def _starts(dana: Actor, alice: Actor, run: Run, seen: Couple) -> Run:
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    return run


@pytest.fixture
def begun(dana: Actor, alice: Actor, run: Run, seen: Couple) -> Run:
    return _starts(dana, alice, run, seen)


@pytest.fixture
def shelf() -> Iterator[None]:
    """Exercises that only the tests have."""
    library = with_test_exercises()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("troth.library.load._shipped", lambda _language: library)
        yield


@laid_down
def _begin(dana: Actor, alice: Actor, seen: Couple, slug: str, part_a: str = "") -> Run:
    return _starts(dana, alice, give(dana, seen, slug, reason="", part_a=part_a), seen)


@pytest.fixture
def evening(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with all kinds of steps, under way."""
    return _begin(dana, alice, seen, "a-quiet-evening")


@pytest.fixture
def rowed(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with a timeline, a plan and a look back, under way."""
    return _begin(dana, alice, seen, "our-rows")


@pytest.fixture
def in_session(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with a step that the therapist opens, under way."""
    return _begin(dana, alice, seen, "in-a-session")


@pytest.fixture
def resting(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with a step that opens a week later, under way."""
    return _begin(dana, alice, seen, "after-a-while")


@pytest.fixture
def carded(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with cue cards, under way."""
    return _begin(dana, alice, seen, "with-cards")


@pytest.fixture
def talked_over(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with two sealed steps in a row, the first of which opens for a talk, under way."""
    return _begin(dana, alice, seen, "talk-it-over")


@pytest.fixture
def parted(shelf: None, dana: Actor, alice: Actor, seen: Couple) -> Run:
    """An exercise with two parts, under way; Bob takes the first."""
    return _begin(dana, alice, seen, "two-parts", part_a="b")


@pytest.fixture
def one_connection():
    """Channels drops connections that are inside a transaction; a test's own transaction is one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("channels.db.close_old_connections", lambda: None)
        yield
