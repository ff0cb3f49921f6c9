"""Weeks in which both stayed better than at the beginning, by more than chance."""

from hypothesis import given
from hypothesis import strategies as st

from troth.practice.instruments.steady import steady

DAY = 739000


def weeks(*pairs):
    """One occasion a week, the last on `DAY`; a dash of None where somebody did not answer."""
    return [(DAY - 7 * (len(pairs) - 1 - at), a, b) for at, (a, b) in enumerate(pairs)]


def test_both_must_have_stayed_a_reliable_change_above_their_own_first_answer():
    gained = weeks((4, 5), (4.5, 5), *[(6, 7)] * 9)  # the first lies ten weeks back
    assert steady(gained, 1.5) == {
        "since": DAY - 56,
        "until": DAY,
        "margin": 1.5,
        "judged": True,
        "a": [4, 6],
        "b": [5, 7],
    }
    assert steady(gained, 2.0) is not None  # 6 - 4 reaches 2
    assert steady(gained, 2.1) is None
    assert steady(weeks((4, 5), (4, 5), *[(6, 7)] * 8, (6, 6)), 1.5) is None  # one week of one partner


def test_without_a_known_reliability_two_points_stand_for_it_and_nothing_is_judged():
    found = steady(weeks((4, 5), (4, 5), *[(6, 7)] * 9), None)
    assert (found["margin"], found["judged"]) == (2.0, False)
    assert steady(weeks((4, 5), (4, 5), *[(5.9, 7)] * 9), None) is None
    assert steady([], 1.5) is None


def test_the_weeks_of_both_begin_with_the_one_who_answered_later():
    rows = weeks((4, 5), (4, 5), (6, None), *[(6, 7)] * 8)
    assert steady(rows, 1.5)["since"] == DAY - 49


def test_few_answers_or_a_young_couple_are_not_enough():
    sparse = weeks((4, 5), (4, 5), *[(6, 7)] * 5, *[(6, None)] * 4)
    assert steady(sparse, 1.5) is None  # five of Bob's
    assert steady(weeks((4, 5), *[(6, 7)] * 8), 1.5) is None  # the first is of the same eight weeks
    assert steady(weeks((4, None), (4, None), *[(6, 7)] * 9), 1.5) is None


values = st.integers(0, 10)


@given(st.lists(st.tuples(values, values), min_size=1, max_size=14), st.sampled_from([0.5, 1.0, 2.0]))
def test_a_larger_margin_never_finds_more_and_what_is_found_holds(pairs, margin):
    rows = weeks(*pairs)
    found = steady(rows, margin)
    if found is None:
        assert steady(rows, margin + 1) is None
    else:
        recent = [row for row in rows if row[0] >= found["since"]]
        for at, side in enumerate("ab", start=1):
            first, lowest = found[side]
            assert (first, lowest) == (rows[0][at], min(row[at] for row in recent))
            assert lowest - first >= margin
