"""A therapist words an exercise anew and goes back; a partner on a phone keeps the words that were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.test_look import way_in
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

SLUG = "time-out"
TITLE, OWN_TITLE = "A pause with a return", "A break that leads back"
WORDS, OWN_WORDS = "In a hard quarrel the body takes over.", "In a hard quarrel the body takes the wheel."
FIELD = '[id="id_partner.en.md"]'


@pytest.mark.journey
def test_a_therapist_words_an_exercise_anew_and_a_partner_keeps_what_was_given(
    demonstration: Site, come: Come
):
    dana, alice = come(demonstration, "Dana", **LAPTOP), come(demonstration, "Alice", **PHONE)
    for visitor in (dana, alice):
        visitor.page.goto(way_in(demonstration, visitor.name))
    dana.follow("Alice & Bob")
    couple = dana.page.url
    texts = a_fault_is_named_with_its_place_and_nothing_changes(dana)
    the_right_words_are_looked_at_and_kept(dana, texts)
    given(dana, couple, OWN_TITLE)
    first = begun(alice, OWN_TITLE)
    alice.sees(OWN_WORDS)
    alice.sees_not(WORDS)
    dana_goes_back(dana)
    alice.open(first)
    for own in (OWN_TITLE, OWN_WORDS):
        alice.sees(own)
    alice.press("Stop this exercise")
    given(dana, couple, TITLE)
    assert begun(alice, TITLE) != first
    alice.sees(WORDS)
    alice.sees_not(OWN_WORDS)
    alice.open(first)
    alice.sees(OWN_TITLE)


def a_fault_is_named_with_its_place_and_nothing_changes(dana: Visitor) -> str:
    """Go to the editor and check a fault; return the texts that were there."""
    dana.open("/exercises/")
    dana.follow(TITLE)
    dana.follow("Your practice’s wording")
    dana.sees("Your practice uses the wording that came with Troth.")
    dana.follow("Word it anew")
    texts = dana.page.locator(FIELD).input_value()
    dana.page.locator(FIELD).fill(texts.replace("title:", "titel:", 1))
    dana.fill("What did you change?", "Nearer to how we speak")
    dana.press("Check and look")
    dana.sees("2 to mend")
    dana.sees('What the two read, line 2: "titel" is not a field that belongs here.')
    dana.sees('Did you mean "title"?')
    dana.picture("own-wording-fault")
    return texts


def the_right_words_are_looked_at_and_kept(dana: Visitor, texts: str) -> None:
    right = texts.replace(f"title: {TITLE}", f"title: {OWN_TITLE}", 1).replace(WORDS, OWN_WORDS, 1)
    dana.page.locator(FIELD).fill(right)
    dana.press("Check and look")
    dana.sees("In order.")
    expect(dana.page.locator(".prose").filter(has_text=OWN_WORDS).first).to_be_visible()
    dana.picture("own-wording-preview")
    dana.press("Keep it, and use it from now on")
    dana.sees("Your practice chose a wording of its own.")
    dana.sees("Wording 1")


def dana_goes_back(dana: Visitor) -> None:
    dana.open(f"/exercises/{SLUG}/wordings/")
    dana.press("Go back to Troth’s own")
    dana.sees("Your practice uses the wording that came with Troth.")


def begun(alice: Visitor, title: str) -> str:
    """Begin the exercise from Together; return its address."""
    alice.open("/together/")
    alice.follow("Open", alice.card(title))
    address = alice.page.url
    alice.press("Begin")
    return address


def given(dana: Visitor, couple: str, title: str) -> None:
    """Give the exercise through the pages, under the title that it has now."""
    dana.open(f"{couple}exercises/give/{SLUG}/")
    dana.sees(title)
    dana.tick_all("thought_of")
    dana.press("Give it to both")
    dana.sees("Given. Both see it under Together.")
