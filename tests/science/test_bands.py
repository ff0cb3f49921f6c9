"""Sides, zones, bands and rules: worked by hand, and what must hold for every score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.bands import band, enough_answers, side, zone

NUMBERS = st.integers(-50, 50)


@pytest.mark.parametrize(("score", "expected"), [(47, "below"), (47.31, "above"), (48, "above")])
def test_a_score_lies_on_one_side_of_a_cutoff(score, expected):
    assert side(score, 47.31, value_is="above") == expected


def test_the_value_itself_lies_where_the_source_puts_it():
    assert [side(16, 16, value_is=at) for at in ("above", "below")] == ["above", "below"]


@pytest.mark.parametrize(
    ("score", "expected"), [(15, "below"), (16, "below"), (17, "between"), (18, "above"), (16.5, "between")]
)
def test_where_two_sources_disagree_no_side_is_claimed(score, expected):
    assert zone(score, 16, 17, value_is="below") == expected


@given(score=NUMBERS, low=NUMBERS, width=st.integers(0, 20), at=st.sampled_from(["above", "below"]))
def test_a_zone_is_the_side_on_which_both_cutoffs_agree(score, low, width, at):
    sides = {side(score, low, value_is=at), side(score, low + width, value_is=at)}
    expected = sides.pop() if len(sides) == 1 else "between"
    assert zone(score, low, low + width, value_is=at) == expected
    assert zone(score, low, low, value_is=at) == side(score, low, value_is=at)


def test_cutoffs_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="wrong order: 33, then 31"):
        zone(32, 33, 31, value_is="above")


@pytest.mark.parametrize(("score", "expected"), [(-1, None), (0, 0), (4, 0), (4.9, 0), (5, 1), (27, 4)])
def test_a_band_begins_at_its_value(score, expected):
    assert band(score, (0, 5, 10, 15, 20)) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"1": 2, "2": 3, "3": 0}, True),
        ({"1": 2, "2": 1, "3": 0}, False),
        ({"1": 2, "2": 2}, True),
        ({"1": 2, "2": None}, None),
        ({"1": 0, "2": 0}, False),
        ({}, None),
    ],
)
def test_missing_answers_leave_a_rule_open_only_where_they_could_decide_it(answers, expected):
    assert enough_answers(answers, ("1", "2", "3"), at_least=2, count=2) is expected
