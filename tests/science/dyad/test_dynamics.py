"""Dynamics of conversations: least squares for all couples at once, what is not known, merging and symmetry."""

import numpy as np
import pytest

from tests.science.dyad.dynamics_made_up import TRUTH, talks, with_gaps
from troth.science.dyad.dynamics import dynamics, finish_dynamics
from troth.science.dyad.dynamics_result import REASONS
from troth.science.dyad.dynamics_sums import dynamics_sums
from troth.science.dyad.errors import DyadError, NotFinite, WrongShape


def loop(y, form, *, linear=False):
    """Return estimates and covariances by a least-squares call for each couple and partner."""
    found, spread = np.empty((len(y), 2, 3 if linear else 4)), []
    for i, rows in enumerate(y):
        for side in (0, 1):
            v = rows[1:, 0] if form == "sequential" and side else rows[:-1, 1 - side]
            signal = [v] if linear else [np.maximum(v, 0), np.minimum(v, 0)]
            design = np.column_stack([np.ones(len(v)), rows[:-1, side], *signal])
            keep = ~np.isnan(rows[1:] + rows[:-1]).any(axis=1)
            design, after = design[keep], rows[1:, side][keep]
            found[i, side] = np.linalg.lstsq(design, after, rcond=None)[0]
            rest = after - design @ found[i, side]
            spread.append(np.linalg.inv(design.T @ design) * (rest @ rest) / (len(after) - design.shape[1]))
    return found, np.array(spread).reshape(*found.shape, -1)


