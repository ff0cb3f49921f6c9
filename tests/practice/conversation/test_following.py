"""What follows what, against tables worked by hand."""

from __future__ import annotations

from math import log, sqrt

import pytest

from tests.practice.conversation.talking import ACTS, chase, coded, talk
from troth.practice.conversation.following import (
    DEMAND,
    FEWEST_TURNS,
    WITHDRAW,
    directions,
    transitions,
)

PRESSED = "A:D B:W " * 12 + "A:D B:O " * 8 + "A:O B:W " * 5 + "A:O B:O " * 15
"""Alice’s 20 demands: 12 withdrawals follow; her 20 other turns: 5."""


def cell(found, first, then):
    return next(one for one in found.judged if (one.first, one.then) == (first, then))


def test_a_transition_is_set_against_its_own_kind_of_turns() -> None:
    found = cell(transitions([coded(PRESSED)]), ("a", "D"), ("b", "W"))
    expected = 20 * 17 / 40
    z = (12 - expected) / sqrt(expected * (1 - 20 / 40) * (1 - 17 / 40))
    assert (found.seen, found.expected) == (12, expected)
    assert found.z == pytest.approx(z)


def test_turn_taking_alone_is_no_pattern() -> None:
    found = transitions([coded("A:x B:x A:x B:y A:y B:x A:y B:y " * 20)])
    assert {(one.first[0], one.then[0]) for one in found.judged} == {("a", "b"), ("b", "a")}
    assert [one.z for one in found.judged if one.first[0] == "a"] == pytest.approx([0.0] * 4)


def test_of_many_looks_each_needs_a_wider_margin() -> None:
    found = transitions([talk(chase(200))])
    assert len(found.judged) > 1
    assert found.bound > 1.96
    far = [abs(one.z) for one in found.judged]
    assert [abs(one.z) for one in found.outstanding] == sorted(
        (z for z in far if z >= found.bound), reverse=True
    )
    assert found.outstanding


def test_what_chance_would_hardly_make_is_not_judged() -> None:
    found = transitions([coded("A:D B:W A:O B:O " * 3)])
    assert (found.judged, found.counted, found.outstanding) == ((), 11, [])
    assert [one.z for one in found.seldom] == [None] * 8


def test_nothing_follows_over_a_third_persons_turn_or_the_end_of_a_conversation() -> None:
    whole = transitions([coded("A:D B:W A:D B:W")]).counted
    broken = transitions([coded("A:D B:W T:q A:D B:W")]).counted
    apart = transitions([coded("A:D B:W"), coded("A:D B:W")]).counted
    assert (whole, broken, apart) == (3, 2, 2)


def test_one_code_has_nothing_to_be_set_against() -> None:
    assert transitions([coded("A:x B:x A:x")]).judged == ()


def test_log_odds_of_demand_and_withdrawal_are_those_of_the_two_by_two_table() -> None:
    found = directions([coded(PRESSED, **ACTS)])[0]
    middle = log(12.5 * 15.5 / (8.5 * 5.5))
    half = 1.959964 * sqrt(1 / 12.5 + 1 / 8.5 + 1 / 5.5 + 1 / 15.5)
    assert (found.first, found.then) == (("a", DEMAND), ("b", WITHDRAW))
    assert (found.seen, found.after, found.seen_else, found.after_else) == (12, 20, 5, 20)
    assert found.span == pytest.approx((middle, middle - half, middle + half), rel=1e-5)


def test_each_way_is_told_from_both_ends() -> None:
    found = directions([coded(PRESSED, **ACTS)])
    assert [(one.first, one.then) for one in found] == [
        (("a", DEMAND), ("b", WITHDRAW)),
        (("b", WITHDRAW), ("a", DEMAND)),
        (("b", DEMAND), ("a", WITHDRAW)),
        (("a", WITHDRAW), ("b", DEMAND)),
    ]
    assert [one.span is None for one in found] == [False, False, True, True]


def test_the_names_of_the_two_can_be_changed_about() -> None:
    here = directions([coded(PRESSED, **ACTS)])
    there = directions([coded(PRESSED, a="B", b="A", **ACTS)])
    assert (here[0].span, here[1].span) == (there[2].span, there[3].span)


def test_below_so_many_turns_it_is_too_few_to_say() -> None:
    few = coded("A:D B:W " * 8 + "A:O B:O " * (FEWEST_TURNS - 9), **ACTS)
    enough = coded("A:D B:W " * 8 + "A:O B:O " * (FEWEST_TURNS - 8), **ACTS)
    assert directions([few])[0].span is None
    assert directions([enough])[0].span is not None


def test_several_conversations_give_a_middle_between_them() -> None:
    one, other = (talk(chase(60, seed), **ACTS) for seed in (1, 2))
    alone = [directions([each])[0].span for each in (one, other)]
    both = directions([one, other])[0]
    assert both.talks == 2
    assert min(span[0] for span in alone) <= both.span[0] <= max(span[0] for span in alone)
    assert both.after == sum(directions([each])[0].after for each in (one, other))


def test_each_conversation_may_have_its_own_list_of_codes() -> None:
    one = coded(PRESSED, **ACTS)
    other = coded(PRESSED.replace("D", "press").replace("W", "leave"), demand=["press"], withdraw=["leave"])
    assert directions([one, other])[0].seen == 24


def test_without_such_codes_there_is_no_direction() -> None:
    assert directions([coded(PRESSED)]) == []
