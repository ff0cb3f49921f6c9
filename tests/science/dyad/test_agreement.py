"""Agreement of partners and coders: the published numbers, and laws that hold for all data."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.dyad.agreement import agreement, agreement_finish, agreement_partial
from troth.science.dyad.errors import ConstantColumn, TooFewCouples, WrongShape
from troth.science.dyad.kappa import confusion, confusion_in_time, kappa
from troth.science.dyad.profiles import FLAT, profiles

ACITELLI = Path(__file__).parents[1] / "data" / "dyadr_acipair.csv"
seeds = st.integers(0, 10_000)


def satisfaction():
    rows = list(csv.DictReader(ACITELLI.read_text("utf-8").splitlines()))
    sides = {
        role: {row["CoupleID"]: float(row["Satisfaction_A"]) for row in rows if row["Gender_A"] == role}
        for role in ("Husband", "Wife")
    }
    return np.array([[sides["Husband"][couple], wife] for couple, wife in sides["Wife"].items()])


def alike(seed, n=30, r=0.5):
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal([3, 4], [[1, r], [r, 1.5]], n)


def test_the_acitelli_couples_give_the_three_published_numbers():
    found = agreement(satisfaction())
    assert {name: round(value, 7) for name, value in found.estimates.items()} == {
        "icc": 0.6184700,
        "icc_double_entry": 0.6163724,
        "pearson": 0.6234498,
    }
    assert (found.n_couples, found.n_dropped) == (148, 0)


@given(seeds)
def test_who_stands_in_which_column_changes_only_pearson(seed):
    values = alike(seed)
    swapped = np.where(np.random.default_rng(seed).random((30, 1)) < 0.5, values, values[:, ::-1])
    one, other = agreement(values), agreement(swapped)
    for name in ("icc", "icc_double_entry"):
        assert other.estimates[name] == pytest.approx(one.estimates[name], rel=1e-9)


@pytest.mark.parametrize(("unit", "shift"), [(100, -40), (1e-100, 0), (1e100, 3e100)])
def test_units_and_zero_points_change_nothing(unit, shift):
    values = alike(4)
    one, other = agreement(values), agreement(unit * values + shift)
    assert other.estimates == pytest.approx(one.estimates)
    for name, ends in one.intervals.items():
        assert other.intervals[name] == pytest.approx(ends)
    assert (other.f, other.p_value) == pytest.approx((one.f, one.p_value))


@given(seeds)
def test_the_double_entry_is_pearson_over_both_orders(seed):
    values = alike(seed)
    both = np.concatenate([values, values[:, ::-1]])
    assert agreement(values).estimates["icc_double_entry"] == pytest.approx(np.corrcoef(both.T)[0, 1])


def test_partners_who_differ_more_than_strangers_keep_their_negative_number():
    values = alike(3)
    values[:, 1] = 8 - values[:, 0]
    assert agreement(values).estimates["icc"] == pytest.approx(-1, abs=0.1)


def test_parts_merge_and_missing_answers_are_counted():
    values = alike(5)
    whole = agreement(values)
    gaps = np.concatenate([values[:11], [[np.nan, 1], [np.nan, np.nan]], values[11:], [[2, np.nan]]])
    merged = agreement_finish(agreement_partial(gaps[:12]) + agreement_partial(gaps[12:]))
    for found in (agreement(gaps), merged):
        assert found.estimates == pytest.approx(whole.estimates)
        assert found.dropped == {"an answer of one partner only": 2, "no answer of either": 1}


def test_the_interval_of_the_icc_holds_it_95_times_in_100():
    rng = np.random.default_rng(11)
    truth, hits = 0.4, 0
    for _ in range(2000):
        low, high = agreement(rng.multivariate_normal([0, 0], [[1, truth], [truth, 1]], 40)).intervals["icc"]
        hits += low <= truth <= high
    assert 0.935 <= hits / 2000 <= 0.965


@pytest.mark.parametrize(
    "other", [lambda y: y, lambda y: 3 * y + 1, lambda y: -y], ids=["same", "line", "turned"]
)
def test_partners_who_go_together_perfectly_have_intervals_without_width(other):
    y = alike(3)[:, 0]
    found = agreement(np.column_stack([y, other(y)]))
    r = found.estimates["pearson"]
    assert r == pytest.approx(np.corrcoef(y, other(y))[0, 1])
    assert found.intervals["pearson"] == pytest.approx((r, r))
    low, high = found.intervals["icc"]
    assert -1 <= low <= found.estimates["icc"] <= high <= 1


def test_nothing_is_made_of_too_few_or_of_one_answer_throughout():
    with pytest.raises(TooFewCouples):
        agreement([[1, 2], [2, 3], [3, 1]])
    with pytest.raises(ConstantColumn):
        agreement([[1, 2], [1, 3], [1, 1], [1, 5], [1, 2]])


def test_kappa_and_its_error_are_those_of_the_delta_method():
    table = np.array([[22, 4, 2], [6, 30, 3], [1, 5, 27]], dtype=float)
    n = table.sum()

    def of(shares):
        chance = shares.sum(axis=1) @ shares.sum(axis=0)
        return (np.trace(shares) - chance) / (1 - chance)

    shares, step = table / n, 1e-6
    slopes = np.array([(of(shares + step * e) - of(shares - step * e)) / (2 * step) for e in units(3)])
    variance = ((slopes**2 * shares.ravel()).sum() - (slopes * shares.ravel()).sum() ** 2) / n
    found = kappa(table)
    assert found.estimates["kappa"] == pytest.approx(of(shares))
    assert found.se["kappa"] == pytest.approx(np.sqrt(variance), rel=1e-6)


def units(k):
    for index in range(k * k):
        unit = np.zeros((k, k))
        unit.flat[index] = 1
        yield unit


def test_a_pooled_kappa_needs_no_code_in_every_conversation():
    tables = np.array([[[9, 1], [1, 9]], [[20, 0], [0, 0]], [[5, 5], [2, 8]]])
    found = kappa(tables)
    assert found.each.tolist() == pytest.approx([0.8, np.nan, 0.3], nan_ok=True)
    assert found.estimates["kappa"] == pytest.approx((0.85 - 2 / 3) / (1 - 2 / 3))
    assert found.n_couples == 3


def test_coders_with_times_are_matched_nearest_first_and_each_once():
    one = ([1.0, 2.0, 10.0], [0, 1, 1])
    other = ([1.1, 1.9, 30.0], [0, 1, 0])
    assert confusion_in_time(one, other, 2, tolerance=1.0).tolist() == [[1, 0, 0], [0, 1, 1], [1, 0, 0]]
    assert confusion_in_time(one, other, 2, tolerance=0.0).sum() == 6


@pytest.mark.parametrize(
    "table", [[[1, 2, 3], [1, 2, 3]], [[0, 0], [0, 0]], [[1, -1], [0, 1]], [[1, np.nan], [0, 1]]]
)
def test_what_is_no_table_of_two_coders_is_refused(table):
    with pytest.raises(WrongShape):
        kappa(table)


def test_codes_that_are_not_there_are_refused():
    with pytest.raises(WrongShape, match="from 0 to 1"):
        confusion([0, 2], [0, 1], 2)
    with pytest.raises(WrongShape, match="whole numbers"):
        confusion([0.5, 1], [0, 1], 2)
    with pytest.raises(WrongShape, match="none may be missing"):
        confusion_in_time(([1.0], [np.nan]), ([1.0], [0]), 2, tolerance=1)
    with pytest.raises(WrongShape, match="A time is missing"):
        confusion_in_time(([np.nan], [1]), ([1.0], [0]), 2, tolerance=1)
    with pytest.raises(ConstantColumn):
        kappa([[5, 0], [0, 0]])


@given(seeds)
def test_level_spread_and_shape_add_up_to_the_distance(seed):
    rng = np.random.default_rng(seed)
    one, other = rng.normal(size=(2, 6, 8))
    found = profiles(one, other)
    np.testing.assert_allclose(
        found.level + found.spread + found.shape, ((one - other) ** 2).mean(axis=1), rtol=1e-9
    )
    sd = one.std(axis=1) * other.std(axis=1)
    np.testing.assert_allclose(found.shape, 2 * sd * (1 - found.overall), rtol=1e-9)


def test_a_shared_stereotype_makes_strangers_alike_and_is_not_distinctive():
    rng = np.random.default_rng(2)
    norm = rng.normal(0, 3, 20)
    one, other = norm + rng.normal(size=(2, 40, 20))
    found = profiles(one, other, permutations=99, rng=np.random.default_rng(1))
    assert found.estimates["overall"] > 0.8
    assert abs(found.estimates["distinctive"]) < 0.1
    assert found.strangers.mean() == pytest.approx(found.estimates["overall"], abs=0.02)
    assert found.p_against_strangers > 0.05


def test_real_couples_are_more_alike_than_strangers():
    rng = np.random.default_rng(4)
    own = rng.normal(size=(40, 20))
    found = profiles(own, own + rng.normal(size=(40, 20)), permutations=199, rng=np.random.default_rng(1))
    assert found.p_against_strangers == pytest.approx(1 / 200)
    assert found.facts()["flat"] == 0


def test_a_flat_profile_has_a_reason_and_no_number():
    one = np.array([[3.0, 3, 3], [1, 2, 3], [2, 1, 3], [1, 3, 2]])
    found = profiles(one, one[:, ::-1])
    assert np.isnan(found.overall).tolist() == [True, False, False, False]
    assert found.reasons == (FLAT, "", "", "")
    assert found.facts()["flat"] == 1


def test_units_and_a_far_zero_make_no_profile_flat_and_no_rounding_a_profile():
    one = np.random.default_rng(5).normal(size=(9, 5))
    small, whole = (profiles(one * unit, one[:, ::-1] * unit) for unit in (1e-40, 1))
    np.testing.assert_allclose(small.distinctive, whole.distinctive)
    stereotype = np.tile(1e6 + np.array([0.1, 1.3, 2.7, 5.9, 3.1]), (9, 1))
    found = profiles(stereotype, stereotype)
    assert np.isnan(found.distinctive).all()
    assert found.estimates["overall"] == pytest.approx(1)
