"""From two private drafts to two signatures, a note that is mended, and openness that waits for the door."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_two_bots import arrive
from tests.journeys.ways import confirm_if_asked

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

TOPIC, SLUG = "Family and in-laws", "family-and-in-laws"
OTHER_TOPIC, OTHER_SLUG = "Social media", "social-media"
CLOSED = "Work together is not open at the moment."
TERM = "From seven to eight our phones lie in the hall."
LONGER = "From six to eight our phones lie in the hall."


def write_side(visitor: Visitor, topic: str, need: str) -> None:
    visitor.open("/together/")
    visitor.follow("What we expect, and where our limits are")
    visitor.follow(topic)
    visitor.page.locator("#id_need").fill(need)
    visitor.page.locator("#id_ask").fill("No phones at the table")
    visitor.choose(firm="important")
    visitor.press("Hand it in")


def fill_wording(visitor: Visitor, term: str, **more: str) -> None:
    today = dt.datetime.now(dt.UTC).date()
    visitor.page.locator("#id_words_0").fill(term)
    visitor.page.locator("#id_start_on").fill((today + dt.timedelta(days=1)).isoformat())
    visitor.page.locator("#id_review_on").fill((today + dt.timedelta(days=29)).isoformat())
    for name, value in more.items():
        visitor.page.locator(f"#id_{name}").evaluate("(field, value) => { field.value = value }", value)
    visitor.page.get_by_label("No term here does that.").check()
    visitor.press("Put it forward")


def think(visitor: Visitor, address: str, **more: str) -> None:
    visitor.open(address)
    visitor.follow("Think it over")
    visitor.choose(freely="yes", visible="yes", doable="yes", fair="yes", room="yes", **more)
    visitor.press("Keep it")


def think_and_sign(visitor: Visitor, address: str) -> None:
    think(visitor, address)
    sign(visitor)


def sign(visitor: Visitor) -> None:
    visitor.page.get_by_label("I have read this wording and I agree to it freely.").check()
    visitor.fill("Your name, as a signature", visitor.name)
    visitor.press("Sign this wording")
    confirm_if_asked(visitor)


def open_both_sides(alice: Visitor, bob: Visitor, topic: str, slug: str) -> None:
    write_side(alice, topic, "ALICE-NEEDS calm evenings")
    alice.sees("Your side is handed in")
    bob.open(f"/agreements/topic/{slug}/")
    bob.sees_not("ALICE-NEEDS")
    write_side(bob, topic, "BOB-NEEDS not to be asked")
    bob.sees("ALICE-NEEDS")
    for visitor in (alice, bob):
        visitor.open(f"/agreements/topic/{slug}/")
        visitor.sees("BOB-NEEDS")
        visitor.choose(need="close", ask="alike", offer="alike")
        visitor.press("Keep my marks")
    bob.sees("Both of you marked: the same.")


def agree(alice: Visitor, bob: Visitor) -> str:
    """Word an agreement in two rounds and sign it; return its address."""
    alice.follow("Put terms forward")
    fill_wording(alice, TERM)
    address = alice.page.url
    bob.open(address)
    bob.follow("Word it anew")
    fill_wording(bob, LONGER)
    bob.sees(LONGER)
    think_and_sign(alice, address)
    alice.sees("You have signed this wording.")
    bob.open(address)
    bob.sees_not("Signed by Alice")
    think_and_sign(bob, address)
    bob.sees("What holds")
    bob.sees("Signed by Alice")
    return address


def mend(alice: Visitor, bob: Visitor, address: str) -> None:
    alice.open(address)
    alice.follow("Note that something did not go as agreed")
    term = alice.page.locator('input[name="term"]').first.get_attribute("value")
    alice.choose(term=term, kind="broken", by="me", audience="couple")
    alice.page.locator("#id_happened_on").fill(dt.datetime.now(dt.UTC).date().isoformat())
    alice.fill("In your words", "I had it at the table")
    alice.press("Keep it")
    alice.fill("What I did or left undone", "I looked at it twice")
    alice.press("Write it for both")
    bob.open(alice.page.url)
    bob.sees("I looked at it twice")
    bob.fill("What it did to me", "I felt alone, and you listened")
    bob.press("Write it for both")


@pytest.mark.journey
def test_two_drafts_become_one_agreement_that_is_kept_alive(demonstration: Site, come: Come):
    couple, dana, one, other = arrive(demonstration, come)
    alice, bob = one.visitor, other.visitor
    open_both_sides(alice, bob, TOPIC, SLUG)
    address = agree(alice, bob)
    mend(alice, bob, address)

    alice.open(address)
    alice.press("Bring it to a session")
    dana.open(couple)
    dana.follow("their agreements")
    dana.sees("for the session")
    dana.follow(f"{TOPIC}, agreement")
    dana.sees(LONGER)

    bob.open(address)
    bob.follow("I want this to end")
    bob.press("Let it end")
    for partner in (alice, bob):
        page = partner.all_of(address)
        assert [page.count(f"Signed by {name}") for name in ("Alice", "Bob")] == [1, 1]
        assert ("no longer in force" in page, "I want this to end" in page) == (True, False)


@pytest.mark.journey
def test_openness_for_a_time_waits_for_the_door_and_for_three_times_yes(demonstration: Site, come: Come):
    _, _, one, other = arrive(demonstration, come)
    alice, bob = one.visitor, other.visitor
    open_both_sides(alice, bob, OTHER_TOPIC, OTHER_SLUG)
    alice.follow("Openness for a time")
    end = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=90)).isoformat()
    fill_wording(alice, "You give me your password.", about_0="devices", end_on=end)
    alice.sees("A term never tracks where somebody is")
    alice.page.locator("#id_words_0").fill("I tell it on the same day if they write to me.")
    alice.press("Put it forward")
    address = alice.page.url
    three = {"responsibility": "yes", "freedom": "yes", "limited": "yes"}
    think(bob, address, **{**three, "freedom": "unsure"})
    sign(bob)
    bob.sees("Openness for a time needs three times yes.")
    think(alice, address, **three)
    bob.open("/together/")
    bob.follow("I do not want to work together at the moment")
    bob.press("Pause work together")
    sign(alice)
    alice.sees(CLOSED)
    alice.open(address)
    alice.sees(CLOSED)
    alice.sees_not("I tell it on the same day")
    alice.follow("I want this to end")
    alice.press("Let it end")
    alice.sees("It is no longer in force.")
    for visitor, refused in ((alice, 2), (bob, 1)):
        assert ["409" in told for told in visitor.complaints] == [True] * refused
        visitor.complaints.clear()
