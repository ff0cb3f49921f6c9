"""Influence beyond thresholds: the search finds the best of all pairs, and the truth."""

import numpy as np
import pytest

from troth.science.dyad.dynamics import dynamics, finish_dynamics
from troth.science.dyad.dynamics_ojive import ojive_sums
from troth.science.dyad.dynamics_result import REASONS


def stepped(seed, n, length, *, form="synchronous", up=0.8, down=-1.2, above=0.7, below=-0.9):
    rng = np.random.default_rng(seed)
    y = np.zeros((n, length, 2))
    for t in range(1, length):
        for side in (0, 1):
            v = y[:, t, 0] if form == "sequential" and side else y[:, t - 1, 1 - side]
            y[:, t, side] = 0.1 + 0.3 * y[:, t - 1, side] + up * (v >= above) + down * (v <= below)
            y[:, t, side] += rng.normal(size=n)
    return y


def best_by_trying(own, v, after, cell):
    """Return the thresholds with the least sum of squares by a least-squares call for each pair."""
    tried = []
    for above in v[v > 0]:
        for below in v[v < 0]:
            one, other = v >= above, v <= below
            if min(one.sum(), other.sum()) >= cell:
                design = np.column_stack([np.ones(len(v)), own, one, other])
                slopes = np.linalg.lstsq(design, after, rcond=None)[0]
                rest = after - design @ slopes
                tried.append((rest @ rest, below, above, slopes))
    return min(tried, key=lambda one: one[0])


@pytest.mark.parametrize("form", ["synchronous", "sequential"])
@pytest.mark.parametrize("gaps", [False, True])
def test_the_search_finds_the_best_of_all_pairs(form, gaps):
    y = stepped(1, 5, 50, form=form).round(1 if gaps else 8)
    if gaps:
        y[:, 20] = np.nan
    found = dynamics(y, form=form, influence="ojive", minimum_cell=5)
    for i, rows in enumerate(y):
        keep = ~np.isnan(rows[1:] + rows[:-1]).any(axis=1)
        for side in (0, 1):
            v = rows[1:, 0] if form == "sequential" and side else rows[:-1, 1 - side]
            least, below, above, slopes = best_by_trying(
                rows[:-1, side][keep], v[keep], rows[1:, side][keep], 5
            )
            assert found.thresholds[i, side].tolist() == [below, above]
            np.testing.assert_allclose(found.parameters[i, side], slopes, rtol=1e-8)
            assert found.residual_variance[i, side] == pytest.approx(least / (keep.sum() - 4))


def test_thresholds_and_steps_of_long_conversations_are_recovered():
    found = dynamics(stepped(2, 40, 1000), influence="ojive")
    np.testing.assert_allclose(np.median(found.thresholds, axis=(0, 1)), [-0.9, 0.7], atol=0.03)
    np.testing.assert_allclose(list(found.estimates.values()), [0.1, 0.3, 0.8, -1.2] * 2, atol=0.04)


def test_a_side_too_thin_for_a_step_has_no_threshold_and_a_reason():
    y = stepped(3, 3, 80)
    y[0, :, 1] = np.abs(y[0, :, 1])
    found = dynamics(y, influence="ojive")
    assert np.isnan(found.thresholds[0, 0, 0])
    assert np.isfinite(found.thresholds[0, 0, 1])
    assert [REASONS[code] for code in found.reason[0, 0]] == ["known", "known", "known", "few_negative"]
    y[1] = 0.5
    assert [REASONS[code] for code in dynamics(y, influence="ojive").reason[1, 0]] == ["constant_series"] * 4


def test_steps_merge_and_swap():
    y = stepped(4, 40, 60)
    whole = dynamics(y, influence="ojive")
    merged = finish_dynamics(ojive_sums(y[:17]) + ojive_sums(y[17:]), influence="ojive")
    np.testing.assert_allclose(merged.parameters, whole.parameters, rtol=1e-9)
    swapped = dynamics(y[..., ::-1], influence="ojive")
    np.testing.assert_array_equal(swapped.thresholds, whole.thresholds[:, ::-1])


def test_a_couple_may_rest_in_any_of_nine_regions():
    found = dynamics(stepped(5, 10, 400), influence="ojive", rng=np.random.default_rng(1), draws=50)
    assert found.steady_states().points.shape == (10, 9, 2)
    assert found.chances.shares.shape == (10, 10)
    assert {len(one.region) for one in found.couple(0).rests} <= {2}
