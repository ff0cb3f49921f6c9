"""Role-play with cue cards: each sees the own ones, and none of the other."""

from __future__ import annotations

import re

import pytest

from tests.practice.paper_text import text_of
from tests.practice.programme.story import goes_on
from tests.practice.programme.test_sheets import closed_up
from tests.practice.programme.test_views import page
from troth.practice.programme import queries, sheets

ONE = ("First card of the one.", "Second card of the one.")
OTHER = ("First card of the other.",)


@pytest.fixture
def played(alice, bob, carded):
    goes_on(alice, carded, "before")
    goes_on(bob, carded, "before")
    return carded


def held(text: str) -> list[str]:
    return [card for card in (*ONE, *OTHER) if closed_up(card) in closed_up(text)]


def test_each_sees_the_own_cards_and_none_of_the_other(dana, alice, bob, played):
    preview = dana.client.get("/exercises/with-cards/a/").content.decode()
    assert held(preview) == [*ONE, *OTHER]
    assert held(page(alice, played)) == [*ONE]
    assert held(page(bob, played)) == [*OTHER]


def test_the_cards_come_one_inside_the_other_with_the_turns_between(alice, bob, played):
    for actor, shape in (
        (alice, "<details> MINE turn <details> MINE end </details></details>"),
        (bob, "turn <details> MINE turn end </details>"),
    ):
        text = page(actor, played)
        found = re.findall(
            r"</?details>|First card|Second card|your partner’s turn|the last card",
            text[text.index("Open your cards.") : text.index("We are both ready")],
        )
        names = {"your partner’s turn": "turn", "the last card": "end"}
        said = [names.get(word, "MINE" if "card" in word else word) for word in found]
        assert "".join(said) == shape.replace(" ", "")


def test_whoever_goes_on_takes_the_other_along(alice, bob, played):
    assert queries.player(alice.viewer, played).scene == "talking"
    goes_on(bob, played, "play")
    assert [queries.player(actor.viewer, played).step.id for actor in (alice, bob)] == ["close"] * 2


@pytest.mark.parametrize("kind", ["blank", "own", "shared"])
def test_a_partners_sheet_has_the_own_cards_only(alice, bob, played, kind):
    assert held(text_of(sheets.own_sheet(alice.viewer, played, kind))) == [*ONE]
    bobs = text_of(sheets.own_sheet(bob.viewer, played, kind))
    assert (held(bobs), closed_up(bobs).count(closed_up("your partner’s turn"))) == ([*OTHER], 2)


def test_a_clinicians_sheet_has_all_cards_with_their_letters(carded):
    text = closed_up(text_of(sheets.blank(carded.content, "a")))
    assert all(closed_up(card) in text for card in (f"A: {ONE[0]}", f"B: {OTHER[0]}"))


def test_where_there_are_parts_the_letter_is_the_part(alice, bob, played):
    played.part_a = "b"
    assert [mark.words for mark in played.seen_by("b").step("play").marks] == [ONE[0], "", ONE[1]]
