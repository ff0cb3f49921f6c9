from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import TestCase

from tests.library.shelf import copy_with_only_these
from tests.practice import cast
from tests.practice.laid_down import Kept, ground
from troth.library import load_library
from troth.practice.people.states import Role
from troth.practice.wordings.editions import read_edition, read_used
from troth.practice.wordings.models import Edition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.practice.cast import Actor
    from troth.library import Library
    from troth.practice.people.models import Couple

Pair = tuple["Couple", "Actor", "Actor"]


@pytest.fixture
def _django_db_helper(
    request: pytest.FixtureRequest, _django_db_helper: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Every test that uses the database; stories can be laid down in it."""
    own = connection.in_atomic_block and not isinstance(
        request.instance, TestCase
    )  # that has a transaction a class
    if own and connection.vendor == "sqlite":
        ground.begin(monkeypatch)
    else:
        ground.forget()
    yield
    ground.end()


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


@pytest.fixture(scope="session")
def two_articles(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The content with two made-up articles in the place of all."""
    root = tmp_path_factory.mktemp("shelf") / "content"
    copy_with_only_these(root)
    return load_library(root)


@pytest.fixture
def shelf(two_articles: Library) -> Iterator[None]:
    """Let the site read the two made-up articles, for as long as one test lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("troth.library.load._shipped", lambda _language: two_articles)
        yield


@pytest.fixture
def unreadable() -> Iterator[Callable[[str], None]]:
    """Make of an edition what the rules on content no longer allow."""

    def read_anew() -> None:
        read_edition.cache_clear()
        read_used.cache_clear()
        ground.start = Kept()  # a story that is told again reads editions again

    def spoil(content_hash: str) -> None:
        edition = Edition.objects.get(pk=content_hash)
        edition.files = {
            name: text.replace("title", "titel").replace("label", "labl").replace("country_name", "name")
            for name, text in edition.files.items()
        }
        edition.save()
        read_anew()

    yield spoil
    read_anew()  # in the next test it is whole again
