"""Where the next answers are expected."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tests.science.growth.made_up import SCORES, couples
from troth.science.growth import bands as bands_module
from troth.science.growth.bands import bands, forecasts
from troth.science.growth.population import GrowthWarning, fit_population
from troth.science.growth.series import CoupleSeries, series
from troth.science.growth.sums import summed

POPULATION = fit_population(summed(couples(1, 40), SCORES))
NOBODY = series([], [], [])


def test_the_examples_hold():
    assert doctest.testmod(bands_module).failed == 0


def test_before_any_answer_the_band_is_the_populations():
    found = bands(POPULATION, NOBODY, [0.0])
    total = POPULATION.between[0, 0] + POPULATION.mean_covariance[0, 0] + POPULATION.within[0, 0]
    assert found.a[0].expected == pytest.approx(POPULATION.mean[0])
    assert found.a[0].own_share == 0.0
    assert found.a[0].high80 - found.a[0].low80 > 2 * norm.ppf(0.9) * np.sqrt(total)
    assert GrowthWarning.NO_OWN_ANSWERS in found.warnings


def test_a_forecast_equals_conditioning_the_joint_normal_by_hand():
    couple = series([0, 7], [4.0, None], [6.0, None])
    found = bands(POPULATION, couple, [0.0])
    level = [0, 2]
    spread = (POPULATION.between + POPULATION.mean_covariance)[np.ix_(level, level)]
    gain = spread @ np.linalg.inv(spread + POPULATION.within)
    by_hand = POPULATION.mean[level] + gain @ (np.array([4.0, 6.0]) - POPULATION.mean[level])
    assert (found.a[0].expected, found.b[0].expected) == pytest.approx(tuple(by_hand))


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_exchanging_the_seats_exchanges_the_bands(seed: int):
    couple = couples(seed, 1)[0]
    one, other = (bands(POPULATION, each, [200.0, 300.0]) for each in (couple, couple.swapped))
    for mine, yours in zip(one.a + one.b, other.b + other.a, strict=True):
        assert (mine.expected, mine.low95, mine.own_share) == pytest.approx(
            (yours.expected, yours.low95, yours.own_share), abs=1e-9
        )


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_bands_lie_in_each_other_and_in_the_range(seed: int):
    for band in bands(POPULATION, couples(seed, 1)[0], [200.0]).a:
        edges = [SCORES.low, band.low95, band.low80, band.expected, band.high80, band.high95, SCORES.high]
        assert edges == sorted(edges)
        assert 0.0 <= band.own_share <= 1.0


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.integers(1, 10))
def test_a_forecast_knows_only_what_came_before(seed: int, n: int):
    couple = couples(seed, 1, missing=0.0)[0]
    told = forecasts(POPULATION, couple)
    earlier = bands(POPULATION, CoupleSeries(couple.days[:n], couple.scores[:n]), [couple.days[n]])
    low = told.mean[n] - told.half_width(0.80)[n]
    assert np.clip(low, 0, 10) == pytest.approx([earlier.a[0].low80, earlier.b[0].low80])


def test_one_partners_answers_tell_about_the_other():
    high = bands(POPULATION, series([0, 7, 14], [9, 9, 9], [None] * 3), [21])
    low = bands(POPULATION, series([0, 7, 14], [2, 2, 2], [None] * 3), [21])
    assert high.b[0].expected > low.b[0].expected + 1
    assert GrowthWarning.ONE_PARTNER_ONLY in high.warnings


def test_restless_weeks_widen_the_band():
    days = range(0, 140, 7)
    calm = series(days, [5.0, 5.2] * 10, [5.0, 5.2] * 10)
    restless = series(days, [3.0, 7.0] * 10, [3.0, 7.0] * 10)
    widths = [b.high80 - b.low80 for b in (bands(POPULATION, each, [140]).a[0] for each in (calm, restless))]
    assert widths[1] > 2 * widths[0]


def test_a_day_far_ahead_is_marked():
    couple = series([0, 7, 14], [5, 5, 5], [5, 5, 5])
    assert bands(POPULATION, couple, [21]).warnings == ()
    assert bands(POPULATION, couple, [70]).warnings == (GrowthWarning.FAR_AHEAD,)


@pytest.mark.parametrize("day", [-1.0, np.nan, np.inf])
def test_a_day_that_cannot_be_is_refused(day: float):
    with pytest.raises(ValueError, match="from 0 on"):
        bands(POPULATION, NOBODY, [day])


def test_a_score_outside_the_range_is_refused():
    with pytest.raises(ValueError, match="outside 0 to 10"):
        bands(POPULATION, series([0], [12], [None]), [7])
