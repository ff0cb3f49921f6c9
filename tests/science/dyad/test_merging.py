"""Sums merge: where parts are cut and in which order they come together changes no estimate."""

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.science.dyad.merging import MODULES, ROWS, made_up

DATA = made_up()
SOME = 0.06
"""The least share of the data in a part: more than one couple of the fewest that there are."""
cuts = (
    st.lists(st.floats(0.2, 0.8), min_size=2, max_size=2)
    .map(sorted)
    .filter(lambda cut: cut[1] - cut[0] > SOME)
)


def classes_within(value):
    """Return the classes of an object and of everything that its fields hold."""
    if not dataclasses.is_dataclass(value):
        return {type(value)}
    fields = [getattr(value, field.name) for field in dataclasses.fields(value)]
    return {type(value)}.union(*map(classes_within, fields))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.analysis)
@settings(deadline=None, max_examples=4)
@given(cuts)
def test_where_parts_are_cut_and_how_they_come_together_changes_nothing(row, cut):
    first, second = cut
    one, two, three = (row.of_part(DATA, *ends) for ends in ((0, first), (first, second), (second, 1)))
    expected = row.finished((one + two) + three)
    for sums in (one + (two + three), three + one + two):
        found = row.finished(sums)
        assert found.estimates == pytest.approx(expected.estimates, rel=1e-6, nan_ok=True)
        assert found.se == pytest.approx(expected.se, rel=1e-5, nan_ok=True)
        assert (found.n_couples, found.dropped) == (expected.n_couples, expected.dropped)


def test_the_page_has_a_row_for_everything_that_merges():
    merging = {
        each
        for module in MODULES
        for each in vars(module).values()
        if isinstance(each, type) and each.__module__ == module.__name__ and "__add__" in vars(each)
    }
    shown = set().union(*(classes_within(row.of_part(DATA, 0, 1)) for row in ROWS))
    assert len(merging) > 8
    assert merging - shown == set()


def bytes_of(value):
    """Return how many bytes the arrays in an object take, those in its fields with them."""
    if dataclasses.is_dataclass(value):
        return sum(bytes_of(getattr(value, field.name)) for field in dataclasses.fields(value))
    return value.nbytes if isinstance(value, np.ndarray) else 0


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "bytes a couple" in row.weight], ids=lambda row: row.analysis
)
def test_sums_by_couple_weigh_what_the_page_says(row):
    named = next(name for name in ("couple", "diaries", "conversations") if f"({name}" in row.part)
    couples = len(np.unique(DATA["couple"])) if named == "couple" else len(DATA[named])
    told = float(re.search(r"about (\d+) bytes a couple", row.weight)[1])
    assert bytes_of(row.of_part(DATA, 0, 1)) / couples == pytest.approx(told, rel=0.04)
