"""What holds when somebody has to go at once, has no JavaScript, or left a page open for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site


@pytest.mark.journey
def test_a_partner_can_leave_at_once_do_without_scripts_and_lose_nothing(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    alice, bob = come(site, "Alice", **PHONE), come(site, "Bob", java_script_enabled=False, **PHONE)
    couple = ways.welcome(dana, alice, bob, site)
    ways.ask(dana, couple, ways.CHECK)
    for partner in (alice, bob):
        ways.answer_check(partner)
    ways.ask(dana, couple, ways.PULSE)
    ways.open_the_door(dana, couple)
    ways.give_exercise(dana, couple)

    ways.answer_pulse(bob, 5)
    bob.sees("Your part is done")
    bob.open("/together/")
    bob.follow("Open")
    bob.press("Begin")
    bob.press("Go on")
    bob.page.locator("textarea").fill("Written with a plain form.")
    bob.press("Keep it and go on")
    bob.sees("3 of 9")

    alice.open("/together/")
    alice.follow("Open")
    alice.press("Go on")
    alice.page.locator("textarea").fill("A long and careful thought.")
    expect(alice.page.locator("[data-saved-for]")).to_have_text("Saved")
    alice.context.clear_cookies(name="csrftoken")
    alice.press("Keep it and go on")
    expect(alice.page.locator('textarea[name="draft"]')).to_have_value("A long and careful thought.")
    assert len(alice.complaints) == 1
    assert "403" in alice.complaints.pop()
    alice.press("Send again")
    alice.sees("3 of 9")

    alice.open("/today/")
    alice.open("/mine/")
    alice.page.keyboard.press("Escape")
    alice.page.keyboard.press("Escape")
    alice.page.wait_for_url("**/out/")
    expect(alice.page.locator("body")).to_have_text("Home")
    alice.page.go_back()
    alice.page.wait_for_url("**/accounts/login/**")
    alice.sees_not("Alice")
    assert [cookie["name"] for cookie in alice.context.cookies() if cookie["name"] == "sessionid"] == []
