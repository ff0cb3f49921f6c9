"""Two with one device: each signs in by turns, and at no moment does it hold what is the other's."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.practice.cast import PASSWORD
from tests.practice.giving import give
from tests.practice.programme.story import goes_on
from troth.practice.programme import actions, queries
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.programme.models import Run

HAND_OVER = "Sign out and hand it over"
CARDS = {
    "a": ("First card of the one.", "Second card of the one."),
    "b": ("First card of the other.",),
}
MOST_PAGES = 60


@dataclass
class Device:
    """One browser, and who is signed in at it."""

    run: Run
    here: Actor
    other: Actor
    client: Client = field(default_factory=Client)
    changes: int = 0
    seen: dict[str, set[str]] = field(default_factory=lambda: {"a": set(), "b": set()})

    @property
    def address(self) -> str:
        return f"/exercise/{self.run.pk}/"

    def mark(self, step: str, side: str) -> str:
        return f"MARK-{side}-{step}."

    def looks(self, response) -> str:
        """Follow an answer to its page; note which cards are on it, and which words of whom."""
        text = html.unescape(response.content.decode())
        side = self.here.viewer.side
        self.seen[side] |= {card for cards in CARDS.values() for card in cards if card in text}
        self.seen[side] |= set(re.findall(r"MARK-[ab]-[-a-z]+\.", text))
        return text

    def signs_in(self, address: str) -> str:
        login = {"login": self.here.person.email, "password": PASSWORD}
        query = re.search(r'name="next" value="([^"]*)"', self.client.get(address).content.decode())
        answer = self.client.post(address, {**login, "next": query[1]}, follow=True)
        assert answer.redirect_chain[-1][0] == self.address
        return self.looks(answer)

    def hands_over(self, text: str) -> str:
        """Press what the page offers; the other one signs in where it leads."""
        (form,) = [part for part in text.split("<form")[1:] if HAND_OVER in part]
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
        before = self.client.get(self.address)
        assert "no-store" in before.headers["Cache-Control"]
        left = self.client.post(re.search(r'action="([^"]+)"', form)[1], fields)
        assert left.status_code == 302
        login = self.client.get(left.url).content.decode()
        assert [word for word in ("MARK-", "card of", self.here.person.chosen_name) if word in login] == []
        assert self.client.get(self.address).status_code == 302
        self.here, self.other, self.changes = self.other, self.here, self.changes + 1
        return self.signs_in(left.url)

    def goes_on(self, text: str) -> str:
        """Do what the page asks for, or hand the device over where it can only wait."""
        player = queries.player(self.here.viewer, self.run)
        step = player.step
        if player.scene in {"waiting", "finished"}:
            return self.hands_over(text)
        given = {}
        if step.is_written:
            choice = {"rate": str(step.lowest), "choose": step.marks[0].key if step.marks else ""}
            given = {step.id: choice.get(step.kind) or self.mark(step.id, self.here.viewer.side)}
        sent = {"step": step.id, **given}
        return self.looks(self.client.post(f"{self.address}next/", sent, follow=True))


def played(device: Device) -> Device:
    text = device.signs_in(f"/accounts/login/?next={device.address}")
    for _ in range(MOST_PAGES):
        device.run.refresh_from_db()
        if device.run.state == RunState.DONE:
            return device
        cards = queries.player(device.here.viewer, device.run)
        if cards.scene == "talking" and cards.step.kind == "cards" and HAND_OVER in text:
            text = device.hands_over(device.hands_over(text))
        text = device.goes_on(text)
    raise AssertionError(queries.player(device.here.viewer, device.run).step)


def test_two_play_shared_answers_to_the_end_on_one_device(alice, bob, begun):
    device = played(Device(begun, alice, bob))
    assert device.changes > 0
    private = {"MARK-a-draft.", "MARK-b-draft."}
    assert {side: words & private for side, words in device.seen.items()} == {
        "a": {"MARK-a-draft."},
        "b": {"MARK-b-draft."},
    }
    both = {"MARK-a-share.", "MARK-b-share."}
    assert {side: words & both for side, words in device.seen.items()} == {"a": both, "b": both}


def test_what_is_sealed_is_not_on_the_device_until_both_have_given_theirs(alice, bob, begun):
    device = Device(begun, alice, bob)
    text = device.signs_in(f"/accounts/login/?next={device.address}")
    while HAND_OVER not in text:
        text = device.goes_on(text)
    text = device.hands_over(text)
    while queries.player(bob.viewer, begun).step.id != "share":
        text = device.goes_on(text)
    assert {word for word in device.seen["b"] if word.startswith("MARK-a")} == set()
    device.goes_on(text)
    assert "MARK-a-share." in device.seen["b"]


def test_two_play_cards_to_the_end_on_one_device_and_each_finds_only_the_own(alice, bob, carded):
    device = played(Device(carded, alice, bob))
    assert device.changes > 0
    assert device.seen == {side: set(cards) for side, cards in CARDS.items()}


@pytest.mark.parametrize("slug", ["being-you-for-a-day", "a-day-in-your-shoes"])
def test_the_words_of_a_role_play_name_the_button_that_is_there(dana, alice, bob, seen, slug):
    run = give(dana, seen, slug, despite="It is looked at alone.")
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    actions.start(actor=alice.viewer, run=run)
    run.refresh_from_db()
    device = Device(run, alice, bob)
    text = device.signs_in(f"/accounts/login/?next={device.address}")
    for _ in range(MOST_PAGES):
        player = queries.player(device.here.viewer, run)
        if player.step.kind == "cards" and player.scene == "talking":
            break
        text = device.goes_on(text)
    assert (player.step.kind, text.count(HAND_OVER)) == ("cards", 2)


def test_nothing_is_offered_where_one_can_go_on(alice, begun):
    assert HAND_OVER not in alice.client.get(f"/exercise/{begun.pk}/").content.decode()


def test_nothing_is_offered_where_both_wait_for_the_therapist(alice, bob, in_session):
    for actor in (alice, bob):
        goes_on(actor, in_session, "ready")
    here = queries.player(alice.viewer, in_session)
    assert (here.scene, here.step.who) == ("waiting", "therapist")
    assert HAND_OVER not in alice.client.get(f"/exercise/{in_session.pk}/").content.decode()
