"""Two couples after therapy: one slips at month three, takes a refresher and recovers; one stays low and comes back."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.journeys import ways
from tests.journeys.crawl import pages, sent_to
from tests.journeys.running import Site, running, surroundings
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.journeys.conftest import Come
    from tests.journeys.visitor import Visitor

FIRST_DAY = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
COUPLES = ("Alice", "Bob"), ("Charlie", "Noor")
PULSE, LOOKING_IN = "How this week was", "Looking in"
RATED = ("knew_what_to_expect", "could_count_on", "told_openly", "faith_ahead", "safe_to_show", "overall")
LOOKED_AT = ("content", "glad", "turned_to_me", "took_it_in", "i_turned", "kept_word", "kept_habits")
REFRESHER = "A short refresher for the two of you"
KEEPING = "Keeping what you have won"
WELL = {"Alice": 7, "Bob": 7, "Charlie": 7, "Noor": 7}
LOW = {"Alice": 3, "Bob": 6, "Charlie": 2, "Noor": 7}
SLIPPED, STAYED = "Trust has slipped: think of a booster.", "The slip has stayed: think of offering a return"
WISH = "We shout again, and I am tired."


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """An empty site on the first day."""
    moved = FIRST_DAY.timestamp() - time.time()
    with surroundings(home) as environment, running("serve", environment, home, moved) as started:
        yield started


@pytest.mark.journey
def test_one_couple_slips_and_recovers_and_another_comes_back(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    ways.join(dana, ways.start_practice(site))
    ways.set_up_code_app(dana)
    theirs, others = ways.couples_at_work(site, *COUPLES, weeks_answered=True)
    alice, bob, charlie = (come(site, name, **PHONE) for name in ("Alice", "Bob", "Charlie"))
    noor = come(site, "Noor", color_scheme="dark", **PHONE)
    four = [alice, bob, charlie, noor]
    sign_in(alice, bob)
    they_end_well(dana, alice, bob, theirs)
    for couple in (theirs, others):
        moves_on(dana, couple)
    assert site.troth("work", "--once") == "Asked 0, reminded 0."

    goes_on(site, 31, dana, *four)
    answer_check_up(site, four, WELL)
    each_reads_of_a_refresher_that_they_ask_for(alice, noor)
    the_open_question_opens_when_both_have_answered(alice, bob)
    for couple in (theirs, others):
        dana_lays_out(dana, couple)

    goes_on(site, 61, *four)
    answer_check_up(site, four, LOW)
    goes_on(site, 7, dana, *four)
    the_slip_is_told_to_dana_alone(site, dana, four, (theirs, others))
    alice_takes_the_refresher(alice, bob)

    goes_on(site, 7, dana, *four)
    answer_pulses(site, four, WELL | {"Charlie": 2})
    dana.open(f"{theirs}growth/")
    dana.sees_not(SLIPPED)
    goes_on(site, 28, dana, charlie, noor)
    the_slip_that_stayed_is_met_with_an_offer(site, dana, charlie, noor, others)
    noor_asks_and_dana_begins_again(dana, charlie, noor, others)

    goes_on(site, 50, dana, alice, bob)
    assert site.troth("work", "--once") == "Asked 1, reminded 0."
    the_first_couple_is_well(site, dana, alice, bob, theirs)


def sign_in(*who: Visitor) -> None:
    for visitor in who:
        ways.sign_in(visitor)


def goes_on(site: Site, days: int, *who: Visitor) -> None:
    """Days go by; whoever goes on signs in anew."""
    site.go_on(dt.timedelta(days=days))
    sign_in(*who)


def they_end_well(dana: Visitor, alice: Visitor, bob: Visitor, couple: str) -> None:
    dana.open(f"{couple}growth/")
    dana.press("Ask both")
    for partner in (alice, bob):
        partner.open("/growth/")
        partner.fill("What helped us", f"{partner.name}: the pauses")
        partner.fill("Early signs that things slip", f"{partner.name}: silence at supper")
        partner.press("Hand it in")
    alice.sees_not("Bob: the pauses")
    alice.open("/growth/")
    alice.sees("Bob: the pauses")
    alice.fill("What we keep up", "A walk on Sundays")
    alice.press("Keep this version")
    for partner in (alice, bob):
        partner.open("/growth/")
        partner.page.get_by_label("I have read this plan and I agree to it.").check()
        partner.fill("Your name, as a signature", partner.name)
        partner.press("Sign the plan")
        ways.confirm_if_asked(partner)
    bob.sees("Signed by both of you, 2 March 2026")
    bob.sees("A walk on Sundays")


def moves_on(dana: Visitor, couple: str) -> None:
    dana.open(couple)
    dana.page.get_by_label("Move to").select_option("maintaining")
    dana.press("Move")


def answer(partner: Visitor, title: str, **given: int) -> None:
    """Answer through the same pages, without looking at them."""
    today = partner.context.request.get("/today/").text()
    partner.send(re.search(rf"{title}.*?(/answer/[-0-9a-f]+/)", today, re.DOTALL)[1], **given, _send="1")


def answer_pulse(partner: Visitor, trust: int) -> None:
    answer(partner, PULSE, **dict.fromkeys(RATED, trust), wondered_what_is_hidden=10 - trust)


def answer_check_up(site: Site, four: list[Visitor], trust: dict[str, int]) -> None:
    assert site.troth("work", "--once") == "Asked 2, reminded 0."
    for partner in four:
        answer_pulse(partner, trust[partner.name])
        answer(partner, LOOKING_IN, **dict.fromkeys(LOOKED_AT, trust[partner.name]))
    site.troth("work", "--once")


def answer_pulses(site: Site, four: list[Visitor], trust: dict[str, int]) -> None:
    """The worker asks again, judges what was answered, and then looks what stands out."""
    assert site.troth("work", "--once") == "Asked 2, reminded 0."
    for partner in four:
        answer_pulse(partner, trust[partner.name])
    site.troth("work", "--once")
    site.troth("work", "--once")


def each_reads_of_a_refresher_that_they_ask_for(*partners: Visitor) -> None:
    for partner in partners:
        partner.open("/growth/")
        partner.sees(REFRESHER)
        partner.sees("for every couple")
        partner.sees("Tell Dana if you would like it.")
        heading = partner.page.get_by_role("heading", name=REFRESHER)
        heading.evaluate("part => part.scrollIntoView()")
        partner.picture(f"growth-{partner.name}-phone")


def the_open_question_opens_when_both_have_answered(alice: Visitor, bob: Visitor) -> None:
    for partner in (alice, bob):
        partner.open("/growth/")
        partner.sees_not("We laugh more, says Alice")
        partner.fill("What has changed since the last time", f"We laugh more, says {partner.name}")
        partner.press("Hand it in")
    bob.sees("We laugh more, says Alice")


def dana_lays_out(dana: Visitor, couple: str) -> None:
    dana.open(f"{couple}growth/")
    dana.follow("Think it over and lay it out")
    dana.tick_all("thought_of")
    dana.picture("therapist-lay-out-laptop")
    dana.press("Lay it out")
    dana.sees("Laid out on")


def the_slip_is_told_to_dana_alone(
    site: Site, dana: Visitor, four: list[Visitor], couples: tuple[str, ...]
) -> None:
    assert site.troth("work", "--once") == "Asked 2, reminded 0."
    for partner in four:
        answer_pulse(partner, LOW[partner.name])
    reached = {partner: pages(partner, "/today/") for partner in four[1:3]}
    before = {partner: sent_to(partner, paths) for partner, paths in reached.items()}
    site.troth("work", "--once")
    site.troth("work", "--once")
    for couple in couples:
        dana.open(f"{couple}growth/")
        dana.sees(SLIPPED)
    dana.picture("therapist-growth-slipped-laptop")
    for partner, paths in reached.items():
        assert "/growth/" in paths
        assert sent_to(partner, paths) == before[partner]


def alice_takes_the_refresher(alice: Visitor, bob: Visitor) -> None:
    for partner in (alice, bob):
        partner.open("/today/")
        partner.sees(f"{REFRESHER}.")
    alice.follow("Begin", alice.card(KEEPING))
    alice.press("Begin")
    alice.press("Go on")
    bob.open("/growth/")
    bob.follow(f"Open “{KEEPING}”")
    bob.press("Go on")


def the_slip_that_stayed_is_met_with_an_offer(
    site: Site, dana: Visitor, charlie: Visitor, noor: Visitor, couple: str
) -> None:
    site.troth("work", "--once")
    for partner in (charlie, noor):
        partner.open("/growth/")
        partner.sees_not("You are both welcome to come back")
    dana.open(f"{couple}growth/")
    dana.sees(STAYED)
    dana.press("Offer both to come back")
    for partner in (charlie, noor):
        partner.open("/growth/")
        partner.sees("Dana offers the two of you to come back")
        partner.sees_not("slip has stayed")


def noor_asks_and_dana_begins_again(dana: Visitor, charlie: Visitor, noor: Visitor, couple: str) -> None:
    noor.fill("What would you like to come back for?", WISH)
    noor.press("Ask to come back")
    noor.sees("Only you and Dana know of it.")
    noor.picture("growth-offer-dark-phone")
    charlie.open("/growth/")
    charlie.sees_not(WISH)
    dana.open("/caseload/")
    dana.sees("One of the two asks to come back")
    dana.open(f"{couple}growth/")
    dana.sees(WISH)
    dana.press("Begin again with them")
    dana.open(couple)
    dana.sees("working")


def the_first_couple_is_well(site: Site, dana: Visitor, alice: Visitor, bob: Visitor, couple: str) -> None:
    for partner in (alice, bob):
        answer_pulse(partner, 7)
        answer(partner, LOOKING_IN, **dict.fromkeys(LOOKED_AT, 8))
    site.troth("work", "--once")
    site.troth("work", "--once")
    dana.open(f"{couple}growth/")
    for slip in (SLIPPED, STAYED):
        dana.sees_not(slip)
    dana.sees("6 months after: asked 2 September 2026")
    alice.open("/growth/")
    alice.sees(REFRESHER)
