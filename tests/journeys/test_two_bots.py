"""Two bots at two devices: steps of every kind played to their end, and a turn that a lost connection cannot stop.

Neither ever loads the page again by themselves: what the other did has to come to their screen.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.journeys.running import Site, copied, running, surroundings
from tests.journeys.test_look import way_in
from tests.journeys.visitor import LAPTOP, PHONE, TOKEN
from troth.library import load_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, WebSocketRoute

    from tests.journeys.conftest import Come
    from tests.journeys.visitor import Visitor
    from troth.library import Exercise

PLAYED = {
    "comfort-after-hurt": "two parts, breathing, what both marked",
    "timeline-of-us": "a timeline in rows",
    "safe-place": "imagery, choosing, alone",
    "questions-with-limits": "one waits for the list of the other",
    "injury-repair": "the therapist opens it, talking",
    "being-you-for-a-day": "cards, a pause together, a plan, and a look back after a week",
}
SHORT = ("comfort-after-hurt", "being-you-for-a-day")
END = "You have gone through all of it."
SESSION = "Your therapist opens this with you."
RESTS = "Nothing to do until then."
WAITS = "This opens when both of you have come this far."
WHERE = re.compile(r"Step \d+ of \d+")
A_WEEK = dt.timedelta(days=7)
MOST_ACTS = 40
A_SECOND_OR_TWO = 2


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, built: Path | None) -> Iterator[Site]:
    """The site with the made-up practice, whose clock can go on."""
    home = copied(built, tmp_path_factory.mktemp("demonstration") / "home")
    with surroundings(home) as environment, running("demo", environment, home, moved=0.0) as started:
        yield started


@dataclass
class Bot:
    """Somebody who answers whatever they are asked; `secrets` are the words that nobody else may read."""

    visitor: Visitor
    secrets: list[str] = field(default_factory=list)

    def comes(self, address: str) -> None:
        self.visitor.page.goto(address)
        self.visitor.look()

    def acts(self, other: Bot) -> str:
        """Do what the page asks for; return what the page says where there is nothing to do."""
        self.is_up_to_date()
        page = self.visitor.page
        self.visitor.look()
        assert [secret for secret in other.secrets if secret in page.content()] == []
        said = says(page.locator("main").inner_text())
        begin = page.get_by_role("button", name="Begin", exact=True)
        step = page.locator('form[action$="/next/"]')
        if not begin.count() and not said:
            self.answers(step)
        if not said:
            self.visitor.go(begin.or_(step.locator("button.main")))
        return said

    def is_up_to_date(self) -> None:
        """The page at hand comes to where a page that is opened now would be, without being loaded again."""
        now = unescape(self.visitor.context.request.get(self.visitor.page.url).text())
        body = self.visitor.page.locator("#exercise")
        for words in filter(None, [says(now), *WHERE.findall(now)]):
            expect(body).to_contain_text(words)
        if not says(now):
            for words in (WAITS, SESSION, RESTS):
                expect(body).not_to_contain_text(words)

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
        first = form.locator(".cells").first
        for cell in first.locator("input[type=text]").all():
            cell.fill("2019")
        for chosen in first.or_(form.locator(".cells:has(.cells-about)")).locator("select").all():
            chosen.select_option(index=1)


def says(text: str) -> str:
    """Return what a page says that asks for nothing, or nothing."""
    return next((words for words in (END, SESSION, RESTS, WAITS) if words in text), "")


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


def kinds_of(exercise: Exercise) -> set[str]:
    """Return the kinds of its steps, and what can happen around them that a page shows."""
    steps = [*exercise.steps, *(step for seen in exercise.views or () for step in seen)]
    found: set[str] = {step.kind for step in steps}
    found |= {f"waits for the {step.who}" for step in steps if step.who in {"therapist", "other"}}
    found |= {"what both marked" for step in steps if step.matches}
    return found | {"rests" for step in steps if step.after_days}


def test_the_exercises_that_the_bots_play_have_steps_of_every_kind():
    library = load_library()
    played = [kinds_of(library.exercise(slug)) for slug in PLAYED]
    assert set().union(*played) == set().union(*map(kinds_of, library.exercises.values()))


@pytest.mark.journey
def test_two_bots_come_to_the_end_without_loading_a_page_again(demonstration: Site, come: Come):
    assert play(demonstration, come, SHORT) == {slug: {END} for slug in SHORT}


@pytest.mark.journey
@pytest.mark.long
def test_two_bots_come_to_the_end_of_steps_of_every_kind_without_loading_a_page_again(
    demonstration: Site, come: Come
):
    others = [slug for slug in PLAYED if slug not in SHORT]
    assert play(demonstration, come, others) == {slug: {END} for slug in others}


def play(demonstration: Site, come: Come, slugs: Iterable[str]) -> dict[str, set[str]]:
    """Let the two do these exercises; return what their pages said when neither could go on."""
    ends = {}
    couple, dana, alice, bob = arrive(demonstration, come)
    for slug in slugs:
        address = give(dana, couple, slug)
        alice.comes(address)
        bob.comes(address)
        for _ in range(MOST_ACTS):
            said = {alice.acts(bob), bob.acts(alice)}
            if said == {END}:
                break
            if said == {SESSION}:
                dana.page.goto(f"{couple}exercises/{address.split('/')[2]}/")
                dana.press("Open it for both")
            if said == {RESTS}:
                demonstration.go_on(A_WEEK)
                for bot in (alice, bob):
                    bot.visitor.page.goto(way_in(demonstration, bot.visitor.name))
                    bot.comes(address)
        ends[slug] = said
    return ends


@dataclass
class Line:
    """The network of one visitor in our hands; Chromium's own way of being offline leaves live connections open."""

    visitor: Visitor
    is_cut: bool = False
    open: list[WebSocketRoute] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visitor.page.route_web_socket(re.compile("/live/"), self.connect)

    def connect(self, socket: WebSocketRoute) -> None:
        if self.is_cut:
            socket.close()
            return
        server = socket.connect_to_server()
        server.on_message(lambda frame: self.carry(socket, str(frame)))
        self.open += [socket, server]

    def carry(self, socket: WebSocketRoute, frame: str) -> None:
        self.carried.append(frame)
        socket.send(frame)

    def cut(self) -> None:
        self.is_cut = True
        self.visitor.context.set_offline(True)
        for end in self.open:
            end.close()
        self.open.clear()

    def mend(self) -> None:
        """Let it work again; it is up to the page to connect."""
        self.carried.clear()
        self.visitor.context.set_offline(False)
        self.is_cut = False


