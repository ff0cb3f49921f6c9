"""Change classes: the vectors, the published sample, and laws that hold for every score."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from troth.science.change import (
    CLASSES,
    MISSING,
    ChangeClass,
    Criterion,
    Cutoff,
    Group,
    Healthy,
    Precision,
    change,
    change_many,
    change_rule,
    cutoff_between,
    expected_by_chance,
    published_rule,
)

UP, DOWN = Healthy.ABOVE, Healthy.BELOW
scores = st.integers(0, 200)
indices = st.floats(0.5, 50)


def class_of(pre, post, rci, cutoff=None, healthy=UP):
    line = None if cutoff is None else Cutoff(cutoff, healthy)
    return change(pre, post, published_rule(rci), healthy, line).change_class


@pytest.mark.parametrize(
    ("cutoff", "rci", "pre", "post", "expected"),
    [
        (47.31, 11.58, 40, 52, "recovered"),
        (47.31, 11.58, 40, 51, "unchanged"),
        (47.31, 11.58, 52, 40, "deteriorated"),
        (51.5, 6.66, 40, 47, "improved"),
        (51.5, 6.66, 46, 52, "unchanged"),
        (47.31, 11.58, 50, 65, "improved"),
        (None, 11.58, 40, 52, "improved"),
        (None, 11.58, 52, 40, "deteriorated"),
        (None, 11.58, 40, 45, "unchanged"),
    ],
)
def test_known_changes_fall_into_their_class(cutoff, rci, pre, post, expected):
    assert class_of(pre, post, rci, cutoff) == expected


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (Criterion.A, {"recovered": 10, "improved": 9, "unchanged": 10, "deteriorated": 1}),
        (Criterion.B, {"recovered": 7, "improved": 12, "unchanged": 10, "deteriorated": 1}),
        (Criterion.C, {"recovered": 14, "improved": 5, "unchanged": 10, "deteriorated": 1}),
    ],
)
def test_the_thirty_patients_of_jacobson_and_truax(criterion, expected, patients):
    pre, post = patients
    sd = pre.std(ddof=1)
    rule = change_rule(Precision(sd, 0.88))
    line = cutoff_between(criterion, UP, distressed=Group(pre.mean(), sd), well=Group(114.8, 17.8))
    assert rule.standard_error == pytest.approx(5.793367, abs=1e-6)
    assert change_many(pre, post, rule, UP, line).counts() == expected


def test_a_result_tells_what_it_was_judged_by():
    found = change(40, 52, published_rule(11.58), UP, Cutoff(47.31, UP))
    assert (found.change, found.expected, found.cutoff, found.crossed) == (12.0, 40.0, 47.31, True)
    assert (found.threshold, found.statistic) == (pytest.approx(11.58), pytest.approx(12 / 11.58 * 1.96))
    assert found.reliable
    assert change(40, 52, published_rule(11.58), UP).crossed is None


@pytest.mark.parametrize(("pre", "post"), [(0.4, 0.7), (0.7, 0.4), (1.1, 1.4), (7, 7.3)])
def test_a_change_as_large_as_the_index_is_reliable_in_spite_of_rounding(pre, post):
    assert class_of(pre, post, 0.3) == ("improved" if post > pre else "deteriorated")


def test_nobody_recovers_by_the_choice_of_a_source():
    rule, disputed = published_rule(5), Cutoff(31, DOWN, upper=33)
    found = [change(*pair, rule, DOWN, disputed) for pair in [(40, 30), (40, 32), (32, 20)]]
    assert [str(each.change_class) for each in found] == ["recovered", "improved", "improved"]
    assert [each.crossed for each in found] == [True, False, False]


def test_where_less_is_better_a_fall_is_a_gain():
    assert class_of(14, 9, 5, 10, DOWN) == "recovered"
    assert class_of(15, 10, 5, 10, DOWN) == "improved"
    assert class_of(9, 14, 5, 10, DOWN) == "deteriorated"


@given(scores, scores, indices, st.none() | st.floats(0.25, 200).filter(lambda x: not x.is_integer()))
def test_turning_the_scale_round_keeps_the_class(pre, post, rci, cutoff):
    turned = None if cutoff is None else -cutoff
    assert class_of(pre, post, rci, cutoff) == class_of(-pre, -post, rci, turned, DOWN)


@given(scores, scores, indices)
def test_going_back_turns_gain_into_loss(pre, post, rci):
    back = {"improved": "deteriorated", "deteriorated": "improved", "unchanged": "unchanged"}
    assert class_of(post, pre, rci) == back[class_of(pre, post, rci)]


@given(scores, scores, indices, st.integers(-100, 100), st.sampled_from([0.5, 2.0, 4.0]))
def test_another_zero_and_another_unit_keep_the_class(pre, post, rci, shift, unit):
    moved = class_of(pre * unit + shift, post * unit + shift, rci * unit, 100.25 * unit + shift)
    assert moved == class_of(pre, post, rci, 100.25)


@given(scores, scores, indices, st.floats(0, 200))
def test_only_a_reliable_gain_across_the_cutoff_is_recovery(pre, post, rci, cutoff):
    assume(abs(abs(post - pre) - rci) > 1e-6)
    reliable, crossed = post - pre > rci, pre < cutoff <= post
    assert (class_of(pre, post, rci, cutoff) is ChangeClass.RECOVERED) == (reliable and crossed)
    without = class_of(pre, post, rci)
    assert without is not ChangeClass.RECOVERED
    assert without.is_gain == reliable


def test_a_row_without_both_scores_is_in_no_class():
    found = change_many([1.0, np.nan, 5.0], [30.0, 30.0, np.nan], published_rule(10), UP)
    assert found.classes.tolist() == [CLASSES.index(ChangeClass.IMPROVED), MISSING, MISSING]
    assert sum(found.counts().values()) == 1
    assert np.isnan(found.change).tolist() == [False, True, True]


def test_many_rows_keep_their_shape():
    found = change_many(np.zeros((2, 3)), np.full((2, 3), 9.0), published_rule(10), UP)
    assert found.classes.shape == found.change.shape == (2, 3)


@pytest.mark.parametrize(
    ("pre", "post", "told"),
    [([1], [1, 2], "must match"), ([1], [math.inf], "infinite")],
)
def test_rows_that_cannot_be_judged_are_refused(pre, post, told):
    with pytest.raises(ValueError, match=told):
        change_many(pre, post, published_rule(10), UP)


@pytest.mark.parametrize("lost", [math.nan, math.inf])
def test_one_person_needs_two_scores(lost):
    with pytest.raises(ValueError, match="needs two scores"):
        change(40, lost, published_rule(10), UP)


def test_scale_and_cutoff_must_agree_on_what_is_healthy():
    with pytest.raises(ValueError, match="calls below healthy"):
        change(40, 52, published_rule(10), UP, Cutoff(47, DOWN))


def test_five_of_a_hundred_unchanged_people_are_called_changed():
    assert 2 * expected_by_chance(100, 1.96) == pytest.approx(5.0, abs=1e-3)


def test_noise_alone_is_called_change_as_often_as_expected():
    rng = np.random.default_rng(7)
    n, error = 40_000, 10 * math.sqrt(1 - 0.8)
    true = rng.normal(50, 10 * math.sqrt(0.8), n)
    pre, post = true + rng.normal(0, error, n), true + rng.normal(0, error, n)
    counts = change_many(pre, post, change_rule(Precision(10, 0.8)), UP).counts()
    expected = expected_by_chance(n, 1.96)
    assert counts[ChangeClass.IMPROVED] == pytest.approx(expected, abs=4 * math.sqrt(expected))
    assert counts[ChangeClass.DETERIORATED] == pytest.approx(expected, abs=4 * math.sqrt(expected))
