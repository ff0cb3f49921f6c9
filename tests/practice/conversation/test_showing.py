"""The words on the page: numbers of observations with every claim, both ends, nobody to blame."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.practice.conversation.talking import ACTS, NAMES, chase, coded, talk
from tests.practice.conversation.talking import sway as swaying_rows
from troth.practice.conversation.showing import shown

PRESSED = "A:D B:W " * 12 + "A:D B:O " * 8 + "A:O B:W " * 5 + "A:O B:O " * 15


def told_of(talks):
    return shown(talks, [], NAMES)["following"]


def test_every_way_says_how_many_times_of_how_many() -> None:
    told = told_of([coded(PRESSED, **ACTS)])
    assert told["direction_words"][0] == (
        "After Alice demanded, Bob withdrew next 12 of 20 times; after anything else of Alice’s, 5 of 20 times: "
        "odds 4.1 times higher (1.1 to 15.3)."
    )
    assert told["directions"][0][:3] == ["Alice demands → Bob withdraws", "12 of 20", "5 of 20"]
    assert told["direction_words"][2] == "Bob never demanded right before a turn of Alice’s: too few to say."


def test_a_way_that_may_be_chance_says_so() -> None:
    even = "A:D B:W A:D B:O A:O B:W A:O B:O " * 10
    assert told_of([coded(even, **ACTS)])["direction_words"][0].endswith("this may also be chance.")


def test_who_demands_and_who_withdraws_changes_places_with_the_roles() -> None:
    """One way only: she presses and he goes quiet. With the roles changed about, the same is said of the other."""
    here, there = (told_of([coded(PRESSED, a=a, b=b, **ACTS)]) for a, b in ("AB", "BA"))
    assert said(here) == {
        ("Alice demands", "Bob withdraws"): ("12 of 20", "5 of 20", True),
        ("Bob withdraws", "Alice demands"): ("12 of 17", "7 of 22", True),
        ("Bob demands", "Alice withdraws"): ("0 of 0", "0 of 39", False),
        ("Alice withdraws", "Bob demands"): ("0 of 0", "0 of 40", False),
    }
    assert said(there) == {
        (swapped(first), swapped(then)): found for (first, then), found in said(here).items()
    }
    assert sorted(there["direction_words"]) == sorted(map(swapped, here["direction_words"]))


def test_each_way_is_said_from_both_ends() -> None:
    words = told_of([coded(PRESSED, **ACTS)])["direction_words"]
    assert words[0].startswith("After Alice demanded, Bob withdrew next 12 of 20 times")
    assert words[1].startswith("After Bob withdrew, Alice demanded next 12 of 17 times")


def said(told):
    """Return each way with its counts, and whether a chart shows it."""
    drawn = {row.get("what", "").replace("\n", "") for row in told["direction_spec"]["data"]["values"]}
    return {
        tuple(row[0].split(" → ")): (row[1], row[2], row[0].replace("→ ", "→") in drawn)
        for row in told["directions"]
    }


def swapped(words: str) -> str:
    return words.replace("Alice", "…").replace("Bob", "Alice").replace("…", "Bob")


def test_a_transition_that_stands_out_is_said_with_its_count() -> None:
    told = told_of([talk(chase(120))])
    assert told["standing_words"][0].startswith("After “")
    assert "of Alice, “W” of Bob came" in " ".join(told["standing_words"])
    assert (
        len(told["transitions"]) == told["judged"] + told["unjudged"] == len(told["heat"]["data"]["values"])
    )


@pytest.mark.parametrize("rows", [chase(60), [*chase(60), ("B", "W")]])
def test_no_cell_of_the_heat_charts_is_empty(rows) -> None:
    cells = told_of([talk(rows)])["heat"]["data"]["values"]
    for order in {cell["order"] for cell in cells}:
        own = [(cell["first"], cell["next"]) for cell in cells if cell["order"] == order]
        assert sorted(own) == sorted(product({first for first, _ in own}, {then for _, then in own}))


def test_charts_are_plain_values() -> None:
    told = shown([talk(chase(60), **ACTS)], [talk(swaying_rows(60))], NAMES)
    text = json.dumps(
        [told["following"]["heat"], told["following"]["direction_spec"], told["swaying"][0]["spec"]]
    )
    assert "NaN" not in text


def test_without_conversations_nothing_is_shown() -> None:
    assert shown([], [], NAMES) == {"following": None, "swaying": []}
