"""The growth model: against nlme, against the closed form, and by laws that hold for all couples."""

import csv
import doctest
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.science.growth.made_up import SCORES, couples
from troth.science.growth import population, prior, sums
from troth.science.growth import series as series_module
from troth.science.growth.bands import bands
from troth.science.growth.population import GrowthWarning, Population, fit_population
from troth.science.growth.prior import FLAT, WEAK
from troth.science.growth.series import CoupleSeries, ScoreRange, series
from troth.science.growth.sums import design, summed

ORACLES = Path(__file__).parents[2] / "oracles"
ESTIMATES = ("mean", "mean_covariance", "between", "within")


def oracle_couples(gaps: str) -> list[CoupleSeries]:
    rows = list(csv.DictReader((ORACLES / "growth_couples.csv").read_text("utf-8").splitlines()))
    found = []
    for couple in dict.fromkeys(row["couple"] for row in rows):
        mine = [row for row in rows if row["couple"] == couple]
        a, b = ([float(row[seat + gaps]) if row[seat + gaps] else None for row in mine] for seat in "ab")
        found.append(series([float(row["day"]) for row in mine], a, b))
    return found


def restricted_likelihood(found: Population, those: list[CoupleSeries]) -> float:
    """The dense formula of the textbook, with V written out for every couple."""
    total, information, n = 0.0, np.zeros((4, 4)), 0
    for couple in those:
        z = np.concatenate([np.kron(np.eye(2)[p], design(couple.days)) for p in (0, 1)])
        v = z @ found.between @ z.T + np.kron(found.within, np.eye(couple.days.size))
        y = couple.scores.T.ravel()
        seen = ~np.isnan(y)
        z, v, r = z[seen], v[np.ix_(seen, seen)], y[seen] - z[seen] @ found.mean
        total += np.linalg.slogdet(v)[1] + r @ np.linalg.solve(v, r)
        information += z.T @ np.linalg.solve(v, z)
        n += y[seen].size
    return -0.5 * (total + (n - 4) * np.log(2 * np.pi) + np.linalg.slogdet(information)[1])


def same(one: Population, other: Population, *, digits: float = 1e-6) -> bool:
    return all(np.allclose(getattr(one, name), getattr(other, name), atol=digits) for name in ESTIMATES)


@pytest.mark.parametrize("module", [series_module, sums, prior, population])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(("name", "gaps"), [("complete", ""), ("gaps", "_gaps")])
def test_without_a_prior_it_is_the_restricted_likelihood_of_nlme(name: str, gaps: str):
    those, told = oracle_couples(gaps), json.loads((ORACLES / "growth.json").read_text("utf-8"))[name]
    found = fit_population(summed(those, SCORES), prior=FLAT, exchangeable=False)
    for estimate in ESTIMATES:
        assert np.ravel(getattr(found, estimate)) == pytest.approx(told[estimate], abs=1e-5)
    assert restricted_likelihood(found, those) == pytest.approx(told["log_likelihood"], abs=1e-6)


@pytest.mark.parametrize(("name", "gaps"), [("complete", ""), ("gaps", "_gaps")])
def test_a_couples_curve_is_the_best_linear_prediction_of_nlme(name: str, gaps: str):
    those, told = oracle_couples(gaps), json.loads((ORACLES / "growth.json").read_text("utf-8"))[name]
    found = fit_population(summed(those, SCORES), prior=FLAT, exchangeable=False)
    for couple, curve in zip(
        [those[0], those[1], those[39]], np.reshape(told["blup"], (3, 2, 2)), strict=True
    ):
        # Here the mean counts as known, as in a fit that holds the couple itself.
        z = np.concatenate([np.kron(np.eye(2)[p], design(couple.days)) for p in (0, 1)])
        y = couple.scores.T.ravel()
        seen = ~np.isnan(y)
        v = z @ found.between @ z.T + np.kron(found.within, np.eye(couple.days.size))
        gain = found.between @ z[seen].T @ np.linalg.inv(v[np.ix_(seen, seen)])
        assert (found.mean + gain @ (y[seen] - z[seen] @ found.mean)).reshape(2, 2) == pytest.approx(
            curve, abs=1e-4
        )


def test_complete_couples_have_a_closed_form():
    those = oracle_couples("")
    found = fit_population(summed(those, SCORES), prior=FLAT, exchangeable=False)
    f = design(those[0].days)
    each = np.array([(np.linalg.lstsq(f, couple.scores, rcond=None)[0]).T.ravel() for couple in those])
    rest = np.array([c.scores - f @ own.reshape(2, 2).T for c, own in zip(those, each, strict=True)])
    within = np.einsum("ntp,ntq->pq", rest, rest) / (len(those) * (len(f) - 2))
    between = np.cov(each.T) - np.kron(within, np.linalg.inv(f.T @ f))
    assert found.mean == pytest.approx(each.mean(axis=0), abs=1e-8)
    assert found.within == pytest.approx(within, abs=1e-5)
    assert found.between == pytest.approx(between, abs=1e-5)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 11))
def test_merged_couples_are_couples_summed_together(seed: int, first: int):
    those = couples(seed, 12)
    merged = summed(those[:first], SCORES).with_couples(summed(those[first:], SCORES))
    assert same(fit_population(merged), fit_population(summed(those, SCORES)), digits=1e-10)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(1, 11))
