"""Which moments both partners have, from rows by turn or by time."""

from __future__ import annotations

import numpy as np

from tests.practice.conversation.talking import talk
from troth.practice.conversation.talks import moments

NAN = float("nan")


def same(found, wanted) -> bool:
    return np.array_equal(found, np.array(wanted), equal_nan=True)


def test_a_step_is_a_turn_of_the_first_and_the_answer_of_the_second() -> None:
    assert same(moments(talk([("A", 1), ("B", 2), ("A", 3), ("B", 4)])), [[1, 2], [3, 4]])


def test_who_speaks_second_may_begin() -> None:
    assert same(moments(talk([("B", 2), ("A", 3), ("B", 4), ("A", 5)])), [[NAN, 2], [3, 4], [5, NAN]])


def test_rows_in_a_row_are_one_turn_by_their_mean() -> None:
    assert same(moments(talk([("A", 1), ("A", 3), ("B", -1), ("B", 0), ("A", 5)])), [[2, -0.5], [5, NAN]])


def test_nothing_is_carried_over_a_third_persons_turn() -> None:
    rows = [("A", 1), ("B", 2), ("Th", 9), ("A", 3), ("B", 4), ("A", 5), ("Th", 9), ("B", 6)]
    assert same(moments(talk(rows)), [[1, 2], [NAN, NAN], [3, 4], [5, NAN], [NAN, NAN], [NAN, 6]])


def test_shared_times_make_moments_and_a_missing_time_is_a_gap() -> None:
    rows = [("A", 1, 0), ("B", 2, 0), ("B", 4, 6), ("A", 3, 6), ("A", 5, 18), ("B", 6, 18)]
    assert same(moments(talk(rows)), [[1, 2], [3, 4], [NAN, NAN], [5, 6]])


def test_a_third_person_has_no_score_among_moments() -> None:
    rows = [
        ("A", 1, 0),
        ("B", 2, 0),
        ("A", 3, 6),
        ("B", 4, 6),
        ("Th", 9, 6),
        ("Th", 9, 9),
        ("A", 5, 9),
        ("B", 6, 9),
    ]
    assert same(moments(talk(rows)), [[1, 2], [NAN, NAN], [3, 4], [5, 6]])
