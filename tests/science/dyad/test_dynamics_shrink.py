"""Couples drawn towards each other: by how much they are noise, and nearer to the truth than before."""

import numpy as np
import pytest

from tests.science.dyad.dynamics_made_up import TRUTH, talks
from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.dynamics_shrink import Population, population, shrunk

SPREAD = np.array([0.2, 0.15, 0.1, 0.1])


@pytest.fixture(scope="module")
def couples():
    """Return what couples truly are, shape (600, 2, 4), and what is found of it."""
    truth = TRUTH + np.random.default_rng(1).normal(size=(600, 2, 4)) * SPREAD
    return truth, dynamics(talks(2, 600, 100, truth=truth))


def test_numbers_drawn_towards_the_mean_are_nearer_to_the_truth(couples):
    truth, found = couples
    whole = np.isfinite(found.parameters).all(axis=(1, 2))
    plain, drawn = found.parameters[whole] - truth[whole], found.shrunk().mean[whole] - truth[whole]
    assert (np.sqrt((drawn**2).mean(axis=0)) < np.sqrt((plain**2).mean(axis=0)) * [0.65, 0.9, 0.5, 0.5]).all()
    off = found.population.mean
    assert (
        np.abs(found.shrunk().mean[whole] - off).mean(axis=0)
        < np.abs(found.parameters[whole] - off).mean(axis=0)
    ).all()


def test_the_spread_between_couples_is_recovered_without_their_noise(couples):
    _, found = couples
    told = np.sqrt(np.diagonal(found.population.spread, axis1=1, axis2=2))
    np.testing.assert_allclose(told, [SPREAD] * 2, atol=0.04)
    assert found.to_dict()["between_couples_sd"]["inertia_a"] == pytest.approx(told[0, 1])


def test_posterior_intervals_hold_the_truth_about_as_often_as_said(couples):
    truth, found = couples
    after = found.shrunk()
    error = np.sqrt(np.diagonal(after.covariance, axis1=2, axis2=3))
    held = np.abs(after.mean - truth) < 1.96 * error
    assert held.mean(axis=(0, 1)) == pytest.approx([0.95] * 4, abs=0.035)  # inertia is biased by -.02


def test_the_formula_is_that_of_the_reference_for_each_couple():
    rng = np.random.default_rng(3)
    own, root = rng.normal(size=(12, 2, 3)), rng.normal(size=(12, 2, 3, 5))
    noise = root @ root.swapaxes(2, 3) * 0.01
    of = population(own, noise.mean(axis=0))
    found = shrunk(own, noise, of)
    for i in range(12):
        for side in (0, 1):
            pull = of.spread[side] @ np.linalg.inv(of.spread[side] + noise[i, side])
            np.testing.assert_allclose(
                found.mean[i, side], of.mean[side] + pull @ (own[i, side] - of.mean[side])
            )
            np.testing.assert_allclose(
                found.covariance[i, side], of.spread[side] - pull @ of.spread[side], atol=1e-12
            )


@pytest.mark.parametrize("far", [0.0, 1e7])
def test_mean_and_covariance_are_those_of_the_couples_that_are_not_lost(far):
    own, lost = np.random.default_rng(7).normal(size=(30, 2, 3)) + far, np.array([0, 4, 29])
    own[lost] = 0.0
    kept = np.delete(own, lost, axis=0)
    found = population(own, np.zeros((2, 3, 3)), lost)
    np.testing.assert_allclose(found.mean, kept.mean(axis=0), rtol=1e-12)
    for side in (0, 1):
        expected = np.cov(kept[:, side].T)
        np.testing.assert_allclose(found.covariance[side], expected / 27, rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(found.spread[side], expected, rtol=1e-7, atol=1e-9)


def test_negative_parts_of_the_spread_are_set_to_none():
    rng = np.random.default_rng(4)
    own = rng.normal(size=(50, 2, 4)) * [1, 0.1, 0.1, 0.1]
    found = population(own, np.broadcast_to(np.eye(4) * 0.2, (2, 4, 4)))
    assert np.linalg.eigvalsh(found.spread).min() > -1e-12
    assert np.linalg.matrix_rank(found.spread, tol=1e-9).tolist() == [1, 1]
    after = shrunk(own, np.broadcast_to(np.eye(4) * 0.2, (50, 2, 4, 4)), found)
    assert np.isfinite(after.mean).all()


@pytest.mark.parametrize("seed", [3, 11])
def test_units_change_nothing_where_parts_are_set_to_none(seed):
    y = talks(seed, 20, 60)
    units = np.array([1e4, 1, 1, 1])
    one, other = dynamics(y), dynamics(1e4 * y)
    assert np.linalg.eigvalsh(one.population.spread).min() < 1e-12
    np.testing.assert_allclose(
        other.population.spread, one.population.spread * units[:, None] * units, rtol=1e-8, atol=1e-12
    )
    np.testing.assert_allclose(other.shrunk().mean, one.shrunk().mean * units, rtol=1e-8)


def test_with_too_few_couples_each_keeps_its_own_numbers():
    found = dynamics(talks(5, 4, 100))
    assert found.population.spread is None
    np.testing.assert_array_equal(found.shrunk().mean, found.parameters)
    assert "between_couples_sd" not in found.to_dict()


def test_what_is_known_without_error_or_not_at_all_is_left_as_it_is():
    own = np.array([[[1.0, 2.0]], [[np.nan, 1.0]]])
    noise = np.zeros((2, 1, 2, 2))
    of = Population(np.zeros((1, 2)), np.zeros((1, 2, 2)), np.zeros((1, 2, 2)))
    np.testing.assert_array_equal(shrunk(own, noise, of).mean, own)
