"""A diary on two phones, bids that both noted, and the cycle drawn from both sides.

The site's clock stands at a Thursday that these browsers do not know of: no page may trust the device's own.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys import ways
from tests.journeys.running import running, surroundings
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

A_THURSDAY = dt.datetime(2027, 2, 18, 12, tzinfo=dt.UTC)
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
LOUD, ASKED = "I was loud.", "I asked how you were."
LEFT, MISSED = "I left the room.", "I looked at my phone."
WEDNESDAY, THURSDAY = "Wednesday 17 February", "Thursday 18 February"


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """An empty site in the middle of a week."""
    moved = A_THURSDAY.timestamp() - time.time()
    with surroundings(home) as environment, running("serve", environment, home, moved) as started:
        yield started


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
    a_bid_that_both_noted_opens_and_lights_up_its_place(alice, bob)
    alice_shares_her_numbers_and_pulls_them_back(alice, bob)
    dana_reads_what_is_hers(dana, couple)
    assert own_moments(alice) == [(WEDNESDAY, ASKED), (THURSDAY, LOUD)]
    assert own_moments(bob) == [(WEDNESDAY, MISSED), (THURSDAY, LEFT)]
    assert f"Alice, {THURSDAY}" not in bob.all_of("/week/")


def own_moments(partner: Visitor) -> list[tuple[str, str]]:
    """Return under which of this partner's own days which moment stands."""
    partner.open("/week/")
    days = partner.page.locator(".timeline").first.locator(":scope > li").all_inner_texts()
    return [
        (day.splitlines()[0], words) for day in days for words in (LOUD, ASKED, LEFT, MISSED) if words in day
    ]


def unfold(partner: Visitor, words: str) -> None:
    """Open what is folded together, unless it is open."""
    folded = partner.page.locator("details:not([open]) > summary").filter(has_text=words)
    if folded.count():
        folded.click()


def note(partner: Visitor, words: str, **moment: str) -> None:
    """Note a moment on the page of a day, and keep it."""
    unfold(partner, "Note one moment of the day")
    partner.choose(**moment)
    partner.fill("A sentence about it", words)
    partner.press("Keep this day")


def alice_tells_her_day_in_six_taps(alice: Visitor) -> None:
    """From Today: one tap to the page, one for each of the four questions, one to keep it."""
    alice.open("/today/")
    alice.follow("My day")
    alice.picture("day-phone")
    alice.choose(**DAY)
    alice.press("Keep this day")
    alice.sees("Kept. That is all for this day.")


def each_tells_a_day_for_themselves(alice: Visitor, bob: Visitor) -> None:
    alice_tells_her_day_in_six_taps(alice)
    alice.follow("Closeness 6, trust 5, stress 7, a conflict")
    note(alice, "The dishes again.", kind="conflict", moment_audience="me")
    alice.sees("The dishes again.")
    bob.open("/week/")
    bob.sees_not("The dishes again.")
    bob.sees_not("Closeness 6")


def both_seal_a_moment_and_it_opens(alice: Visitor, bob: Visitor) -> None:
    for partner, words in ((alice, LOUD), (bob, LEFT)):
        partner.open("/diary/")
        partner.choose(**DAY)
        note(partner, words, kind="conflict", moment_audience="sealed")
        if partner is alice:
            alice.sees_not("You both noted this")
    for partner in (alice, bob):
        partner.open("/week/")
        partner.sees("You both noted this")
        partner.sees(LOUD)
        partner.sees(LEFT)
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


def tell_yesterday(partner: Visitor, words: str, kind: str, place: str) -> None:
    partner.open("/diary/")
    partner.follow("Note yesterday")
    partner.choose(**DAY)
    unfold(partner, "Note one moment of the day")
    partner.page.get_by_label("Where on your side of the cycle does it belong?").select_option(place)
    note(partner, words, kind=kind, moment_audience="sealed")


def lit(partner: Visitor) -> int:
    partner.open("/cycle/")
    return partner.page.locator("svg.cycle .arc.lit").count()


def a_bid_that_both_noted_opens_and_lights_up_its_place(alice: Visitor, bob: Visitor) -> None:
    tell_yesterday(alice, ASKED, "bid-made", "do")
    assert (lit(alice), lit(bob)) == (0, 0)
    bob.open("/week/")
    bob.sees_not(ASKED)
    tell_yesterday(bob, MISSED, "bid-missed", "trigger")
    for partner in (alice, bob):
        assert lit(partner) == 2
        partner.sees("Alice: what I do: I ask again (1 moment this week)")
        partner.open("/week/")
        partner.sees(ASKED)
        partner.sees(MISSED)
    alice.open("/cycle/")
    alice.picture("cycle-phone")


def alice_shares_her_numbers_and_pulls_them_back(alice: Visitor, bob: Visitor) -> None:
    for audience, reads in (("couple", bob.sees), ("me", bob.sees_not)):
        alice.open("/week/")
        alice.follow(f"Readers, deleting of {THURSDAY}")
        alice.choose(audience=audience)
        alice.press("Keep this choice")
        bob.open("/week/")
        reads(f"Alice, {THURSDAY}")


def dana_reads_what_is_hers(dana: Visitor, couple: str) -> None:
    dana.open(couple)
    dana.follow("their week")
    dana.sees(LOUD)
    dana.sees(ASKED)
    dana.sees_not("The dishes again.")
    dana.sees_not("Closeness 6")
    dana.open(couple)
    dana.follow("their cycle")
    dana.sees("The spin")
    dana.open(couple)
    dana.follow("patterns")
    dana.sees("Nothing is said now")
