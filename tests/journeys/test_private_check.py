"""A private answer about danger: help at once, the therapist told, the partner's pages as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

LIMIT = 2000
LONG = "Please only on weekday mornings. " * 70
PARTNERS_PAGES = ("/today/", "/together/", "/mine/", "/how-it-goes/")
TOKEN = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


@pytest.mark.journey
def test_an_answer_about_danger_opens_help_and_reaches_the_therapist_alone(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    alice, bob = come(site, "Alice", **PHONE), come(site, "Bob", **PHONE)
    couple = ways.welcome(dana, alice, bob, site)
    ways.ask(dana, couple, ways.CHECK)
    before = what_is_seen_by(bob)
    ways.begin(alice, ways.CHECK)
    questions = alice.page.url
    no_more_than_the_limit_can_be_typed(alice)
    what_is_sent_past_the_limit_is_refused_and_kept(alice)
    what_was_typed_outlives_a_stale_token(alice)
    other_tab = alice.context.new_page()
    other_tab.goto(questions)
    danger_opens_the_right_help(alice)
    a_second_tab_and_the_back_button_send_nothing_more(alice, other_tab)
    assert what_is_seen_by(bob) == before
    the_therapist_sees_it_first(dana, couple)
    leaving_by_the_button_leaves_nothing_to_go_back_to(alice)


def what_is_seen_by(partner: Visitor) -> list[str]:
    """Return the partner's pages as the server sends them, without the tokens, which are new each time."""
    pages = [partner.context.request.get(path) for path in PARTNERS_PAGES]
    assert [page.status for page in pages] == [200] * len(pages)
    return [TOKEN.sub("", page.text()) for page in pages]


def writing(visitor: Visitor):
    return visitor.page.locator('textarea[name="safe_ways"]')


def no_more_than_the_limit_can_be_typed(alice: Visitor) -> None:
    """Fill all but three characters, type four by the keyboard; then paste all of it anew."""
    writing(alice).fill("a" * (LIMIT - 3))
    writing(alice).press("End")
    writing(alice).press_sequentially("bcde")
    expect(writing(alice)).to_have_value("a" * (LIMIT - 3) + "bcd")
    expect(alice.page.locator('[data-counter-for="answer-safe_ways"]')).to_have_text("0 characters left")
    writing(alice).press("ControlOrMeta+a")
    writing(alice).evaluate(
        "(area, text) => { area.value = text; area.select(); document.execCommand('copy'); area.value = ''; }",
        LONG,
    )
    writing(alice).press("ControlOrMeta+v")
    expect(writing(alice)).to_have_value(LONG[:LIMIT])


def what_is_sent_past_the_limit_is_refused_and_kept(alice: Visitor) -> None:
    alice.choose(afraid="never")
    writing(alice).evaluate("area => area.removeAttribute('maxlength')")
    writing(alice).fill(LONG)
    expect(alice.page.locator('[data-saved-for="safe_ways"]')).to_have_text(
        "Not saved. Please check this answer."
    )
    alice.press("Send")
    said = alice.page.locator(".field").filter(has=writing(alice)).locator(".errorlist li")
    expect(said).to_have_count(1)
    expect(said).to_contain_text(
        f"has {len(LONG)} characters, and {LIMIT} fit. Shorten it and send it again."
    )
    expect(writing(alice)).to_have_value(LONG)
    assert alice.page.locator('input[name="afraid"]:checked').input_value() == "never"
    was_refused(alice, "400", "422")


def what_was_typed_outlives_a_stale_token(alice: Visitor) -> None:
    writing(alice).fill("Only on weekday mornings.")
    alice.context.clear_cookies(name="csrftoken")
    alice.press("Save and go on later")
    expect(alice.page.locator("textarea")).to_have_value("Only on weekday mornings.")
    expect(alice.page.get_by_text("What you typed")).to_have_count(2)
    was_refused(alice, "403")
    alice.press("Send again")
    alice.sees("Kept. You can go on whenever you like.")


def was_refused(visitor: Visitor, *statuses: str) -> None:
    """Let these refusals of the server pass, which the browser's console tells of, and nothing else."""
    told = {re.search(r"status of (\d+)", complaint)[1] for complaint in visitor.complaints}
    assert told == set(statuses)
    visitor.complaints.clear()


def danger_opens_the_right_help(alice: Visitor) -> None:
    ways.begin(alice, ways.CHECK)
    expect(writing(alice)).to_have_value("Only on weekday mornings.")
    alice.choose(dark_thoughts="might_act")
    alice.press("Send")
    assert alice.page.url.endswith("/crisis/")
    alice.sees("999")
    alice.sees("United Kingdom")
    alice.sees("Samaritans")


def a_second_tab_and_the_back_button_send_nothing_more(alice: Visitor, other_tab) -> None:
    other_tab.locator('textarea[name="safe_ways"]').fill("Something else.")
    other_tab.get_by_role("button", name="Send", exact=True).click()
    other_tab.wait_for_url("**/crisis/")
    alice.page.go_back()
    alice.page.wait_for_load_state("load")
    assert alice.page.get_by_role("button", name="Send", exact=True).count() == 0
    alice.open("/today/")
    alice.sees("Nothing waits for you today")


def the_therapist_sees_it_first(dana: Visitor, couple: str) -> None:
    dana.open("/caseload/")
    first = dana.page.locator("tbody tr").first
    expect(first).to_contain_text("Alice & Bob")
    expect(first).to_contain_text("Somebody may be in danger. Look at this first.")
    dana.open(f"{couple}private/")
    dana.sees("Only on weekday mornings.")
    dana.sees_not("Something else.")


def leaving_by_the_button_leaves_nothing_to_go_back_to(alice: Visitor) -> None:
    alice.open("/mine/")
    alice.page.get_by_role("link", name="Leave quickly").click()
    alice.page.wait_for_url("**/out/")
    alice.page.go_back()
    alice.page.wait_for_url("**/accounts/login/**")
    alice.sees_not("Mine")
