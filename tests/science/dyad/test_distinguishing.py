"""Tests of distinguishability: the published figures, the right degrees of freedom, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import chi2, multivariate_normal

from troth.science.dyad.apim import apim, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.distinguishing import compare, distinguishing, distinguishing_everything
from troth.science.dyad.errors import NotComparable, PerfectFit, TooFewCouples


def made(seed, n=60):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x * 0.4 + rng.normal(size=(n, 2)), x


def sums(*variables, **more):
    return apim_partial(apim_table(*variables, **more))


def test_the_acitelli_couples_give_the_published_test_with_four_degrees(acitelli):
    y, x, _ = acitelli
    found = distinguishing(sums(y, x))
    assert (found.chi_square, found.df) == (pytest.approx(7.277053, abs=5.1e-7), 4)
    assert found.p_value == pytest.approx(0.12195, abs=5e-6)
    assert "predictors free" in found.method


def test_the_acitelli_couples_give_the_published_test_with_six_degrees(acitelli):
    y, x, _ = acitelli
    found = distinguishing_everything(sums(y, x))
    assert (found.chi_square, found.df) == (pytest.approx(9.254908, abs=5e-7), 6)
    assert (found.loglik, found.loglik_narrower) == pytest.approx((-346.1376140, -350.7650681), abs=5e-8)
    assert "means and variances too" in found.method


def test_the_free_joint_model_is_that_of_the_normal_density_and_counts_its_parameters():
    y, x = made(1)
    years = np.random.default_rng(2).normal(size=60)
    found = distinguishing_everything(sums(y, x, covariates={"years": years}))
    rows = np.column_stack([x, years, y])
    density = multivariate_normal(rows.mean(axis=0), np.cov(rows.T, bias=True))
    assert found.loglik == pytest.approx(density.logpdf(rows).sum())
    means_and_covariances, of_sums, of_differences = 5 + 15, 3 + 6, 3
    assert found.df == means_and_covariances - of_sums - of_differences


@pytest.mark.parametrize("unit", [1e8, 1e12, 1e-12])
def test_another_unit_for_one_partner_leaves_the_digits_of_the_free_likelihood(unit):
    y, x = made(1)
    here, there = (distinguishing_everything(sums(answers, x)) for answers in (y, y * [unit, 1]))
    assert there.loglik == pytest.approx(here.loglik - len(y) * np.log(unit), rel=1e-10)
    assert np.isfinite(there.chi_square)


def test_likelihoods_by_reml_are_refused_with_the_reason():
    y, x = made(3)
    with pytest.raises(NotComparable, match="REML likelihoods of models with different fixed effects"):
        distinguishing(sums(y, x), reml=True)
    with pytest.raises(NotComparable, match="REML"):
        compare(apim(y, x), apim(y, x, distinguishable=False, reml=True))


def test_the_steps_between_add_up_to_the_whole():
    y, x = made(4)
    steps = [(), ("actor",), ("actor", "partner"), ("actor", "partner", "variance")]
    models = [apim(y, x, equal=equal) for equal in steps]
    models.append(apim(y, x, distinguishable=False))
    found = [compare(*pair) for pair in pairwise(models)]
    whole = distinguishing(sums(y, x))
    assert [one.df for one in found] == [1, 1, 1, 1]
    assert all(one.chi_square >= 0 for one in found)
    assert sum(one.chi_square for one in found) == pytest.approx(whole.chi_square, abs=1e-7)


def test_models_of_other_couples_or_not_nested_are_refused():
    y, x = made(5)
    with pytest.raises(NotComparable, match="different couples"):
        compare(apim(y, x), apim(y[:50], x[:50], distinguishable=False))
    with pytest.raises(NotComparable, match="wider one first"):
        compare(apim(y, x, distinguishable=False), apim(y, x))


def test_equal_predictors_are_no_question_with_products_or_own_side_covariates():
    y, x = made(6)
    z = np.random.default_rng(7).normal(size=(60, 2))
    for more in ({"covariates": {"z": z}}, {"moderators": {"z": z[:, 0]}}):
        with pytest.raises(NotComparable, match="leaves predictors free"):
            distinguishing_everything(sums(y, x, **more))
    assert distinguishing_everything(sums(y, x, covariates={"paid_by_state": z[:, 0]})).df == 8
    assert distinguishing(sums(y, x, moderators={"z": z[:, 0]})).df == 7


def test_where_partners_are_alike_the_tests_reject_as_often_as_they_say():
    rng, tries = np.random.default_rng(8), 400
    p = []
    for _ in range(tries):
        both = rng.normal(size=(150, 1))
        x = rng.normal(size=(150, 2)) + both
        some = sums(x * 0.3 + rng.normal(size=(150, 2)) + both, x)
        p.append((distinguishing(some).p_value, distinguishing_everything(some).p_value))
    rejected = (np.array(p) < 0.1).mean(axis=0)
    assert np.all(np.abs(rejected - 0.1) < 3.5 * np.sqrt(0.09 / tries))


def test_too_few_couples_and_repeated_variables_are_refused():
    y, x = made(9)
    with pytest.raises(TooFewCouples, match="14 parameters and 12 usable couples"):
        distinguishing_everything(sums(y[:12], x[:12]))
    with pytest.raises(PerfectFit, match="repeats others"):
        distinguishing_everything(sums(y, x[:, [0, 0]]))


def test_a_comparison_shows_its_test_and_no_empty_table():
    y, x = made(10)
    found = distinguishing(sums(y, x))
    assert found.to_dict()["p"] == pytest.approx(chi2.sf(found.chi_square, 4))
    assert "estimate" not in found.summary()
    assert "df: 4" in found.summary()
