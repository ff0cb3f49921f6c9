from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.running import Site, copied, made_once, running, surroundings
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Come = Callable[..., Visitor]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def built(shared: Path) -> Path | None:
    """The home of the made-up practice, made once, for copies."""
    return made_once("demo", shared / "built")


@pytest.fixture
def home(tmp_path: Path, prepared: Path | None) -> Path:
    return copied(prepared, tmp_path / "home")


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """An empty site."""
    with surroundings(home) as environment, running("serve", environment, home) as started:
        yield started


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, built: Path | None) -> Iterator[Site]:
    """The site with the made-up practice; the tests of a file share it."""
    home = copied(built, tmp_path_factory.mktemp("demonstration") / "home")
    with surroundings(home) as environment, running("demo", environment, home) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of a file: Playwright keeps a loop running, and Django's other tests must not meet it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def come(browser: Browser) -> Iterator[Come]:
    """Let somebody come to a site with a browser of their own."""
    here: list[Visitor] = []

    def arrive(site: Site, name: str, **options: Any) -> Visitor:
        here.append(Visitor(browser, site, name, **options))
        return here[-1]

    yield arrive
    for visitor in here:
        visitor.leaves_nothing_behind()
