"""The bootstrap of couples: the same as copying rows, the same in any number, and as wide as it must be."""

import json

import numpy as np
import pytest

from troth.science.dyad.apim import apim
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import Weights, apim_bootstrap, percentile
from troth.science.dyad.errors import TooFewCouples, WrongShape


def made(seed, n=80):
    rng = np.random.default_rng(seed)
    x = rng.normal(5, 1, (n, 2))
    return x * [0.5, 0.3] + x[:, ::-1] * 0.2 + rng.normal(size=(n, 2)), x


def drawn(seed=1, **options):
    return apim_bootstrap(apim_table(*made(2)), np.random.default_rng(seed), **options)


@pytest.mark.parametrize(
    "options", [{}, {"distinguishable": False}, {"equal": ("actor",)}, {"reml": True}], ids=str
)
def test_weights_on_sums_are_rows_copied(options):
    y, x = made(2)
    found = drawn(3, draws=50, **options)
    rng = np.random.default_rng(3)
    for draw in range(5):
        rows = rng.integers(len(y), size=len(y))
        copied = apim(y[rows], x[rows], **options)
        assert found.drawn[draw] == pytest.approx(list(copied.estimates.values()), rel=1e-8)
        assert found.drawn_se[draw] == pytest.approx(list(copied.se.values()), rel=1e-8)


@pytest.mark.parametrize(
    "options", [{}, {"distinguishable": False}, {"equal": ("actor",)}, {"reml": True}], ids=str
)
@pytest.mark.parametrize(("unit_y", "unit_x"), [(1, 1e6), (1, 1e40), (1e-40, 1e-40), (1e40, 1e-40)])
def test_units_change_nothing_but_the_units_of_the_draws(options, unit_y, unit_x):
    y, x = made(2)
    here, there = (
        apim_bootstrap(apim_table(*both), np.random.default_rng(3), draws=50, **options)
        for both in ((y, x), (y * unit_y, x * unit_x))
    )
    unit = [unit_y if name.startswith("intercept") else unit_y / unit_x for name in here.estimates]
    np.testing.assert_allclose(there.drawn / unit, here.drawn, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(there.drawn_se / unit, here.drawn_se, rtol=1e-9)


@pytest.mark.parametrize("weights", list(Weights))
def test_few_draws_are_the_first_of_many(weights):
    few, many = (drawn(4, draws=draws, weights=weights) for draws in (60, 150))
    np.testing.assert_allclose(many.drawn[:60], few.drawn, rtol=1e-12)


@pytest.mark.parametrize("weights", list(Weights))
def test_the_spread_of_draws_is_near_the_standard_error_of_the_formula(weights):
    y, x = made(5, n=400)
    found = apim_bootstrap(apim_table(y, x), np.random.default_rng(6), draws=1000, weights=weights)
    assert list(found.se.values()) == pytest.approx(list(apim(y, x).se.values()), rel=0.2)
    for name, (low, high) in found.intervals.items():
        assert low < found.estimates[name] < high
        assert found.bca[name] == pytest.approx((low, high), abs=found.se[name])


def test_the_same_seed_gives_the_same_and_another_seed_another():
    assert drawn(7, draws=50).percentile == drawn(7, draws=50).percentile
    assert drawn(7, draws=50).percentile != drawn(8, draws=50).percentile


def test_quantiles_are_numpys():
    table = np.random.default_rng(9).normal(size=(101, 2))
    levels = np.array([[0.025, 0.5], [0.975, 1.0]])
    found = percentile(table, levels)
    assert found[:, 0] == pytest.approx(np.quantile(table[:, 0], [0.025, 0.975]))
    assert found[:, 1] == pytest.approx(np.quantile(table[:, 1], [0.5, 1.0]))


def test_bca_follows_the_skew_that_the_percentile_interval_misses():
    rng = np.random.default_rng(10)
    x = rng.normal(size=(60, 2))
    y = np.column_stack([rng.exponential(1, 60), rng.normal(size=60)])
    found = apim_bootstrap(apim_table(y, x), rng, draws=3000)
    (low, high), (bca_low, bca_high) = found.percentile["intercept_a"], found.bca["intercept_a"]
    assert bca_low > low
    assert bca_high > high


def test_the_monte_carlo_error_is_what_other_seeds_show():
    ends = np.array([drawn(seed, draws=400).percentile["actor_a"] for seed in range(100)])
    said = np.mean([drawn(seed, draws=400).monte_carlo_error["actor_a"] for seed in range(100)], axis=0)
    assert ends.std(axis=0, ddof=1) == pytest.approx(said, rel=0.25)


def test_percentile_intervals_hold_the_truth_about_as_often_as_they_say():
    rng, hits, tries = np.random.default_rng(11), 0, 200
    for _ in range(tries):
        x = rng.normal(size=(150, 2))
        y = x * 0.4 + rng.normal(size=(150, 2))
        low, high = apim_bootstrap(apim_table(y, x), rng, draws=300).percentile["actor_a"]
        hits += low < 0.4 < high
    assert abs(hits / tries - 0.94) < 3.5 * np.sqrt(0.94 * 0.06 / tries)  # it falls a little short at 150


def test_draws_that_cannot_be_fitted_are_left_out_and_said():
    y, x = made(12, n=40)
    x[:, 0] = 0
    x[:4, 0] = [1, 2, 3, 4]
    found = apim_bootstrap(apim_table(y, x), np.random.default_rng(13), draws=2000)
    lost = 2000 - found.draws
    assert lost == pytest.approx(2000 * 0.9**40, rel=0.5)
    assert {"code": "draws-lost", "lost": lost}.items() <= found.cautions[-1].to_dict().items()
    assert np.isfinite(found.drawn).all()


def test_poisson_draws_of_hardly_any_couple_are_lost_and_not_wrong():
    y, x = made(16, n=6)
    found = apim_bootstrap(
        apim_table(y, x),
        np.random.default_rng(17),
        draws=3000,
        weights=Weights.POISSON,
        distinguishable=False,
        reml=True,
    )
    assert 0 < found.draws < 3000
    assert np.isfinite(found.drawn_se).all()


def test_too_few_draws_or_hardly_any_that_fit_are_refused():
    with pytest.raises(WrongShape, match="20 draws tell nothing"):
        drawn(draws=20)
    y, x = made(14, n=11)
    x[:, 0] = np.arange(11) == 3
    with pytest.raises(TooFewCouples, match="of 60 draws could be fitted"):
        apim_bootstrap(apim_table(y, x), np.random.default_rng(15), draws=60)


def test_a_bootstrap_can_be_written_as_json():
    told = drawn(draws=50).to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["draws"] == 50
