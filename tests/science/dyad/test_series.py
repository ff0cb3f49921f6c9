"""Long form laid out by couple and moment: gaps stay gaps, and what does not fit is refused."""

import numpy as np
import pytest

from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.dyad.series import series


def test_rows_in_any_order_come_out_by_couple_and_moment_with_gaps_as_nan():
    who, rows = series(["b", "a", "b", "a"], [4, 10, 2, 11], [[3, 4], [5, 6], [1, 2], [7, np.nan]])
    assert who.tolist() == ["a", "b"]
    np.testing.assert_array_equal(
        rows, [[[5, 6], [7, np.nan], [np.nan, np.nan]], [[1, 2], [np.nan, np.nan], [3, 4]]]
    )


def test_long_form_and_wide_form_have_the_same_dynamics():
    y = np.random.default_rng(1).normal(size=(6, 70, 2))
    couple, time = np.repeat(np.arange(6), 70), np.tile(np.arange(70) * 0.1, 6)
    shuffled = np.random.default_rng(2).permutation(420)
    who, rows = series(couple[shuffled], time[shuffled], y.reshape(-1, 2)[shuffled], step=0.1)
    np.testing.assert_array_equal(rows, y)
    assert dynamics(rows, couples=who).couples.tolist() == list(range(6))


@pytest.mark.parametrize(
    ("couple", "time", "step", "error", "told"),
    [
        ([1, 1], [1, 1], 1, WrongShape, "Couple 1 has two rows for time 1"),
        ([1, 1], [1, 1.5], 1, WrongShape, "Time 1.5 of couple 1 lies between steps"),
        ([1, 1], [1, np.nan], 1, NotFinite, "row 2"),
        ([1, 1, 1], [1, 2, 3], 1, WrongShape, "Each moment"),
        ([1, 1], [0, 1e9], 1, WrongShape, "give the step"),
        ([1, 1], [0, 1e40], 1, WrongShape, "give the step"),
        ([1, 1], [0, 1e30], 1e-300, WrongShape, "give the step"),
        ([1, 1], [0, 1], 0, WrongShape, "above 0"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(couple, time, step, error, told):
    with pytest.raises(error, match=told):
        series(couple, time, [[1, 2], [3, 4]], step=step)


def test_no_rows_are_refused():
    with pytest.raises(WrongShape):
        series([], [], np.zeros((0, 2)))
