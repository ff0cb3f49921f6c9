"""The normal distribution behind FIML: its likelihood row by row, its score and information by differences."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from troth.science.dyad.errors import ConstantColumn, NotIdentified, NotSettled
from troth.science.dyad.fiml_climb import climb
from troth.science.dyad.fiml_normal import (
    expectation_maximisation,
    information,
    joint_normal,
    pull,
    triangle,
    unpacked,
)
from troth.science.dyad.fiml_patterns import patterns

NAMES = ("one", "two", "three", "four")
COVARIANCE = np.array(
    [[2.0, 0.5, 0.9, 0.1], [0.5, 1.0, 0.3, 0.4], [0.9, 0.3, 1.5, 0.6], [0.1, 0.4, 0.6, 1.2]]
)


def holed(seed, n=80, missing=0.2):
    rng = np.random.default_rng(seed)
    rows = rng.multivariate_normal([1, 2, 3, 4], COVARIANCE, n)
    rows[rng.random(rows.shape) < missing] = np.nan
    return rows


def row_by_row(rows, mean, covariance):
    total = 0.0
    for row in rows:
        seen = ~np.isnan(row)
        if seen.any():
            density = multivariate_normal(mean[seen], covariance[np.ix_(seen, seen)])
            total += density.logpdf(row[seen])
    return total


def near(seed):
    rng = np.random.default_rng(seed)
    part = rng.normal(size=(4, 6))
    return np.concatenate([rng.normal(2, 1, 4), (part @ part.T / 4 + np.eye(4))[triangle(4)]])


def differences(function, theta, step=1e-5):
    steps = np.eye(theta.size) * step
    return np.array([(function(theta + one) - function(theta - one)) / (2 * step) for one in steps])


@pytest.mark.parametrize("seed", range(3))
def test_the_likelihood_is_that_of_the_rows_one_by_one(seed):
    rows, theta = holed(seed), near(seed)
    found = pull(patterns(rows).stack(), *unpacked(theta, 4)).loglik
    assert found == pytest.approx(row_by_row(rows, *unpacked(theta, 4)), rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_score_is_a_difference_of_the_likelihood_and_the_information_one_of_the_score(seed):
    stack, theta = patterns(holed(seed)).stack(), near(seed)
    at = pull(stack, *unpacked(theta, 4))
    score = differences(lambda there: pull(stack, *unpacked(there, 4)).loglik, theta)
    assert at.score == pytest.approx(score, rel=1e-6, abs=1e-6 * np.abs(score).max())
    told = -differences(lambda there: pull(stack, *unpacked(there, 4)).score, theta)
    assert information(stack, at) == pytest.approx(told, rel=1e-6, abs=1e-7 * np.abs(told).max())


def test_the_expected_information_is_the_mean_of_observed_ones():
    theta = np.concatenate([[1.0, 2.0, 3.0, 4.0], COVARIANCE[triangle(4)]])
    stacks = [patterns(holed(seed, 4000)).stack() for seed in range(30)]
    at = [pull(stack, *unpacked(theta, 4)) for stack in stacks]
    observed, expected = (
        np.mean([information(*one, expected=which) for one in zip(stacks, at, strict=True)], axis=0)
        for which in (False, True)
    )
    size = np.sqrt(np.diagonal(expected))
    assert np.abs((observed - expected) / np.outer(size, size)).max() < 0.02


def test_points_side_by_side_are_points_one_by_one():
    stack, points = patterns(holed(4)).stack(), np.array([near(seed) for seed in range(3)])
    both = pull(stack, *unpacked(points, 4))
    told = information(stack, both)
    for place, point in enumerate(points):
        alone = pull(stack, *unpacked(point, 4))
        assert both.loglik[place] == pytest.approx(alone.loglik)
        assert both.score[place] == pytest.approx(alone.score)
        assert told[place] == pytest.approx(information(stack, alone))


@pytest.mark.parametrize("missing", [0.1, 0.5])
def test_the_top_is_where_no_step_leads_up(missing):
    rows = holed(5, missing=missing)
    found = joint_normal(patterns(rows).stack(), NAMES)
    assert found.loglik == pytest.approx(row_by_row(rows, found.mean, found.covariance), rel=1e-12)
    top = np.concatenate([found.mean, found.covariance[triangle(4)]])
    slope = differences(lambda there: row_by_row(rows, *unpacked(there, 4)), top)
    errors = np.sqrt(np.diagonal(np.linalg.inv(found.information)))
    assert np.abs(slope * errors).max() < 1e-4


def test_it_lies_above_where_em_stops_and_em_comes_to_it():
    stack = patterns(holed(6, missing=0.4)).stack()
    top = joint_normal(stack, NAMES)
    heights = [pull(stack, *expectation_maximisation(stack, steps)).loglik for steps in (1, 10, 50, 2000)]
    assert heights == sorted(heights)
    assert heights[2] < top.loglik
    assert heights[3] == pytest.approx(top.loglik, abs=1e-9)
    mean, covariance = expectation_maximisation(stack, 2000)
    assert mean == pytest.approx(top.mean, abs=1e-7)
    assert covariance == pytest.approx(top.covariance, abs=1e-7)


def test_complete_rows_have_their_mean_and_covariance():
    rows = holed(7, missing=0.0)
    found = joint_normal(patterns(rows).stack(), NAMES)
    assert found.mean == pytest.approx(rows.mean(axis=0), rel=1e-13)
    assert found.covariance == pytest.approx(np.cov(rows.T, bias=True), rel=1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_variables_that_repeat_one_another_are_named(missing):
    rows = holed(8, missing=0.0)
    rows[:, 3] = 2 * rows[:, 1] + 5
    rows[np.random.default_rng(9).random(rows.shape) < missing] = np.nan
    with pytest.raises(ConstantColumn, match="two, four repeat one another"):
        joint_normal(patterns(rows).stack(), NAMES)


def test_variables_never_seen_together_have_no_top():
    rows = holed(10, missing=0.0)
    rows[:40, 0] = rows[40:, 3] = np.nan
    with pytest.raises(NotIdentified):
        joint_normal(patterns(rows).stack(), NAMES)


def test_a_search_without_end_says_so():
    def lean(theta):
        return np.ones(1), np.eye(1)

    with pytest.raises(NotSettled, match="200 rounds"):
        climb(np.zeros(1), lambda theta: float(theta[0]), lean)
    with pytest.raises(NotSettled, match="no way up"):
        climb(np.zeros(1), lambda theta: -float(theta[0]), lean)
