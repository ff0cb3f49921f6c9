"""Signals: stories worked by hand, laws, and a small study with loose bounds."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.alerts.couples import Course
from bench.alerts.judging import coverage, performance
from bench.alerts.rules import cumulative, dropped
from bench.alerts.study import SIZES, Size, followed
from tests.science.growth.made_up import SCORES, couples
from troth.science import alerts
from troth.science.alerts import RULE, Reason, signal_history, signals
from troth.science.growth.population import fit_population
from troth.science.growth.series import CoupleSeries, series
from troth.science.growth.sums import summed

POPULATION = fit_population(summed(couples(1, 40), SCORES))
STEADY = [6.0, 6.2, 5.8] * 4
WEEKLY = range(0, 7 * len(STEADY), 7)


def reasons(couple: CoupleSeries, **more) -> list[tuple[Reason, str | None]]:
    return [(signal.reason, signal.seat) for signal in signals(POPULATION, couple, **more)]


def test_the_examples_hold():
    assert doctest.testmod(alerts).failed == 0


def test_steady_answers_raise_nothing():
    assert reasons(series(WEEKLY, STEADY, STEADY), reliable_change=2.0) == []


def test_one_bad_week_raises_nothing_unexpected():
    assert reasons(series(WEEKLY, [*STEADY[:-1], 0.0], STEADY)) == []


def test_a_fall_that_lasts_is_raised_for_the_one_who_falls_with_its_numbers():
    falling = [*STEADY[:8], 4.6, 4.0, 3.8, 3.5]
    found, gap = signals(POPULATION, series(WEEKLY, falling, STEADY))
    assert (found.reason, found.seat, found.day, found.since) == (Reason.BELOW_EXPECTED, "a", 77.0, 56.0)
    assert (found.answers, found.observed, found.scores) == (4, 3.5, (3.5, 5.8))
    assert found.compared_with - found.observed > found.margin > 0
    assert (gap.reason, gap.seat, gap.observed) == (Reason.WIDENING_GAP, None, pytest.approx(-2.3))


def test_both_falling_is_no_widening_gap():
    falling = [*STEADY[:8], 4.6, 4.0, 3.8, 3.5]
    assert reasons(series(WEEKLY, falling, falling)) == [
        (Reason.BELOW_EXPECTED, "a"),
        (Reason.BELOW_EXPECTED, "b"),
    ]


def test_a_gap_that_closes_because_one_falls_is_that_ones_signal_alone():
    high, falling = [9.0] * 8, [7.4, 6.6, 6.2, 6.0]
    assert reasons(series(WEEKLY, [*high, *falling], STEADY)) == [(Reason.BELOW_EXPECTED, "a")]


def test_where_high_is_bad_a_rise_counts():
    rising = [4.0] * 8 + [5.4, 6.0, 6.2, 6.5]
    couple = series(WEEKLY, rising, rising)
    assert reasons(couple) == []
    assert reasons(couple, higher_is_better=False) == [
        (Reason.BELOW_EXPECTED, "a"),
        (Reason.BELOW_EXPECTED, "b"),
    ]


def test_reliable_deterioration_is_at_least_the_reliable_change():
    couple = series([0, 7], [6.0, 4.0], [6.0, 4.1])
    (found,) = signals(POPULATION, couple, reliable_change=2.0)
    assert (found.reason, found.seat, found.since) == (Reason.RELIABLE_DETERIORATION, "a", 0.0)
    assert (found.observed, found.compared_with, found.margin) == (4.0, 6.0, 2.0)


def test_after_the_end_a_dip_has_its_own_code_and_is_counted_from_the_end():
    gained = [4.0, 4.6, 5.2, 5.6, 6.0, 6.2, 6.4, 6.5, 5.0, 4.6, 4.4, 4.2]
    couple = series(WEEKLY, gained, gained)
    assert reasons(couple, reliable_change=2.0)[0] == (Reason.BELOW_EXPECTED, "a")
    during = [(signal.reason, signal.seat) for signal in signals(POPULATION, couple, ended=49.0)]
    assert during[0] == (Reason.BELOW_EXPECTED_AFTER_ENDING, "a")
    assert (Reason.RELIABLE_DETERIORATION, "a") not in reasons(couple, reliable_change=2.0)
    assert (Reason.RELIABLE_DETERIORATION, "a") in reasons(couple, reliable_change=2.0, ended=49.0)


def test_a_better_answer_ends_the_signal():
    falling = [*STEADY[:8], 4.6, 4.0, 3.8, 6.5]
    history = signal_history(POPULATION, series(WEEKLY, falling, STEADY))
    assert 70.0 in {signal.day for signal in history if signal.seat == "a"}
    assert reasons(series(WEEKLY, falling, STEADY)) == []


def test_a_week_without_answer_changes_nothing():
    falling = [*STEADY[:8], 4.6, 4.0, 3.8, 3.5]
    with_gap = series([*WEEKLY, 84], [*falling, None], [*STEADY, 6.0])
    before, after = (signals(POPULATION, each)[0] for each in (series(WEEKLY, falling, STEADY), with_gap))
    assert before == after


def test_nobody_and_a_first_answer_raise_nothing():
    assert reasons(series([], [], [])) == []
    assert reasons(series([0], [0.0], [10.0]), reliable_change=1.0) == []


@pytest.mark.parametrize("points", [0.0, -1.0, np.nan])
def test_a_reliable_change_must_be_above_nothing(points: float):
    with pytest.raises(ValueError, match="above 0"):
        signals(POPULATION, series([0], [5], [5]), reliable_change=points)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_what_stood_on_a_day_depends_on_the_answers_up_to_it(seed: int, n: int):
    couple = couples(seed, 1)[0]
    first = CoupleSeries(couple.days[:n], couple.scores[:n])
    whole = signal_history(POPULATION, couple, reliable_change=1.5)
    early = signal_history(POPULATION, first, reliable_change=1.5)
    days = set(first.days.tolist())
    assert [(s.reason, s.seat, s.day) for s in whole if s.day in days] == [
        (s.reason, s.seat, s.day) for s in early
    ]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_exchanging_the_seats_exchanges_the_signals(seed: int):
    couple = couples(seed, 1, occasions=30)[0]
    other = {"a": "b", "b": "a", None: None}
    mine = signal_history(POPULATION, couple, reliable_change=1.0)
    yours = signal_history(POPULATION, couple.swapped, reliable_change=1.0)
    assert {(s.reason, s.seat, s.day) for s in mine} == {(s.reason, other[s.seat], s.day) for s in yours}


@pytest.fixture(scope="module")
def study():
    return followed(Size(practices=1, couples=2), seed=3)


def test_bands_hold_on_couples_from_practices_unlike_the_prior(study):
    own = coverage(study.only(study.size > 0))
    assert 0.76 < own.inside80 < 0.88
    assert 0.93 < own.inside95 < 0.99
    assert 0.06 < own.under80 < 0.12


def test_turned_couples_are_called_soon_and_others_seldom(study):
    found, naive = performance(study, study.below), performance(study, dropped(study.scores, 1.0))
    assert found.within12 > 0.85
    assert found.median <= 7
    assert found.per_year < 1.0
    assert 10 * found.per_year < naive.per_year


def test_a_gap_is_called_when_one_slips_alone(study):
    found = performance(study, study.gap, (Course.ONE_SLIPS, Course.OPPOSED))
    assert found.within12 > 0.7
    assert found.per_year < 1.0


def test_the_study_judges_the_rule_that_is_shipped(study):
    calls = cumulative(RULE.slack).calls(study.short, RULE.limit)
    assert len(study.size) == len(SIZES) * 7 * 5 * 2
    assert (calls == study.below).all()
