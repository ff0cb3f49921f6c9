"""Which articles fit, and what a search finds; on the two made-up articles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.library.shelf import copy_with_only_these
from troth.library import load_library
from troth.practice.home.finding import fitting, search


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    root = tmp_path_factory.mktemp("finding") / "content"
    copy_with_only_these(root)
    articles = load_library(root).articles
    return articles["pebbles"], articles["lanterns"]


@pytest.mark.parametrize(
    ("causes", "phases", "expected"),
    [
        ([], [], []),
        (["betrayal"], [], ["pebbles"]),
        ([], ["understand"], []),  # the phase alone would name a cause that nobody spoke of
        ([], ["repair"], ["lanterns"]),
        (["betrayal"], ["repair"], ["pebbles", "lanterns"]),
        (["conflict"], ["stability"], []),
    ],
)
def test_what_fits_is_for_a_cause_or_for_everybody_in_a_phase(both, causes, phases, expected):
    assert [one.id for one in fitting(both, causes, phases)] == expected


def test_what_meets_cause_and_phase_comes_before_what_meets_the_cause(both):
    pebbles = both[0]
    later = replace(pebbles, id="later", phases=("keep",))
    assert [one.id for one in fitting([later, pebbles], ["betrayal"], ["understand"])] == ["pebbles", "later"]


@pytest.mark.parametrize(
    ("looked_for", "expected"),
    [
        ("pebbles", ["pebbles"]),  # title
        ("kept promises", ["pebbles"]),  # summary
        ("dark", ["lanterns"]),
        ("talking", ["lanterns"]),  # the name of a topic
        ("walk home", ["lanterns"]),  # a heading
        ("CAFE", ["pebbles"]),  # the body, without case and accents
        ("lant", ["lanterns", "pebbles"]),  # the beginning of a word; the title counts most
        ("pebbles slowly", []),  # every word must be there
        ("slowly", ["lanterns"]),
        ("article", []),  # the address of a link is no word
        ("?!", []),
        ("", []),
    ],
)
def test_a_search_finds_what_holds_every_word_the_best_first(both, looked_for, expected):
    assert [one.id for one in search(both, looked_for)] == expected
