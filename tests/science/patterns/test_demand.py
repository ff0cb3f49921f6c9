"""Who presses and who pulls back, from the diary; and what agreements and weekly trust show."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tests.science.patterns.test_patterns import DAYS, diaries, of, said
from troth.science.patterns import Pattern, Silence, agreement_findings, trust_findings

PRESSED, PULLED, EITHER = 1.0, -1.0, 0.0


def conflicts(a, b, *, apart: int = 3, **given):
    """Return a diary with conflicts some days apart, and what each did in each; NaN where they did not say."""
    stance, conflict = np.full((1, DAYS, 2), np.nan), np.zeros((1, DAYS))
    days = np.arange(len(a)) * apart
    stance[0, days, 0], stance[0, days, 1], conflict[0, days] = a, b, 1
    return diaries(stance=stance, conflict=conflict, **given)


@pytest.mark.parametrize(("a", "b", "side"), [(PRESSED, PULLED, "a"), (PULLED, PRESSED, "b")])
def test_the_direction_is_found_from_both_ends(a, b, side):
    found = conflicts([a] * 8, [b] * 8)
    assert (Pattern.DEMAND_WITHDRAW, side) in said(found)
    assert (Pattern.DEMAND_WITHDRAW, {"a": "b", "b": "a"}[side]) not in said(found)
    one = of(found, Pattern.DEMAND_WITHDRAW, side)
    assert (one.estimate, one.n) == (1.0, 8)
    assert one.p == pytest.approx(2 * 0.5**9)  # the mid-p of eight alike, for two directions


def test_the_share_and_p_are_worked_by_hand():
    # Directions 2, 2, 2, 2, 2, 1, -1: six of seven are a's, and the sum is 10. Of the 128 choices of signs one gives more
    # (12), and two as much: all the 2s, and one of the two 1s. With the other direction all of it counts twice.
    found = conflicts([1, 1, 1, 1, 1, 1, 0], [-1, -1, -1, -1, -1, 0, 1])
    one = of(found, Pattern.DEMAND_WITHDRAW, "a")
    assert_allclose(one.estimate, 6 / 7)
    assert one.p == pytest.approx(2 * (1 + 2 / 2) / 128)


def test_one_who_presses_is_not_told_that_the_other_withdraws():
    found = conflicts([PRESSED] * 12, [EITHER] * 12)
    assert of(found, Pattern.DEMAND_WITHDRAW, "a").why_not is Silence.NOT_BEYOND_CHANCE


def test_what_one_alone_tells_is_too_little():
    found = conflicts([PRESSED] * 12, [PULLED] * 2 + [np.nan] * 10)
    assert of(found, Pattern.DEMAND_WITHDRAW, "a").why_not is Silence.TOO_FEW_DAYS


def test_days_of_conflict_in_a_row_are_one_conflict():
    found = conflicts([PRESSED] * 12, [PULLED] * 12, apart=1)
    one = of(found, Pattern.DEMAND_WITHDRAW, "a")
    assert (one.n, one.why_not) == (1, Silence.TOO_FEW_DAYS)


def test_a_stance_without_a_conflict_counts_for_nothing():
    found = conflicts([PRESSED] * 8, [PULLED] * 8)
    calm = diaries(stance=found.stance, conflict=np.zeros((1, DAYS)))
    assert of(calm, Pattern.DEMAND_WITHDRAW, "a").n == 0


def test_the_day_after_a_conflict_is_found_for_whose_day_it_is():
    closeness, conflict = diaries().closeness, (np.arange(DAYS) % 5 == 0).astype(float)[None]
    closeness[0, 1:, 1] -= 3 * conflict[0, :-1]
    found = diaries(closeness=closeness, conflict=conflict)
    assert (Pattern.AFTER_CONFLICT, "b") in said(found)
    assert (Pattern.AFTER_CONFLICT, "a") not in said(found)
    assert of(found, Pattern.AFTER_CONFLICT, "b").high < 0


IN_FORCE = list(range(1000, 1100))
NEVER_RATED = [(0, 0), (0, 0)]


def agreed(pattern, **given):
    found = agreement_findings(**{"in_force": IN_FORCE, "broken": [], "kept": NEVER_RATED} | given)
    return [one for one in found if one.pattern is pattern]


def test_agreements_are_looked_at_up_to_their_last_look():
    (one,) = agreed(Pattern.AGREEMENT_BROKEN, broken=[1001, 1005, 1006, 1007, 1010, 1083, 1084, 999])
    assert (one.n, one.is_said) == (84, True)  # twelve weeks of a hundred days, and six broken days in them
    assert_allclose(one.estimate, 6 * 28 / 84)


def test_agreements_younger_than_six_weeks_say_nothing():
    (one,) = agreed(Pattern.AGREEMENT_BROKEN, in_force=IN_FORCE[:41], broken=IN_FORCE[:10])
    assert (one.n, one.why_not) == (0, Silence.TOO_FEW_DAYS)


def test_the_terms_kept_are_a_share_for_each():
    a, b = agreed(Pattern.TERMS_KEPT, kept=[(9, 12), (4, 9)])
    assert (a.side, a.estimate, a.n, a.p, a.is_said) == ("a", 0.75, 12, None, True)
    assert (b.side, b.why_not) == ("b", Silence.TOO_FEW_DAYS)


def test_trust_that_passes_on_is_found_in_its_direction():
    y = np.random.default_rng(6).normal(size=(1, 52, 2))
    for week in range(1, 52):
        y[0, week, 1] += 0.9 * y[0, week - 1, 0]
    a, b = trust_findings(y)[0]
    assert (a.pattern, a.side, a.is_said, a.n) == (Pattern.TRUST_INFLUENCE, "a", True, 51)
    assert not b.is_said


def test_half_a_year_of_trust_with_gaps_is_too_little():
    y = np.random.default_rng(6).normal(size=(1, 26, 2))
    y[0, ::4] = np.nan
    assert {one.why_not for one in trust_findings(y)[0]} == {Silence.TOO_FEW_DAYS}
