"""Scoring: worked by hand, and by laws that hold for every scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science import scoring
from troth.science.scoring import (
    ItemDefinition,
    ScaleDefinition,
    ScaleScore,
    ScoringWarning,
    keyed_answers,
    score,
    score_many,
)

CALM = ItemDefinition("calm", 1, 5)
NEAR = ItemDefinition("near", 1, 5)
DOUBT = ItemDefinition("doubt", 1, 5, reverse=True)
ITEMS = (CALM, NEAR, DOUBT)


@st.composite
def scales_with_answers(draw):
    low = draw(st.integers(-3, 3))
    high = low + draw(st.integers(1, 10))
    flags = draw(st.lists(st.booleans(), min_size=1, max_size=8))
    items = tuple(ItemDefinition(f"i{n}", low, high, flag) for n, flag in enumerate(flags))
    minimum = draw(st.integers(1, len(items)))
    method = draw(st.sampled_from(["mean", "sum"]))
    answers = {item.id: draw(st.none() | st.integers(low, high)) for item in items}
    return ScaleDefinition("scale", method, items, minimum), answers


def test_a_complete_sum_reverses_what_is_reversed():
    scale = ScaleDefinition("trust", "sum", ITEMS, 3)
    assert score(scale, {"calm": 4, "near": 2, "doubt": 1}) == ScaleScore("trust", 11.0, (3, 15), 3, 3)


def test_a_complete_mean_stays_in_the_range_of_its_items():
    scale = ScaleDefinition("trust", "mean", ITEMS, 3)
    assert score(scale, {"calm": 5, "near": 5, "doubt": 1}) == ScaleScore("trust", 5.0, (1, 5), 3, 3)


def test_a_gap_is_filled_with_the_mean_of_what_was_answered_and_said_so():
    scale = ScaleDefinition("trust", "sum", ITEMS, 2)
    prorated = (ScoringWarning.PRORATED,)
    assert score(scale, {"calm": 4, "doubt": 3}) == ScaleScore("trust", 10.5, (3, 15), 2, 3, prorated)


def test_items_of_unequal_range_are_filled_at_the_same_fraction():
    scale = ScaleDefinition("s", "sum", (ItemDefinition("a", 0, 10), ItemDefinition("b", 0, 4)), 1)
    assert score(scale, {"a": 5}).value == 7.0


def test_too_few_answers_give_no_score_but_a_reason():
    scale = ScaleDefinition("trust", "sum", ITEMS, 3)
    few = (ScoringWarning.TOO_FEW_ANSWERED,)
    assert score(scale, {"calm": 4, "near": None}) == ScaleScore("trust", None, (3, 15), 1, 3, few)


def test_answers_to_other_scales_are_left_alone():
    scale = ScaleDefinition("trust", "mean", (CALM,), 1)
    assert score(scale, {"calm": 3, "elsewhere": 99}).value == 3.0


@pytest.mark.parametrize("answer", [0, 6, True, 2.5, "3"])
def test_an_answer_that_cannot_be_given_is_refused(answer):
    scale = ScaleDefinition("trust", "mean", (CALM,), 1)
    with pytest.raises(ValueError, match=r"Item 'calm': .* is not a whole number from 1 to 5"):
        score(scale, {"calm": answer})


def test_an_item_needs_two_answers_at_least():
    with pytest.raises(ValueError, match="must be below"):
        ItemDefinition("flat", 3, 3)


@pytest.mark.parametrize("minimum", [0, 4])
def test_a_scale_cannot_need_more_answers_than_items_nor_none(minimum):
    with pytest.raises(ValueError, match="between 1 and 3"):
        ScaleDefinition("trust", "sum", ITEMS, minimum)


def test_a_mean_of_unlike_ranges_is_refused():
    with pytest.raises(ValueError, match="same range"):
        ScaleDefinition("s", "mean", (CALM, ItemDefinition("wide", 0, 10)), 1)


@given(st.integers(-5, 5), st.integers(1, 20), st.data())
def test_reversing_twice_changes_nothing(low, width, data):
    item = ItemDefinition("i", low, low + width, reverse=True)
    answer = data.draw(st.integers(low, low + width))
    assert item.keyed(item.keyed(answer)) == answer


@given(scales_with_answers())
def test_a_score_lies_in_its_range_or_is_missing_for_a_reason(case):
    scale, answers = case
    result = score(scale, answers)
    answered = sum(answer is not None for answer in answers.values())
    assert (result.value is None) == (answered < scale.minimum_answered)
    if result.value is not None:
        low, high = result.range
        assert low - 1e-9 <= result.value <= high + 1e-9


@given(scales_with_answers())
def test_prorating_equals_writing_the_persons_mean_into_the_gaps(case):
    scale, answers = case
    result = score(scale, answers)
    keyed = [item.keyed(answers[item.id]) for item in scale.items if answers[item.id] is not None]
    if result.value is not None:
        mean = sum(keyed) / len(keyed)
        expected = mean if scale.method == "mean" else mean * len(scale.items)
        assert result.value == pytest.approx(expected)


@given(scales_with_answers())
def test_turning_every_item_round_mirrors_the_score(case):
    scale, answers = case
    turned = tuple(ItemDefinition(i.id, i.low, i.high, not i.reverse) for i in scale.items)
    mirrored = score(ScaleDefinition("turned", scale.method, turned, scale.minimum_answered), answers)
    original = score(scale, answers)
    if original.value is None:
        assert mirrored.value is None
    else:
        assert original.value + mirrored.value == pytest.approx(sum(original.range))


@st.composite
def scales_with_rows(draw):
    """A scale whose items may differ in range, and many rows of answers to it."""
    method = draw(st.sampled_from(["mean", "sum"]))
    bounds = st.tuples(st.integers(-3, 3), st.integers(1, 10))
    shared = draw(bounds)
    flags = draw(st.lists(st.booleans(), min_size=1, max_size=8))
    ranges = [shared if method == "mean" else draw(bounds) for _ in flags]
    items = tuple(
        ItemDefinition(f"i{n}", low, low + width, flag)
        for n, (flag, (low, width)) in enumerate(zip(flags, ranges, strict=True))
    )
    row = st.tuples(*(st.none() | st.integers(item.low, item.high) for item in items))
    rows = draw(st.lists(row, min_size=1, max_size=20))
    return ScaleDefinition("scale", method, items, draw(st.integers(1, len(items)))), rows


@given(scales_with_rows())
def test_many_rows_score_as_each_row_alone_to_the_last_digit(case):
    scale, rows = case
    many = score_many(scale, np.array(rows, dtype=float))
    alone = [score(scale, dict(zip((item.id for item in scale.items), row, strict=True))) for row in rows]
    assert [None if np.isnan(value) else value for value in many.values] == [one.value for one in alone]
    assert many.n_answered.tolist() == [one.n_answered for one in alone]
    assert (many.range, many.n_items) == (scale.range, len(scale.items))


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int64])
@given(scales_with_rows())
def test_small_whole_numbers_with_a_missing_code_score_alike(dtype, case):
    scale, rows = case
    codes = np.array([[-99 if answer is None else answer for answer in row] for row in rows], dtype=dtype)
    from_codes = score_many(scale, codes, missing=-99)
    from_floats = score_many(scale, np.array(rows, dtype=float))
    np.testing.assert_array_equal(from_codes.values, from_floats.values)
    np.testing.assert_array_equal(from_codes.n_answered, from_floats.n_answered)


@pytest.mark.parametrize("order", ["C", "F"])
def test_rows_in_several_blocks_score_as_in_one(order, monkeypatch):
    scale = ScaleDefinition("trust", "sum", ITEMS, 2)
    rng = np.random.default_rng(2)
    answers = rng.integers(1, 6, (1000, 3)).astype(float)
    answers[rng.random(answers.shape) < 0.1] = np.nan
    answers[400:600] = 3.0
    answers = np.array(answers, order=order)
    kept = answers.copy()
    whole = score_many(scale, answers)
    monkeypatch.setattr(scoring, "BLOCK_VALUES", 100)
    blocked = score_many(scale, answers)
    np.testing.assert_array_equal(whole.values, blocked.values)
    np.testing.assert_array_equal(whole.n_answered, blocked.n_answered)
    np.testing.assert_array_equal(answers, kept)


def test_no_rows_have_no_scores():
    assert score_many(ScaleDefinition("trust", "sum", ITEMS, 2), np.empty((0, 3))).values.shape == (0,)


@pytest.mark.parametrize("answers", [np.zeros((2, 2)), np.zeros(3)])
def test_many_rows_need_one_column_for_each_item(answers):
    with pytest.raises(ValueError, match="need 3 columns"):
        score_many(ScaleDefinition("trust", "sum", ITEMS, 2), answers)


@pytest.mark.parametrize("bad", [6.0, 0.0, 2.5, np.inf])
def test_many_rows_refuse_an_answer_that_cannot_be_given(bad):
    with pytest.raises(ValueError, match="not a whole number"):
        score_many(ScaleDefinition("trust", "sum", ITEMS, 2), np.array([[1.0, 2.0, bad]]))


def test_a_missing_code_cannot_be_an_answer():
    with pytest.raises(ValueError, match="missing code 5 is a possible answer"):
        score_many(ScaleDefinition("trust", "sum", ITEMS, 2), np.array([[1, 2, 5]]), missing=5)


@given(scales_with_rows())
def test_keyed_answers_are_those_of_each_item(case):
    scale, rows = case
    expected = [
        [
            None if answer is None else item.keyed(answer)
            for item, answer in zip(scale.items, row, strict=True)
        ]
        for row in rows
    ]
    found = keyed_answers(scale, np.array(rows, dtype=float))
    np.testing.assert_array_equal(found, np.array(expected, dtype=float))
