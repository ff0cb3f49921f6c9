"""The parts that findings are made of: errors, gaps, trends, signs and looks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import t as student

from troth.science.patterns.filling import CARRIED, SHARED, filled, with_trend
from troth.science.patterns.leaning import leaning
from troth.science.patterns.looks import BETWEEN, last_look, next_look
from troth.science.patterns.regress import expected_way, least_squares

NAN = np.nan


def test_the_variance_is_hc3_row_by_row():
    rng = np.random.default_rng(2)
    x, y = np.c_[np.ones(12), rng.normal(size=12)], rng.normal(size=12)
    fit = least_squares(x[None], y[None], np.ones((1, 12), bool))
    bread = np.linalg.inv(x.T @ x)
    beta = bread @ x.T @ y
    meat = np.zeros((2, 2))
    for row, value in zip(
        x, y, strict=True
    ):  # MacKinnon & White (1985), their third estimator in today's form
        left = (value - row @ beta) / (1 - row @ bread @ row)
        meat += left**2 * np.outer(row, row)
    assert_allclose([fit.variance(0)[0], fit.variance(1)[0]], np.diag(bread @ meat @ bread), rtol=1e-10)


def test_a_column_that_is_empty_costs_no_degree_of_freedom():
    x = np.random.default_rng(3).normal(size=(1, 20, 2))
    with_zero = np.concatenate([x, np.zeros((1, 20, 1))], axis=2)
    used = np.ones((1, 20), bool)
    one, other = (least_squares(each, x[..., 0], used) for each in (x, with_zero))
    assert one.df == other.df == 18


def test_false_alarms_fall_mostly_to_the_way_that_is_expected():
    df, one = np.array([10.0]), np.array([1.0])
    up = expected_way(2 * one, one, df, share=0.9)
    down = expected_way(-2 * one, one, df, share=0.9)
    assert_allclose([up[0], down[0]], [student.sf(2, 10) / 0.9, student.sf(2, 10) / 0.1])
    assert_allclose(expected_way(-2 * one, one, df, share=0.9, sign=-1), up)


def test_a_gap_is_expected_from_the_day_before_and_from_the_other():
    y = np.array([[[1.0, 0.5], [NAN, 0.5], [NAN, NAN], [0.0, 0.0]]])
    out = filled(y)[0]
    new, weight = 0.5 - CARRIED * 0.5, 20 * (1 - CARRIED**2)
    both = [
        (1.0, 0.5),
        (0.0, 0.0),
    ]  # what was new on the days that both told: nothing before the first, or in a gap
    together = sum(a * b for a, b in both) + SHARED * weight
    each = sum((a**2 + b**2) / 2 for a, b in both) + weight
    assert_allclose(out[1], [CARRIED * 1.0 + together / each * new, 0.5])
    assert_allclose(out[2], [0.0, CARRIED * 0.5])
    assert_allclose(out[[0, 3]], y[0, [0, 3]])


def test_what_comes_after_a_gap_does_not_fill_it():
    y = np.random.default_rng(4).normal(size=(1, 9, 2))
    y[0, 4, 0] = NAN
    other = y.copy()
    other[0, 5:] = np.random.default_rng(5).permutation(other[0, 5:])
    assert filled(y)[0, 4, 0] == pytest.approx(filled(other)[0, 4, 0], abs=0.05)
    assert filled(y)[0, 4, 0] != 0


def test_a_line_bends_by_rows_that_were_told():
    told = np.ones((2, 84), bool)
    told[1, 28:] = False
    frame = with_trend(np.zeros((2, 84, 0)), told)
    assert frame.shape == (2, 84, 4)
    assert_allclose(frame[0, -1], [1.0, 3.0, 2.0, 1.0])
    assert_allclose(frame[1, -1], [1.0, 1.0, 0.0, 0.0])


def test_a_holiday_of_months_leaves_the_line_solid():
    told = np.ones((1, 170), bool)
    told[0, 40:130] = False
    fit = least_squares(with_trend(np.zeros((1, 170, 0)), told), np.zeros((1, 170)), told)
    assert fit.solid[0]


@pytest.mark.parametrize(
    "scores", [[1, 1, 1, 1, 1, 1], [2, 2, -1, 2, 1, 0, 2], [-2, -1, 1], [0, 0], [3, -3, 1]]
)
def test_the_sign_test_is_the_count_of_all_signs(scores):
    sums = [
        sum(sign * abs(one) for sign, one in zip(signs, scores, strict=True))
        for signs in product((-1, 1), repeat=len(scores))
    ]
    seen = sum(scores)
    chance = np.mean([1.0 if one > seen else 0.5 if one == seen else 0.0 for one in sums])
    assert_allclose(leaning(np.array([scores])), chance, atol=1e-12)


def test_the_sign_test_takes_each_couple_alone():
    many = np.array([[2, 1, 0, 0], [-1, 2, 2, 1], [0, 0, 0, 0]])
    alone = [leaning(many[i : i + 1])[0] for i in range(3)]
    assert_allclose(leaning(many), alone, atol=1e-12)
    assert alone[2] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        (41, None),
        (42, 6),
        (83, 6),
        (84, 12),
        (139, 12),
        (140, 20),
        (182, 26),
        (272, 26),
        (273, 39),
        (364, 52),
        (3650, 520),
    ],
)
def test_a_look_is_due_at_its_week_and_stands_until_the_next(days, weeks):
    look = last_look(days)
    assert (look.weeks if look else None) == weeks


def test_the_next_look_is_the_first_day_on_which_another_is_due():
    for days in range(800):
        after = next_look(days)
        assert last_look(after) != last_look(after - 1) == last_look(days)
        assert after > days


def test_the_looks_of_a_year_spend_less_than_five_of_a_hundred():
    looks = {look for day in range(365) if (look := last_look(day))}
    assert sorted(one.weeks for one in looks) == [6, 12, 20, 26, 39, 52]
    assert sum(one.level for one in looks) == pytest.approx(0.036)
    weeks = [last_look(day).weeks for day in range(42, 2000)]
    assert max(np.diff(weeks)) * 7 == BETWEEN
