"""Moments: the same whether made at once or in parts, however far the numbers lie from zero."""

from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.moments import BLOCK, moments


def rows(seed, n, shift=0.0):
    return np.random.default_rng(seed).normal(shift, 1, (n, 3))


def same(one, other):
    return (
        one.n == other.n
        and np.allclose(one.mean, other.mean, rtol=1e-12, atol=1e-12)
        and np.allclose(one.products, other.products, rtol=1e-9, atol=1e-9)
    )


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_merging_is_the_same_in_any_order_and_grouping(one, two, three):
    parts = [moments(rows(seed, n)) for seed, n in enumerate((one, two, three))]
    whole = moments(np.concatenate([rows(seed, n) for seed, n in enumerate((one, two, three))]))
    a, b, c = parts
    for merged in ((a + b) + c, a + (b + c), c + (b + a)):
        assert same(merged, whole)


@given(st.lists(st.integers(0, 40), max_size=6), st.sampled_from([0.0, 1e6]))
def test_any_split_of_the_rows_gives_the_moments_of_all(cuts, shift):
    table = rows(7, 40, shift)
    parts = np.split(table, sorted(cuts))
    merged = reduce(add, map(moments, parts))
    assert sum(map(len, parts)) == merged.n
    assert same(merged, moments(table))


def test_more_rows_than_a_block_and_a_far_mean_lose_no_digits():
    table = rows(5, 2 * BLOCK + 7, shift=1e7)
    found = moments(table)
    np.testing.assert_allclose(found.products / found.n, np.cov(table.T, bias=True), rtol=1e-6, atol=1e-8)


def test_a_rotation_of_moments_is_the_moments_of_rotated_rows():
    turn = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, -1.0]])
    assert same(moments(rows(1, 40)).transformed(turn), moments(rows(1, 40) @ turn.T))


def test_raw_products_are_those_with_an_intercept():
    table = rows(2, 30)
    with_one = np.column_stack([np.ones(30), table])
    np.testing.assert_allclose(moments(table).raw(), with_one.T @ with_one, rtol=1e-12)


def test_moments_of_other_columns_do_not_merge():
    with pytest.raises(WrongShape, match="Moments of 3 and 2 columns cannot be merged"):
        moments(rows(1, 4)) + moments(rows(1, 4)[:, :2])
