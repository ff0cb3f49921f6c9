"""What one couple's weeks can tell of what carries over, and how many are missing until then."""

from __future__ import annotations

import numpy as np
import pytest

from troth.practice.instruments.carrying import PAIRS_NEEDED, by_week, carried
from troth.science.dyad.influence_one import influence_of_one

START = 739_000


def weeks(number: int, seed: int = 1):
    rng = np.random.default_rng(seed)
    return [(START + 7 * week, *(float(value) for value in rng.normal(5, 1, 2))) for week in range(number)]


def test_what_carries_over_is_the_engines_with_lines_taken_out() -> None:
    rows = weeks(30)
    told = carried(rows)
    engine = influence_of_one([row[1:] for row in rows], trend=True)
    assert told.found is not None
    assert (told.found.estimates, told.pairs, told.missing) == (engine.estimates, 29, 0)


@pytest.mark.parametrize(("number", "missing"), [(0, PAIRS_NEEDED), (1, PAIRS_NEEDED), (20, 1), (21, 0)])
def test_it_says_how_many_pairs_of_weeks_are_missing(number, missing) -> None:
    told = carried(weeks(number))
    assert (told.missing, told.found is None) == (missing, missing > 0)


def test_a_week_with_one_answer_breaks_two_pairs() -> None:
    rows = weeks(24)
    rows[10] = (rows[10][0], rows[10][1], None)
    told = carried(rows)
    assert (told.pairs, told.found is not None and told.found.transitions) == (21, 21)


def test_a_day_early_or_late_is_the_same_week_and_of_two_the_later_counts() -> None:
    assert by_week(
        [(START, 1.0, 1.0), (START + 8, 2.0, 2.0), (START + 13, 3.0, 3.0), (START + 15, 4.0, 4.0)]
    ) == {
        0: (1.0, 1.0),
        1: (2.0, 2.0),
        2: (4.0, 4.0),
    }


def test_answers_that_never_change_tell_nothing_and_nothing_is_missing() -> None:
    told = carried([(day, 5.0, b) for day, _, b in weeks(30)])
    assert (told.found, told.missing) == (None, 0)
