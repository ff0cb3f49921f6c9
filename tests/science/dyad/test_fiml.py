"""The actor-partner model with missing values: equal to lavaan, to ML on complete couples, and to itself in parts."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.science.dyad.apim import apim, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.cautions import CouplesIncomplete, MissingAtRandom
from troth.science.dyad.distinguishing import compare, distinguishing, distinguishing_everything
from troth.science.dyad.errors import (
    ConstantColumn,
    NotComparable,
    NotFinite,
    NotIdentified,
    NotModelled,
    TooFewCouples,
    UnknownName,
    WrongShape,
)
from troth.science.dyad.fiml import apim_fiml, apim_fiml_finish, apim_fiml_partial
from troth.science.dyad.partner_ratio import partner_ratio

ORACLES = Path(__file__).parents[2] / "oracles"
LAVAAN = json.loads((ORACLES / "dyad_fiml.json").read_text(encoding="utf-8"))
EVERYTHING = ("intercept", "actor", "partner", "variance")
WORDS = {"i": "intercept", "a": "actor", "p": "partner", "b": "actor_t", "q": "partner_t", "c": "years"}
MODELS = {
    "distinguishable": {},
    "equal_actor": {"equal": ("actor",)},
    "equal_effects": {"equal": EVERYTHING},
    "indistinguishable": {"distinguishable": False},
    "years": {"covariates": ("years",)},
    "two_predictors": {},
    "own_tension": {"covariates": ("t",)},
    "own_tension_alike": {"covariates": ("t",), "distinguishable": False},
}


@pytest.fixture(scope="module")
def holed():
    """Return the Acitelli couples with values taken away, by name, as lavaan saw them."""
    with (ORACLES / "dyad_fiml.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    one = {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}
    pairs = {name: np.column_stack([one[f"{name}h"], one[f"{name}w"]]) for name in "yxt"}
    return {**pairs, "years": one["years"]}


def made(seed, n=120, missing=0.15):
    rng = np.random.default_rng(seed)
    x = rng.normal(3, 1, (n, 2)) + rng.normal(size=(n, 1))
    error = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 2]], n)
    y = 1 + x * [0.5, 0.3] + x[:, ::-1] * [0.2, -0.1] + error
    x[rng.random(x.shape) < missing] = np.nan
    y[rng.random(y.shape) < missing] = np.nan
    return y, x


def lavaan_names(model):
    words = {**WORDS, **({"a": "actor_x", "p": "partner_x"} if model == "two_predictors" else {})}
    return ["_".join([words[name[0]], *name[1:]]) for name in LAVAAN[model]["names"]]


@pytest.mark.parametrize("model", MODELS)
def test_the_acitelli_couples_with_holes_give_the_numbers_of_lavaan(holed, model):
    asked = dict(MODELS[model])
    if "covariates" in asked:
        asked["covariates"] = {name: holed[name] for name in asked["covariates"]}
    x = {"x": holed["x"], "t": holed["t"]} if model == "two_predictors" else holed["x"]
    found, expected = apim_fiml(holed["y"], x, roles=("h", "w"), **asked), LAVAAN[model]
    assert (found.n_couples, found.parameters) == (expected["n"], expected["parameters"])
    assert found.loglik == pytest.approx(expected["loglik"], abs=1e-6)
    assert found.loglik > expected["loglik"] - 1e-9
    names = lavaan_names(model)
    assert found.estimates == pytest.approx(dict(zip(names, expected["estimates"], strict=True)), abs=1e-4)
    assert found.se == pytest.approx(dict(zip(names, expected["se"], strict=True)), rel=1e-4)
    assert found.residual_covariance.ravel() == pytest.approx(expected["residual"], abs=1e-5)


def test_the_couples_with_holes_are_the_acitelli_couples_less_what_the_rule_takes(acitelli, holed):
    for whole, left in zip(acitelli, (holed["y"], holed["x"], holed["t"]), strict=True):
        seen = ~np.isnan(left)
        assert np.array_equal(whole[seen].round(8), left[seen].round(8))
    row, column = np.mgrid[1:149, 1:8]
    taken = (13 * row + 31 * column + row * column) % 20 < 3
    taken[99] = True
    assert np.array_equal(np.isnan(holed["x"]), taken[:, 1:3])
    poor = (acitelli[1][:, 0] < 3.9) & ~np.isnan(holed["x"][:, 0])
    assert np.array_equal(np.isnan(holed["y"][:, 1]), taken[:, 4] | poor)


@pytest.mark.parametrize("asked", [{}, {"distinguishable": False}])
@pytest.mark.parametrize("years", [False, True])
def test_complete_couples_give_exactly_what_ml_gives(acitelli, asked, years):
    y, x, _ = acitelli
    more = {"covariates": {"years": np.arange(148.0) % 13}} if years else {}
    found, ml = apim_fiml(y, x, **asked, **more), apim(y, x, **asked, **more)
    assert found.estimates == pytest.approx(ml.estimates, rel=1e-11)
    assert found.covariance == pytest.approx(ml.covariance, rel=1e-9)
    assert found.residual_covariance == pytest.approx(ml.residual_covariance, rel=1e-11)
    assert found.pseudo_r2 == pytest.approx(ml.pseudo_r2)
    assert (found.n_couples, found.dropped, found.warnings) == (148, {}, ml.warnings)


@pytest.mark.parametrize("equal", [("actor",), ("partner", "variance"), ("intercept",), EVERYTHING])
def test_complete_couples_give_the_effects_of_ml_with_effects_held_equal(acitelli, equal):
    y, x, _ = acitelli
    found, ml = apim_fiml(y, x, equal=equal), apim(y, x, equal=equal)
    assert found.estimates == pytest.approx(ml.estimates, rel=1e-9)
    assert found.residual_covariance == pytest.approx(ml.residual_covariance, rel=1e-9)
    assert list(found.se.values()) == pytest.approx(list(ml.se.values()), rel=1e-3)
    of_predictors = apim_fiml(y, x).loglik - apim(y, x).loglik
    assert found.loglik - ml.loglik == pytest.approx(of_predictors, abs=1e-9)
    assert found.parameters == ml.parameters + 5


def test_complete_couples_give_the_published_tests_of_distinguishability(acitelli):
    y, x, _ = acitelli
    sums = apim_fiml_partial(apim_table(y, x))
    some, everything = distinguishing(sums), distinguishing_everything(sums)
    assert (some.chi_square, some.df) == (pytest.approx(7.277053, abs=5.1e-7), 4)
    assert (everything.chi_square, everything.df) == (pytest.approx(9.254908, abs=5e-7), 6)
    assert everything.loglik == pytest.approx(-346.1376140, abs=5e-8)
    assert everything.loglik_narrower == pytest.approx(-350.7650681, abs=5e-8)


def test_incomplete_couples_are_tested_against_the_saturated_fit_of_the_same_rows(holed):
    sums = apim_fiml_partial(apim_table(holed["y"], holed["x"]))
    whole = LAVAAN["distinguishable"]["loglik"]
    for test, narrower, df in (
        (distinguishing, "equal_effects", 4),
        (distinguishing_everything, "indistinguishable", 6),
    ):
        found = test(sums)
        assert found.df == df
        assert found.chi_square == pytest.approx(2 * (whole - LAVAAN[narrower]["loglik"]), abs=1e-6)
        assert "by FIML" in found.method
        assert any(isinstance(caution, MissingAtRandom) for caution in found.cautions)


def test_likelihoods_of_another_kind_are_not_compared(holed):
    y, x = holed["y"], holed["x"]
    with pytest.raises(NotComparable, match="same likelihood"):
        compare(apim_fiml(y, x), apim(y, x, distinguishable=False))
    with pytest.raises(NotComparable, match="REML"):
        distinguishing(apim_fiml_partial(apim_table(y, x)), reml=True)
    with pytest.raises(NotComparable, match="leaves predictors free"):
        distinguishing_everything(apim_fiml_partial(apim_table(y, x, covariates={"t": holed["t"]})))
    with pytest.raises(NotComparable, match="nlme fits no FIML"):
        apim_fiml(y, x).with_nlme_errors()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([{}, {"distinguishable": False}, {"equal": ("partner",)}]))
def test_parts_make_the_whole(seed, asked):
    y, x = made(seed)
    one, two, three = (
        apim_fiml_partial(apim_table(y[some], x[some]))
        for some in (slice(0, 30), slice(30, 31), slice(31, None))
    )
    whole = apim_fiml(y, x, **asked)
    for merged in ((one + two) + three, three + (two + one)):
        found = apim_fiml_finish(merged, **asked)
        assert found.loglik == pytest.approx(whole.loglik, rel=1e-12)
        assert found.estimates == pytest.approx(whole.estimates, rel=1e-7, abs=1e-8)
        assert found.se == pytest.approx(whole.se, rel=1e-7)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_who_stands_first_does_not_matter_to_indistinguishable_partners(seed):
    y, x = made(seed)
    tension = np.random.default_rng(seed + 2).normal(size=y.shape)
    turned = np.random.default_rng(seed + 1).random(len(y)) < 0.5
    for more in ({}, {"covariates": {"t": tension}}):
        found = apim_fiml(y, x, distinguishable=False, **more)
        if more:
            more["covariates"]["t"] = np.where(turned[:, None], tension[:, ::-1], tension)
        other_y, other_x = (np.where(turned[:, None], both[:, ::-1], both) for both in (y, x))
        other = apim_fiml(other_y, other_x, distinguishable=False, **more)
        assert other.loglik == pytest.approx(found.loglik, rel=1e-12)
        assert other.estimates == pytest.approx(found.estimates, rel=1e-7, abs=1e-8)
        assert other.se == pytest.approx(found.se, rel=1e-7)


def test_turned_roles_turn_the_results_of_distinguishable_partners():
    y, x = made(2)
    found = apim_fiml(y, x, roles=("h", "w"), equal=("partner",))
    turned = apim_fiml(y[:, ::-1], x[:, ::-1], roles=("w", "h"), equal=("partner",))
    assert turned.estimates == pytest.approx(found.estimates)
    assert turned.se == pytest.approx(found.se)


@pytest.mark.parametrize("asked", [{}, {"distinguishable": False}, {"equal": ("actor", "variance")}])
def test_other_units_change_what_they_must(asked):
    y, x = made(3)
    found = apim_fiml(y, x, **asked)
    moved = apim_fiml(1000 * y, x / 50 + 7, **asked)
    slopes = [name for name in found.estimates if not name.startswith("intercept")]
    for name in slopes:
        assert moved.estimates[name] == pytest.approx(50_000 * found.estimates[name], rel=1e-7)
        assert moved.se[name] == pytest.approx(50_000 * found.se[name], rel=1e-6)
    assert moved.residual_correlation == pytest.approx(found.residual_correlation)
    values = [np.isfinite(both).sum() for both in (y, x)]
    shift = -values[0] * np.log(1000) + values[1] * np.log(50)
    assert moved.loglik == pytest.approx(found.loglik + shift, rel=1e-10)


@pytest.mark.parametrize("asked", [{}, {"distinguishable": False}, {"equal": ("actor",)}], ids=str)
def test_a_zero_that_lies_far_away_changes_the_intercepts_only(asked):
    y, x = made(5)
    here, there = apim_fiml(y, x, **asked), apim_fiml(y + 1e7, x + 1e7, **asked)
    assert there.loglik == pytest.approx(here.loglik)
    for name in here.estimates:
        if not name.startswith("intercept"):
            assert there.estimates[name] == pytest.approx(here.estimates[name], rel=1e-6)
            assert there.se[name] == pytest.approx(here.se[name], rel=1e-6)


def test_a_couple_without_any_value_changes_only_the_count():
    y, x = made(4)
    more = [np.vstack([both, np.full((2, 2), np.nan)]) for both in (y, x)]
    found, other = apim_fiml(y, x), apim_fiml(*more)
    assert (other.estimates, other.loglik) == (found.estimates, found.loglik)
    assert other.n_couples == found.n_couples
    assert other.n_dropped == found.n_dropped + 2
    assert list(other.dropped) == ["no values of either partner"]


def test_it_says_that_incomplete_couples_count_and_on_which_assumption():
    y, x = made(5, missing=0)
    y[:7, 0], x[5:9, 1] = np.nan, np.nan
    found = apim_fiml(y, x)
    assert found.warnings == (CouplesIncomplete(111, 9), MissingAtRandom(9))
    assert "111 couples gave everything and 9 lacked something" in found.summary()
    assert found.to_dict()["likelihood"] == "FIML"
    assert (found.n_couples, found.n_dropped) == (120, 0)


def test_what_complete_couples_miss_at_random_is_made_good():
    rng, tries = np.random.default_rng(6), 250
    caught, complete, full = np.zeros(6), [], []
    truth = np.array([1, 0.5, 0.3, 1, 0.4, -0.2])
    for _ in range(tries):
        x = rng.normal(size=(200, 2)) + rng.normal(size=(200, 1))
        error = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 200)
        y = 1 + x * truth[[1, 4]] + x[:, ::-1] * truth[[2, 5]] + error
        y[y[:, 0] > 1.5, 1] = np.nan
        found = apim_fiml(y, x)
        ends = np.array(list(found.intervals.values()))
        caught += (ends[:, 0] < truth) & (truth < ends[:, 1])
        full.append(list(found.estimates.values()))
        complete.append(list(apim(y, x).estimates.values()))
    noise = np.std(full, axis=0) / np.sqrt(tries)
    assert np.all(np.abs(np.mean(full, axis=0) - truth) < 4 * noise)
    assert np.abs(np.mean(complete, axis=0) - truth).max() > 20 * noise.max()
    assert np.all(np.abs(caught / tries - 0.95) < 4 * np.sqrt(0.95 * 0.05 / tries))


def test_the_partner_ratio_takes_it():
    y, x = made(7, 400)
    found = apim_fiml(y, x, distinguishable=False)
    assert partner_ratio(found).estimates["k"] == found.estimates["partner"] / found.estimates["actor"]


@pytest.mark.parametrize("asked", [{}, {"equal": ("actor",)}])
def test_variables_that_hardly_a_couple_shows_together_are_refused(asked):
    y, x = made(8, missing=0)
    x[:60, 0] = y[60:, 1] = np.nan
    with pytest.raises(NotIdentified, match="0 couples gave both the predictor of a and the outcome of b"):
        apim_fiml(y, x, **asked)
    y[60:64, 1] = 1, 2, 3, 4
    with pytest.raises(NotIdentified, match="needs more than 4"):
        apim_fiml(y, x, **asked)
    assert apim_fiml(y, x, distinguishable=False).n_couples == 120


def test_a_variable_that_nobody_gave_is_refused():
    y, x = made(9)
    y[:, 1] = np.nan
    with pytest.raises(NotIdentified, match="the outcome of b"):
        apim_fiml(y, x)


def test_constant_and_repeated_variables_are_refused():
    y, x = made(10)
    with pytest.raises(ConstantColumn, match="predictor of b is 2 in every couple"):
        apim_fiml(y, np.where(np.isnan(x), np.nan, np.column_stack([x[:, 0], np.full(120, 2.0)])))
    with pytest.raises(ConstantColumn, match="repeat one another"):
        apim_fiml(y, {"x": x, "again": 2 * x + 1})
    with pytest.raises(ConstantColumn, match="repeat one another"):
        apim_fiml(x * 3, x)


def test_too_few_infinite_and_unknown_are_refused():
    y, x = made(11, missing=0)
    with pytest.raises(TooFewCouples, match="14 parameters and 14 usable couples"):
        apim_fiml(y[:14], x[:14])
    with pytest.raises(TooFewCouples, match="0 usable couples"):
        apim_fiml(y[:0], x[:0], distinguishable=False)
    with pytest.raises(UnknownName, match="slope cannot be held equal"):
        apim_fiml(y, x, equal=("slope",))
    y[3, 0] = np.inf
    with pytest.raises(NotFinite, match="couple 4"):
        apim_fiml(y, x)


def test_moderators_have_no_place_and_other_variables_do_not_merge():
    y, x = made(12)
    with pytest.raises(NotModelled, match="products are not normal"):
        apim_fiml_partial(apim_table(y, x, moderators={"years": np.arange(120.0)}))
    with pytest.raises(WrongShape, match="different variables"):
        apim_fiml_partial(apim_table(y, x)) + apim_fiml_partial(apim_table(y, x, roles=("h", "w")))


def test_complete_couples_of_the_same_table_can_stand_beside_it():
    y, x = made(13)
    table = apim_table(y, x)
    whole, complete = apim_fiml_partial(table), apim_partial(table)
    assert whole.patterns.complete == complete.moments.n
    everyone = whole.patterns.n + whole.patterns.empty
    assert everyone == complete.moments.n + sum(complete.dropped.values()) == 120