def test_later_occasions_can_be_added(seed: int, first: int):
    those = couples(seed, 6, missing=0.0)
    early, late = (
        summed([CoupleSeries(c.days[part], c.scores[part]) for c in those], SCORES)
        for part in (slice(first), slice(first, None))
    )
    assert same(fit_population(early.with_occasions(late)), fit_population(summed(those, SCORES)))


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.lists(st.booleans(), min_size=10, max_size=10))
def test_seats_without_meaning_can_be_exchanged_in_any_couple(seed: int, swaps: list[bool]):
    those = couples(seed, 10)
    swapped = [couple.swapped if swap else couple for couple, swap in zip(those, swaps, strict=True)]
    assert same(fit_population(summed(those, SCORES)), fit_population(summed(swapped, SCORES)))


def test_seats_with_meaning_exchange_their_estimates():
    those = couples(3, 15)
    one = fit_population(summed(those, SCORES), exchangeable=False)
    other = fit_population(summed([couple.swapped for couple in those], SCORES), exchangeable=False)
    order = [2, 3, 0, 1]
    assert one.mean == pytest.approx(other.mean[order], abs=1e-6)
    assert one.between == pytest.approx(other.between[np.ix_(order, order)], abs=1e-6)
    assert one.within == pytest.approx(other.within[::-1, ::-1], abs=1e-6)
    assert one.mean[0] != pytest.approx(one.mean[2], abs=1e-3)


def test_with_no_couples_it_is_the_prior():
    found = fit_population(summed([], SCORES))
    assert (found.couples, found.prior_share, found.warnings) == (0, 1.0, (GrowthWarning.MOSTLY_PRIOR,))
    assert found.mean.tolist() == [5.0, 0.0, 5.0, 0.0]
    assert found.between == pytest.approx(WEAK.between(SCORES))
    assert found.within == pytest.approx(WEAK.within(SCORES))


def test_the_prior_gives_way_to_couples():
    shares = [fit_population(summed(couples(1, n), SCORES)).prior_share for n in (2, 8, 40, 200)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] < 0.06
    assert 0.5 < shares[1] < 0.7  # eight couples, of which some answered little


def test_many_couples_make_the_prior_forgotten():
    those = summed(couples(2, 400), SCORES)
    assert fit_population(those).mean == pytest.approx(fit_population(those, prior=FLAT).mean, abs=0.02)


def test_a_measure_on_another_scale_gives_the_same_in_its_points():
    those = couples(4, 10)
    wide = [CoupleSeries(c.days, 20 + 4 * c.scores) for c in those]
    one = fit_population(summed(those, SCORES))
    other = fit_population(summed(wide, ScoreRange(20, 60)))
    assert other.between == pytest.approx(16 * one.between, rel=1e-5)
    assert other.mean == pytest.approx(4 * one.mean + [20, 0, 20, 0], rel=1e-5)


def test_one_partner_alone_still_tells():
    alone = [series(c.days, c.scores[:, 0], [None] * c.days.size) for c in couples(5, 30, missing=0.0)]
    found = fit_population(summed(alone, SCORES), exchangeable=False)
    unknown, known = found.mean_covariance[2, 2], found.mean_covariance[0, 0]
    assert known < 0.2 < unknown


def test_a_couple_without_answers_counts_for_nothing():
    those = couples(6, 5)
    nobody = series([0, 7], [None, None], [None, None])
    assert same(fit_population(summed([*those, nobody], SCORES)), fit_population(summed(those, SCORES)))


@pytest.mark.parametrize(
    ("days", "a"),
    [([0, 0], [1, 2]), ([7, 0], [1, 2]), ([-1, 0], [1, 2]), ([0, np.inf], [1, 2]), ([0], [1, 2])],
)
def test_days_and_answers_must_fit(days: list[float], a: list[float]):
    with pytest.raises(ValueError, match=r"days must be|one score or None"):
        series(days, a, [None] * len(a))


def test_an_infinite_score_is_refused():
    with pytest.raises(ValueError, match="infinite"):
        series([0, 7], [1, np.inf], [None, None])


def test_a_score_outside_the_range_is_refused_by_name():
    with pytest.raises(ValueError, match="11 lies outside 0 to 10"):
        summed([series([0], [11], [None])], SCORES)


def test_measures_of_different_range_do_not_merge():
    with pytest.raises(ValueError, match="not of one measure"):
        summed([], SCORES).with_couples(summed([], ScoreRange(0, 69)))


def test_without_a_prior_too_few_couples_are_refused():
    with pytest.raises(ValueError, match="8 couples are needed at least, not 3"):
        fit_population(summed(couples(1, 3), SCORES), prior=FLAT)
    with pytest.raises(ValueError, match="seat a needs answers on different days"):
        fit_population(summed([series([0], [5], [5])] * 9, SCORES), prior=FLAT)


def test_bands_narrow_as_couples_answer_more():
    found = fit_population(summed(couples(1, 30), SCORES))
    couple = couples(9, 1, occasions=30, missing=0.0)[0]
    widths = []
    for n in (0, 2, 8, 30):
        band = bands(found, CoupleSeries(couple.days[:n], couple.scores[:n]), [couple.days[-1] + 7]).a[0]
        widths.append(band.high80 - band.low80)
    assert widths[0] > widths[1] > widths[2]
    assert widths[3] < widths[0] / 1.5
