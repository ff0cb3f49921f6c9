"""Stability and influence: the bias of short diaries and its cure, gaps, merging, and a set of simulated diaries."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.science.dyad.errors import (
    ConstantColumn,
    DyadError,
    NotFinite,
    NotIdentified,
    TooFewCouples,
    WrongShape,
)
from troth.science.dyad.influence import finish_influence, impulse_response, influence
from troth.science.dyad.influence_bias import nickell_bias, stationary_covariance, whole_spread
from troth.science.dyad.influence_sums import diary_sums

CARRIED = np.array([[0.4, 0.2], [0.15, 0.3]])
NEWS = np.array([[1.0, 0.3], [0.3, 1.0]])
DATA = Path(__file__).parents[1] / "data" / "dyadMLM_dyads_ild.csv"


def diaries(seed, n, length, carried=CARRIED, *, settle=0):
    """Return diaries of couples that start at rest, `settle` days before the first entry."""
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(NEWS)
    y, now = np.zeros((n, length, 2)), np.zeros((n, 2))
    for t in range(-settle, length):
        now = now @ carried.T + rng.normal(size=(n, 2)) @ root.T
        if t >= 0:
            y[:, t] = now
    return y + rng.normal(0, 3, (n, 1, 2))


# The reference tells the diagonal (.4, .3) and the figures, not the rest of its simulation nor its size. CARRIED,
# NEWS and the start at rest were found by trying settings until its figures at 8 days were met; at 15 days they are
# met within .006 (-.107 and -.006). A stationary start gives -.217 and -.018 at 8 days: the cure is the same.
@pytest.mark.parametrize(
    ("length", "plain", "cured"), [(8, -0.227, -0.029), (15, -0.113, -0.012), (30, None, 0.0)]
)
def test_the_bias_of_stability_and_what_the_fixed_point_leaves_are_as_in_the_reference(length, plain, cured):
    y = diaries(length, 10_000, length)
    left = influence(y).estimates["stability_a"] - 0.4
    assert left == pytest.approx(cured, abs=0.01)
    if plain is not None:
        bias = influence(y, correction="none").estimates["stability_a"] - 0.4
        assert bias == pytest.approx(plain, abs=0.01)


def test_one_step_instead_of_the_fixed_point_leaves_twice_as_much():
    found = influence(diaries(8, 10_000, 8), correction="none")
    step = found.carried - nickell_bias(found.carried, found.residual, 1 / 7)
    assert step[0, 0] - 0.4 == pytest.approx(-0.057, abs=0.01)


def test_the_half_panel_jackknife_takes_most_of_the_bias_out_at_the_cost_of_wider_errors():
    y = diaries(3, 10_000, 8)
    half, fixed = influence(y, correction="half-panel"), influence(y)
    np.testing.assert_allclose(half.carried, CARRIED, atol=0.07)
    assert half.se["stability_a"] > fixed.se["stability_a"]


def test_without_correction_the_estimate_is_least_squares_with_a_dummy_for_each_couple():
    y = diaries(1, 12, 9)
    own = np.kron(np.eye(12), np.ones((8, 1)))
    design = np.hstack([y[:, :-1].reshape(-1, 2), own])
    slopes = np.linalg.lstsq(design, y[:, 1:].reshape(-1, 2), rcond=None)[0]
    np.testing.assert_allclose(influence(y, correction="none").carried, slopes[:2].T)


def test_own_trends_weekdays_and_predictors_are_dummies_too():
    rng = np.random.default_rng(6)
    y, x, days = diaries(1, 30, 16), rng.normal(size=(30, 16, 1)), np.arange(3, 19)
    found = influence(
        y, correction="none", x=x, names=("stress",), trend=True, weekdays=True, days=days, roles=("h", "w")
    )
    own = np.kron(np.eye(30), np.column_stack([np.ones(15), days[1:]]))
    week = np.tile(days[1:, None] % 7 == np.arange(1, 7), (30, 1))
    design = np.hstack([y[:, :-1].reshape(-1, 2), x[:, :-1].reshape(-1, 1), week, own])
    slopes = np.linalg.lstsq(design, y[:, 1:].reshape(-1, 2), rcond=None)[0]
    assert found.estimates == pytest.approx(
        {
            "stability_h": slopes[0, 0],
            "influence_on_h": slopes[1, 0],
            "stability_w": slopes[1, 1],
            "influence_on_w": slopes[0, 1],
            "stress_on_h": slopes[2, 0],
            "stress_on_w": slopes[2, 1],
        }
    )


def test_standard_errors_are_the_sandwich_clustered_by_couple():
    y = diaries(2, 15, 10)
    lag = y[:, :-1] - y[:, :-1].mean(axis=1, keepdims=True)
    now = y[:, 1:] - y[:, 1:].mean(axis=1, keepdims=True)
    found = influence(y, correction="none")
    rest = now[:, :, 0] - lag @ found.carried[0]
    bread = np.linalg.inv(np.einsum("ntp,ntq->pq", lag, lag))
    pulls = np.einsum("ntp,nt->np", lag, rest)
    meat = pulls.T @ pulls * 15 / 14
    assert [found.se["stability_a"], found.se["influence_on_a"]] == pytest.approx(
        np.sqrt(np.diag(bread @ meat @ bread)).tolist()
    )


def test_intervals_after_the_correction_hold_the_truth_as_often_as_said():
    inside = 0
    for seed in range(400):
        found = influence(diaries(seed, 60, 25, settle=30))
        low, high = found.intervals["influence_on_b"]
        inside += low < CARRIED[1, 0] < high
    assert inside / 400 == pytest.approx(0.95, abs=0.033)  # three standard errors


def test_trends_of_ones_own_look_like_stability_until_they_are_taken_out():
    rng = np.random.default_rng(9)
    y = diaries(5, 2000, 25, settle=30)
    y += rng.normal(0, 0.3, (2000, 1, 2)) * np.arange(25)[None, :, None]
    assert influence(y).estimates["stability_a"] > 0.6
    assert influence(y, trend=True).estimates["stability_a"] == pytest.approx(0.4, abs=0.03)


@pytest.mark.parametrize(("length", "left"), [(8, 0.05), (15, 0.02)])
def test_what_a_predictor_does_is_recovered_and_the_bias_is_cured_beside_it(length, left):
    rng = np.random.default_rng(10)
    x = rng.normal(size=(10_000, length + 30, 2))
    y, now = np.zeros((10_000, length + 30, 2)), np.zeros((10_000, 2))
    for t in range(1, length + 30):
        now = now @ CARRIED.T + x[:, t - 1] * [0.5, -0.2] + rng.normal(size=(10_000, 2))
        y[:, t] = now
    found = influence(y[:, 30:], x=x[:, 30:])
    assert found.estimates["x1_on_a"] == pytest.approx(0.5, abs=0.02)
    assert found.estimates["x2_on_b"] == pytest.approx(-0.2, abs=0.02)
    assert found.estimates["x2_on_a"] == pytest.approx(0, abs=0.02)
    np.testing.assert_allclose(found.carried, CARRIED, atol=left)


def test_the_whole_spread_is_found_from_what_own_means_leave():
    y = diaries(12, 20_000, 40, settle=30)
    seen = diary_sums(y).products[:, :2, :2].sum(axis=0) / (20_000 * 39)
    whole = stationary_covariance(CARRIED, NEWS)
    assert np.abs(seen - whole).max() > 0.05
    np.testing.assert_allclose(whole_spread(CARRIED, seen, 1 / 39), whole, atol=0.01)


def test_nothing_is_carried_over_a_missing_day_or_answer():
    y = diaries(4, 40, 20)
    lacking = y.copy()
    lacking[:, 9, 1] = np.nan
    days = np.delete(np.arange(20), 9)
    short = np.delete(y, 9, axis=1)
    one, other = influence(lacking), influence(short, days=days)
    assert one.estimates == pytest.approx(other.estimates)
    assert one.transitions == other.transitions == 40 * 17
    assert str(one.warnings[0]).startswith(
        "Of 760 pairs of neighbouring entries, 0 were not 1 day apart and 80"
    )
    assert str(other.warnings[0]).startswith("Of 720 pairs of neighbouring entries, 40 were not 1 day apart")
    assert influence(short).transitions == 40 * 18


def test_couples_of_different_days_and_steps_of_two():
    y = diaries(4, 40, 20)
    days = np.broadcast_to(np.arange(20.0), (40, 20)).copy()
    days[::2] += 3
    assert influence(y, days=days).estimates == pytest.approx(influence(y).estimates)
    assert influence(y, days=2 * np.arange(20), step=2.0).estimates == pytest.approx(influence(y).estimates)
    with pytest.raises(TooFewCouples):
        influence(y, days=2 * np.arange(20))


@settings(max_examples=15, deadline=None)
@given(st.integers(6, 30), st.integers(6, 30), st.sampled_from(["fixed point", "half-panel", "none"]))
def test_merged_sums_give_what_all_couples_together_give(n, m, correction):
    one, other = diaries(n, n, 10), diaries(m + 50, m, 10)
    one[0, 3, 0] = np.nan
    halves = correction == "half-panel"
    parts = [diary_sums(part, halves=halves) for part in (other, one)]
    merged = finish_influence(parts[0] + parts[1], correction=correction)
    whole = influence(np.concatenate([one, other]), correction=correction)
    assert merged.estimates == pytest.approx(whole.estimates)
    assert merged.se == pytest.approx(whole.se)


def test_swapping_partners_swaps_the_names_and_units_change_the_influence_only():
    y = diaries(7, 50, 14)
    one, other = influence(y), influence(y[:, :, ::-1])
    assert one.estimates["influence_on_a"] == pytest.approx(other.estimates["influence_on_b"])
    assert one.se["stability_a"] == pytest.approx(other.se["stability_b"])
    scaled = influence(y * [10, 1] + [5, -3])
    assert scaled.estimates["stability_a"] == pytest.approx(one.estimates["stability_a"])
    assert scaled.estimates["influence_on_a"] == pytest.approx(10 * one.estimates["influence_on_a"])


@pytest.mark.parametrize("unit", [1e6, 1e-6])
@pytest.mark.parametrize("more", [{}, {"x": diaries(3, 50, 14)}], ids=["alone", "predicted"])
def test_very_different_units_change_the_units_only(unit, more):
    y = diaries(7, 50, 14)
    one, scaled = influence(y, **more), influence(y * [unit, 1], **more)
    for name, by in (
        ("stability_a", 1),
        ("stability_b", 1),
        ("influence_on_a", unit),
        ("influence_on_b", 1 / unit),
    ):
        assert scaled.estimates[name] == pytest.approx(by * one.estimates[name])
        assert scaled.se[name] == pytest.approx(by * one.se[name])


def test_the_way_back_to_rest():
    found = influence(diaries(8, 3000, 40))
    np.testing.assert_allclose(found.eigenvalues, sorted(np.linalg.eigvals(found.carried), key=abs)[::-1])
    assert found.stable
    assert abs(found.eigenvalues[0]) ** found.half_life == pytest.approx(0.5)
    np.testing.assert_allclose(
        impulse_response(found.carried, 3)[3], found.carried @ found.carried @ found.carried
    )
    told = found.facts()["impulse_response"]
    assert list(told) == ["1", "2", "3"]
    np.testing.assert_allclose(told["2"], found.carried @ found.carried)
    rest = stationary_covariance(CARRIED, NEWS)
    np.testing.assert_allclose(rest, CARRIED @ rest @ CARRIED.T + NEWS)


def test_influence_is_tested_alone_and_together():
    found = influence(diaries(8, 300, 30, np.array([[0.4, 0.0], [0.25, 0.3]]), settle=30))
    chi, p = found.test("influence_on_a")
    assert chi == pytest.approx((found.estimates["influence_on_a"] / found.se["influence_on_a"]) ** 2)
    assert p == pytest.approx(found.p_values["influence_on_a"])
    assert p > 0.01 > found.test("influence_on_a", "influence_on_b")[1]
    with pytest.raises(WrongShape, match="needs names among stability_a"):
        found.test("influence_on_c")


def test_the_test_of_influence_cries_wolf_as_rarely_as_said():
    alone = np.diag([0.4, 0.3])
    tests = [influence(diaries(seed, 60, 25, alone, settle=30)) for seed in range(400)]
    wolf = sum(one.test("influence_on_a", "influence_on_b")[1] < 0.05 for one in tests) / 400
    assert wolf == pytest.approx(0.05, abs=0.033)  # three standard errors


def test_simulated_diaries_of_a_package_go_through_and_can_be_told_as_json():
    with DATA.open() as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: (int(row["coupleID"]), int(row["diaryday"]), int(row["personID"])))
    y = np.array([float(row["closeness"]) for row in rows]).reshape(-1, 14, 2)
    x = np.array([float(row["provided_support"]) for row in rows]).reshape(-1, 14, 2)
    assert len(y) == 360
    mixed = np.array([row["dyad_composition"] == "female_x_male" for row in rows[:: 14 * 2]])
    found = influence(y[mixed], x=x[mixed], names=("her_support", "his_support"), roles=("she", "he"))
    assert (found.n_couples, found.transitions, found.n_dropped) == (120, 120 * 13, 0)
    told = json.loads(json.dumps(found.to_dict()))
    assert list(told["estimates"])[:4] == [
        "stability_she",
        "influence_on_she",
        "stability_he",
        "influence_on_he",
    ]
    assert told["stable"] is True
    assert "half life" in found.summary()


Y = diaries(1, 12, 8)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: influence(Y[:, :, 0]), WrongShape, "couples, entries and two partners"),
        (lambda: influence(Y[:, :1]), WrongShape, "two entries or more"),
        (lambda: influence(Y[:0]), TooFewCouples, "0 usable couples"),
        (lambda: influence(Y * np.nan), TooFewCouples, "0 usable couples"),
        (lambda: influence(Y[:4]), TooFewCouples, "4 parameters and 4 usable couples"),
        (lambda: influence(Y * [1, 0]), ConstantColumn, "does not vary from day to day"),
        (lambda: influence(Y[:, :, [0, 0]]), ConstantColumn, "or repeats others"),
        (lambda: influence(np.where(Y[0, 0, 0] == Y, np.inf, Y)), NotFinite, "The outcome is infinite"),
        (lambda: influence(Y, days=[1, 2, 3, 4, 4, 5, 6, 7]), WrongShape, "couple 1 do not rise"),
        (lambda: influence(Y, days=[1, 2]), WrongShape, "one value an entry"),
        (lambda: influence(Y, x=Y[:3]), WrongShape, "Predictors need a value"),
        (lambda: influence(Y, x=Y, names=("one",)), WrongShape, "2 predictors and 1 names"),
        (lambda: diary_sums(Y) + diary_sums(Y, trend=True), WrongShape, "cannot be merged"),
        (lambda: diary_sums(Y) + diary_sums(Y, halves=True), WrongShape, "with halves and without"),
        (
            lambda: influence(Y, correction="some"),
            DyadError,
            "one of fixed point, half-panel, none, not some",
        ),
        (lambda: finish_influence(diary_sums(Y), correction="half-panel"), WrongShape, "with their halves"),
        (lambda: influence(np.cumsum(np.ones((12, 4, 2)), 1) + Y[:, :4] / 9), NotIdentified, "No stable"),
    ],
)
def test_what_cannot_be_analysed_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_couples_with_too_few_days_in_a_row_are_counted():
    y = diaries(1, 40, 8)
    y[3, 1::2] = np.nan
    found = influence(y)
    assert (found.n_couples, dict(found.dropped)) == (39, {"too few days in a row": 1})
    assert [one.code for one in influence(diaries(1, 12, 8), correction="none").warnings] == [
        "bias-left",
        "few-couples",
    ]
