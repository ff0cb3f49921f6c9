"""Bands for a next occasion: against the textbook's formula, and by how often they hold."""

import numpy as np
import pytest

from tests.science.dyad.growth_made_up import occasions
from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.dyad.growth import growth
from troth.science.dyad.growth_bands import growth_bands, growth_course
from troth.science.growth.bands import bands, forecasts
from troth.science.growth.population import Population
from troth.science.growth.series import ScoreRange, log_weeks, series

COUPLE, TIME, SCORES = occasions(31, 80)
FOUND = growth(COUPLE, TIME, SCORES, reml=True)
MINE = COUPLE == 3


def textbook(found, design, time, scores, at):
    """Condition the joint normal distribution of old and new scores, the uncertainty of the mean included."""
    f = np.stack([np.ones(len(time) + 1), [*time, at]], axis=1)
    z = np.concatenate([np.kron(row, f) for row in np.eye(2)])
    prior = found.between + design @ found.mean_covariance @ design.T
    v = z @ prior @ z.T + np.kron(found.within, np.eye(len(f)))
    mean = z @ design @ found.mean.ravel()
    y = np.vstack([scores, [np.nan, np.nan]]).T.ravel()
    new, old = np.array([len(time), 2 * len(time) + 1]), ~np.isnan(y)
    gain = v[np.ix_(new, old)] @ np.linalg.inv(v[np.ix_(old, old)])
    return mean[new] + gain @ (y[old] - mean[old]), v[np.ix_(new, new)] - gain @ v[np.ix_(old, new)]


@pytest.mark.parametrize("indistinguishable", [False, True])
@pytest.mark.parametrize("covariate", [False, True])
def test_a_new_couples_course_is_the_conditional_distribution(indistinguishable, covariate):
    x = np.random.default_rng(4).normal(size=80)
    found = growth(
        COUPLE,
        TIME,
        SCORES,
        covariates={"x": x[COUPLE]} if covariate else {},
        indistinguishable=indistinguishable,
        reml=True,
    )
    mine = {"x": 0.7} if covariate else {}
    design = np.kron(found.pooled, [[1.0, *mine.values()]])
    for answers in (0, 1, 4):
        time = TIME[MINE][:answers]
        scores = SCORES[MINE][:answers] + np.array([1.0, 0.0])
        told = growth_course(found, [9.0], (time, scores), covariates=mine)
        mean, covariance = textbook(found, design, time, scores.reshape(-1, 2), 9.0)
        assert told.mean[0] == pytest.approx(mean, abs=1e-8)
        assert told.covariance[0] == pytest.approx(covariance, abs=1e-8)


def test_a_couple_of_the_fit_is_a_new_couple_for_the_fit_without_it():
    """With the same spreads: the mean of the fit holds the couple's answers once, not twice."""
    told = growth_bands(FOUND, 3, [9.0])
    without = growth(COUPLE[~MINE], TIME[~MINE], SCORES[~MINE], reml=True)
    course = growth_course(without, [9.0], (TIME[MINE], SCORES[MINE]))
    assert told.mean == pytest.approx(course.mean, abs=0.1)
    assert told.covariance == pytest.approx(course.covariance, rel=0.1, abs=0.05)
    assert told.mean != pytest.approx(course.mean, abs=1e-6)


def test_the_sites_bands_are_these_but_for_how_restless_a_couple_is():
    """From the same spreads: the same middle, and one factor on the covariance for each occasion."""
    days = TIME * 7
    found = growth(COUPLE, log_weeks(days), SCORES, reml=True)
    same = Population(
        ScoreRange(-100, 100),
        found.mean.ravel(),
        found.mean_covariance,
        found.between,
        found.within,
        couples=80,
        prior_share=0.0,
        exchangeable=False,
        rounds=1,
        warnings=(),
    )
    mine, theirs = days[MINE], SCORES[MINE]
    told = forecasts(same, series(mine, *theirs.T))
    answered = ~np.isnan(theirs).all(axis=1)
    mine, theirs = mine[answered], theirs[answered]
    factors = []
    for at, day in enumerate(mine):
        course = growth_course(found, [log_weeks(day)], (log_weeks(mine[:at]), theirs[:at]))
        assert told.mean[at] == pytest.approx(course.mean[0], abs=1e-8)
        factor = told.covariance[at] / course.covariance[0]
        assert factor == pytest.approx(np.full((2, 2), factor[0, 0]), rel=1e-8)
        factors.append(float(factor[0, 0]))
    assert factors[:2] == pytest.approx([1, 1])
    assert len(set(np.round(factors[1:], 6))) == len(factors) - 1
    following = bands(same, series(mine, *theirs.T), [mine[-1] + 7])
    course = growth_course(found, [log_weeks(mine[-1] + 7)], (log_weeks(mine), theirs))
    assert [following.a[0].expected, following.b[0].expected] == pytest.approx(course.mean[0].tolist())


def test_bands_hold_as_often_as_they_say():
    couple, time, scores = occasions(32, 600, missing=0.0)
    last = time == 7
    found = growth(couple[~last], time[~last], scores[~last], reml=True)
    bands = [growth_bands(found, each, [7.0], level=0.8) for each in found.ids]
    inside = [
        (band.low[0] <= seen) & (seen <= band.high[0]) for band, seen in zip(bands, scores[last], strict=True)
    ]
    assert np.mean(inside) == pytest.approx(0.8, abs=0.035)
    far = [
        (seen - band.mean[0]) @ np.linalg.solve(band.covariance[0], seen - band.mean[0])
        for band, seen in zip(bands, scores[last], strict=True)
    ]
    assert np.mean(np.array(far) < -2 * np.log(0.2)) == pytest.approx(0.8, abs=0.05)


def test_the_ellipse_has_the_axes_of_the_covariance():
    told = growth_bands(FOUND, 3, [9.0], level=0.5)
    (ellipse,) = told.ellipses
    turn = np.array(
        [[np.cos(ellipse.angle), -np.sin(ellipse.angle)], [np.sin(ellipse.angle), np.cos(ellipse.angle)]]
    )
    squared = turn @ np.diag([ellipse.long**2, ellipse.short**2]) @ turn.T
    assert squared == pytest.approx(-2 * np.log(0.5) * told.covariance[0], abs=1e-9)
    assert ellipse.long >= ellipse.short > 0
    assert ellipse.centre == pytest.approx(tuple(told.mean[0]))


def test_one_partners_band_rests_on_both_partners_answers():
    alone = np.where([[False, True]], np.nan, SCORES[MINE])
    both, one = (growth_course(FOUND, [9.0], (TIME[MINE], each)) for each in (SCORES[MINE], alone))
    assert both.half_width[0, 0] < one.half_width[0, 0]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: growth_bands(FOUND, 999, [1]), WrongShape, "Couple 999 was not among the 80"),
        (lambda: growth_bands(FOUND, 3, [np.nan]), NotFinite, "time is missing"),
        (lambda: growth_bands(FOUND, 3, [1], level=80), WrongShape, "share between 0 and 1, not 80"),
        (
            lambda: growth_course(FOUND, [1], ([], []), covariates={"x": 1}),
            WrongShape,
            r"covariates \(none\)",
        ),
    ],
    ids=["unknown couple", "no time", "no share", "unknown covariate"],
)
def test_what_cannot_be_foretold_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
