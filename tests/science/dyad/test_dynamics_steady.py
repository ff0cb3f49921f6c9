"""Steady states of dynamics: where the map itself stays and returns to, kinks, and what draws say."""

import numpy as np
import pytest

from tests.science.dyad.dynamics_made_up import TRUTH, talks
from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.dynamics_shrink import Posterior
from troth.science.dyad.dynamics_steady import KINDS, chances, regions, steady_states, uninfluenced
from troth.science.dyad.errors import WrongShape

FORMS = ("synchronous", "sequential")
BEND = np.array([[-1.0, 0.5], [-0.8, 1.2]])


def influenced(part, v, influence, edges):
    if influence == "linear":
        return part[2] * v
    if influence == "bilinear":
        return part[2] * max(v, 0) + part[3] * min(v, 0)
    return part[2] * (v > edges[1]) + part[3] * (v < edges[0])


def step(both, form, point, influence="bilinear", edges=BEND):
    """Return the moment after `point`."""
    w, h = point
    after = both[0][0] + both[0][1] * w + influenced(both[0], h, influence, edges[0])
    seen = after if form == "sequential" else w
    return np.array([after, both[1][0] + both[1][1] * h + influenced(both[1], seen, influence, edges[1])])


def made_up(influence):
    rng = np.random.default_rng(1)
    both = rng.normal(0, 0.6, (100, 2, 3 if influence == "linear" else 4))
    both[:, :, 1] = rng.uniform(-0.9, 1.2, (100, 2))
    return both


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("influence", ["bilinear", "ojive", "linear"])
def test_the_map_stays_at_every_point_and_comes_back_to_the_stable_ones(form, influence):
    edges = np.broadcast_to(BEND, (100, 2, 2)) if influence == "ojive" else None
    both = made_up(influence)
    found = steady_states(both, form=form, influence=influence, thresholds=edges)
    seen = dict.fromkeys(KINDS, 0)
    for i in range(100):
        for kind, point in zip(found.kinds[i], found.points[i], strict=True):
            seen[KINDS[kind]] += 1
            if not kind:
                continue
            np.testing.assert_allclose(step(both[i], form, point, influence), point, atol=1e-8)
            small = 1e-6 * min(np.abs(point).min(), 1)
            at = point + small
            for _ in range(300):
                at = step(both[i], form, at, influence)
                if np.abs(at - point).max() > 1e3 * small:
                    break
            assert (np.abs(at - point).max() < small) == (KINDS[kind] == "stable")
    assert seen["stable"] > 20
    assert seen["unstable"] > 10
    assert seen["kink"] == 0


def test_each_region_holds_one_point_at_most_and_four_in_all_can_be():
    both = np.array([[0.0, 0.5, -0.1, -0.1], [0.0, 0.5, -0.1, -0.1]])
    found = [
        steady_states(both + [[shift, 0, 0, 0]] * np.array([[1], [s]]))
        for shift in (0.1, -0.1)
        for s in (1, -1)
    ]
    for states, region in zip(found, ("++", "+-", "--", "-+"), strict=True):
        assert [regions("bilinear")[i] for i in np.flatnonzero(states.kinds)] == [region]
    many = np.array([[0.1, 0.5, -2.0, 2.0], [0.1, 0.5, -2.0, 2.0]])
    assert [KINDS[kind] for kind in steady_states(many).kinds] == ["unstable"] * 4
    bistable = np.array([[-0.1, 0.5, 0.6, 0.3], [-0.1, 0.5, 0.6, 0.3]])
    assert sorted(KINDS[kind] for kind in steady_states(bistable).kinds) == [
        "none",
        "none",
        "stable",
        "unstable",
    ]


def test_both_forms_share_their_steady_states():
    both = made_up("bilinear")
    one, other = (steady_states(both, form=form) for form in FORMS)
    np.testing.assert_array_equal(one.points, other.points)
    assert (one.kinds != other.kinds).any()


def test_a_point_on_a_kink_is_said_to_be_one_and_told_once():
    rest = np.array([[0.0, 0.5, 0.2, 0.3], [0.0, 0.4, 0.1, 0.2]])
    found = steady_states(rest)
    assert [KINDS[kind] for kind in found.kinds] == ["kink", "none", "none", "none"]
    assert found.points[0].tolist() == [0.0, 0.0]
    assert found.stable == 0


def test_where_a_partner_does_not_come_to_rest_there_is_no_point():
    walk = np.array([[0.1, 1.0, 0.0, 0.0], [0.1, 0.5, 0.0, 0.0]])
    assert np.isnan(uninfluenced(walk)[0])
    assert uninfluenced(walk)[1] == pytest.approx(0.2)
    assert not steady_states(walk).kinds.any()
    assert not steady_states(np.full((2, 4), np.nan)).kinds.any()


