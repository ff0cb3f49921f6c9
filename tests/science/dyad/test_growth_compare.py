"""Growth models set against each other: the mixtures by hand, under the truth, and what is refused."""

import json

import numpy as np
import pytest
from scipy.stats import chi2

from tests.science.dyad.growth_made_up import occasions
from troth.science.dyad.errors import NotComparable
from troth.science.dyad.growth import growth
from troth.science.dyad.growth_ar1 import growth_ar1
from troth.science.dyad.growth_compare import compare_growth

DATA = COUPLE, TIME, SCORES = occasions(71, 60)
X = np.random.default_rng(1).normal(size=60)[COUPLE]
FREE = growth(*DATA)


@pytest.mark.parametrize("reml", [False, True])
def test_the_slope_of_one_role_is_tested_on_half_three_and_half_four_degrees(reml):
    free, alike = growth(*DATA, reml=reml), growth(*DATA, reml=reml, alike=("b",))
    found = compare_growth(free, alike)
    statistic = 2 * (free.loglik - alike.loglik)
    assert found.chi_square == pytest.approx(statistic)
    assert found.p_value == pytest.approx(chi2.sf(statistic, [3, 4]).mean())
    assert alike.between[3].tolist() == [0.0] * 4
    assert "var_slope_b" not in alike.estimates
    assert json.loads(json.dumps(found.to_dict()))["df"] == {"3": 0.5, "4": 0.5}


def test_the_second_slope_is_tested_with_one_coefficient_less():
    one, both = growth(*DATA, alike=("b",)), growth(*DATA, alike=("a", "b"))
    assert dict(compare_growth(one, both).weights) == {2: 0.5, 3: 0.5}


def test_without_roles_both_slopes_are_tested_at_once():
    free, alike = (growth(*DATA, indistinguishable=True, alike=those) for those in ((), ("a", "b")))
    found = compare_growth(free, alike)
    expected = np.dot([0.25, 0.5, 0.25], chi2.sf(found.chi_square, [2, 3, 4]))
    assert found.p_value == pytest.approx(expected)
    assert set(alike.estimates) - set(alike.fixed) == {
        "var_intercept",
        "cov_intercepts",
        "var_residual",
        "cov_residual",
    }


def test_where_slopes_are_alike_in_truth_the_test_seldom_says_otherwise():
    truth = {
        "between": np.diag([1.0, 0.0, 1.0, 0.0]),
        "within": np.array([[0.8, 0.3], [0.3, 0.8]]),
        "mean": np.array([20.0, 0.4, 20.0, 0.4]),
    }
    p_values = []
    for seed in range(40):
        data = occasions(100 + seed, 40, most=5, missing=0.0, **truth)
        free, alike = (growth(*data, indistinguishable=True, alike=those) for those in ((), ("a", "b")))
        p_values.append(compare_growth(free, alike).p_value)
    assert 0.35 < np.mean(p_values) < 0.7
    assert np.mean(np.array(p_values) < 0.05) < 0.16


def test_roles_covariates_and_what_carries_over_are_tested_away_from_an_edge():
    assert dict(compare_growth(FREE, growth(*DATA, indistinguishable=True)).weights) == {7: 1.0}
    with_x = growth(*DATA, covariates={"x": X})
    assert dict(compare_growth(with_x, FREE).weights) == {4: 1.0}
    whole = occasions(73, 60, missing=0.0)
    carried = compare_growth(growth_ar1(*whole), growth(*whole))
    assert dict(carried.weights) == {1: 1.0}
    assert carried.p_value == pytest.approx(chi2.sf(carried.chi_square, 1))


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (
            lambda: (growth(*DATA, covariates={"x": X}, reml=True), growth(*DATA, reml=True)),
            "REML likelihoods",
        ),
        (
            lambda: (growth(*DATA, reml=True), growth(*DATA, reml=True, indistinguishable=True)),
            "REML likelihoods",
        ),
        (lambda: (FREE, growth(*DATA, reml=True)), "same likelihood"),
        (lambda: (FREE, growth(*occasions(72, 60))), "different answers"),
        (lambda: (FREE, growth(*DATA, alike=("a", "b"))), "one role at a time"),
        (lambda: (growth(*DATA, alike=("a",)), FREE), "give the wider one first"),
        (lambda: (FREE, growth(*DATA, covariates={"x": X})), "give the wider one first"),
        (lambda: (growth(*DATA, alike=("a",)), growth(*DATA, alike=("b",))), "give the wider one first"),
        (lambda: (FREE, FREE), "give the wider one first"),
    ],
    ids=[
        "reml",
        "reml roles",
        "likelihoods",
        "answers",
        "two slopes",
        "order",
        "wider",
        "other slope",
        "same",
    ],
)
def test_what_cannot_be_compared_is_refused(pair, says):
    with pytest.raises(NotComparable, match=says):
        compare_growth(*pair())
