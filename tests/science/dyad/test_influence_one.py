"""What one couple's diary tells: least squares by another road, known bias, honest intervals, refusals."""

import numpy as np
import pytest

from troth.science.dyad.cautions import BiasLeft, ChainsBroken
from troth.science.dyad.errors import ConstantColumn, TooFewCouples, WrongShape
from troth.science.dyad.influence_one import FEWEST, _bias, influence_of_one

CARRIED = np.array([[0.4, 0.2], [0.0, 0.3]])
TRUTH = {"stability_a": 0.4, "influence_on_a": 0.2, "stability_b": 0.3, "influence_on_b": 0.0}
NEWS = np.array([[1.0, 0.3], [0.3, 1.0]])


def diary(rng: np.random.Generator, length: int, carried=CARRIED):
    root, now, y = np.linalg.cholesky(NEWS), np.zeros(2), np.empty((length + 50, 2))
    for t in range(length + 50):
        now = carried @ now + root @ rng.normal(size=2)
        y[t] = now
    return y[50:]


@pytest.mark.parametrize("trend", [False, True])
def test_errors_and_the_fit_before_the_correction_are_those_of_ordinary_least_squares(trend):
    y = diary(np.random.default_rng(2), 40)
    found = influence_of_one(y, trend=trend)
    columns = [np.ones(39), *y[:-1].T, *([np.arange(39.0)] if trend else [])]
    x = np.stack(columns, axis=1)
    for at, role in enumerate("ab"):
        slopes, (left,), *_ = np.linalg.lstsq(x, y[1:, at], rcond=None)
        error = np.sqrt(left / (39 - x.shape[1]) * np.diag(np.linalg.inv(x.T @ x)))
        own, other = 1 + at, 2 - at
        assert found.se[f"stability_{role}"] == pytest.approx(error[own])
        assert found.se[f"influence_on_{role}"] == pytest.approx(error[other])
        plain = found.carried - found.corrected * _bias(_fitted(x, y), found.residual, 1 + trend) / 39
        assert plain[at].tolist() == pytest.approx(slopes[1:3].tolist())


def _fitted(x, y):
    return np.linalg.lstsq(x, y[1:], rcond=None)[0][1:3].T


@pytest.mark.parametrize(("numbers", "known"), [(1, lambda phi: 1 + 3 * phi), (2, lambda phi: 2 + 4 * phi)])
def test_beside_a_partner_who_is_all_news_the_bias_is_the_known_one_of_a_single_series(numbers, known):
    found = _bias(np.diag([0.6, 0.0]), np.eye(2), numbers)
    assert found[0] == pytest.approx([known(0.6), 0.0])


@pytest.mark.parametrize(("length", "trend"), [(21, False), (31, True)])
def test_intervals_hold_the_truth_nearly_as_often_as_they_say(length, trend):
    rng, runs = np.random.default_rng(7), 600
    held, means = dict.fromkeys(TRUTH, 0), dict.fromkeys(TRUTH, 0.0)
    for _ in range(runs):
        found = influence_of_one(diary(rng, length), trend=trend)
        for name, truth in TRUTH.items():
            low, high = found.intervals[name]
            held[name] += low <= truth <= high
            means[name] += found.estimates[name] / runs
    for name, truth in TRUTH.items():
        assert 0.91 <= held[name] / runs <= 0.98
        assert means[name] == pytest.approx(truth, abs=0.07)


def test_a_common_rise_is_no_influence_once_trends_are_out():
    rng = np.random.default_rng(3)
    y = np.arange(60.0)[:, None] * 0.2 + rng.normal(0, 0.5, (60, 2))
    assert min(influence_of_one(y).estimates.values()) > 0.3
    for low, high in influence_of_one(y, trend=True).intervals.values():
        assert low <= 0 <= high


def test_exchanging_partners_exchanges_names_and_nothing_else():
    y = diary(np.random.default_rng(4), 30)
    one, other = influence_of_one(y, trend=True), influence_of_one(y[:, ::-1], trend=True)
    for name, value in one.estimates.items():
        turned = name[:-1] + ("a" if name.endswith("_b") else "b")
        assert other.estimates[turned] == pytest.approx(value)
        assert other.se[turned] == pytest.approx(one.se[name])


def test_scale_and_place_of_the_scores_do_not_matter():
    y = diary(np.random.default_rng(5), 30)
    assert influence_of_one(y * 3 + 100).estimates == pytest.approx(influence_of_one(y).estimates)


def test_a_gap_breaks_the_chain_and_is_told():
    y = diary(np.random.default_rng(6), 30)
    y[10, 0] = np.nan
    found = influence_of_one(y)
    (caution,) = found.warnings
    assert (found.transitions, caution) == (27, ChainsBroken(29, 0, 2, 1.0))
    days = np.delete(np.arange(30.0), 10)
    assert influence_of_one(np.delete(y, 10, axis=0), days=days).estimates == pytest.approx(found.estimates)


def test_what_does_not_come_to_rest_is_left_as_fitted_and_said():
    y = np.random.default_rng(8).normal(0.0, 0.1, (20, 2))
    y += 1.3 ** np.arange(20)[:, None] * [4.0, 1.0]
    found = influence_of_one(y)
    assert (found.corrected, found.facts()["stable"]) == (0.0, False)
    assert BiasLeft(19) in found.warnings


def test_one_couple_gets_no_p():
    found = influence_of_one(diary(np.random.default_rng(9), 30))
    assert (found.p_values, found.n_couples) == ({}, 1)
    assert found.to_dict()["transitions"] == 29


@pytest.mark.parametrize(
    ("y", "error", "words"),
    [
        (np.zeros((3, 30, 2)), WrongShape, "One couple's diary"),
        (np.zeros((30, 3)), WrongShape, "two partners"),
        (np.ones((30, 2)), ConstantColumn, "do not vary"),
        (
            np.random.default_rng(1).normal(size=(FEWEST, 2)),
            TooFewCouples,
            "needs 12 pairs of entries in a row",
        ),
        (np.repeat(np.random.default_rng(1).normal(size=(30, 1)), 2, axis=1), ConstantColumn, "repeat"),
    ],
    ids=["many couples", "three partners", "constant", "too few", "one twice"],
)
def test_what_cannot_be_told_is_refused(y, error, words):
    with pytest.raises(error, match=words):
        influence_of_one(y)
