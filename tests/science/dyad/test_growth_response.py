"""Expected and updated courses, and what they are worth in couples that were not in the fit."""

import json

import numpy as np
import pytest

from tests.science.dyad.growth_made_up import occasions
from troth.science.dyad.errors import NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.growth import growth
from troth.science.dyad.growth_ar1 import growth_ar1
from troth.science.dyad.growth_bands import growth_course
from troth.science.dyad.growth_calibration import AlertRule, growth_calibration
from troth.science.dyad.growth_response import growth_response, log_session, off_track

NAN = float("nan")
COUPLE, TIME, SCORES = occasions(61, 600, missing=0.1)
OLD = COUPLE < 300
FOUND = growth(COUPLE[OLD], TIME[OLD], SCORES[OLD], reml=True)
HELD_OUT = (COUPLE[~OLD], TIME[~OLD], SCORES[~OLD])
RULE = AlertRule(2.0)


def test_the_intake_is_the_earliest_answer_wherever_it_stands():
    when, scores = [3.0, 0.0, 1.0, -1.0], [[21, 19], [20, NAN], [20, 18], [NAN, NAN]]
    told = growth_response(FOUND, [5.0, 9.0], (when, scores), level=0.8)
    alone = growth_course(FOUND, [5.0, 9.0], ([0.0], [[20, NAN]]), level=0.8)
    everything = growth_course(FOUND, [5.0, 9.0], (when, scores), level=0.8)
    np.testing.assert_allclose(told.expected.mean, alone.mean)
    np.testing.assert_allclose(told.updated.covariance, everything.covariance)
    assert (told.updated.half_width < told.expected.half_width).all()
    assert told.updated.level == 0.8


def test_a_score_is_off_track_outside_the_band_on_the_bad_side():
    told = growth_response(FOUND, [5.0, 6.0], ([0.0], [[20, 18]]), level=0.68).expected
    scores = np.array([[told.low[0, 0] - 0.01, told.low[0, 1] + 0.01], [told.high[1, 0] + 0.01, NAN]])
    assert off_track(told, scores).tolist() == [[True, False], [False, False]]
    assert off_track(told, scores, higher_is_better=False).tolist() == [[False, False], [True, False]]
    with pytest.raises(WrongShape, match="Bands at 2 times"):
        off_track(told, [[1.0, 2.0]])


def test_sessions_are_numbered_in_order_of_time_within_each_couple():
    assert log_session(["a", "b", "a", "a"], [9.0, 2.0, 1.0, 3.0]) == pytest.approx(np.log([3, 1, 1, 2]))


def by_hand(level, *, updated):
    """Judge every held-out person answer by answer, with growth_course."""
    inside = answers = alerts = cases = failed = alarmed = caught = 0
    for each in np.unique(HELD_OUT[0]):
        mine = HELD_OUT[0] == each
        when, scores = HELD_OUT[1][mine], HELD_OUT[2][mine]
        kept = ~np.isnan(scores).all(axis=1)
        when, scores = when[kept], scores[kept]
        raised = np.zeros(scores.shape, bool)
        for row in range(1, len(when)):
            known = row if updated else 1
            band = growth_course(FOUND, [when[row]], (when[:known], scores[:known]), level=level)
            raised[row] = scores[row] < band.low[0]
            seen = ~np.isnan(scores[row])
            answers += seen.sum()
            inside += (seen & (scores[row] >= band.low[0]) & (scores[row] <= band.high[0])).sum()
        for seat in (0, 1):
            at = np.flatnonzero(~np.isnan(scores[:, seat]))
            if len(at) < 3 or at[0] != 0:
                continue
            cases += 1
            ended_worse = scores[0, seat] - scores[at[-1], seat] >= RULE.worse_by
            count = raised[: at[-1], seat].sum()
            failed, alarmed, alerts = failed + ended_worse, alarmed + (count > 0), alerts + count
            caught += ended_worse and count > 0
    return inside / answers, caught / failed, caught / alarmed, alerts / cases, (answers, cases, failed)