def test_draws_of_what_is_sure_say_what_the_point_says():
    mean = made_up("bilinear")[:20]
    states = steady_states(mean)
    found = chances(Posterior(mean, np.zeros((20, 2, 4, 4))), np.random.default_rng(2), draws=60)
    np.testing.assert_array_equal(found.shares[np.arange(20), states.stable], 1.0)
    np.testing.assert_array_equal(found.exists, states.kinds > 0)
    np.testing.assert_allclose(found.points[..., 0], states.points)
    np.testing.assert_allclose(found.uninfluenced[..., 1], uninfluenced(mean))


def test_draws_spread_as_the_posterior_does_and_do_not_hang_on_the_blocks():
    mean = np.tile(np.array([[1.0, 0.0, 0.0, 0.0]] * 2), (150, 1, 1))
    covariance = np.zeros((150, 2, 4, 4))
    covariance[:, :, 0, 0] = 0.01
    mean[3], covariance[3] = np.nan, np.nan
    found = chances(Posterior(mean, covariance), np.random.default_rng(3), draws=400)
    low, high = np.nanmean(found.uninfluenced, axis=0)[0]
    assert (low, high) == (pytest.approx(0.804, abs=0.01), pytest.approx(1.196, abs=0.01))
    assert np.isnan(found.shares[3]).all()
    first = chances(Posterior(mean[:70], covariance[:70]), np.random.default_rng(3), draws=400)
    np.testing.assert_array_equal(first.points, found.points[:70])


def test_the_ends_are_quantiles_of_the_draws_in_which_the_point_is_there():
    mean = np.array([[[0.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]])
    covariance = np.zeros((1, 2, 4, 4))
    covariance[0, 0, 0, 0] = 1.0
    found = chances(Posterior(mean, covariance), np.random.default_rng(4), draws=2000)
    assert found.exists[0].sum() == pytest.approx(1.0)
    assert found.exists[0, 0] == pytest.approx(0.5, abs=0.05)
    # quantiles of the half normal distribution
    assert found.points[0, 0, 0].tolist() == [pytest.approx(0.031, abs=0.03), pytest.approx(2.24, abs=0.15)]


def test_a_result_with_a_generator_tells_how_sure_its_stable_points_are():
    rng = np.random.default_rng(5)
    y = np.zeros((40, 120, 2))
    for t in range(1, 120):
        v = y[:, t - 1, ::-1]
        y[:, t] = 0.2 + 0.3 * y[:, t - 1] + 0.2 * v + rng.normal(size=(40, 2))
    found = dynamics(y, rng=np.random.default_rng(6), draws=100)
    assert found.chances.shares.shape == (40, 5)
    np.testing.assert_allclose(found.chances.shares.sum(axis=1), 1.0)
    told = found.to_dict()["mean_share_of_draws_with_stable_points"]
    assert told["1"] > 0.9
    assert found.couple(2).stable_shares == pytest.approx(found.chances.shares[2].tolist())
    rest = found.couple(2).rests[0]
    assert (rest.region, rest.kind) == ("++", "stable")
    low, high = found.chances.points[2, 0, 0]
    assert low < rest.scores[0] < high
    assert rest.ends[0] == (low, high)
    low, high = found.couple(2).uninfluenced_ends["b"]
    assert low < found.couple(2).uninfluenced["b"] < high
    again = dynamics(y, rng=np.random.default_rng(6), draws=100)
    np.testing.assert_array_equal(again.chances.shares, found.chances.shares)


def test_units_of_the_scores_change_no_share_of_draws_and_scale_the_ends():
    y = talks(12, 20, 80)
    one, other = (dynamics(unit * y, rng=np.random.default_rng(4), draws=60) for unit in (1, 1e6))
    np.testing.assert_array_equal(other.chances.shares, one.chances.shares)
    np.testing.assert_allclose(other.chances.points, 1e6 * one.chances.points, rtol=1e-6)


def test_too_few_draws_are_refused():
    with pytest.raises(WrongShape, match="50 at least"):
        dynamics(np.zeros((2, 30, 2)), rng=np.random.default_rng(1), draws=10)


def test_intervals_of_steady_states_hold_the_truth_about_as_often_as_said():
    truth = TRUTH + np.random.default_rng(3).normal(size=(600, 2, 4)) * [0.3, 0.1, 0.08, 0.08]
    found = dynamics(talks(5, 600, 100, truth=truth), rng=np.random.default_rng(1))
    alone = uninfluenced(truth)
    low, high = np.moveaxis(found.chances.uninfluenced, -1, 0)
    known = np.isfinite(low)
    held = (low <= alone) & (alone <= high)
    assert held[known].mean() == pytest.approx(0.93, abs=0.04)


@pytest.mark.parametrize(
    ("shape", "influence", "says"),
    [
        ((5, 2, 3), "bilinear", "Two equations of 4 numbers"),
        ((5, 4), "bilinear", "Two equations of 4 numbers"),
        ((2, 4), "linear", "Two equations of 3 numbers"),
        ((2, 4), "ojive", "needs them, below and above"),
    ],
    ids=["too few numbers", "one equation", "too many numbers", "no thresholds"],
)
def test_parameters_that_do_not_fit_the_influence_are_refused(shape, influence, says):
    with pytest.raises(WrongShape, match=says):
        steady_states(np.zeros(shape), influence=influence)
