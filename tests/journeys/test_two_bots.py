"""Two bots at two devices: exercises of every kind played to their end, and a turn that a lost connection cannot stop."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.journeys.test_look import way_in
from tests.journeys.visitor import LAPTOP, PHONE, TOKEN
from troth.library import load_library

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

ONE_OF_EACH_KIND = {
    "time-out": "writing, sealed texts, talking in turns",
    "care-for-myself": "choosing, a list, breathing, alone",
    "flashback-plan": "two parts, one waits for the other",
    "comfort-after-hurt": "what both marked",
    "timeline-of-us": "a timeline in rows",
    "decide-where-i-stand": "imagery, line by line",
}
END = "You have gone through all of it."
MOST_ACTS = 40
A_SECOND_OR_TWO = 2
LONGER_MS = 30_000


@dataclass
class Bot:
    """Somebody who answers whatever they are asked; `secrets` are the words that nobody else may read."""

    visitor: Visitor
    secrets: list[str] = field(default_factory=list)

    def acts(self, address: str, other: Bot) -> bool:
        """Do what the page asks for; tell whether the end is reached."""
        page = self.visitor.page
        page.goto(address)
        self.visitor.look()
        assert [secret for secret in other.secrets if secret in page.content()] == []
        if END in page.locator("main").inner_text():
            return True
        begin = page.get_by_role("button", name="Begin", exact=True)
        step = page.locator('form[action$="/next/"]')
        if begin.count():
            begin.click()
        elif step.count():
            self.answers(step)
            with page.expect_navigation():
                step.locator("button.main").click()
        return False

    def answers(self, form: Locator) -> None:
        number = len(self.secrets)
        for area in form.locator("textarea").all():
            words = f"{self.visitor.name} wrote this as number {number}."
            area.fill(words)
            if form.locator(".audience.me").count():
                self.secrets.append(words)
        names = form.locator("input[type=radio], input[type=checkbox]").evaluate_all(
            "all => [...new Set(all.map(one => one.name))]"
        )
        for name in names:
            form.locator(f'input[name="{name}"]').locator("visible=true").first.check()
        for cell in form.locator(".cells").first.locator("input[type=text]").all():
            cell.fill("2019")


def give(dana: Visitor, couple: str, slug: str) -> str:
    """Give an exercise as fast as requests go; return the address at which the two do it."""
    exercise, address = load_library().exercise(slug), f"{couple}exercises/give/{slug}/"
    token = TOKEN.search(dana.context.request.get(address).text())[1]
    sent = {
        "csrfmiddlewaretoken": token,
        "thought_of": exercise.asked,
        "part_a": "a",
        "despite": "For the bots.",
    }
    answer = dana.context.request.post(
        address,
        data=urlencode(sent, doseq=True),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": dana.page.url},
    )
    assert answer.ok, f"{slug}: {answer.status}"
    runs = re.findall(rf'exercises/([-0-9a-f]{{36}})/">{re.escape(exercise.title)}<', answer.text())
    return f"/exercise/{runs[0]}/"


def arrive(demonstration: Site, come: Come) -> tuple[str, Visitor, Bot, Bot]:
    dana = come(demonstration, "Dana", **LAPTOP)
    alice, bob = come(demonstration, "Alice", **PHONE), come(demonstration, "Bob", **PHONE)
    for visitor in (dana, alice, bob):
        visitor.page.goto(way_in(demonstration, visitor.name))
    dana.follow("Alice & Bob")
    return dana.page.url, dana, Bot(alice), Bot(bob)


@pytest.mark.journey
def test_two_bots_come_to_the_end_of_one_exercise_of_each_kind(demonstration: Site, come: Come):
    couple, dana, alice, bob = arrive(demonstration, come)
    for slug in ONE_OF_EACH_KIND:
        address = give(dana, couple, slug)
        for _ in range(MOST_ACTS):
            done = [alice.acts(address, bob), bob.acts(address, alice)]
            if all(done):
                break
        assert (slug, done) == (slug, [True, True])


def seconds_left(visitor: Visitor) -> int:
    timer = visitor.page.locator("[data-timer][data-started-at]")
    expect(timer).to_be_visible()
    minutes, seconds = timer.locator("[data-clock]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


@pytest.mark.journey
def test_a_turn_goes_on_at_both_devices_through_a_lost_connection_and_a_wrong_clock(
    demonstration: Site, come: Come
):
    couple, dana, alice, bob = arrive(demonstration, come)
    bob.visitor.context.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(hours=3))
    address = give(dana, couple, "listen-and-validate")
    start = re.compile("speaks: start the time")
    for _ in range(MOST_ACTS):
        if alice.visitor.page.get_by_role("button", name=start).count():
            break
        alice.acts(address, bob)
        bob.acts(address, alice)
        alice.visitor.page.goto(address)
    bob.visitor.page.goto(address)
    alice.visitor.page.get_by_role("button", name=start).first.click()
    assert abs(seconds_left(alice.visitor) - seconds_left(bob.visitor)) <= A_SECOND_OR_TWO
    bob.visitor.context.set_offline(True)
    alice.visitor.page.reload()
    bob.visitor.context.set_offline(False)
    bob.visitor.page.reload()
    assert abs(seconds_left(alice.visitor) - seconds_left(bob.visitor)) <= A_SECOND_OR_TWO
    bob.visitor.complaints.clear()


def come_to(step: str, address: str, alice: Bot, bob: Bot) -> None:
    """Let both go on until they are at a step that they share."""
    there = f'[data-shared-step="{step}"]'
    for bot, other in [(alice, bob), (bob, alice)] * MOST_ACTS:
        for one in (alice, bob):
            one.visitor.page.goto(address)
        if all(one.visitor.page.locator(there).count() for one in (alice, bob)):
            return
        bot.acts(address, other)
    raise AssertionError(step)


def line(bot: Bot) -> Locator:
    return bot.visitor.page.get_by_role("status").and_(bot.visitor.page.locator("[data-here]"))


def words_of_the_other(bot: Bot) -> list[str]:
    """Return the live messages that said that the other is here."""
    return [frame for frame in bot.visitor.pings if "partner" in frame]


@pytest.mark.journey
def test_both_devices_say_that_the_other_is_here_in_a_shared_step_until_one_switches_it_off(
    demonstration: Site, come: Come
):
    couple, dana, alice, bob = arrive(demonstration, come)
    address = give(dana, couple, "appreciation")
    come_to("open", address, alice, bob)
    for bot in (alice, bob):
        expect(line(bot)).to_have_text("Your partner is here too, reading.")
        assert [frame for frame in words_of_the_other(bot) if '"at": "open"' not in frame] == []
    come_to("takeaway", address, alice, bob)
    alice.visitor.page.locator("textarea").press_sequentially("We thank each other")
    expect(line(bob)).to_have_text("Your partner is writing.")
    bob.visitor.context.set_offline(True)
    expect(line(bob)).to_have_text("")
    bob.visitor.context.set_offline(False)
    expect(line(bob)).not_to_have_text("")
    bob.visitor.page.goto("/account/presence/")
    bob.visitor.press("Switch it off")
    bob.visitor.page.goto(address)
    expect(line(alice)).to_have_text("", timeout=LONGER_MS)
    heard = len(words_of_the_other(alice))
    bob.visitor.page.locator("textarea").press_sequentially("I will keep this")
    expect(bob.visitor.page.locator("[data-saved-for]")).to_have_text("Saved")
    assert len(words_of_the_other(alice)) == heard
    assert line(bob).inner_text() == ""
    bob.visitor.complaints.clear()
