from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_allclose

from troth.science.patterns import Diaries, Pattern, Silence, findings, share_findings
from troth.science.patterns.columns import columns, shares
from troth.science.patterns.counts import wilson
from troth.science.patterns.findings import holm
from troth.science.patterns.regress import half_width, least_squares, two_sided

DAYS = 84


def diaries(n: int = 1, days: int = DAYS, seed: int = 5, **given) -> Diaries:
    """Make quiet diaries, whole numbers from 0 to 10, with what is given instead."""
    rng = np.random.default_rng(seed)
    quiet = {
        "closeness": np.clip(np.round(6 + 1.5 * rng.normal(size=(n, days, 2))), 0, 10),
        "stress": np.clip(np.round(4 + 1.5 * rng.normal(size=(n, days, 2))), 0, 10),
        "conflict": (rng.random((n, days)) < 0.2).astype(float),
        "met": np.zeros((n, days, 2), bool),
        "missed": np.zeros((n, days, 2), bool),
        "stance": np.full((n, days, 2), np.nan),
        "breach": np.zeros((n, days), bool),
    }
    return Diaries(**quiet | given)


def said(found: Diaries, i: int = 0) -> list[tuple[Pattern, str]]:
    return [(one.pattern, one.side) for one in findings(found)[i] if one.is_said]


def of(found: Diaries, pattern: Pattern, side: str = ""):
    every = [*findings(found)[0], *share_findings(found)[0]]
    (one,) = [one for one in every if (one.pattern, one.side) == (pattern, side)]
    return one


def test_least_squares_is_numpy_s_over_the_rows_used():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(3, 40, 3)), rng.normal(size=(3, 40))
    used = rng.random((3, 40)) < 0.7
    x[~used] = np.nan
    fit = least_squares(x, y, used)
    for i in range(3):
        beta, left, *_ = np.linalg.lstsq(x[i][used[i]], y[i][used[i]], rcond=None)
        assert_allclose(fit.beta[i], beta, atol=1e-12)
        inverse = np.linalg.inv(x[i][used[i]].T @ x[i][used[i]])
        assert_allclose(fit.plain[i], np.diag(inverse) * left / (used[i].sum() - 3), rtol=1e-10)
    assert fit.solid.all()


def test_the_interval_and_p_are_those_of_student_s_t():
    value, variance, df = np.array([2.228]), np.array([1.0]), np.array([10.0])
    assert_allclose(
        two_sided(value, variance, df), 0.05, atol=1e-4
    )  # t table: 2.228 at 10 degrees of freedom
    assert_allclose(half_width(variance, df), 2.228, atol=1e-3)


def test_columns_that_repeat_each_other_are_not_solid():
    line = np.arange(20.0)[None, :, None]
    fit = least_squares(np.concatenate([line, 2 * line], axis=2), line[..., 0], np.ones((1, 20), bool))
    assert not fit.solid[0]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
)
def test_wilson_s_interval_is_the_published_one(hits, n, low, high):
    # Newcombe, R. G. (1998). Statistics in Medicine, 17, 857-872, table I, method 3.
    assert_allclose(np.concatenate(wilson(np.array([hits]), np.array([n]))), [low, high], atol=5e-5)


def test_holm_is_worked_by_hand_and_leaves_out_what_is_not_live():
    p = np.array([[0.01, 0.04, 0.03, 0.001]])
    live = np.array([[True, True, True, False]])
    assert_allclose(holm(p, live), [[0.03, 0.06, 0.06, 1.0]])


def test_nothing_is_said_of_an_empty_diary():
    nothing = np.full((1, DAYS, 2), np.nan)
    found = findings(diaries(closeness=nothing, stress=nothing, conflict=np.full((1, DAYS), np.nan)))[0]
    assert {one.why_not for one in found} == {Silence.TOO_FEW_DAYS}
    assert all(np.isfinite([one.estimate, one.low, one.high]).all() for one in found)


def test_nothing_is_said_where_nothing_changes():
    flat = np.full((1, DAYS, 2), 7.0)
    found = diaries(closeness=flat, stress=flat)
    for side in "ab":
        assert of(found, Pattern.INFLUENCE, side).why_not is Silence.TOO_LITTLE_CHANGE
        assert of(found, Pattern.CONFLICT_AFTER_STRESS, side).why_not is Silence.TOO_LITTLE_CHANGE
    assert said(found) == []


@pytest.mark.parametrize("days", [0, 1, 2, 7])
def test_a_diary_of_a_few_days_says_nothing(days):
    assert said(diaries(days=days)) == []


