"""Coupled oscillators: swings that are known come back, with the bias that windows bring told beforehand."""

import numpy as np
import pytest
from scipy.linalg import expm

from troth.science.dyad.errors import ConstantColumn, DyadError, NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.oscillator_sums import Embedding, oscillator_sums, seen_period, weights
from troth.science.dyad.oscillators import finish_oscillators, oscillators, oscillators_by_step, period

TRUTH = np.array([[-0.8, -0.05, 0.1, 0.0], [-0.3, -0.1, 0.0, 0.05]])
FINE = Embedding(width=5, interval=0.1)


def swings(seed, n, length, interval, *, truth=TRUTH, noise=0.0):
    """Return the exact motion of coupled oscillators from random starts."""
    rng = np.random.default_rng(seed)
    flow = np.zeros((4, 4))
    flow[0, 1] = flow[2, 3] = 1.0
    flow[1], flow[3] = truth[0], truth[1, [2, 3, 0, 1]]
    turn, state = expm(flow * interval), rng.normal(size=(n, 4))
    rows = np.empty((n, length, 2))
    for t in range(length):
        rows[:, t] = state[:, [0, 2]]
        state = state @ turn.T
    return rows + rng.normal(0, noise, rows.shape) if noise else rows


def test_finely_sampled_oscillators_are_recovered():
    found = oscillators(swings(1, 50, 200, 0.1), embedding=FINE, detrend="none", roles=("w", "h"))
    np.testing.assert_allclose(found.pooled, TRUTH, atol=0.005)
    np.testing.assert_allclose(found.parameters, np.broadcast_to(TRUTH, (50, 2, 4)), atol=0.02)
    assert list(found.estimates)[:4] == ["eta_w", "zeta_w", "partner_eta_w", "partner_zeta_w"]
    assert found.stable
    assert found.to_dict()["period"]["w"] == pytest.approx(2 * np.pi / np.sqrt(0.8 - 0.05**2 / 4), rel=0.01)


def test_all_couples_at_once_are_least_squares_on_the_windows_of_each():
    y = swings(2, 6, 60, 0.5, noise=0.3)
    y[2, 10] = np.nan
    y[3, 30:, 1] = np.nan
    how = Embedding(width=4, step=2, interval=0.5)
    found = oscillators(y, embedding=how, detrend="mean")
    t = (np.arange(4) - 1.5) * 2 * 0.5
    parabola = np.column_stack([np.ones(4), t, t**2 / 2])
    designs, targets = [], []
    for i, rows in enumerate(y - np.nanmean(y, axis=1, keepdims=True)):
        windows = [rows[s : s + 7 : 2] for s in range(54)]
        fits = np.array(
            [np.linalg.lstsq(parabola, one, rcond=None)[0] for one in windows if np.isfinite(one).all()]
        )
        designs.append(np.column_stack([fits[:, 0, 0], fits[:, 1, 0], fits[:, 0, 1], fits[:, 1, 1]]))
        targets.append(fits[:, 2, 0])
        own = np.linalg.lstsq(designs[i], targets[i], rcond=None)[0]
        np.testing.assert_allclose(found.parameters[i, 0], own, rtol=1e-9, atol=1e-10)
    assert found.windows.tolist() == [len(one) for one in targets]
    design = np.vstack(designs)
    pooled = np.linalg.lstsq(design, np.concatenate(targets), rcond=None)[0]
    np.testing.assert_allclose(found.pooled[0], pooled, rtol=1e-9)
    bread = np.linalg.inv(design.T @ design)
    pulls = np.array([one.T @ (after - one @ pooled) for one, after in zip(designs, targets, strict=True)])
    np.testing.assert_allclose(found.covariance[:4, :4], bread @ (pulls.T @ pulls) @ bread * 6 / 5, rtol=1e-8)


def test_weights_read_a_parabola_off_exactly():
    t = (np.arange(6) - 2.5) * 3 * 0.2
    found = (2 - t + 0.5 * 1.4 * t**2) @ weights(Embedding(width=6, step=3, interval=0.2))
    np.testing.assert_allclose(found, [2, -1, 1.4], atol=1e-12)


@pytest.mark.parametrize("how", [Embedding(), Embedding(width=5, step=3), Embedding(width=8, interval=0.5)])
def test_a_swing_is_seen_as_long_as_foretold(how):
    start = np.random.default_rng(3).uniform(0, 6, (50, 1, 2))
    y = np.cos(2 * np.pi * np.arange(400)[None, :, None] * how.interval / 15 + start)
    found = oscillators(y, embedding=how, detrend="none")
    np.testing.assert_allclose(period(found.pooled), seen_period(15, how), rtol=1e-6)
    assert seen_period(15, how) > 15


def test_a_step_as_long_as_the_swing_hides_it():
    assert seen_period(3.0, Embedding(width=5, step=3)) == np.inf


def test_lines_are_taken_out_before():
    y = swings(4, 30, 150, 0.3)
    how = Embedding(interval=0.3)
    drift = np.random.default_rng(5).normal(0, 0.05, (30, 1, 2)) * np.arange(150)[None, :, None] + 3
    np.testing.assert_allclose(
        oscillators(y + drift, embedding=how).pooled, oscillators(y, embedding=how).pooled, atol=1e-9
    )
    left_in = oscillators(y + drift, embedding=how, detrend="none").estimates["eta_a"]
    assert left_in > oscillators(y, embedding=how).estimates["eta_a"] + 0.2


