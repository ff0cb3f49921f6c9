"""A diary on two phones, one moment that both noted, and the cycle drawn from both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

DAY = {"closeness": 6, "trust": 5, "stress": 7, "conflict": "yes"}
PLACES = (
    "What sets it off for me",
    "What I feel on top",
    "What I feel beneath",
    "What I do",
    "What my partner sees",
)
ALICE = ("Your phone at table", "Annoyed", "Not wanted", "I ask again", "Somebody who nags")
BOB = ("Being asked again", "Cornered", "I fail you", "I go quiet", "A wall")


@pytest.mark.journey
def test_two_keep_a_diary_and_draw_their_cycle(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    alice, bob = come(site, "Alice", **PHONE), come(site, "Bob", **PHONE, java_script_enabled=False)
    couple = ways.welcome(dana, alice, bob, site)
    ways.ask(dana, couple, ways.CHECK)
    for partner in (alice, bob):
        ways.answer_check(partner)
    each_tells_a_day_for_themselves(alice, bob)
    ways.open_the_door(dana, couple)
    both_seal_a_moment_and_it_opens(alice, bob)
    both_draw_and_the_sides_join(alice, bob)
    they_name_it_and_mark_a_way_out(alice, bob)
    a_shared_moment_lights_up_its_place(alice, bob)
    dana_reads_what_is_hers(dana, couple)


def tell(partner: Visitor, **more: str | int) -> None:
    partner.open("/diary/")
    partner.choose(**DAY, **more)


def each_tells_a_day_for_themselves(alice: Visitor, bob: Visitor) -> None:
    alice.open("/mine/")
    alice.follow("My week")
    alice.follow("Tell this day")
    tell(alice, audience="me", kind="conflict", moment_audience="me")
    alice.fill("A sentence about it", "The dishes again.")
    alice.press("Keep this day")
    alice.sees("The dishes again.")
    bob.open("/week/")
    bob.sees_not("The dishes again.")


def both_seal_a_moment_and_it_opens(alice: Visitor, bob: Visitor) -> None:
    for partner, words in ((alice, "I was loud."), (bob, "I left the room.")):
        tell(partner, audience="therapist", kind="conflict", moment_audience="sealed")
        partner.fill("A sentence about it", words)
        partner.press("Keep this day")
        if partner is alice:
            alice.sees_not("You both noted this")
    for partner in (alice, bob):
        partner.open("/week/")
        partner.sees("You both noted this")
        partner.sees("I was loud.")
        partner.sees("I left the room.")
    alice.picture("week-phone")


def draw(partner: Visitor, words: tuple[str, ...]) -> None:
    partner.open("/together/")
    partner.follow("Our cycle")
    partner.follow("Draw my side")
    for label, text in zip(PLACES, words, strict=True):
        partner.fill(label, text)
    partner.press("Hand it in")


def both_draw_and_the_sides_join(alice: Visitor, bob: Visitor) -> None:
    draw(alice, ALICE)
    alice.sees("It opens for both when both of you have handed in.")
    bob.open("/cycle/")
    bob.sees_not("Not wanted")
    draw(bob, BOB)
    bob.sees("Both sides")
    alice.open("/cycle/")
    expect(alice.page.locator("svg.cycle rect")).to_have_count(10)
    alice.sees("No way out is marked yet, and that is fine.")
    alice.sees("I fail you")


def they_name_it_and_mark_a_way_out(alice: Visitor, bob: Visitor) -> None:
    alice.fill("A name for it", "The spin")
    alice.press("Propose this name")
    bob.open("/cycle/")
    bob.press("We call it that")
    bob.page.get_by_label("Where", exact=True).select_option("b-do")
    bob.fill("What would help there", "Say: give me ten minutes")
    bob.press("Mark this way out")
    alice.open("/cycle/")
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("The spin")
    alice.sees("Say: give me ten minutes")
    alice.picture("cycle-phone")


def a_shared_moment_lights_up_its_place(alice: Visitor, bob: Visitor) -> None:
    yesterday = alice.page.evaluate("new Date(Date.now() - 864e5).toISOString().slice(0, 10)")
    alice.open(f"/diary/{yesterday}/")
    alice.choose(**DAY, audience="me", kind="conflict", moment_audience="couple")
    alice.page.get_by_label("Where on your side of the cycle does it belong?").select_option("do")
    alice.press("Keep this day")
    bob.open(f"/week/{yesterday}/")
    bob.sees("Alice")


def dana_reads_what_is_hers(dana: Visitor, couple: str) -> None:
    dana.open(couple)
    dana.follow("their week")
    dana.sees("I was loud.")
    dana.sees_not("The dishes again.")
    dana.open(couple)
    dana.follow("their cycle")
    dana.sees("The spin")
    dana.open(couple)
    dana.follow("patterns")
    dana.sees("Nothing is said now")
