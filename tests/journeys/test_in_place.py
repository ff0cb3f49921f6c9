"""Going on at a device: the next step stands in the place of the last, and nothing is lost on a bad line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.test_two_bots import Bot, arrive, demonstration, give

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Route

    from tests.journeys.conftest import Come
    from tests.journeys.running import Site

__all__ = ["demonstration"]
ALIKE = ("knowing-your-world", "small-bids", "rituals-of-connection")  # to read, for oneself, sealed, opened
WORDS = "Being told the truth, also when it is small."


def main_button(bot: Bot) -> Locator:
    return bot.visitor.page.locator('form[action$="/next/"] button.main')


def says_unsent(bot: Bot, words: str) -> None:
    """The page says why it was not sent, and what was typed is still in its field."""
    expect(bot.visitor.page.get_by_role("alert")).to_contain_text(words)
    expect(bot.visitor.page.locator("textarea")).to_have_value(WORDS)


def lose_the_answer(route: Route) -> None:
    """The site keeps the step; the browser never learns of it."""
    route.fetch()
    route.abort()


@pytest.mark.journey
def test_the_next_step_comes_without_a_new_page_and_is_read_from_its_heading(demonstration: Site, come: Come):
    couple, dana, alice, _ = arrive(demonstration, come)
    page, opened = alice.visitor.page, []
    page.on("websocket", lambda socket: opened.append(socket.url))
    alice.comes(give(dana, couple, ALIKE[0]))
    alice.visitor.press("Begin")
    page.evaluate("window.stays = true; window.scrollTo(0, document.body.scrollHeight)")
    heading = page.locator("#exercise h2").first
    before = heading.inner_text()
    alice.visitor.go(main_button(alice))
    expect(heading).not_to_have_text(before)
    expect(heading).to_be_focused()
    assert page.evaluate("[window.stays, window.scrollY]") == [True, 0]
    assert len(opened) == 2  # of the page before it began, and of this one


@pytest.mark.journey
def test_what_cannot_be_sent_stays_and_goes_on_when_the_line_is_back(demonstration: Site, come: Come):
    couple, dana, alice, _ = arrive(demonstration, come)
    page, context = alice.visitor.page, alice.visitor.context
    alice.comes(give(dana, couple, ALIKE[1]))
    alice.visitor.press("Begin")
    page.route("**/next/", lose_the_answer, times=1)
    main_button(alice).click()
    expect(page.locator("#exercise")).to_contain_text("Step 2 of")  # by itself
    page.locator("textarea").fill(WORDS)
    context.set_offline(True)
    main_button(alice).click()
    says_unsent(alice, "We cannot tell whether this was sent.")
    context.set_offline(False)
    expect(page.locator("[data-saved-for]")).to_have_text("Saved")
    page.route("**/next/", lambda route: route.fulfill(status=502), times=1)
    main_button(alice).click()
    says_unsent(alice, "We cannot tell whether this was sent.")
    session = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    main_button(alice).click()
    says_unsent(alice, "Not sent, because you were signed out.")
    context.add_cookies(session)
    alice.visitor.complaints.clear()  # the browser tells of each request that failed
    alice.visitor.go(main_button(alice))
    alice.visitor.sees("Step 3 of")


@pytest.mark.journey
def test_what_the_other_does_while_an_answer_is_on_its_way_is_seen_once_it_is_there(
    demonstration: Site, come: Come
):
    couple, dana, alice, bob = arrive(demonstration, come)
    come_to_share(give(dana, couple, ALIKE[2]), alice, bob)
    page, pings = alice.visitor.page, alice.visitor.pings

    def hold(route: Route) -> None:
        answer = route.fetch()
        assert "This opens when both of you have come this far." in answer.text()
        before = len(pings)
        bob.acts(alice)
        while len(pings) == before:
            bob.visitor.page.wait_for_function("true")
        assert page.locator('form[action$="/next/"]').evaluate("form => form.inert") is True
        route.fulfill(response=answer)

    page.route("**/next/", hold)
    alice.answers(page.locator('form[action$="/next/"]'))
    main_button(alice).click()
    expect(page.locator("#exercise")).to_contain_text("Step 4 of")
    expect(page.locator("#exercise")).not_to_contain_text("This opens when both of you have come this far.")


def come_to_share(address: str, *bots: Bot) -> None:
    for bot in bots:
        bot.comes(address)
    for bot, other in (bots, bots[::-1]):
        while "Step 3 of" not in bot.visitor.page.locator("#exercise").inner_text():
            bot.acts(other)