def moved_by(side: int, strength: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    y = rng.normal(size=(1, DAYS, 2))
    for t in range(1, DAYS):
        y[0, t, 1 - side] += strength * y[0, t - 1, side]
    return 6 + 1.5 * y


@pytest.mark.parametrize("side", [0, 1])
def test_influence_is_found_in_its_direction(side):
    found = diaries(closeness=moved_by(side, 0.9))
    assert (Pattern.INFLUENCE, "ab"[side]) in said(found)
    assert (Pattern.INFLUENCE, "ba"[side]) not in said(found)
    leads = of(found, Pattern.FOLLOWING)
    assert (leads.estimate > 0) == (side == 0)
    assert leads.low < leads.estimate < leads.high


def test_the_two_are_judged_alike_when_they_change_seats():
    closeness = moved_by(0, 0.6)
    one, other = diaries(closeness=closeness), diaries(closeness=closeness[..., ::-1])
    assert_allclose(
        of(one, Pattern.INFLUENCE, "a").estimate, of(other, Pattern.INFLUENCE, "b").estimate, rtol=1e-9
    )
    assert_allclose(of(one, Pattern.FOLLOWING).estimate, -of(other, Pattern.FOLLOWING).estimate, rtol=1e-9)


def test_a_missing_day_breaks_the_chain():
    closeness = moved_by(0, 0.9)
    whole = of(diaries(closeness=closeness), Pattern.INFLUENCE, "a").n
    closeness[0, 40] = np.nan
    assert of(diaries(closeness=closeness), Pattern.INFLUENCE, "a").n == whole - 2


def test_conflict_after_stress_is_found_for_whose_stress_it_was():
    stress = diaries().stress
    conflict = np.zeros((1, DAYS))
    conflict[0, 1:] = stress[0, :-1, 1] >= 6
    found = diaries(stress=stress, conflict=conflict)
    assert (Pattern.CONFLICT_AFTER_STRESS, "b") in said(found)
    assert (Pattern.CONFLICT_AFTER_STRESS, "a") not in said(found)
    assert of(found, Pattern.CONFLICT_AFTER_STRESS, "b").estimate > 0


def test_four_conflicts_are_too_few():
    conflict = np.zeros((1, DAYS))
    conflict[0, [10, 20, 30, 40]] = 1
    why = of(diaries(conflict=conflict), Pattern.CONFLICT_AFTER_STRESS, "a").why_not
    assert why is Silence.TOO_FEW_DAYS


@pytest.mark.parametrize("first", [0, 3])
def test_the_weekday_that_stands_out_is_named(first):
    closeness = diaries().closeness
    sundays = (first + np.arange(DAYS)) % 7 == 6
    closeness[0, sundays] -= 4
    one = of(diaries(closeness=closeness, first=first), Pattern.WEEKDAY)
    assert one.is_said
    assert one.weekday == 6
    assert one.low < -4 < one.high < 0


def test_breaches_are_counted_by_day_told_with_an_exact_interval():
    breach = np.zeros((1, 28), bool)
    breach[0, [3, 9, 20]] = True
    one = of(diaries(days=28, breach=breach), Pattern.REPEATED_BREACH)
    assert (one.estimate, one.n) == (3.0, 28)
    assert_allclose([one.low, one.high], [0.6187, 8.7673], atol=5e-4)  # Garwood's limits of a count of 3
    assert one.is_said


def test_two_breaches_do_not_repeat():
    breach = np.zeros((1, 28), bool)
    breach[0, [3, 9]] = True
    assert not of(diaries(days=28, breach=breach), Pattern.REPEATED_BREACH).is_said


def test_bids_are_a_share_and_no_test():
    met, missed = np.zeros((1, DAYS, 2), bool), np.zeros((1, DAYS, 2), bool)
    met[0, :8, 0], missed[0, 10:12, 0], met[0, :9, 1] = True, True, True
    found = diaries(met=met, missed=missed)
    one = of(found, Pattern.BIDS_MET, "a")
    assert (one.estimate, one.n, one.p, one.is_said) == (0.8, 10, None, True)
    assert of(found, Pattern.BIDS_MET, "b").why_not is Silence.TOO_FEW_DAYS


def test_only_the_last_half_year_counts():
    found = diaries(days=400)
    assert findings(found) == findings(found.latest(182))


def test_a_couple_is_judged_alike_alone_and_among_others():
    many = diaries(n=4)
    fields = ("closeness", "stress", "conflict", "met", "missed", "stance", "breach")
    alone = Diaries(**{name: getattr(many, name)[2:3] for name in fields})
    for one, other in zip(findings(alone)[0], findings(many)[2], strict=True):
        mine, theirs = dataclasses.asdict(one), dataclasses.asdict(other)
        for name in ("estimate", "low", "high"):
            assert_allclose(mine.pop(name), theirs.pop(name), rtol=1e-9, atol=1e-12)
        assert (mine.pop("p") is None) == (theirs.pop("p") is None)
        assert mine == theirs


def test_arrays_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="need arrays"):
        diaries(breach=np.zeros((1, DAYS + 1), bool))


def test_quiet_couples_are_seldom_told_of_a_pattern():
    # Of 400 quiet couples 20 may be told of each pattern; 35 would come by chance once in a thousand such runs.
    quiet = findings(diaries(n=400, seed=11))
    for pattern in {one.pattern for one in quiet[0]}:
        assert sum(any(one.is_said and one.pattern is pattern for one in couple) for couple in quiet) < 35


def test_every_pattern_is_looked_for_in_every_direction():
    found = [(one.pattern, one.side) for one in (*findings(diaries())[0], *share_findings(diaries())[0])]
    assert len(found) == len(set(found)) == len(columns(diaries())) + len(shares(diaries())) == 13
