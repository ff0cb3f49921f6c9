"""Growth with deviations that carry over: against the textbook's formula, and by what was put in."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from tests.science.dyad.growth_made_up import BETWEEN, MEAN, WITHIN
from troth.science.dyad.errors import NotIdentified, WrongShape
from troth.science.dyad.growth import growth
from troth.science.dyad.growth_ar1 import _fit, _in_order, growth_ar1
from troth.science.dyad.growth_bands import growth_bands
from troth.science.dyad.growth_dense import Dense, answers
from troth.science.dyad.growth_form import exchangeable, with_roles
from troth.science.dyad.growth_result import growth_task
from troth.science.dyad.growth_rows import growth_rows
from troth.science.dyad.growth_sums import summed
from troth.science.growth.likelihood import Spreads

NAN = float("nan")


def carried(seed: int, n: int, phi: float, occasions: int = 12):
    rng = np.random.default_rng(seed)
    noise = rng.multivariate_normal([0.0, 0.0], WITHIN, (n, occasions))
    for t in range(1, occasions):
        noise[:, t] = phi * noise[:, t - 1] + np.sqrt(1 - phi**2) * noise[:, t]
    curve = rng.multivariate_normal(MEAN, BETWEEN, n).reshape(n, 1, 2, 2)
    scores = curve[..., 0] + curve[..., 1] * np.arange(occasions)[:, None] + noise
    couple, time = np.repeat(np.arange(n), occasions), np.tile(np.arange(occasions) * 7.0, n)
    keep = (rng.random(couple.size) < 0.85) | (time < 14)
    return couple[keep], time[keep], scores.reshape(-1, 2)[keep]


COUPLE, TIME, SCORES = carried(41, 60, 0.4)


def written_out(data, between, within, phi, step=7.0):
    """Yield Z, V and y of each couple, as the textbook writes them."""
    couple, time, scores = data
    for each in np.unique(couple):
        t, y = time[each == couple], scores[each == couple].T.ravel()
        seen = ~np.isnan(y)
        z = np.kron(np.eye(2), np.stack([np.ones_like(t), t], axis=1)).reshape(2 * t.size, 4)
        v = z @ between @ z.T + np.kron(within, phi ** (np.abs(t[:, None] - t) / step))
        yield z[seen], v[np.ix_(seen, seen)], y[seen]


def dense(found, phi, data=(COUPLE, TIME, SCORES), *, reml=False):
    size = found.pooled.shape[1]
    total, information, n = 0.0, np.zeros((size, size)), 0
    for design, v, y in written_out(data, found.between, found.within, phi):
        z = design @ found.pooled
        r = y - z @ found.mean[:, 0]
        total += np.linalg.slogdet(v)[1] + r @ np.linalg.solve(v, r)
        information += z.T @ np.linalg.solve(v, z)
        n += y.size
    if reml:
        total += np.linalg.slogdet(information)[1]
        n -= size
    return -0.5 * (total + n * np.log(2 * np.pi))


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("indistinguishable", [False, True])
def test_the_likelihood_is_the_textbooks_with_gaps_and_all(indistinguishable, reml):
    found = growth_ar1(COUPLE, TIME, SCORES, indistinguishable=indistinguishable, reml=reml)
    phi = found.autocorrelation
    assert found.loglik == pytest.approx(dense(found, phi, reml=reml), abs=1e-6)
    slope = dense(found, phi + 1e-4, reml=reml) - dense(found, phi - 1e-4, reml=reml)
    assert slope / 2e-4 * found.se["autocorrelation"] == pytest.approx(0.0, abs=0.01)


def ragged(seed):
    """Return occasions at uneven times, some with one partner only."""
    rng = np.random.default_rng(seed)
    couple, time, scores = carried(seed, 40, 0.5, 8)
    scores = np.where(rng.random(scores.shape) < 0.15, NAN, scores)
    return couple, time + rng.uniform(-1.5, 1.5, time.size), scores


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("indistinguishable", [False, True])
def test_the_likelihood_is_the_textbooks_at_uneven_times_and_with_one_partner(indistinguishable, reml):
    data = ragged(43)
    found = growth_ar1(*data, indistinguishable=indistinguishable, reml=reml, step=7.0)
    phi = found.autocorrelation
    assert found.loglik == pytest.approx(dense(found, phi, data, reml=reml), abs=1e-6)
    slope = dense(found, phi + 1e-4, data, reml=reml) - dense(found, phi - 1e-4, data, reml=reml)
    assert slope / 2e-4 * found.se["autocorrelation"] == pytest.approx(0.0, abs=0.01)
    assert found.converged
    assert dict(found.dropped) == {}


def test_no_spreads_near_those_found_at_uneven_times_are_more_likely():
    data = ragged(44)
    found = growth_ar1(*data, step=7.0)
    form, phi = with_roles(("a", "b")), found.autocorrelation
    best = form.natural(found.between, found.within)
    for place, name in enumerate(form.spread_names):
        for move in (-0.05, 0.05):
            moved = best.copy()
            moved[place] += move * found.se[name]
            between, within = form.matrices(moved)
            assert dense(replace(found, between=between, within=within), phi, data) < found.loglik


def in_order():
    given = growth_rows(COUPLE, TIME, SCORES)
    task = growth_task(summed(given, ()))
    return task, _in_order(task, given, None)


def test_an_optimiser_from_elsewhere_ends_where_it_does():
    couple, time, scores = ragged(45)
    few = couple < 16
    data, form = (couple[few], time[few], scores[few]), exchangeable()
    found = growth_ar1(*data, step=7.0, indistinguishable=True)

    def lost(theta):
        between, within = form.spreads(theta[:-1])
        total, information, pull, n = 0.0, np.zeros((2, 2)), np.zeros(2), 0
        for design, v, y in written_out(data, between, within, 1 / (1 + np.exp(-theta[-1]))):
            z = design @ form.pooled
            solved = np.linalg.solve(v, np.column_stack([z, y]))
            information, pull, n = information + z.T @ solved[:, :2], pull + z.T @ solved[:, 2], n + y.size
            total += np.linalg.slogdet(v)[1] + y @ solved[:, 2]
        return 0.5 * (total - pull @ np.linalg.solve(information, pull) + n * np.log(2 * np.pi))

    start = np.append(form.theta(np.diag([3.0, 0.01, 3.0, 0.01]), np.eye(2)), 0.0)
    end = minimize(lost, start, method="BFGS", options={"gtol": 1e-3})
    assert -end.fun == pytest.approx(found.loglik, abs=1e-5)
    between, within = form.spreads(end.x[:-1])
    assert within == pytest.approx(found.within, abs=1e-3)
    assert between == pytest.approx(found.between, abs=5e-3)
    assert 1 / (1 + np.exp(-end.x[-1])) == pytest.approx(found.autocorrelation, abs=1e-3)


@pytest.mark.parametrize("reml", [False, True])
def test_written_out_it_is_what_the_whitened_sums_give(reml):
    _, whole = in_order()
    since = np.cumsum(whole.gap)
    dense_reader = Dense.at(answers(whole.couple, whole.f, whole.y, since, whole.x), 0.3)
    summed, shift = whole.reader(0.3)
    spreads = Spreads(BETWEEN / 10, WITHIN, np.eye(4), restricted=reml)
    one, other = summed.read(spreads), dense_reader.read(spreads)
    assert other.loglik == pytest.approx(one.loglik + shift, abs=1e-8)
    for name in ("mean", "mean_covariance", "between_score", "within_score", "information"):
        assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-7, abs=1e-8)
    mine, theirs = dense_reader.curves(spreads), summed.curves(spreads)
    for name in ("mean", "own", "covariance"):
        assert getattr(mine, name) == pytest.approx(getattr(theirs, name), abs=1e-9)
    assert (dense_reader.couples, dense_reader.occasions) == (summed.couples, summed.occasions)


def test_an_answer_taken_away_changes_little_on_the_other_way_of_fitting():
    one = growth_ar1(COUPLE, TIME, SCORES)
    less = SCORES.copy()
    less[5, 1] = NAN
    other = growth_ar1(COUPLE, TIME, less)
    for name, value in one.estimates.items():
        assert other.estimates[name] == pytest.approx(value, abs=0.3 * one.se[name])
    assert other.loglik > one.loglik


def test_it_finds_what_was_put_in():
    found = growth_ar1(*carried(42, 500, 0.4), roles=("h", "w"), reml=True)
    assert abs(found.estimates["autocorrelation"] - 0.4) < 3 * found.se["autocorrelation"]
    assert found.se["autocorrelation"] < 0.05
    assert abs(found.estimates["var_residual_h"] - WITHIN[0, 0]) < 3 * found.se["var_residual_h"]
    assert found.estimates["slope_w"] == pytest.approx(MEAN[3] / 7, abs=0.01)
    assert found.converged


def test_leaving_out_what_carries_over_fits_worse():
    found, without = growth_ar1(COUPLE, TIME, SCORES), growth(COUPLE, TIME, SCORES)
    assert found.loglik > without.loglik + 5
    assert without.autocorrelation is None
    assert found.p_values["autocorrelation"] < 0.01
    assert found.to_dict()["estimates"]["autocorrelation"] == found.autocorrelation


def test_errors_count_that_the_autocorrelation_is_an_estimate():
    found = growth_ar1(COUPLE, TIME, SCORES)
    task, rows = in_order()
    known, _ = _fit(task, rows, found.autocorrelation)
    entries = task.units.entries_back(task.form)
    errors = np.sqrt(np.diag(entries @ known.spread_covariance @ entries.T))
    mine = np.array([found.se[name] for name in task.form.spread_names])
    assert (mine >= errors * (1 - 1e-6)).all()
    assert found.se["var_residual_a"] > 1.02 * errors[task.form.spread_names.index("var_residual_a")]
    assert all(found.se_complete[name] >= found.se[name] for name in found.fixed)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"step": 0.0}, WrongShape, "a time above 0, not 0"),
        (
            {"couple": COUPLE[TIME < 21], "time": TIME[TIME < 21], "scores": SCORES[TIME < 21]},
            NotIdentified,
            "No couple has four occasions",
        ),
    ],
    ids=["no step", "three occasions"],
)
def test_what_it_cannot_tell_is_refused(change, error, says):
    with pytest.raises(error, match=says):
        growth_ar1(**({"couple": COUPLE, "time": TIME, "scores": SCORES} | change))


def test_bands_are_not_drawn_as_if_nothing_carried_over():
    with pytest.raises(WrongShape, match="without autocorrelation"):
        growth_bands(growth_ar1(COUPLE, TIME, SCORES), 3, [90])
