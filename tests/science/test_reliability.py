"""Reliability: against psych in R (tests/oracles/reliability.R), and the rule of enough."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.change import Precision, ReliabilityKind
from troth.science.reliability import (
    Agreement,
    Enough,
    alpha_here,
    cronbach_alpha,
    retest,
    retest_here,
    standard_error_of_measurement,
)
from troth.science.scoring import ItemDefinition, ScaleDefinition

ITEMS = tuple(ItemDefinition(f"i{n}", 1, 7, reverse=n % 2 == 1) for n in range(6))
SCALE = ScaleDefinition("s", "mean", ITEMS, 6)


@pytest.fixture(scope="module")
def days() -> np.ndarray:
    path = Path(__file__).parent / "data" / "closeness_five_days.csv"
    return np.loadtxt(path, delimiter=",", skiprows=1)[:, 1:]


def ends(found):
    return found.value, found.low, found.high


def answers(n, noise, seed=5):
    """Raw answers of n people to six items, every second one asked the other way round."""
    rng = np.random.default_rng(seed)
    raw = np.clip(np.rint(4 + rng.normal(0, 1.3, (n, 1)) + rng.normal(0, noise, (n, 6))), 1, 7)
    raw[:, 1::2] = 8 - raw[:, 1::2]
    return raw


def test_alpha_and_its_interval_are_those_of_r(days):
    assert ends(cronbach_alpha(days)) == pytest.approx(
        (0.948169043687, 0.931911325278, 0.961506270072), abs=1e-11
    )


def test_people_with_a_gap_are_left_out_and_counted(days):
    gaps = days.copy()
    gaps[[2, 69], 1] = np.nan
    found = cronbach_alpha(gaps)
    assert (found.n, found.dropped) == (118, 2)
    assert found.value == pytest.approx(0.94846428755, abs=1e-11)


def test_retest_and_its_interval_are_those_of_r(days):
    assert ends(retest(days, agreement=Agreement.ABSOLUTE)) == pytest.approx(
        (0.785789515245, 0.732994239171, 0.833550796804), abs=1e-11
    )
    assert ends(retest(days)) == pytest.approx((0.785347745032, 0.73243045048, 0.833212449984), abs=1e-11)


def test_a_shift_that_everyone_shares_counts_for_agreement_only(days):
    shifted = days[:, :2] + [0, 0.5]
    assert ends(retest(shifted, agreement=Agreement.ABSOLUTE)) == pytest.approx(
        (0.748722801211, 0.621160098175, 0.831237858479), abs=1e-11
    )
    assert ends(retest(shifted)) == pytest.approx((0.773499136921, 0.690257443824, 0.836533558978), abs=1e-11)
    assert ends(retest(shifted)) == pytest.approx(ends(retest(days[:, :2])))


@given(st.permutations(range(5)), st.floats(0.1, 10), st.floats(-5, 5))
def test_order_unit_and_zero_do_not_matter(order, unit, zero):
    rows = np.random.default_rng(1).normal(0, 1, (12, 5)) + np.arange(12)[:, None] / 4
    moved = rows[:, order] * unit + zero
    assert cronbach_alpha(moved).value == pytest.approx(cronbach_alpha(rows).value)
    for agreement in Agreement:
        assert ends(retest(moved, agreement=agreement)) == pytest.approx(
            ends(retest(rows, agreement=agreement))
        )


def test_perfect_agreement_is_one_with_nothing_to_spare():
    same = np.repeat(np.arange(5.0)[:, None], 2, axis=1)
    assert ends(retest(same, agreement=Agreement.ABSOLUTE)) == (1.0, 1.0, 1.0)
    assert ends(retest(same)) == (1.0, 1.0, 1.0)


def test_the_error_of_measurement_worked_by_hand():
    assert standard_error_of_measurement(10, 0.84) == pytest.approx(4.0)
    with pytest.raises(ValueError, match="positive SD"):
        standard_error_of_measurement(0, 0.8)


def test_enough_people_and_a_sure_lower_end_allow_a_judgement():
    found = alpha_here(SCALE, answers(80, 1.0))
    assert (found.enough, found.missing) == (True, None)
    expected = Precision(found.sd, found.reliability.value, ReliabilityKind.ALPHA, mean=found.mean)
    assert found.precision == expected


def test_reversed_items_are_turned_before_alpha():
    turned = answers(80, 1.0)
    turned[:, 1::2] = 8 - turned[:, 1::2]
    assert alpha_here(SCALE, answers(80, 1.0)).reliability == cronbach_alpha(turned)


@pytest.mark.parametrize(
    ("raw", "told"),
    [(answers(49, 1.0), "49 people of 50 needed"), (answers(80, 4.0), "lower end of the interval is")],
    ids=["too few", "too loose"],
)
def test_too_few_people_or_too_loose_an_estimate_only_describes(raw, told):
    found = alpha_here(SCALE, raw)
    assert not found.enough
    assert told in found.missing
    assert found.precision is None


def test_the_rule_of_enough_can_be_chosen():
    assert alpha_here(SCALE, answers(30, 1.0), rule=Enough(people=30)).enough


def test_retest_in_the_practice_takes_spread_and_mean_of_the_first_occasion(days):
    found = retest_here(days[:, :2])
    assert (found.mean, found.sd) == pytest.approx((days[:, 0].mean(), days[:, 0].std(ddof=1)))
    assert found.enough
    assert found.precision.reliability_kind is ReliabilityKind.RETEST


def test_the_interval_of_alpha_covers_as_often_as_it_says():
    rng = np.random.default_rng(21)
    true = 6 * 0.5 / (1 + 5 * 0.5)
    covered = 0
    for _ in range(2000):
        rows = rng.normal(0, 1, (30, 1)) + rng.normal(0, 1, (30, 6))
        found = cronbach_alpha(rows)
        covered += found.low <= true <= found.high
    assert covered / 2000 == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (np.zeros(5), "not the shape"),
        (np.zeros((5, 1)), "at least two items"),
        (np.array([[1.0, 2], [2, np.nan], [3, 1]]), "at least 3 people"),
        (np.ones((5, 3)), "same total"),
    ],
)
def test_alpha_that_cannot_be_estimated_is_refused(rows, told):
    with pytest.raises(ValueError, match=told):
        cronbach_alpha(rows)


def test_a_retest_without_differences_is_refused():
    with pytest.raises(ValueError, match="same score"):
        retest(np.ones((5, 2)))


@pytest.mark.parametrize("estimate", [cronbach_alpha, retest])
def test_an_interval_needs_a_level(estimate, days):
    with pytest.raises(ValueError, match="level"):
        estimate(days, level=1.0)
