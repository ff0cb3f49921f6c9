"""The couple: all sixteen pairs of classes, and the sums worked by hand and by simulation."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.change import (
    CLASSES,
    ChangeClass,
    ChangeMethod,
    CoupleClass,
    CoupleDirection,
    Healthy,
    Precision,
    change,
    change_rule,
    couple_change,
    couple_class,
    couple_class_many,
    published_rule,
)

LOST, SAME, GAIN, WELL = CLASSES
UP, DOWN = Healthy.ABOVE, Healthy.BELOW
EXPECTED = {
    (LOST, LOST): "worse",
    (LOST, SAME): "worse",
    (LOST, GAIN): "opposed",
    (LOST, WELL): "opposed",
    (SAME, SAME): "none",
    (SAME, GAIN): "one",
    (SAME, WELL): "one",
    (GAIN, GAIN): "both",
    (GAIN, WELL): "both",
    (WELL, WELL): "both",
}
scores = st.integers(0, 100)
correlations = st.floats(-0.9, 0.9)


def pair(first, second, rci=(9.8, 9.8), healthy=UP):
    return [
        change(*each, published_rule(index), healthy)
        for each, index in zip((first, second), rci, strict=True)
    ]


@pytest.mark.parametrize(("first", "second"), EXPECTED)
def test_every_pair_of_classes_has_its_couple_class_in_either_order(first, second):
    assert couple_class(first, second) == couple_class(second, first) == EXPECTED[first, second]


def test_many_couples_class_as_each_couple_alone():
    every = list(itertools.product(range(4), repeat=2))
    first, second = (np.array(side, dtype=np.int8) for side in zip(*every, strict=True))
    found = couple_class_many(first, second)
    assert [tuple(CoupleClass)[code] for code in found] == [
        couple_class(CLASSES[a], CLASSES[b]) for a, b in every
    ]


def test_a_couple_with_a_lost_score_is_in_no_class():
    found = couple_class_many(np.array([2, -1, -1], np.int8), np.array([-1, 2, -1], np.int8))
    assert found.tolist() == [-1, -1, -1]


def test_the_partners_rows_must_match():
    with pytest.raises(ValueError, match="must match"):
        couple_class_many(np.zeros(2, np.int8), np.zeros(3, np.int8))


def test_level_and_difference_worked_by_hand():
    found = couple_change(*pair((40, 60), (50, 45), rci=(9.8, 19.6)), error_correlation=0.3)
    # standard errors of change 5 and 10, shared 0.3 * 50 = 15
    assert (found.level.pre, found.level.post, found.level.change) == (45, 52.5, 7.5)
    assert found.level.standard_error == pytest.approx(math.sqrt(25 + 100 + 30) / 2)
    assert (found.difference.pre, found.difference.post, found.difference.change) == (-10, 15, 25)
    assert found.difference.standard_error == pytest.approx(math.sqrt(25 + 100 - 30))
    # z of 4 and -0.5: (16 + 0.25 + 2 * 0.3 * 2) / 0.91
    assert found.chi_square == pytest.approx(17.45 / 0.91)
    assert found.p_value == pytest.approx(math.exp(-17.45 / 0.91 / 2))
    assert (found.couple_class, found.direction) == (CoupleClass.ONE, CoupleDirection.BETTER)
    assert (found.level.reliable, found.difference.reliable) == (False, True)


@given(scores, scores, scores, scores, correlations)
def test_level_and_difference_hold_together_what_both_scores_hold(a, b, c, d, rho):
    found = couple_change(*pair((a, b), (c, d), rci=(5, 12)), error_correlation=rho)
    z, w, shared = found.level.statistic, found.difference.statistic, found.correlation_of_components
    together = (z**2 + w**2 - 2 * shared * z * w) / (1 - shared**2)
    assert together == pytest.approx(found.chi_square, rel=1e-6, abs=1e-9)


@given(scores, scores, scores, scores, correlations)
def test_the_order_of_the_partners_turns_only_the_difference(a, b, c, d, rho):
    one = couple_change(*pair((a, b), (c, d)), error_correlation=rho)
    other = couple_change(*pair((c, d), (a, b)), error_correlation=rho)
    assert (one.level, one.couple_class, one.direction) == (other.level, other.couple_class, other.direction)
    assert one.difference.change == -other.difference.change
    assert one.chi_square == pytest.approx(other.chi_square)


@given(scores, scores, scores, scores)
def test_turning_the_scale_round_keeps_the_couple_s_class_and_direction(a, b, c, d):
    up = couple_change(*pair((a, b), (c, d)))
    down = couple_change(*pair((-a, -b), (-c, -d), healthy=DOWN))
    assert (up.couple_class, up.direction) == (down.couple_class, down.direction)
    assert up.closer_by_a_fall == down.closer_by_a_fall


def test_partners_who_meet_because_one_fell_are_not_called_better():
    found = couple_change(*pair((60, 40), (38, 38)))
    assert abs(found.difference.post) < abs(found.difference.pre)
    assert found.closer_by_a_fall
    assert (found.couple_class, found.direction) == (CoupleClass.WORSE, CoupleDirection.WORSE)
    assert not couple_change(*pair((60, 60), (38, 58))).closer_by_a_fall


def test_standing_still_has_no_direction():
    found = couple_change(*pair((40, 40), (50, 50)))
    assert (found.direction, found.chi_square, found.p_value) == (CoupleDirection.LEVEL, 0.0, 1.0)


def test_standard_errors_are_those_of_simulated_noise():
    rng, n, rho = np.random.default_rng(11), 200_000, 0.4
    errors = np.array([3.0, 6.0])
    cov = np.outer(errors, errors) * [[1, rho], [rho, 1]]
    before, after = (rng.multivariate_normal([0, 0], cov, n) for _ in range(2))
    first, second = (after - before).T
    rule = [published_rule(1.96 * math.sqrt(2) * error) for error in errors]
    found = couple_change(change(40, 40, rule[0], UP), change(40, 40, rule[1], UP), error_correlation=rho)
    assert ((first + second) / 2).std() == pytest.approx(found.level.standard_error, rel=0.01)
    assert (first - second).std() == pytest.approx(found.difference.standard_error, rel=0.01)
    seen = np.corrcoef((first + second) / 2, first - second)[0, 1]
    assert seen == pytest.approx(found.correlation_of_components, abs=0.01)


def test_other_methods_have_no_couple_change():
    rule = change_rule(Precision(10, 0.8, mean=50), ChangeMethod.EDWARDS_NUNNALLY)
    one = change(40, 60, rule, UP)
    with pytest.raises(ValueError, match="Jacobson and Truax only"):
        couple_change(one, one)


@pytest.mark.parametrize("rho", [1.0, -1.0, math.nan])
def test_errors_cannot_be_one_and_the_same(rho):
    with pytest.raises(ValueError, match="between -1 and 1"):
        couple_change(*pair((40, 50), (40, 50)), error_correlation=rho)


def test_both_partners_are_judged_alike():
    up, down = change(1, 2, published_rule(3), UP), change(1, 2, published_rule(3), DOWN)
    with pytest.raises(ValueError, match="same healthy side"):
        couple_change(up, down)
    strict = change(1, 2, published_rule(3, critical=2.58), UP)
    with pytest.raises(ValueError, match="same critical value"):
        couple_change(up, strict)


def test_the_classes_are_named_as_in_the_reports():
    assert [str(each) for each in CoupleClass] == ["both", "one", "none", "opposed", "worse"]
    assert [str(each) for each in ChangeClass] == ["deteriorated", "unchanged", "improved", "recovered"]
