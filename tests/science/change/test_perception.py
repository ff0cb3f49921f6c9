"""Expected against actual answers: worked by hand, and by laws."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from troth.science.change import perception_gap

answers = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=2, max_size=30)


def test_a_gap_worked_by_hand():
    found = perception_gap([5, 4, 6, 3], [7, 5, 7, 5])
    # differences -2 -1 -1 -2: mean -1.5, SD .57735, standard error .288675, t(3) 3.182446
    assert (found.n, found.bias) == (4, -1.5)
    assert found.standard_error == pytest.approx(0.5773502692 / 2)
    assert found.low == pytest.approx(-1.5 - 3.182446305 * 0.2886751346)
    assert found.high == pytest.approx(-1.5 + 3.182446305 * 0.2886751346)
    assert found.clear
    # deviations .5 -.5 1.5 -1.5 and 1 -1 1 -1: 4 / sqrt(5 * 4)
    assert found.accuracy == pytest.approx(4 / math.sqrt(20))


def test_what_most_people_answer_can_be_taken_out():
    usual = [1, 5, 9, 5]
    found = perception_gap([2, 6, 8, 6], [1, 5, 9, 6], norm=usual)
    assert found.accuracy > 0.9
    # what is left: 1 1 -1 1 and 0 0 0 1
    assert found.distinctive_accuracy == pytest.approx(np.corrcoef([1, 1, -1, 1], [0, 0, 0, 1])[0, 1])


def test_a_flat_profile_has_no_accuracy_but_a_reason():
    found = perception_gap([3.3, 3.3, 3.3], [1, 2, 3])
    assert (found.accuracy, found.why_no_accuracy) == (None, "one side gave the same answer everywhere")
    assert found.bias == pytest.approx(1.3)


def test_pairs_with_a_gap_are_left_out():
    whole = perception_gap([5, 4, 6], [7, 5, 7])
    assert perception_gap([5, np.nan, 4, 6, 1], [7, 5, 5, 7, np.nan]) == whole


@given(answers)
def test_the_parts_make_the_mean_squared_gap(rows):
    expected, actual = np.array(rows, dtype=float).T
    found = perception_gap(expected, actual)
    total = ((expected - actual) ** 2).mean()
    assert found.elevation + found.scatter + found.shape == pytest.approx(total, abs=1e-9)
    assert found.elevation == pytest.approx(found.bias**2, abs=1e-9)
    if found.accuracy is not None:
        by_formula = 2 * expected.std() * actual.std() * (1 - found.accuracy)
        assert found.shape == pytest.approx(by_formula, abs=1e-9)


@given(answers)
def test_changing_places_turns_the_bias_and_nothing_else(rows):
    expected, actual = np.array(rows, dtype=float).T
    assume(np.ptp(expected) and np.ptp(actual))
    one, other = perception_gap(expected, actual), perception_gap(actual, expected)
    assert (one.bias, one.low, one.high) == pytest.approx((-other.bias, -other.high, -other.low))
    assert one.accuracy == pytest.approx(other.accuracy)


def test_the_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(3)
    gaps = rng.normal(1.0, 2.0, (4000, 8))
    covered = 0
    for row in gaps:
        found = perception_gap(row, np.zeros(8))
        covered += found.low <= 1.0 <= found.high
    assert covered / 4000 == pytest.approx(0.95, abs=0.012)


@pytest.mark.parametrize(
    ("expected", "actual", "more", "told"),
    [
        ([1, 2], [1], {}, "same length"),
        ([1, 2], [1, 2], {"norm": [1]}, "same length"),
        ([1, np.nan], [1, 2], {}, "two complete pairs"),
        ([1, 2], [1, 2], {"level": 1}, "level"),
    ],
)
def test_a_gap_that_cannot_be_told_is_refused(expected, actual, more, told):
    with pytest.raises(ValueError, match=told):
        perception_gap(expected, actual, **more)
