"""Openness for a time, with the clock moved: refused behind a shut door, signed behind an open one, over by itself."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest

from tests.journeys import ways
from tests.journeys.running import Site, running, surroundings
from tests.journeys.test_agreement import CLOSED, sign, think
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.conftest import Come
    from tests.journeys.visitor import Visitor

FIRST_DAY = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
ENDS = FIRST_DAY.date() + dt.timedelta(days=60)
SLUG = "outside-contact"
TOPIC = f"/agreements/topic/{SLUG}/"
BEGIN = f"{TOPIC}begin/transparency/"
TERM = "I tell it on the same day if they write to me."
THREE = {"responsibility": "yes", "freedom": "yes", "limited": "yes"}
ALONE, TOLD, SHARED = "ALICE-FOR-HERSELF", "ALICE-FOR-DANA", "ALICE-TO-BOTH"


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """An empty site on the first day."""
    moved = FIRST_DAY.timestamp() - time.time()
    with surroundings(home) as environment, running("serve", environment, home, moved) as started:
        yield started


@pytest.mark.journey
def test_openness_waits_for_the_door_and_ends_by_itself(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    alice = come(site, "Alice", **PHONE)
    bob = come(site, "Bob", java_script_enabled=False, **PHONE)
    couple = ways.welcome(dana, alice, bob, site)
    alice_types_and_it_is_kept(alice)
    it_is_refused_behind_the_shut_door(alice)
    dana_opens_the_door(dana, alice, bob, couple)
    address = both_find_where_they_meet(alice, bob)
    both_say_three_times_yes_and_sign(alice, bob, address)
    alice_writes_beside_it(alice, address)

    time_passes(site, dt.timedelta(days=28), dana, alice, bob)
    a_review_is_due_and_bob_looks_back(alice, bob)

    time_passes(site, dt.timedelta(days=33), dana, alice, bob)
    it_has_ended_by_itself(alice, bob, address)
    it_can_be_begun_anew(alice)
    pages = [visitor.all_of(address) for visitor in (alice, bob)] + [all_that_dana_reads(dana, couple)]
    read = [[words in page for words in (ALONE, TOLD, SHARED)] for page in pages]
    assert read == [[True, True, True], [False, False, True], [False, True, True]]
    assert "Doubts before signing" not in pages[1]


def time_passes(site: Site, by: dt.timedelta, *who: Visitor) -> None:
    site.go_on(by)
    for visitor in who:
        ways.sign_in(visitor)


def alice_types_and_it_is_kept(alice: Visitor) -> None:
    alice.open(TOPIC)
    with alice.page.expect_response(lambda answer: answer.url.endswith("/save/") and answer.ok):
        alice.page.locator("#id_need").fill("To sleep without asking")
        alice.page.locator("#id_need").blur()
    alice.sees("Saved")
    alice.open(TOPIC)
    assert alice.page.locator("#id_need").input_value() == "To sleep without asking"
    alice.sees(CLOSED)


def it_is_refused_behind_the_shut_door(alice: Visitor) -> None:
    alice.open(BEGIN)
    alice.sees(CLOSED)
    assert alice.page.get_by_role("button", name="Put it forward").count() == 0
    alice.open(TOPIC)
    given = {
        "seen": 0,
        "words_0": TERM,
        "whose_0": "b",
        "about_0": "contact",
        "start_on": FIRST_DAY.date().isoformat(),
        "review_on": (FIRST_DAY.date() + dt.timedelta(days=28)).isoformat(),
        "end_on": ENDS.isoformat(),
        "never": "on",
        "csrfmiddlewaretoken": alice.page.locator('input[name="csrfmiddlewaretoken"]').first.input_value(),
    }
    refused = alice.context.request.post(BEGIN, form=given)
    assert (refused.status, CLOSED in refused.text()) == (409, True)


def dana_opens_the_door(dana: Visitor, alice: Visitor, bob: Visitor, couple: str) -> None:
    ways.ask(dana, couple, ways.CHECK)
    for partner in (alice, bob):
        ways.answer_check(partner)
    ways.open_the_door(dana, couple)


def both_find_where_they_meet(alice: Visitor, bob: Visitor) -> str:
    """Both hand in their sides; Bob, whose browser runs no scripts, ticks what he offers. Return the address."""
    for partner, ask, offer in ((alice, "Tell me the same day", ""), (bob, "No questions at night", TERM)):
        partner.open(TOPIC)
        partner.page.locator("#id_need").fill(f"{partner.name} needs rest")
        partner.page.locator("#id_ask").fill(ask)
        partner.page.locator("#id_offer").fill(offer)
        partner.choose(firm="must")
        partner.press("Hand it in")
    bob.follow("See where you could meet")
    bob.sees("What Alice asks for, and what Bob offers")
    bob.page.get_by_label(TERM).check()
    bob.choose(kind="transparency")
    bob.press("Put it into words")
    bob.sees("Made of the parts that you ticked")
    assert bob.page.locator("#id_words_0").input_value() == TERM
    bob.page.locator("#id_about_0").select_option("contact")
    bob.page.locator("#id_end_on").fill(ENDS.isoformat())
    bob.page.get_by_label("No term here does that.").check()
    bob.press("Put it forward")
    return bob.page.url


def both_say_three_times_yes_and_sign(alice: Visitor, bob: Visitor, address: str) -> None:
    think(alice, address, **{**THREE, "freedom": "unsure"})
    sign(alice)
    alice.sees("Openness for a time needs three times yes.")
    assert ["409" in told for told in alice.complaints] == [True]
    alice.complaints.clear()
    for partner in (alice, bob):
        partner.open(address)
        partner.sees_not("Signed by")
        again = "answer anew" if partner is alice else "Think it over"
        partner.follow(again)
        partner.choose(freely="yes", visible="yes", doable="yes", fair="yes", room="yes", **THREE)
        partner.press("Keep it")
        sign(partner)
    bob.sees("What holds")
    bob.sees("It ends by itself after 1 May 2026.")


def alice_writes_beside_it(alice: Visitor, address: str) -> None:
    alice.open(address)
    for audience, words in (("me", ALONE), ("therapist", TOLD), ("couple", SHARED)):
        alice.page.get_by_text("Write a comment").click()
        alice.fill("Your comment", words)
        alice.choose(audience=audience)
        alice.press("Keep the comment")
        alice.sees(words)


def a_review_is_due_and_bob_looks_back(alice: Visitor, bob: Visitor) -> None:
    for partner in (alice, bob):
        partner.open("/today/")
        partner.sees("Time to look at an agreement again")
    bob.follow("Look back")
    for name in {box.get_attribute("name") for box in bob.page.locator('input[name^="kept_"]').all()}:
        bob.choose(**{name: "kept"})
    bob.choose(ahead="renew")
    bob.press("Hand it in")
    bob.open("/today/")
    bob.sees_not("Time to look at an agreement again")


def it_has_ended_by_itself(alice: Visitor, bob: Visitor, address: str) -> None:
    for partner in (alice, bob):
        partner.open("/today/")
        partner.sees_not("Time to look at an agreement again")
        partner.open(address)
        partner.sees("It has come to its end")
        partner.sees("as the two of you had planned")
        partner.sees("What was agreed")
        partner.sees_not("I want this to end")
    late = alice.page.goto(f"{address}review/")
    assert late.status == 409
    alice.sees("This agreement ended on 1 May 2026, as you had agreed.")
    assert ["409" in told for told in alice.complaints] == [True]
    alice.complaints.clear()


def it_can_be_begun_anew(alice: Visitor) -> None:
    alice.open(TOPIC)
    alice.sees("Earlier agreements")
    alice.sees("See where you could meet")


def all_that_dana_reads(dana: Visitor, couple: str) -> str:
    dana.open(f"{couple}agreements/")
    dana.follow("Somebody outside the two of us")
    dana.sees("no longer in force")
    return dana.page.content()
