"""A whole exercise without JavaScript: on two devices, and on one that the two hand over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PASSWORD, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

END = "You have gone through all of it."
HAND_OVER = "Sign out and hand it over"
MOST_ACTS = 30


@dataclass
class Partner:
    """Somebody at a device; `private` are the words that nobody else may find at it."""

    name: str
    device: Visitor
    private: list[str] = field(default_factory=list)

    def acts(self, address: str, other: Partner) -> bool:
        """Do what the page asks for; tell whether this partner can only leave it to the other."""
        page = self.device.page
        page.goto(address)
        assert [words for words in other.private if words in page.content()] == []
        begin = page.get_by_role("button", name="Begin", exact=True)
        step = page.locator('form[action$="/next/"]:has(button.main)')
        if begin.count():
            self.device.press("Begin")
        elif step.count():
            for area in step.locator("textarea").all():
                words = f"{self.name} wrote this on page {len(self.private)}."
                area.fill(words)
                if step.locator(".audience.me").count():
                    self.private.append(words)
            self.device.go(step.locator("button.main"))
        return not (begin.count() or step.count())

    def is_at_the_end(self) -> bool:
        return END in self.device.page.locator("main").inner_text()


def give_again(dana: Visitor, couple: str) -> None:
    dana.open(f"{couple}exercises/give/what-trust-means-to-me/")
    dana.tick_all("thought_of")
    dana.press("Give it to both")


def address_of_the_exercise(visitor: Visitor) -> str:
    visitor.open("/together/")
    visitor.follow("Open")
    return visitor.page.url


def hand_over(device: Visitor, other: str, address: str) -> None:
    """Sign out with the button of the page; what was there before is gone; the other signs in where it leads."""
    device.page.get_by_text("On one device? Hand it over").click()
    device.press(HAND_OVER)
    login = device.page.url
    device.page.go_back()
    assert "/accounts/login/" in device.page.url
    device.page.goto(login)
    device.page.locator('input[name="login"]').fill(f"{other.lower()}@example.org")
    device.page.locator('input[name="password"]').fill(PASSWORD)
    device.press("Log in")
    assert device.page.url == address


@pytest.mark.journey
def test_two_play_an_exercise_without_scripts_on_two_devices_and_then_on_one(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    with_scripts, without = (
        come(site, "Alice", **PHONE),
        come(site, "Bob", java_script_enabled=False, **PHONE),
    )
    couple = ways.welcome(dana, with_scripts, without, site)
    ways.ask(dana, couple, ways.CHECK)
    for visitor in (with_scripts, without):
        ways.answer_check(visitor)
    ways.open_the_door(dana, couple)

    ways.give_exercise(dana, couple)
    address = address_of_the_exercise(without)
    alice, bob = Partner("Alice", with_scripts), Partner("Bob", without)
    for _ in range(MOST_ACTS):
        waiting = [bob.acts(address, alice), alice.acts(address, bob)]
        if all(waiting):
            break
    assert [bob.is_at_the_end(), alice.is_at_the_end()] == [True, True]
    assert (len(alice.private), len(bob.private)) == (1, 1)

    give_again(dana, couple)
    first, address = address, address_of_the_exercise(without)
    assert address != first
    here, other = Partner("Bob", without), Partner("Alice", without)
    changes = 0
    for _ in range(MOST_ACTS):
        if not here.acts(address, other):
            continue
        if not without.page.get_by_text("On one device? Hand it over").count():
            break
        hand_over(without, other.name, address)
        here, other, changes = other, here, changes + 1
    assert here.is_at_the_end()
    assert (changes, len(here.private), len(other.private)) == (3, 1, 1)
