"""Mutual influence: equal to lavaan and to two-stage least squares, and refused where an instrument is weak."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f as f_distribution

from troth.science.dyad.apim import apim, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.bootstrap import apim_bootstrap
from troth.science.dyad.cautions import NoStableReading
from troth.science.dyad.errors import ConstantColumn, NotComparable, TooFewCouples, WeakInstrument, WrongShape
from troth.science.dyad.mutual_influence import mutual_influence, mutual_influence_finish

ROLES = ("h", "w")
ORACLE = Path(__file__).parents[2] / "oracles" / "mutual_influence.json"


def made(seed, n=300, b=0.4, c=0.2, strong=0.8):
    rng = np.random.default_rng(seed)
    x = rng.normal(2, 1, (n, 2))
    e = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1.5]], n)
    return np.linalg.solve([[1, -b], [-c, 1]], ([1, 2] + x * [strong, 0.6] + e).T).T, x


def two_stages(y, x, side):
    """Return intercept, actor and influence of one equation by two-stage least squares, and their plain errors."""
    one = np.ones(len(x))
    z = np.column_stack([one, x])
    fitted = z @ np.linalg.lstsq(z, y[:, 1 - side], rcond=None)[0]
    first, second = (np.column_stack([one, x[:, side], other]) for other in (fitted, y[:, 1 - side]))
    found = np.linalg.lstsq(first, y[:, side], rcond=None)[0]
    variance = ((y[:, side] - second @ found) ** 2).mean()
    return found, np.sqrt(variance * np.diagonal(np.linalg.inv(first.T @ first)))


def test_the_acitelli_couples_give_the_numbers_of_lavaan(acitelli):
    y, x, _ = acitelli
    found, oracle = mutual_influence(y, x, roles=ROLES), json.loads(ORACLE.read_text(encoding="utf-8"))
    left = [
        oracle["estimates"].pop(name) for name in ("vh", "both", "both", "vw") if name in oracle["estimates"]
    ]
    oracle["se"] = {name: oracle["se"][name] for name in oracle["estimates"]}
    assert found.estimates == pytest.approx(oracle["estimates"], abs=2e-6)
    assert found.se == pytest.approx(oracle["se"], abs=2e-6)
    assert found.residual_covariance[np.triu_indices(2)] == pytest.approx(left, abs=2e-6)
    assert found.loglik == pytest.approx(oracle["loglik"], abs=1e-8)
    assert found.loglik == apim(y, x).loglik


@given(st.integers(0, 10**6), st.floats(-0.7, 0.7), st.floats(-0.7, 0.7))
@settings(max_examples=30, deadline=None)
def test_estimates_and_errors_are_those_of_two_stage_least_squares(seed, b, c):
    y, x = made(seed, b=b, c=c)
    found = mutual_influence(y, x)
    both = [two_stages(y, x, side) for side in (0, 1)]
    assert list(found.estimates.values()) == pytest.approx(np.concatenate([one[0] for one in both]))
    assert list(found.se.values()) == pytest.approx(np.concatenate([one[1] for one in both]))


def test_the_strength_of_an_instrument_is_the_f_of_leaving_it_out():
    y, x = made(1)
    found, n = mutual_influence(y, x, roles=ROLES), len(x)
    for side, role in enumerate(ROLES):
        left = [
            np.linalg.lstsq(np.column_stack([np.ones(n), *kept]), y[:, side], rcond=None)[1][0]
            for kept in (x.T, [x[:, 1 - side]])
        ]
        f = (left[1] - left[0]) / (left[0] / (n - 3))
        assert found.strength[role] == pytest.approx(f)
        told = found.facts()["instruments"][role]
        assert (told["df"], told["p"]) == ([1, n - 3], pytest.approx(f_distribution.sf(f, 1, n - 3)))


def test_the_truth_is_found_and_lies_in_nineteen_of_twenty_intervals():
    truth = {"influence_on_a": 0.4, "influence_on_b": 0.2, "actor_a": 0.8, "actor_b": 0.6, "intercept_b": 2}
    draws = [mutual_influence(*made(seed, n=500)) for seed in range(400)]
    for name, value in truth.items():
        inside = [found.intervals[name][0] <= value <= found.intervals[name][1] for found in draws]
        assert np.mean(inside) == pytest.approx(0.95, abs=0.035), name
        seen = np.array([found.estimates[name] for found in draws])
        assert np.median(seen) == pytest.approx(value, abs=4 * seen.std() / np.sqrt(len(draws)))


def test_a_weak_instrument_is_refused_with_its_f():
    y, x = made(2, strong=0.05)
    with pytest.raises(WeakInstrument, match=r"of h \(F \d\.\d\d\) moves") as refused:
        mutual_influence(y, x, roles=ROLES)
    assert refused.value.strength["h"] < 10 < refused.value.strength["w"]
    assert f"F {refused.value.strength['h']:.2f}" in str(refused.value)
    y[:, 1] -= 0.6 * x[:, 1]
    with pytest.raises(WeakInstrument, match=r"of h \(F .* and of w \(F "):
        mutual_influence(y, x, roles=ROLES)


def test_influence_that_grows_with_every_turn_is_told():
    y, x = made(3, n=2000, b=1.5, c=0.9)
    found = mutual_influence(y, x)
    product = found.estimates["influence_on_a"] * found.estimates["influence_on_b"]
    assert product > 1
    assert found.warnings == (NoStableReading(product),)
    assert found.to_dict()["influence_product"] == product
    assert mutual_influence(*made(3)).warnings == ()


def test_turning_the_roles_turns_the_names():
    y, x = made(4)
    plain, turned = (
        mutual_influence(y, x, roles=ROLES),
        mutual_influence(y[:, ::-1], x[:, ::-1], roles=("w", "h")),
    )
    assert turned.estimates == pytest.approx(plain.estimates)
    assert turned.se == pytest.approx(plain.se)
    assert turned.strength == pytest.approx(plain.strength)


@pytest.mark.parametrize(("of_y", "of_x"), [(3, 0.2), (1e-12, 1e12), (1e12, 1e-12)])
def test_units_and_zero_points_do_not_move_the_influence(of_y, of_x):
    y, x = made(5)
    plain, other = mutual_influence(y, x), mutual_influence(of_y * (30 + y), of_x * (-30 + x))
    for name in ("influence_on_a", "influence_on_b"):
        assert (other.estimates[name], other.se[name]) == pytest.approx(
            (plain.estimates[name], plain.se[name])
        )
    assert other.estimates["actor_a"] == pytest.approx(of_y / of_x * plain.estimates["actor_a"])
    assert other.se["actor_a"] == pytest.approx(of_y / of_x * plain.se["actor_a"])
    assert other.strength == pytest.approx(plain.strength)


def test_parts_merge_to_the_whole():
    y, x = made(6)
    parts = [apim_partial(apim_table(y[some], x[some])) for some in (slice(50), slice(50, None))]
    assert mutual_influence_finish(parts[1] + parts[0]).estimates == pytest.approx(
        mutual_influence(y, x).estimates
    )


def test_draws_give_the_quantiles_of_what_each_draw_says():
    y, x = made(7, n=1500)
    table = apim_table(y, x)
    drawn = apim_bootstrap(table, np.random.default_rng(7), draws=400)
    found = mutual_influence_finish(apim_partial(table), bootstrap=drawn)
    b = drawn.drawn[:, 2] / drawn.drawn[:, 4]
    assert found.percentile["influence_on_a"] == pytest.approx(tuple(np.quantile(b, [0.025, 0.975])))
    a = drawn.drawn[:, 4] - drawn.drawn[:, 5] / drawn.drawn[:, 1] * drawn.drawn[:, 2]
    assert found.percentile["actor_b"] == pytest.approx(tuple(np.quantile(a, [0.025, 0.975])))
    assert found.facts()["weak_draws"] == found.weak_draws
    assert found.weak_draws == {"a": 0, "b": 0}
    low, high = found.intervals["influence_on_a"]
    assert np.subtract(*found.percentile["influence_on_a"]) == pytest.approx(low - high, rel=0.15)
    y, x = made(18, n=60)
    table = apim_table(y, x)
    drawn = apim_bootstrap(table, np.random.default_rng(7), draws=400)
    assert 0 < mutual_influence_finish(apim_partial(table), bootstrap=drawn).weak_draws["b"] < 0.5
    for other in ({"reml": True}, {"distinguishable": False}, {"equal": ("actor",)}):
        alien = apim_bootstrap(table, np.random.default_rng(7), draws=50, **other)
        with pytest.raises(NotComparable, match="same table"):
            mutual_influence_finish(apim_partial(table), bootstrap=alien)


def test_bad_input_is_refused_by_kind():
    y, x = made(8)
    for error, ask in (
        (ConstantColumn, lambda: mutual_influence(y, x * [1, 0])),
        (TooFewCouples, lambda: mutual_influence(y[:9], x[:9])),
        (WrongShape, lambda: mutual_influence(y, x[:-1])),
        (
            WrongShape,
            lambda: mutual_influence_finish(apim_partial(apim_table(y, {"one": x, "other": x**2}))),
        ),
    ):
        with pytest.raises(error):
            ask()


def test_incomplete_couples_are_counted():
    y, x = made(9)
    y[0, 0] = np.nan
    found = mutual_influence(y, x)
    assert (found.n_couples, found.n_dropped) == (299, 1)
    assert "1 couple was left out: missing outcome" in found.summary()