def test_lines_are_taken_out_of_what_is_there_too():
    y = swings(4, 5, 60, 0.3)
    y[:, 7] = np.nan
    drift = 0.3 * np.arange(60)[None, :, None] - 2
    np.testing.assert_allclose(oscillators(y + drift).parameters, oscillators(y).parameters, rtol=1e-7)


def test_noise_makes_swings_look_fast_and_longer_steps_less_so():
    y = swings(6, 100, 150, 0.3, noise=0.5)
    found = oscillators_by_step(y, (1, 3), interval=0.3)
    assert found[1].estimates["eta_a"] < 1.5 * found[3].estimates["eta_a"]
    assert abs(found[3].estimates["eta_a"] + 0.8) < abs(found[1].estimates["eta_a"] + 0.8)


def test_swapping_the_partners_swaps_their_equations():
    y = swings(7, 12, 60, 0.3, noise=0.1)
    found, swapped = oscillators(y, roles=("w", "h")), oscillators(y[..., ::-1], roles=("h", "w"))
    assert swapped.estimates == pytest.approx(dict(found.estimates), rel=1e-8)
    assert swapped.se == pytest.approx(dict(found.se), rel=1e-6)


@pytest.mark.parametrize(("unit", "shift"), [(20, 7), (1e-100, 0), (1e100, 0)])
def test_units_and_zero_points_change_nothing(unit, shift):
    y = swings(7, 12, 60, 0.3, noise=0.1)
    found, other = oscillators(y), oscillators(unit * y + shift)
    assert other.estimates == pytest.approx(dict(found.estimates), rel=1e-8)
    assert other.se == pytest.approx(dict(found.se), rel=1e-6)
    np.testing.assert_allclose(other.parameters, found.parameters, rtol=1e-6)


def test_parts_merged_are_the_whole():
    y = swings(8, 600, 40, 0.3, noise=0.1)
    whole = oscillators(y)
    merged = finish_oscillators(oscillator_sums(y[:101]) + oscillator_sums(y[101:]))
    assert merged.estimates == pytest.approx(dict(whole.estimates))
    np.testing.assert_allclose(merged.parameters, whole.parameters)
    with pytest.raises(WrongShape, match="merged"):
        oscillator_sums(y) + oscillator_sums(y, detrend="mean")


def test_intervals_hold_the_truth_of_the_windows_about_as_often_as_said():
    truth = oscillators(swings(9, 20_000, 30, 0.3, noise=0.05), detrend="none").estimates["eta_a"]
    held = 0
    for seed in range(150):
        low, high = oscillators(swings(seed, 60, 30, 0.3, noise=0.05), detrend="none").intervals["eta_a"]
        held += low < truth < high
    assert held / 150 == pytest.approx(0.95, abs=0.055)  # three standard errors


def test_who_gives_too_few_windows_or_does_not_move_has_no_numbers():
    y = swings(10, 5, 40, 0.3, noise=0.1)
    y[0, 8:] = np.nan
    y[1, :, 0] = 2.0
    y[2, :, 0] = y[2, :, 1]
    found = oscillators(y)
    assert dict(found.dropped) == {"too few windows": 1}
    assert np.isnan(found.parameters[:3]).all()
    assert np.isfinite(found.parameters[3:]).all()
    assert {one.code for one in found.warnings} == {"embedding-bias", "few-couples"}


def test_there_is_a_period_only_where_there_is_a_swing():
    both = np.array([[-0.25, 0.0, 0, 0], [0.25, 0.0, 0, 0], [-0.25, -2.0, 0, 0]])
    np.testing.assert_allclose(period(both), [4 * np.pi, np.nan, np.nan])
    truth = np.array([[0.05, 0.0, 0.0, 0.0], [-0.3, -0.1, 0.0, 0.0]])
    found = oscillators(swings(11, 20, 100, 0.1, truth=truth), embedding=FINE, detrend="none")
    assert found.to_dict()["period"]["a"] is None
    assert not found.stable


@pytest.mark.parametrize(
    ("scores", "options", "error", "told"),
    [
        (np.zeros((3, 9)), {}, WrongShape, "two partners"),
        (np.zeros((3, 4, 2)), {}, WrongShape, "5 moments"),
        (np.zeros((3, 9, 2)), {"embedding": Embedding(width=2)}, WrongShape, "three moments"),
        (np.zeros((3, 9, 2)), {"embedding": Embedding(step=0)}, WrongShape, "three moments"),
        (np.zeros((3, 9, 2)), {"detrend": "all"}, DyadError, "line, mean, none"),
        (np.full((3, 9, 2), np.inf), {}, NotFinite, "infinite"),
        (np.full((3, 9, 2), np.nan), {}, TooFewCouples, "whole windows"),
        (np.zeros((3, 19, 2)), {}, ConstantColumn, "does not vary"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(scores, options, error, told):
    with pytest.raises(error, match=told):
        oscillators(scores, **options)
