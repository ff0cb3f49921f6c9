"""How far both curves moved between two days."""

import doctest

import numpy as np
import pytest

from tests.science.growth.made_up import SCORES, couples
from troth.science.growth import changes as changes_module
from troth.science.growth.bands import bands
from troth.science.growth.changes import changes
from troth.science.growth.population import fit_population
from troth.science.growth.prior import WEAK
from troth.science.growth.series import series
from troth.science.growth.sums import design, summed

POPULATION = fit_population(summed(couples(1, 40), SCORES))
NOBODY_YET = fit_population(summed([], SCORES))
WEEKS = 26


def drawn(rng: np.random.Generator, carried: float):
    """A couple of half a year whose deviations carry over, and how far its curves moved in truth."""
    curves = rng.multivariate_normal([5.0, 0.2, 5.0, 0.2], WEAK.between(SCORES) / 4).reshape(2, 2)
    days = 7.0 * np.arange(WEEKS)
    errors = rng.multivariate_normal([0.0, 0.0], WEAK.within(SCORES) / 4, WEEKS)
    for at in range(1, WEEKS):
        errors[at] = carried * errors[at - 1] + np.sqrt(1 - carried**2) * errors[at]
    line = design(days) @ curves.T
    return series(days, *(line + errors).clip(0, 10).T), line[-1] - line[0]


def test_the_examples_hold():
    assert doctest.testmod(changes_module).failed == 0


def test_a_change_is_that_of_what_the_bands_expect():
    couple = couples(3, 1)[0]
    found = bands(POPULATION, couple, [20.0, 90.0])
    for one, band in zip(changes(POPULATION, couple, 20.0, 90.0), (found.a, found.b), strict=True):
        assert one.moved == pytest.approx(band[1].expected - band[0].expected)
        assert one.low95 < one.moved < one.high95
        assert 0 < one.own_share < 1


def test_exchanging_the_seats_exchanges_the_changes():
    couple = couples(4, 1)[0]
    one, other = changes(POPULATION, couple, 0.0, 60.0), changes(POPULATION, couple.swapped, 0.0, 60.0)
    for mine, yours in zip(one, other[::-1], strict=True):
        assert (mine.moved, mine.low95) == pytest.approx((yours.moved, yours.low95))


@pytest.mark.parametrize("carried", [0.0, 0.5])
def test_the_interval_holds_the_truth_as_often_as_it_says(carried: float):
    rng, held = np.random.default_rng(6), []
    for _ in range(150):
        couple, truth = drawn(rng, carried)
        found = changes(NOBODY_YET, couple, 0.0, 7.0 * (WEEKS - 1))
        held += [one.low95 <= moved <= one.high95 for one, moved in zip(found, truth, strict=True)]
    assert np.mean(held) >= 0.93


def test_deviations_that_carry_over_make_it_wider():
    days, line = 7.0 * np.arange(24), np.full(24, 5.0)
    apart, together = np.tile([1.0, -1.0], 12), np.repeat([1.0, -1.0, 1.0, -1.0], 6)
    widths = [
        one.high95 - one.low95
        for each in (apart, together)
        for one in changes(NOBODY_YET, series(days, line + each, line + each), 0.0, 161.0)[:1]
    ]
    assert widths[1] > 1.5 * widths[0]


@pytest.mark.parametrize(("since", "until"), [(7.0, 7.0), (-1.0, 7.0), (0.0, np.inf)])
def test_two_days_must_follow_one_another(since: float, until: float):
    with pytest.raises(ValueError, match="needs a day from 0 on and a later one"):
        changes(POPULATION, couples(3, 1)[0], since, until)
