"""A pause with a return on two devices: one without scripts calls it, the other sees it at once; then one needs longer."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.running import Site, running, surroundings
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.conftest import Come

EVENING = dt.datetime(2026, 3, 2, 19, 50, tzinfo=dt.UTC)
AGREED = Path(__file__).with_name("rules_agreed.py").read_text("utf-8")
DUE = "It is time to come back"


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """An empty site in the evening."""
    moved = EVENING.timestamp() - time.time()
    with surroundings(home) as environment, running("serve", environment, home, moved) as started:
        yield started


def agree(site: Site, couple: str, *who: str) -> None:
    addresses = [f"{name}@example.org" for name in ("dana", *who)]
    call = f"agree('{couple.split('/')[2]}', *{addresses})"
    site.troth("manage", "shell", "-v", "0", "-c", f"{AGREED}\n{call}")


@pytest.mark.journey
def test_both_devices_show_when_the_two_come_back(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    ways.join(dana, ways.start_practice(site))
    ways.set_up_code_app(dana)
    (couple,) = ways.couples_at_work(site, ("Alice", "Bob"), weeks_answered=False)
    agree(site, couple, "alice", "bob")
    alice = come(site, "Alice", java_script_enabled=False, **PHONE)
    bob = come(site, "Bob", **LAPTOP)
    for partner in (alice, bob):
        ways.sign_in(partner)
        partner.open("/today/")

    read_aloud = bob.page.locator("[role=status]:has(> #our-pause)").element_handle()
    alice.follow("Our pause")
    alice.picture("pause-to-call")
    alice.press("In 20 minutes")
    alice.sees("Back at ")
    bob.sees("Alice asked for a pause.")  # his page was open, and nobody touched it
    assert "Alice asked for a pause." in read_aloud.inner_text()
    bob.look()
    bob.picture("pause-running")
    expect(bob.page.get_by_role("button", name="We are back")).to_have_count(0)

    site.go_on(dt.timedelta(minutes=22))
    bob.open("/today/")
    bob.sees(DUE)
    bob.picture("pause-due")
    bob.follow("I need longer")
    bob.picture("pause-longer")
    bob.press("In 30 minutes")
    alice.open("/today/")
    alice.sees("Bob asked for a pause.")

    site.go_on(dt.timedelta(minutes=31))
    bob.open("/today/")
    bob.sees(DUE)
    alice.open("/today/")
    alice.press("We are back")
    alice.sees("The pause is over.")
    expect(bob.page.get_by_role("heading", name=DUE)).to_have_count(0)  # his page again, by itself