@pytest.mark.parametrize("updated", [False, True])
def test_every_share_is_the_one_counted_by_hand(updated):
    found = growth_calibration(FOUND, *HELD_OUT, RULE, updated=updated)
    *shares, counts = by_hand(0.8, updated=updated)
    names = ("coverage_80", "sensitivity_80", "precision_80", "alerts_80")
    assert [found.estimates[name] for name in names] == pytest.approx(shares, abs=1e-12)
    assert (found.answers, found.cases, found.failed) == counts
    assert found.failed > 5
    assert found.to_dict()["course"] == ("updated" if updated else "expected")


@pytest.mark.parametrize("updated", [False, True])
def test_bands_hold_as_often_as_they_say_outside_the_fit(updated):
    found = growth_calibration(FOUND, *HELD_OUT, RULE, updated=updated)
    for name, level in (("coverage_68", 0.68), ("coverage_80", 0.8)):
        assert abs(found.estimates[name] - level) < 3.5 * found.se[name]
        assert found.se[name] < 0.015
    assert found.estimates["sensitivity_68"] >= found.estimates["sensitivity_80"]
    assert found.estimates["alerts_68"] > found.estimates["alerts_80"]
    assert found.p_values == {}
    assert json.loads(json.dumps(found.to_dict()))["cases"] == found.cases


def test_turning_the_scale_around_changes_nothing_but_the_sign():
    one = growth_calibration(FOUND, *HELD_OUT, RULE)
    turned = growth(COUPLE[OLD], TIME[OLD], -SCORES[OLD], reml=True)
    couple, time, scores = HELD_OUT
    other = growth_calibration(turned, couple, time, -scores, AlertRule(2.0, higher_is_better=False))
    assert dict(other.estimates) == pytest.approx(dict(one.estimates), abs=1e-9)


def test_the_order_of_rows_does_not_matter():
    order = np.random.default_rng(1).permutation(len(HELD_OUT[0]))
    one, other = (
        growth_calibration(FOUND, *data, RULE, updated=True)
        for data in (HELD_OUT, [each[order] for each in HELD_OUT])
    )
    assert dict(other.estimates) == pytest.approx(dict(one.estimates), abs=1e-12)


def test_couples_that_tell_nothing_are_counted_and_no_failure_is_no_number():
    x = np.random.default_rng(2).normal(size=600)
    found = growth(COUPLE[OLD], TIME[OLD], SCORES[OLD], covariates={"x": x[COUPLE[OLD]]}, reml=True)
    couple = np.array([1, 1, 1, 2, 3, 3, 3])
    time, scores = np.array([0.0, 1, 2, 0, 0, 1, 2]), np.full((7, 2), 20.0)
    severity = np.array([0.1, 0.1, 0.1, 0.2, NAN, NAN, NAN])
    told = growth_calibration(found, couple, time, scores, RULE, covariates={"x": severity})
    assert dict(told.dropped) == {"no covariate": 1, "no answer after the intake": 1}
    assert (told.n_couples, told.cases, told.failed, told.answers) == (1, 2, 0, 4)
    assert np.isnan(told.estimates["sensitivity_68"])
    assert told.to_dict()["estimates"]["sensitivity_68"] is None


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: growth_response(FOUND, [1], ([], [])), WrongShape, "needs an intake"),
        (lambda: growth_response(FOUND, [NAN], ([0], [[1, 2]])), NotFinite, "time is missing"),
        (lambda: growth_calibration(FOUND, *HELD_OUT, AlertRule(0.0)), WrongShape, "more than 0 points"),
        (lambda: growth_calibration(FOUND, *HELD_OUT, AlertRule(1.0, (68,))), WrongShape, "share between"),
        (
            lambda: growth_calibration(FOUND, *HELD_OUT, RULE, covariates={"x": TIME[~OLD]}),
            WrongShape,
            r"covariates \(none\)",
        ),
        (
            lambda: growth_calibration(FOUND, [1, 2], [0, 0], [[1, 2]] * 2, RULE),
            TooFewCouples,
            "after its intake",
        ),
        (lambda: growth_calibration(FOUND, [1, 1], [0, 1], [[1, 2]] * 2, RULE), TooFewCouples, "twice more"),
        (
            lambda: growth_calibration(growth_ar1(*occasions(62, 60, missing=0.0)), *HELD_OUT, RULE),
            WrongShape,
            "without autocorrelation",
        ),
    ],
    ids=["no intake", "no time", "no failure", "no share", "covariate", "one each", "two each", "carried"],
)
def test_what_cannot_be_judged_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