@pytest.mark.parametrize("form", ["synchronous", "sequential"])
@pytest.mark.parametrize("influence", ["bilinear", "linear"])
@pytest.mark.parametrize("change", [lambda y: y, with_gaps])
def test_all_couples_at_once_are_least_squares_of_each(form, influence, change):
    y = change(talks(1, 30, 90, form=form))
    found = dynamics(y, form=form, influence=influence, minimum_cell=4)
    own, spread = loop(y, form, linear=influence == "linear")
    np.testing.assert_allclose(found.parameters, own, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(found.covariance, spread, rtol=1e-10, atol=1e-12)


def test_scores_far_from_zero_keep_their_digits():
    y = talks(2, 5, 100) + 1e6
    own, _ = loop(y - 1e6, "synchronous", linear=True)
    found = dynamics(y, influence="linear")
    np.testing.assert_allclose(found.parameters[..., 1:], own[..., 1:], rtol=1e-7)


@pytest.mark.parametrize("form", ["synchronous", "sequential"])
def test_the_truth_of_many_couples_is_recovered_within_its_errors(form):
    found = dynamics(talks(3, 2000, 200, form=form), form=form)
    off = np.array(list(found.estimates.values())) - TRUTH.ravel()
    errors = np.array(list(found.se.values()))
    assert (errors < 0.01).all()
    assert (np.abs(off) < 4 * errors + 0.02).all()  # the bias of 200 moments


@pytest.mark.parametrize(("length", "found"), [(60, 0.355), (100, 0.375)])
def test_inertia_of_short_conversations_is_too_small_by_what_the_documentation_says(length, found):
    truth = np.array([[0.0, 0.4, 0.0, 0.0]] * 2)
    assert dynamics(talks(4, 8000, length, truth=truth)).estimates["inertia_a"] == pytest.approx(
        found, abs=0.005
    )


def test_names_and_means_are_those_of_the_couples():
    found = dynamics(talks(5, 40, 100), roles=("w", "h"))
    assert list(found.estimates) == [
        f"{what}_{role}"
        for role in ("w", "h")
        for what in ("intercept", "inertia", "influence_positive_on", "influence_negative_on")
    ]
    np.testing.assert_allclose(list(found.estimates.values()), found.parameters.mean(axis=0).ravel())
    np.testing.assert_allclose(
        list(found.se.values()), (found.parameters.std(axis=0, ddof=1) / np.sqrt(40)).ravel()
    )


def test_each_reason_is_told_where_it_holds_and_counted():
    y = talks(6, 7, 60)
    y[0, :, 1] = -np.abs(y[0, :, 1])
    y[1, :-3, 0] = np.abs(y[1, :-3, 0])
    y[2, :, 0] = 0.3
    y[3, :, 1] = y[3, :, 0]
    y[4, 12:] = np.nan
    y[5, :, 0] = np.abs(y[5, :, 0])
    found = dynamics(y, roles=("w", "h"))
    told = [[[REASONS[code] for code in side] for side in couple] for couple in found.reason]
    known, flat = ["known"] * 4, ["constant_series"] * 4
    assert told == [
        [["known", "known", "few_positive", "known"], known],
        [known, ["known", "known", "known", "few_negative"]],
        [flat, flat],
        [["repeated"] * 4] * 2,
        [["too_short"] * 4] * 2,
        [known, ["known", "known", "known", "few_negative"]],
        [known, known],
    ]
    assert (np.isnan(found.parameters) == (found.reason > 0)).all()
    assert np.isnan(found.covariance[0, 0, 2]).all()
    assert np.isfinite(found.covariance[0, 0, :2, :2]).all()
    assert found.n_couples == 1
    assert dict(found.dropped) == {
        "few_positive": 1,
        "few_negative": 2,
        "constant_series": 1,
        "repeated": 1,
        "too_short": 1,
    }
    assert found.to_dict()["unknown"]["influence_negative_on_h"] == {
        "few_negative": 2,
        "constant_series": 1,
        "repeated": 1,
        "too_short": 1,
    }
    assert {caution.code for caution in found.warnings} == {
        "descriptive-only",
        "slopes-unknown",
        "few-couples",
    }
    assert found.couple(0).reasons == {"influence_positive_on_w": "few_positive"}


def test_a_thin_side_is_kept_out_of_the_other_slopes_and_the_linear_form_uses_it():
    y = talks(7, 3, 80)
    y[0, :, 1] = np.where(np.arange(80) % 20 == 0, np.abs(y[0, :, 1]), -np.abs(y[0, :, 1]))
    own, _ = loop(y, "synchronous")
    found = dynamics(y)
    assert REASONS[found.reason[0, 0, 2]] == "few_positive"
    np.testing.assert_allclose(found.parameters[0, 0, [0, 1, 3]], own[0, 0, [0, 1, 3]], rtol=1e-9)
    assert (dynamics(y, influence="linear").reason == 0).all()


def test_a_side_never_seen_is_left_out_of_the_fit():
    y = talks(8, 1, 80)
    y[0, :, 1] = -np.abs(y[0, :, 1])
    found = dynamics(y).parameters[0, 0]
    own, _ = loop(y, "synchronous", linear=True)
    np.testing.assert_allclose(found[[0, 1, 3]], own[0, 0], rtol=1e-9)
    assert np.isnan(found[2])


def test_parts_merged_are_the_whole_whatever_the_blocks():
    y = with_gaps(talks(9, 1500, 40))
    parts = [dynamics_sums(y[:700]), dynamics_sums(y[700:701]), dynamics_sums(y[701:])]
    whole = dynamics(y)
    for merged in (parts[0] + parts[1] + parts[2], parts[0] + (parts[1] + parts[2])):
        found = finish_dynamics(merged)
        np.testing.assert_allclose(found.parameters, whole.parameters, rtol=1e-9)
        assert found.estimates == pytest.approx(whole.estimates, rel=1e-9)
        assert dict(found.dropped) == dict(whole.dropped)


def test_swapping_the_partners_swaps_their_equations():
    y = talks(10, 30, 80)
    found, swapped = dynamics(y, roles=("w", "h")), dynamics(y[..., ::-1], roles=("h", "w"))
    assert swapped.estimates == pytest.approx(dict(found.estimates), rel=1e-9)
    np.testing.assert_allclose(swapped.parameters, found.parameters[:, ::-1], rtol=1e-8)
    points, mirrored = found.steady_states().points, swapped.steady_states().points
    np.testing.assert_allclose(mirrored[:, [0, 2, 1, 3], ::-1], points, rtol=1e-6)


@pytest.mark.parametrize("unit", [10, 1e-100, 1e100])
def test_other_units_scale_the_intercept_alone(unit):
    y = talks(11, 20, 80)
    found, scaled = dynamics(y), dynamics(unit * y)
    np.testing.assert_allclose(scaled.parameters, found.parameters * [unit, 1, 1, 1], rtol=1e-8)
    np.testing.assert_allclose(list(scaled.se.values())[1:4], list(found.se.values())[1:4], rtol=1e-8)


def test_nothing_is_carried_over_a_missing_moment():
    y = talks(12, 4, 40)
    apart = np.full((4, 81, 2), np.nan)
    apart[:, :40], apart[:, 41:] = y, y
    found = dynamics(apart)
    np.testing.assert_allclose(found.parameters, dynamics(y).parameters, rtol=1e-9)
    assert found.transitions.tolist() == [78] * 4


def test_one_couple_stands_for_itself():
    found = dynamics(talks(13, 1, 100), couples=["Alice and Bob"])
    assert found.couples.tolist() == ["Alice and Bob"]
    assert found.estimates == found.couple(0).estimates
    assert found.se == pytest.approx(found.couple(0).se)
    assert found.couple(-1).shrunk == found.couple(0).estimates


def test_without_a_whole_couple_there_are_no_means_but_the_reasons_are_told():
    found = dynamics(np.abs(talks(14, 3, 50)))
    assert found.n_couples == 0
    assert dict(found.dropped) == {"few_negative": 3}
    assert found.to_dict()["estimates"]["inertia_a"] is None
    assert "linear" in found.summary()


@pytest.mark.parametrize(
    ("scores", "options", "error", "told"),
    [
        (np.zeros((3, 5)), {}, WrongShape, "two partners"),
        (np.zeros((0, 5, 2)), {}, WrongShape, "couples"),
        (np.zeros((3, 1, 2)), {}, WrongShape, "2 moments"),
        ([[["a", "b"], ["c", "d"]]], {}, WrongShape, "not a number"),
        (np.full((3, 5, 2), np.inf), {}, NotFinite, "infinite"),
        (np.zeros((3, 5, 2)), {"form": "sideways"}, DyadError, "synchronous, sequential"),
        (np.zeros((3, 5, 2)), {"influence": "none"}, DyadError, "bilinear, ojive, linear"),
        (np.zeros((3, 5, 2)), {"couples": [1, 2]}, WrongShape, "3 couples"),
        (np.zeros((3, 5, 2)), {"influence": "ojive", "form": "sideways"}, DyadError, "synchronous"),
        (np.full((3, 5, 2), np.inf), {"influence": "ojive"}, NotFinite, "infinite"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(scores, options, error, told):
    with pytest.raises(error, match=told):
        dynamics(scores, **options)


def test_sums_of_different_kinds_are_not_merged_nor_read_as_each_other():
    y = talks(15, 4, 50)
    with pytest.raises(WrongShape, match="merged"):
        dynamics_sums(y) + dynamics_sums(y, form="sequential")
    with pytest.raises(WrongShape, match="ojive"):
        finish_dynamics(dynamics_sums(y), influence="ojive")
