from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.library.shelf import copy_with_only_these
from tests.practice import cast
from troth.library import load
from troth.practice.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple

Pair = tuple["Couple", "Actor", "Actor"]


@pytest.fixture
def dana(db: None) -> Actor:
    """Therapist of Alice and Bob, and of Charlie and Noor."""
    return cast.founder("Elm Street Practice", "Dana")


@pytest.fixture
def erin(db: None) -> Actor:
    """Therapist of another practice."""
    return cast.founder("Harbour Practice", "Erin")


@pytest.fixture
def frank(dana: Actor) -> Actor:
    """Administrator of Dana's practice; cares for nobody."""
    return cast.colleague(dana, "Frank", Role.ADMINISTRATOR)


@pytest.fixture
def sunita(dana: Actor) -> Actor:
    """Supervisor in Dana's practice; administers nothing and cares for nobody."""
    return cast.colleague(dana, "Sunita", Role.SUPERVISOR)


@pytest.fixture
def pair(dana: Actor) -> Pair:
    return cast.partners(dana, "Alice", "Bob")


@pytest.fixture
def couple(pair: Pair) -> Couple:
    return pair[0]


@pytest.fixture
def alice(pair: Pair) -> Actor:
    return pair[1]


@pytest.fixture
def bob(pair: Pair) -> Actor:
    return pair[2]


@pytest.fixture
def charlie(dana: Actor) -> Actor:
    """A partner in another couple of the same practice."""
    return cast.partners(dana, "Charlie", "Noor")[1]


@pytest.fixture(scope="package")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the site read a copy of the content in which two made-up articles stand."""
    root = tmp_path_factory.mktemp("shelf") / "content"
    copy_with_only_these(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "content_root", lambda: root)
        load._shipped.cache_clear()
        yield
    load._shipped.cache_clear()
