"""Sums by what is missing: one pass is what rows by hand give, and parts make the whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.science.dyad.errors import WrongShape
from troth.science.dyad.fiml_patterns import Patterns, patterns


def holed(seed, n=60, columns=4, missing=0.3):
    rng = np.random.default_rng(seed)
    rows = rng.normal(5, 2, (n, columns))
    rows[rng.random(rows.shape) < missing] = np.nan
    return rows


def same(one: Patterns, other: Patterns) -> bool:
    return (one.parts.keys(), one.empty) == (other.parts.keys(), other.empty) and all(
        part.n == other.parts[key].n
        and np.allclose(part.mean, other.parts[key].mean, rtol=0, atol=1e-12)
        and np.allclose(part.products, other.parts[key].products, rtol=0, atol=1e-10)
        for key, part in one.parts.items()
    )


@pytest.mark.parametrize("columns", [1, 4, 8, 9, 17])
def test_each_pattern_has_the_moments_of_its_rows(columns):
    rows = holed(columns, 400, columns, 0.1)
    found = patterns(rows)
    seen = ~np.isnan(rows)
    keys = [int("".join("01"[bit] for bit in row[::-1]), 2) for row in seen.tolist()]
    assert found.parts.keys() == set(keys) - {0}
    for key, part in found.parts.items():
        mine = rows[[one == key for one in keys]]
        there = ~np.isnan(mine[0])
        assert part.n == len(mine)
        assert part.mean[there] == pytest.approx(mine[:, there].mean(axis=0))
        centred = mine[:, there] - mine[:, there].mean(axis=0)
        assert part.products[np.ix_(there, there)] == pytest.approx(centred.T @ centred, abs=1e-10)
        assert not part.mean[~there].any()
        assert not part.products[~there].any()
    assert (found.n, found.empty) == (seen.any(axis=1).sum(), (~seen.any(axis=1)).sum())
    assert found.complete == seen.all(axis=1).sum()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(0, 60), min_size=2, max_size=2))
def test_parts_in_any_order_make_the_whole(seed, cuts):
    rows = holed(seed)
    first, second = sorted(cuts)
    one, two, three = (patterns(part) for part in (rows[:first], rows[first:second], rows[second:]))
    whole = patterns(rows)
    assert same((one + two) + three, whole)
    assert same(one + (two + three), whole)
    assert same(three + one + two, whole)


def test_rows_without_anything_are_counted_and_change_nothing_else():
    rows = holed(3)
    with_empty = patterns(np.vstack([rows, np.full((2, 4), np.nan)]))
    assert with_empty.empty == patterns(rows).empty + 2
    assert same(Patterns(4, with_empty.parts, 0), Patterns(4, patterns(rows).parts, 0))


def test_reordered_columns_have_the_sums_of_reordered_rows():
    rows, order = holed(4), [2, 0, 3, 1]
    assert same(patterns(rows).reordered(order), patterns(rows[:, order]))


def test_it_tells_how_many_rows_show_two_variables_together():
    rows = holed(5)
    seen = (~np.isnan(rows)).astype(int)
    assert patterns(rows).together().tolist() == (seen.T @ seen).tolist()


def test_the_rows_stay_as_they_were_given():
    rows = np.asfortranarray(holed(6))
    before = rows.copy()
    patterns(rows)
    assert np.array_equal(rows, before, equal_nan=True)


def test_no_rows_are_no_patterns():
    found = patterns(np.empty((0, 3)))
    assert (found.n, found.complete, found.empty, dict(found.parts)) == (0, 0, 0, {})
    assert same(found + patterns(holed(7, columns=3)), patterns(holed(7, columns=3)))


def test_what_is_no_table_or_another_one_is_refused():
    with pytest.raises(WrongShape, match="at most 62 columns"):
        patterns(np.zeros(3))
    with pytest.raises(WrongShape, match="at most 62 columns"):
        patterns(np.zeros((3, 63)))
    with pytest.raises(WrongShape, match="4 and 3 columns cannot be merged"):
        patterns(holed(8)) + patterns(holed(8, columns=3))
