"""Sequences counted and judged by loops for a compiler: the same numbers as the plain code, compiled or not."""

import numpy as np
import pytest

from tests.science.dyad.compilers import compilers
from troth.science.dyad.errors import NotACode
from troth.science.dyad.sequence import Counts, count_transitions
from troth.science.dyad.sequence_cells import STATISTICS, cells
from troth.science.dyad.sequence_quasi import no_repeats

pytestmark = pytest.mark.parametrize("jit", compilers())


def made_up(n_codes, kind=np.int8):
    """Return conversations with gaps, of one code only, without any, and with codes that never come first or last."""
    codes = np.random.default_rng(n_codes).integers(-1, n_codes, (40, 30)).astype(kind)
    codes[0], codes[1], codes[2:4] = 0, -1, 1
    codes[2, 0], codes[3, -1] = 0, 0
    codes[4] = np.arange(30) % 2
    return codes


@pytest.mark.parametrize(("n_codes", "kind"), [(2, np.int8), (6, np.int64), (14, np.int8)])
@pytest.mark.parametrize("lag", [1, 3, 30])
def test_loops_count_as_the_plain_code_does(jit, n_codes, kind, lag):
    codes = made_up(n_codes, kind)
    couple = np.arange(40) // 3
    plain = count_transitions(codes, n_codes, lag=lag, couple=couple)
    found = count_transitions(codes, n_codes, lag=lag, couple=couple, jit=jit)
    np.testing.assert_array_equal(found.table, plain.table)
    np.testing.assert_array_equal(found.events, plain.events)


@pytest.mark.parametrize("n_codes", [2, 3, 6])
def test_loops_judge_as_the_plain_code_does(jit, n_codes):
    counts = count_transitions(made_up(n_codes), n_codes)
    plain, found = cells(counts), cells(counts, jit=jit)
    np.testing.assert_array_equal(found.reason, plain.reason)
    assert set(np.unique(plain.reason)) == {0, 1, 2, 3, 4}
    for name in STATISTICS:
        np.testing.assert_allclose(getattr(found, name), getattr(plain, name), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.test.chi_square, plain.test.chi_square, atol=1e-11)
    np.testing.assert_array_equal(found.test.df, plain.test.df)


def test_loops_judge_counts_beyond_the_table_of_logarithms(jit):
    table = np.array([[[5000, 70000], [10**9, 3]]])
    counts = Counts(table, table.sum(axis=2))
    plain, found = cells(counts), cells(counts, jit=jit)
    for name in STATISTICS:
        np.testing.assert_allclose(getattr(found, name), getattr(plain, name), rtol=1e-12)
    np.testing.assert_allclose(found.test.chi_square, plain.test.chi_square, rtol=1e-9)


def test_impossible_cells_are_judged_the_plain_way(jit):
    table = np.array([[[0, 3, 2], [4, 0, 1], [2, 2, 0]]])
    counts = Counts(table, table.sum(axis=2))
    plain, found = (cells(counts, impossible=no_repeats(3), jit=one) for one in (None, jit))
    np.testing.assert_array_equal(found.z, plain.z)
    assert np.isnan(plain.z[0, 0, 0])


def test_a_code_that_is_none_is_refused_before_the_loops_start(jit):
    with pytest.raises(NotACode):
        count_transitions([[0, 1, 2]], 2, jit=jit)