def seconds_left(visitor: Visitor, speaker: str) -> int:
    timer = visitor.page.locator("[data-timer][data-started-at]").filter(has_text=f"{speaker} speaks")
    clock = timer.locator("[data-clock]")
    expect(clock).to_have_text(re.compile(r"^\d+:\d\d$"))
    minutes, seconds = clock.inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def both_have_the_same_time_left(one: Visitor, other: Visitor, speaker: str) -> None:
    """One is read before and after the other: a machine that has much to do is slow between two readings."""
    before, there, after = (seconds_left(visitor, speaker) for visitor in (one, other, one))
    assert after - A_SECOND_OR_TWO <= there <= before + A_SECOND_OR_TWO


@pytest.mark.journey
def test_a_turn_begun_while_one_is_offline_comes_to_them_with_the_right_time_and_a_live_connection(
    demonstration: Site, come: Come
):
    couple, dana, alice, bob = arrive(demonstration, come)
    network = Line(bob.visitor)
    bob.visitor.context.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(hours=3))
    address = give(dana, couple, "listen-and-validate")
    come_to("hear-the-feeling", address, alice, bob)
    here, there = alice.visitor.page, bob.visitor.page
    here.get_by_role("button", name="Alice speaks: start the time").click()
    both_have_the_same_time_left(alice.visitor, bob.visitor, "Alice")

    network.cut()
    here.get_by_role("button", name="Bob speaks: start the time").click()
    seconds_left(alice.visitor, "Bob")
    expect(line(bob)).to_have_text("")
    expect(there.get_by_role("button", name="Bob speaks: start the time")).to_be_visible()
    network.mend()
    for speaker in ("Alice", "Bob"):
        both_have_the_same_time_left(alice.visitor, bob.visitor, speaker)

    expect(line(bob)).not_to_have_text("")
    network.carried.clear()
    alice.acts(bob)
    bob.is_up_to_date()
    assert [frame for frame in network.carried if "changed" in frame] != []
    bob.visitor.complaints.clear()


def come_to(step: str, address: str, alice: Bot, bob: Bot) -> None:
    """Let both go on until they are at a step that they share."""
    there = f'[data-shared-step="{step}"]'
    for bot, other in [(alice, bob), (bob, alice)] * MOST_ACTS:
        for one in (alice, bob):
            one.visitor.page.goto(address)
        if all(one.visitor.page.locator(there).count() for one in (alice, bob)):
            return
        bot.acts(other)
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
    expect(line(alice)).to_have_text("")
    heard = len(words_of_the_other(alice))
    bob.visitor.page.locator("textarea").press_sequentially("I will keep this")
    expect(bob.visitor.page.locator("[data-saved-for]")).to_have_text("Saved")
    assert len(words_of_the_other(alice)) == heard
    assert line(bob).inner_text() == ""
    bob.visitor.complaints.clear()
