"""The three cut-offs, against the printed ones and by their mirror."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.change import Criterion, Cutoff, Group, Healthy, cutoff_between

MARRIED = Group(114.8, 17.8)
numbers = st.floats(-200, 200)
spreads = st.floats(0.1, 50)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [(Criterion.A, 105.2347), (Criterion.B, 79.2), (Criterion.C, 94.84241)],
)
def test_marital_therapy_patients_and_the_married_norm_give_the_known_cutoffs(criterion, expected, patients):
    pre, _ = patients
    distressed = Group(pre.mean(), pre.std(ddof=1))
    found = cutoff_between(criterion, Healthy.ABOVE, distressed=distressed, well=MARRIED)
    assert found.value == pytest.approx(expected, abs=5e-5)


def test_b_takes_the_spread_of_those_who_are_well():
    assert cutoff_between(Criterion.B, Healthy.ABOVE, well=MARRIED).value == pytest.approx(114.8 - 2 * 17.8)


@given(st.sampled_from(Criterion), numbers, st.floats(0.5, 100), spreads, spreads)
def test_turning_the_scale_round_turns_the_cutoff_round(criterion, mean, apart, s_d, s_w):
    distressed, well = Group(mean, s_d), Group(mean + apart, s_w)
    mirrored = Group(-mean, s_d), Group(-mean - apart, s_w)
    up = cutoff_between(criterion, Healthy.ABOVE, distressed=distressed, well=well)
    down = cutoff_between(criterion, Healthy.BELOW, distressed=mirrored[0], well=mirrored[1])
    assert down.value == pytest.approx(-up.value)


@given(numbers, st.floats(0.5, 100), spreads, spreads)
def test_c_is_equally_far_from_both_groups(mean, apart, s_d, s_w):
    distressed, well = Group(mean, s_d), Group(mean + apart, s_w)
    c = cutoff_between(Criterion.C, Healthy.ABOVE, distressed=distressed, well=well).value
    assert (c - distressed.mean) / s_d == pytest.approx((well.mean - c) / s_w)


def sides(cutoff, *scores):
    given_scores = np.array(scores, dtype=float)
    return cutoff.is_distressed(given_scores).tolist(), cutoff.is_healthy(given_scores).tolist()


def test_a_score_at_the_cutoff_lies_where_the_cutoff_says():
    assert sides(Cutoff(10, Healthy.ABOVE), 9, 10) == ([True, False], [False, True])
    assert sides(Cutoff(10, Healthy.BELOW), 9, 10) == ([False, True], [True, False])
    assert sides(Cutoff(10, Healthy.ABOVE, value_is="below"), 10, 11) == ([True, False], [False, True])
    assert sides(Cutoff(10, Healthy.BELOW, value_is="below"), 10, 11) == ([False, True], [True, False])


def test_where_sources_disagree_a_score_in_between_has_no_side():
    cutoff = Cutoff(31, Healthy.BELOW, upper=33)
    assert sides(cutoff, 30, 31, 32, 33) == ([False, False, False, True], [True, False, False, False])


def test_a_missing_score_lies_on_neither_side():
    assert sides(Cutoff(10, Healthy.BELOW), np.nan) == ([False], [False])


@pytest.mark.parametrize(
    ("value", "distressed", "well"),
    [(104.5, 104, 105), (51.5, 51, 52), (13.5, 13, 14), (47.31, 47, 48)],
    ids=["CSI-32", "CSI-16", "CSI-4", "RDAS"],
)
def test_neighbouring_totals_fall_to_either_side(value, distressed, well):
    assert sides(Cutoff(value, Healthy.ABOVE), distressed, well) == ([True, False], [False, True])


@pytest.mark.parametrize(
    ("criterion", "groups", "told"),
    [
        (Criterion.A, {"well": MARRIED}, "Cut-off a needs the mean and SD of a distressed group"),
        (Criterion.B, {"distressed": MARRIED}, "Cut-off b needs the mean and SD of a well group"),
        (Criterion.C, {"well": MARRIED}, "distressed group"),
        (Criterion.C, {"distressed": MARRIED, "well": Group(100, 5)}, "does not lie above"),
    ],
)
def test_a_cutoff_that_cannot_be_computed_is_refused(criterion, groups, told):
    with pytest.raises(ValueError, match=told):
        cutoff_between(criterion, Healthy.ABOVE, **groups)


@pytest.mark.parametrize(("mean", "sd"), [(1, 0), (1, -1), (float("nan"), 1), (1, float("inf"))])
def test_a_group_needs_a_mean_and_a_spread(mean, sd):
    with pytest.raises(ValueError, match="finite mean and a positive SD"):
        Group(mean, sd)


def test_a_cutoff_is_a_number():
    with pytest.raises(ValueError, match="finite"):
        Cutoff(float("nan"), Healthy.ABOVE)


def test_the_upper_of_two_cutoffs_lies_above_the_other():
    with pytest.raises(ValueError, match="must not lie below"):
        Cutoff(33, Healthy.BELOW, upper=31)
