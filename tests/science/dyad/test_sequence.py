"""Transitions are counted within sequences, whatever the layout, the lag and the gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.dyad.errors import NotACode, WrongShape
from troth.science.dyad.sequence import BLOCK, NOTHING, count_transitions, in_rows

CODES = st.lists(st.lists(st.integers(-1, 3), min_size=7, max_size=7), min_size=1, max_size=6)


def one_by_one(rows, lag):
    table = np.zeros((len(rows), 4, 4), int)
    for i, row in enumerate(rows):
        for a, b in zip(row, row[lag:], strict=False):
            if a >= 0 and b >= 0:
                table[i, a, b] += 1
    return table


@given(CODES, st.integers(1, 9))
def test_counts_are_those_made_one_by_one(rows, lag):
    found = count_transitions(rows, 4, lag=lag)
    assert found.table.tolist() == one_by_one(rows, lag).tolist()
    assert found.events.tolist() == [[row.count(code) for code in range(4)] for row in rows]


@given(CODES, CODES)
def test_couples_counted_apart_and_together_are_the_same(one, other):
    whole = count_transitions(one + other, 4)
    merged = count_transitions(one, 4) + count_transitions(other, 4)
    assert merged.table.tolist() == whole.table.tolist()
    assert merged.events.tolist() == whole.events.tolist()


def test_more_sequences_than_a_block_are_all_counted():
    rows = np.random.default_rng(3).integers(0, 4, (2 * BLOCK + 3, 9)).astype(np.int8)
    assert count_transitions(rows, 4).table.tolist() == one_by_one(rows.tolist(), 1).tolist()


def test_a_long_column_becomes_rows_and_no_pair_reaches_over_a_sequence():
    code = [0, 1, 1, 0, 0, 1]
    couple = ["bo", "bo", "al", "bo", "al", "bo"]
    talk = [1, 1, 1, 2, 1, 2]
    rows, couples = in_rows(code, couple, talk)
    assert rows.tolist() == [[1, 0], [0, 1], [0, 1]]
    assert couples.tolist() == ["al", "bo", "bo"]
    assert count_transitions(rows, 2, couple=couples).table.tolist() == [[[0, 0], [1, 0]], [[0, 2], [0, 0]]]
    assert in_rows([0, 1, 1], [1, 1, 2])[0].tolist() == [[0, 1], [1, NOTHING]]


def test_the_total_is_all_couples_as_one():
    found = count_transitions([[0, 1, 0], [1, 1, NOTHING]], 2)
    assert found.total().table.tolist() == [[[0, 1], [1, 1]]]
    assert found.total().events.tolist() == [[2, 3]]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: count_transitions([[0, 4]], 4), NotACode, "Sequence 1 holds the code 4 at place 2"),
        (lambda: count_transitions([[0.5, 1]], 4), WrongShape, "whole numbers"),
        (lambda: count_transitions([0, 1], 4), WrongShape, "one row a sequence"),
        (lambda: count_transitions([[0, 0]], 1), WrongShape, "two codes or more"),
        (lambda: count_transitions([[0, 1]], 2, lag=0), WrongShape, "1 or more events, not 0"),
        (lambda: count_transitions([[0, 1]], 2, couple=[1, 2]), WrongShape, "1 sequence cannot have 2 names"),
        (lambda: in_rows([0, 1], [1]), WrongShape, "one value, one couple"),
        (
            lambda: count_transitions([[0, 1]], 2) + count_transitions([[0, 1]], 2, lag=2),
            WrongShape,
            "at lag 1 and of 2 at lag 2 cannot be merged",
        ),
    ],
)
def test_what_cannot_be_counted_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
