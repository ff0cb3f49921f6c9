"""What a couple lends never changes, and figures never tell of fewer than ten couples."""

from __future__ import annotations

import datetime as dt

import pytest

from troth.practice.research.lending import FEWEST_COUPLES, WEEKS, loan_of, may_be_shown, month_of

DAY = dt.date(2026, 3, 2)
START = DAY.toordinal()
WHOLE = [(START + 7 * week, 5.0 + week / 4, 6.0) for week in range(14)]
LATE = DAY + dt.timedelta(weeks=20)


def people(first: int, last: int) -> frozenset[str]:
    return frozenset(str(number) for number in range(first, last))


def test_a_couple_lends_its_first_twelve_weeks_from_the_first_full_pair() -> None:
    alone = [(START - 7, 9.0, None)]
    loan = loan_of([*alone, *WHOLE], LATE)
    assert loan is not None
    assert (loan.first, loan.later) == ((5.0, 6.0), (8.0, 6.0))
    assert loan.weeks == [float(week) for week in range(WEEKS + 1)]


def test_what_comes_later_changes_nothing_that_was_lent() -> None:
    more = [*WHOLE, *((START + 7 * week, 1.0, 1.0) for week in range(14, 40))]
    assert loan_of(more, LATE + dt.timedelta(weeks=30)) == loan_of(WHOLE, LATE)


def test_nothing_is_lent_before_the_last_answer_can_have_come() -> None:
    over = DAY + dt.timedelta(weeks=WEEKS, days=14)
    assert loan_of(WHOLE, over) is None
    assert loan_of(WHOLE, over + dt.timedelta(days=1)) is not None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(START, 5.0, None), (START + 56, None, 5.0)],
        WHOLE[:3],
        WHOLE[:8],
        [WHOLE[0], WHOLE[8], WHOLE[10]],
    ],
    ids=["no answers", "never both", "three weeks", "none near the end", "three pairs"],
)
def test_too_little_is_not_lent(rows) -> None:
    assert loan_of(rows, LATE) is None


def test_a_week_with_one_partner_alone_counts_for_the_course() -> None:
    rows = [(day, a, None if day == START + 7 else b) for day, a, b in WHOLE]
    loan = loan_of(rows, LATE)
    assert loan is not None
    assert (loan.values[1][0], loan.values[1][1] == loan.values[1][1]) == (5.25, False)


def test_ten_couples_may_be_shown_and_nine_may_not() -> None:
    assert may_be_shown(people(0, FEWEST_COUPLES), [])
    assert not may_be_shown(people(0, FEWEST_COUPLES - 1), [])


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (people(0, 20), False),  # the same couples
        (people(1, 20), False),  # one left
        (people(0, 21), False),  # one came
        (people(1, 28), False),  # one left, eight came
        (people(1, 29), True),  # one left, nine came
        (people(0, 30), True),  # ten came
        (people(10, 20), True),  # ten left
    ],
)
def test_two_figures_differ_by_ten_couples_or_are_one(now, shown) -> None:
    assert may_be_shown(now, [people(0, 20)]) is shown


def test_every_earlier_figure_counts_and_not_the_last_alone() -> None:
    assert may_be_shown(people(0, 21), [people(0, 40)])
    assert not may_be_shown(people(0, 21), [people(0, 40), people(0, 20)])


def test_who_is_in_is_decided_on_the_first_of_the_month() -> None:
    assert month_of(dt.date(2026, 3, 31)) == dt.date(2026, 3, 1)
