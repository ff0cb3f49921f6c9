"""A therapist and a couple, from the invitation to the end of their first exercise, three browsers at once."""

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

CLOSED = "Work together is not open at the moment."
PRIVATE = "Only for me, to find my words."
ALICE_MEANS, BOB_MEANS = (
    "That you tell me before I have to ask.",
    "That I may be wrong and still be welcome.",
)
ALICE_TAKES, BOB_TAKES = "I will say it on the day.", "I will ask once, and wait."
SHARED = (ALICE_MEANS, BOB_MEANS, ALICE_TAKES, BOB_TAKES)


@pytest.mark.journey
@pytest.mark.smoke
def test_a_couple_comes_in_answers_and_does_an_exercise_together(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    alice, bob = come(site, "Alice", **PHONE), come(site, "Bob", **PHONE)
    couple = ways.welcome(dana, alice, bob, site)
    the_intake_is_sealed_until_both_have_answered(dana, alice, bob, couple)
    the_pulse_makes_a_profile(dana, alice, bob, couple)
    the_door_is_closed_until_dana_opens_it(dana, alice, bob, couple)
    ways.give_exercise(dana, couple)
    each_prepares_and_both_meet_at_the_reveal(alice, bob)
    they_talk_and_take_something_with_them(alice, bob)
    read = dana_reads_what_was_shared(dana, couple)
    assert [words in read for words in (*SHARED, PRIVATE)] == [True] * 4 + [False]


def the_intake_is_sealed_until_both_have_answered(
    dana: Visitor, alice: Visitor, bob: Visitor, couple: str
) -> None:
    ways.ask(dana, couple, ways.INTAKE)
    ways.ask(dana, couple, ways.CHECK)
    ways.begin(bob, ways.INTAKE)
    ways.answer_intake(bob, "Your laugh in the kitchen")
    bob.press("Save and go on later")
    ways.begin(alice, ways.INTAKE)
    ways.answer_intake(alice, "That we still walk on Sundays")
    words = alice.page.get_by_label("In your own words, what happened?")
    words.fill("We stopped telling each other things.")
    expect(alice.page.locator('[data-saved-for="what_happened"]')).to_have_text("Saved")
    alice.page.reload()
    expect(words).to_have_value("We stopped telling each other things.")
    alice.picture("answer-phone")
    alice.press("Send")
    alice.sees("Your part is done")
    alice.sees_not("Your laugh in the kitchen")
    answers = alice.page.url
    ways.begin(bob, ways.INTAKE)
    bob.press("Send")
    bob.sees("That we still walk on Sundays")
    bob.sees_not("We stopped telling each other things.")
    alice.open(answers)
    alice.sees("Your laugh in the kitchen")
    for partner in (alice, bob):
        ways.answer_check(partner)


def the_pulse_makes_a_profile(dana: Visitor, alice: Visitor, bob: Visitor, couple: str) -> None:
    ways.ask(dana, couple, ways.PULSE)
    ways.answer_pulse(alice, 4)
    alice.open("/how-it-goes/")
    alice.sees_not("How trust shows, side by side")
    ways.answer_pulse(bob, 6)
    for partner in (alice, bob):
        partner.open("/how-it-goes/")
        partner.sees("How trust shows, side by side")


def the_door_is_closed_until_dana_opens_it(dana: Visitor, alice: Visitor, bob: Visitor, couple: str) -> None:
    for partner in (alice, bob):
        partner.open("/together/")
        partner.sees(CLOSED)
    ways.open_the_door(dana, couple)
    for partner in (alice, bob):
        partner.open("/together/")
        partner.sees_not(CLOSED)


def prepare(partner: Visitor, words: str) -> None:
    partner.press("Go on")
    partner.page.locator("textarea").fill(PRIVATE)
    partner.press("Keep it and go on")
    partner.page.locator("textarea").fill(words)
    partner.press("Hand in and go on")


def each_prepares_and_both_meet_at_the_reveal(alice: Visitor, bob: Visitor) -> None:
    for partner in (alice, bob):
        partner.open("/together/")
        partner.follow("Open")
    alice.press("Begin")
    prepare(alice, ALICE_MEANS)
    alice.sees("You need not wait here.")
    bob.page.reload()
    bob.picture("exercise-phone")
    alice.page.evaluate("window.sameAsBefore = true")
    prepare(bob, BOB_MEANS)
    alice.sees(BOB_MEANS)
    bob.sees(ALICE_MEANS)
    assert alice.page.evaluate("window.sameAsBefore") is True
    assert len(alice.pings) > 0
    alice.look()
    alice.picture("reveal-phone")
    assert PRIVATE not in alice.page.content()


def they_talk_and_take_something_with_them(alice: Visitor, bob: Visitor) -> None:
    alice.press("Go on")
    bob.press("Go on")
    for number in (5, 6, 7):
        for partner in (alice, bob):
            expect(partner.page.locator("main")).to_contain_text(f"{number} of 9")
        alice.page.get_by_role("button", name="Alice speaks: start the time").click()
        expect(bob.page.locator("[data-timer]")).to_be_visible()
        bob.look()
        alice.press("We are both ready to go on")
    for partner, words in ((alice, ALICE_TAKES), (bob, BOB_TAKES)):
        partner.page.locator("textarea").fill(words)
        partner.press("Hand in and go on")
        partner.press("Go on")
    for partner in (alice, bob):
        partner.sees("You have gone through all of it.")
        partner.look()


def dana_reads_what_was_shared(dana: Visitor, couple: str) -> str:
    """Go from the caseload to what both shared; return all of that page."""
    dana.open("/caseload/")
    dana.follow("Alice & Bob")
    dana.sees("How trust shows, side by side")
    dana.open(f"{couple}exercises/")
    dana.follow(ways.EXERCISE)
    return dana.page.content()
