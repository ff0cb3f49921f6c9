"""What holds when somebody has to go at once, has no JavaScript, or left a page open for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor


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

    send_while_an_answer_is_on_its_way_to_the_draft(alice)
    alice.open("/together/")
    alice.follow("Open")
    alice.press("Go on")
    alice.page.locator("textarea").fill("A long and careful thought.")
    expect(alice.page.locator("[data-saved-for]")).to_have_text("Saved")
    alice.context.clear_cookies(name="csrftoken")
    alice.press("Keep it and go on")
    expect(alice.page.locator('textarea[name="draft"]')).to_have_value("A long and careful thought.")
    assert {"403" in complaint for complaint in alice.complaints} == {True}
    alice.complaints.clear()
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


def send_while_an_answer_is_on_its_way_to_the_draft(alice: Visitor) -> None:
    """What reaches the draft after the answers were sent is refused there; nobody needs to be told of it."""
    saves: list[Route] = []

    def send(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        for save in saves:
            save.continue_()
        for _ in range(3):  # by then the site has answered what came for the draft
            alice.context.request.get("/today/")
        route.fulfill(response=answer)

    alice.page.route("**/save/", lambda route: saves.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    alice.page.route("**/answer/*/?page=*", send)
    ways.answer_pulse(alice, 4)
    alice.page.unroute_all()
    assert "/answers/" in alice.page.url
    assert len(saves) > 0
