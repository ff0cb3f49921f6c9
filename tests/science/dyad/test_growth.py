"""Dyadic growth: against nlme, against the textbook's formula, and by laws that hold for all couples."""

import csv
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.science.dyad.growth_made_up import BETWEEN, MEAN, WITHIN, dense_likelihood, occasions
from troth.science.dyad.cautions import CouplesDropped, FewCouples, MissingAtRandom, OnBoundary
from troth.science.dyad.errors import ConstantColumn, NotFinite, NotIdentified, TooFewCouples, WrongShape
from troth.science.dyad.growth import growth, growth_finish
from troth.science.dyad.growth_form import exchangeable, with_roles
from troth.science.dyad.growth_reader import Summed
from troth.science.dyad.growth_search import _Search, search
from troth.science.dyad.growth_sums import growth_partial
from troth.science.dyad.growth_units import in_own_units

ORACLES = Path(__file__).parents[2] / "oracles"
TOLD = json.loads((ORACLES / "dyad_growth.json").read_text("utf-8"))
TOLD_WITHOUT_ROLES = json.loads((ORACLES / "dyad_growth_exchangeable.json").read_text("utf-8"))
NAN = float("nan")


def oracle_rows():
    rows = list(csv.DictReader((ORACLES / "dyad_growth.csv").read_text("utf-8").splitlines()))
    couple, time, severity = (
        np.array([float(row[name]) for row in rows]) for name in ("couple", "time", "severity")
    )
    scores = np.array([[float(row[role] or "nan") for role in "hw"] for row in rows])
    return couple, time, scores, severity


@pytest.mark.parametrize("name", TOLD)
def test_it_is_what_nlme_found(name):
    couple, time, scores, severity = oracle_rows()
    covariates = {"severity": severity} if "severity" in name else {}
    found = growth(couple, time, scores, covariates=covariates, roles=("h", "w"), reml="reml" in name)
    told, k = TOLD[name], 1 + len(covariates)
    assert found.loglik == pytest.approx(told["loglik"], abs=1e-7)
    assert found.mean.T.ravel() == pytest.approx(told["fixed"], abs=1e-6)
    se = [found.se[each] for each in found.fixed]
    assert np.reshape(se, (4, k)).T.ravel() == pytest.approx(told["fixed_se"], rel=1e-5)
    assert found.between.ravel() == pytest.approx(told["between"], abs=5e-6)
    assert found.within.ravel() == pytest.approx(told["within"], abs=2e-6)
    own = (found.curves.own - found.curves.mean)[np.isin(found.ids, [1, 8, 60])]
    assert own.ravel() == pytest.approx(told["blup"], abs=1e-5)
    assert found.converged


@pytest.mark.parametrize("name", TOLD_WITHOUT_ROLES)
def test_without_roles_it_is_what_nlme_found_in_sums_and_differences(name):
    couple, time, scores, severity = oracle_rows()
    assert np.isnan(scores).any()
    turned = np.where((couple % 3 == 0)[:, None], scores[:, ::-1], scores)
    covariates = {"severity": severity} if "severity" in name else {}
    found = growth(couple, time, turned, covariates=covariates, indistinguishable=True, reml="reml" in name)
    told = TOLD_WITHOUT_ROLES[name]
    assert found.loglik == pytest.approx(told["loglik"], abs=1e-7)
    assert found.mean.ravel() == pytest.approx(told["fixed"], abs=1e-6)
    assert [found.se[each] for each in found.fixed] == pytest.approx(told["fixed_se"], rel=1e-5)
    names = list(found.estimates)[len(found.fixed) :]
    assert names[:4] == ["var_intercept", "cov_intercept_slope", "var_slope", "cov_intercepts"]
    assert [found.estimates[each] for each in names] == pytest.approx(told["spreads"], abs=5e-6)
    own = (found.curves.own - found.curves.mean)[np.isin(found.ids, [1, 8, 60])]
    own[2] = own[2][[2, 3, 0, 1]]
    assert own.ravel() == pytest.approx(told["blup"], abs=1e-5)


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize(("gaps", "missing"), [("", 0.0), ("_gaps", 0.2)])
def test_it_is_what_nlme_found_in_the_sites_couples(gaps, missing, reml):
    told = json.loads((ORACLES / "growth.json").read_text("utf-8"))["gaps" if gaps else "complete"]
    rows = list(csv.DictReader((ORACLES / "growth_couples.csv").read_text("utf-8").splitlines()))
    scores = [[float(row[seat + gaps] or "nan") for seat in "ab"] for row in rows]
    time = np.log1p(np.array([float(row["day"]) for row in rows]) / 7)
    found = growth([int(row["couple"]) for row in rows], time, scores, reml=reml)
    assert ("closed form" in found.method) is (missing == 0)
    if reml:
        assert found.loglik == pytest.approx(told["log_likelihood"], abs=1e-7)
        assert found.between.ravel() == pytest.approx(told["between"], abs=2e-5)
        assert found.mean_covariance.ravel() == pytest.approx(told["mean_covariance"], abs=2e-6)
    else:
        assert found.loglik > told["log_likelihood"]


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("indistinguishable", [False, True])
@pytest.mark.parametrize("covariate", [False, True])
def test_the_likelihood_is_the_textbooks(indistinguishable, reml, covariate):
    couple, time, scores = occasions(3, 50)
    time = time * 10 + 2000
    x = np.random.default_rng(1).normal(size=50)
    covariates = {"x": x[couple]} if covariate else {}
    found = growth(
        couple, time, scores, covariates=covariates, indistinguishable=indistinguishable, reml=reml
    )
    model = (found.mean, found.pooled, found.between, found.within)
    table = np.column_stack([np.ones(50), x])[:, : 1 + covariate]
    assert found.loglik == pytest.approx(
        dense_likelihood(couple, time, scores, model, reml=reml, x=table), abs=1e-6
    )


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("form", [with_roles(("h", "w")), exchangeable()], ids=["roles", "exchangeable"])
def test_the_score_is_the_slope_of_the_likelihood(form, reml):
    couple, time, scores = occasions(4, 30)
    x = np.random.default_rng(2).normal(size=30)
    sums = growth_partial(couple, time, scores, covariates={"x": x[couple]})
    units = in_own_units(sums, ("h", "w"), symmetric=form.symmetric)
    seeking = _Search(Summed.of(units.moved(sums), sums.x), form, restricted=reml)
    theta = np.random.default_rng(5).normal(0.3, 0.2, form.theta(np.eye(4), np.eye(2)).size)
    slope = seeking.slope(theta, seeking.read(theta))
    for place, step in enumerate(np.eye(theta.size) * 1e-5):
        change = seeking.read(theta + step).loglik - seeking.read(theta - step).loglik
        assert slope[place] == pytest.approx(change / 2e-5, rel=1e-6, abs=1e-5)


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("covariate", [False, True])
def test_the_closed_form_is_where_the_search_ends(reml, covariate):
    couple, time, scores = occasions(6, 60, most=6, missing=0.0)
    x = np.random.default_rng(3).normal(size=60)
    sums = growth_partial(couple, time, scores, covariates={"x": x[couple]} if covariate else {})
    found = growth_finish(sums, reml=reml)
    form, units = with_roles(("a", "b")), in_own_units(sums, ("a", "b"), symmetric=False)
    sought = search(Summed.of(units.moved(sums), sums.x), form, restricted=reml)
    assert "closed form" in found.method
    between, within = units.spreads_back(sought.spreads.between, sought.spreads.within)
    assert found.between == pytest.approx(between, abs=1e-7)
    assert found.within == pytest.approx(within, abs=1e-7)
    entries = units.entries_back(form)
    errors = np.sqrt(np.diag(entries @ sought.spread_covariance @ entries.T))
    assert [found.se[name] for name in form.spread_names] == pytest.approx(errors, rel=1e-5)
    assert np.abs(sought.mean_unsure).max() < 1e-10


def test_the_balanced_likelihood_has_the_closed_form():
    couple, time, scores = occasions(6, 60, most=6, missing=0.0)
    found = growth(couple, time, scores)
    f = np.stack([np.ones(6), np.arange(6.0)], axis=1)
    own = np.linalg.lstsq(f, scores.reshape(60, 6, 2).transpose(1, 0, 2).reshape(6, -1), rcond=None)[0]
    own = own.reshape(2, 60, 2).transpose(1, 2, 0).reshape(60, 4)
    spread = (own - own.mean(axis=0)).T @ (own - own.mean(axis=0)) / 60
    logs = [np.linalg.slogdet(each)[1] for each in (found.within, spread, f.T @ f)]
    expected = -0.5 * (720 * np.log(2 * np.pi) + 240 * logs[0] + 480 + 60 * logs[1] + 240 + 120 * logs[2])
    assert found.loglik == pytest.approx(expected, abs=1e-8)
    assert found.mean_covariance == pytest.approx(spread / 60, abs=1e-10)


def test_complete_errors_are_those_of_the_whole_second_derivative():
    couple, time, scores = occasions(7, 25)
    found, form = growth(couple, time, scores), with_roles(("a", "b"))
    best = np.array(list(found.estimates.values()))
    step = 2e-2 * np.array(list(found.se.values()))

    def at(*moves):
        theta = best + sum(moves)
        model = (theta[:4, None], np.eye(4), *form.matrices(theta[4:]))
        return dense_likelihood(couple, time, scores, model, reml=False)

    one, size = np.diag(step), best.size
    second = np.zeros((size, size))
    for i in range(size):
        for j in range(i, size):
            corners = at(one[i], one[j]) - at(one[i], -one[j]) - at(-one[i], one[j]) + at(-one[i], -one[j])
            second[i, j] = second[j, i] = corners / 4
    errors = np.sqrt(np.diag(np.linalg.inv(-second))) * step
    assert list(found.se_complete.values()) == pytest.approx(errors[:4], rel=2e-3)
    assert list(found.se.values())[4:] == pytest.approx(errors[4:], rel=1e-2)


def test_it_finds_what_was_put_in():
    found = growth(*occasions(8, 1500), roles=("h", "w"), reml=True)
    form = with_roles(("h", "w"))
    truth = np.concatenate([MEAN, form.natural(BETWEEN, WITHIN)])
    errors = np.array(list(found.estimates.values())) - truth
    assert np.abs(errors / list(found.se.values())).max() < 3.5
    assert found.residual_correlation == pytest.approx(0.476, abs=0.04)
    assert all(found.se_complete[name] >= found.se[name] for name in found.fixed)
    assert found.p_values.keys() == set(found.fixed)


def test_a_spread_at_its_edge_is_reported_without_errors():
    flat = BETWEEN.copy()
    flat[3], flat[:, 3] = 0.0, 0.0
    for seed in range(9, 13):
        found = growth(*occasions(seed, 60, between=flat))
        if OnBoundary in map(type, found.warnings):
            break
    assert np.linalg.eigvalsh(found.between)[0] == pytest.approx(0.0, abs=1e-8)
    assert np.isnan(found.se["var_intercept_a"])
    assert np.isnan(found.se_complete["slope_b"])
    assert found.se["slope_b"] > 0
    assert found.converged


def test_a_balanced_spread_that_would_be_negative_ends_at_its_edge():
    nothing = np.diag([1.0, 0.0, 1.0, 0.0])
    couple, time, scores = occasions(11, 60, most=5, missing=0.0, between=nothing)
    found = growth(couple, time, scores)
    assert "by iteration" in found.method
    assert OnBoundary in map(type, found.warnings)
    model = (found.mean, found.pooled, found.between, found.within)
    assert found.loglik == pytest.approx(dense_likelihood(couple, time, scores, model, reml=False), abs=1e-6)


@settings(deadline=None, max_examples=8)
@given(st.integers(0, 10_000))
def test_swapping_partners_changes_nothing_where_they_have_no_roles(seed):
    couple, time, scores = occasions(21, 40)
    turned = (np.random.default_rng(seed).random(40) < 0.5)[couple]
    swapped = np.where(turned[:, None], scores[:, ::-1], scores)
    one, other = (growth(couple, time, each, indistinguishable=True) for each in (scores, swapped))
    assert other.loglik == pytest.approx(one.loglik, abs=1e-8)
    assert list(other.estimates.values()) == pytest.approx(list(one.estimates.values()), abs=1e-6)
    assert list(other.se.values()) == pytest.approx(list(one.se.values()), abs=1e-5)


def test_renaming_roles_swaps_the_results():
    couple, time, scores = occasions(22, 40)
    one, other = growth(couple, time, scores), growth(couple, time, scores[:, ::-1], roles=("b", "a"))
    for name in ("intercept_a", "slope_b", "var_slope_a", "var_residual_b", "cov_residual"):
        assert other.estimates[name] == pytest.approx(one.estimates[name], abs=1e-6)


@settings(deadline=None, max_examples=8)
@given(st.lists(st.integers(1, 200), min_size=1, max_size=4))
def test_merged_parts_are_the_whole_wherever_they_were_cut(cuts):
    couple, time, scores = occasions(23, 40)
    ends = [0, *sorted({cut for cut in cuts if cut < couple.size}), couple.size]
    parts = [growth_partial(couple[a:b], time[a:b], scores[a:b]) for a, b in pairwise(ends)]
    merged, whole = sum(parts[1:], parts[0]), growth_partial(couple, time, scores)
    again = merged.moved(whole.score_origin, whole.time_origin)
    assert again.ids.tolist() == whole.ids.tolist()
    for name in ("count", "ff", "yf", "yy"):
        assert getattr(again.occasions, name) == pytest.approx(getattr(whole.occasions, name), abs=1e-8)


def test_units_of_scores_and_time_change_only_the_units():
    couple, time, scores = occasions(24, 60)
    one, other = growth(couple, time, scores), growth(couple, 7 * time - 50, 100 * scores + 3000)
    assert other.estimates["slope_a"] == pytest.approx(one.estimates["slope_a"] * 100 / 7, rel=1e-6)
    assert other.se["var_slope_b"] == pytest.approx(one.se["var_slope_b"] * 1e4 / 49, rel=1e-4)
    assert other.residual_correlation == pytest.approx(one.residual_correlation, abs=1e-7)
    assert other.loglik == pytest.approx(one.loglik - (~np.isnan(scores)).sum() * np.log(100), abs=1e-6)


@pytest.mark.parametrize(("scale", "shift"), [([1.0, 1e6], [0.0, 3e8]), ([1e-4, 1e3], [7e4, -2e7])])
def test_units_of_one_partner_change_only_that_partners_numbers(scale, shift):
    couple, time, scores = occasions(24, 60)
    one, other = growth(couple, time, scores), growth(couple, time, scores * scale + shift)
    by = {"a": scale[0], "b": scale[1]}
    for role, size in by.items():
        place = "ab".index(role)
        assert other.estimates[f"slope_{role}"] == pytest.approx(
            one.estimates[f"slope_{role}"] * size, rel=1e-6
        )
        intercept = one.estimates[f"intercept_{role}"] * size + shift[place]
        assert other.estimates[f"intercept_{role}"] == pytest.approx(intercept, rel=1e-9)
        assert other.se[f"var_residual_{role}"] == pytest.approx(
            one.se[f"var_residual_{role}"] * size**2, rel=1e-4
        )
    both = scale[0] * scale[1]
    assert other.estimates["cov_residual"] == pytest.approx(one.estimates["cov_residual"] * both, rel=1e-6)
    answers = (~np.isnan(scores)).sum(axis=0)
    assert other.loglik == pytest.approx(one.loglik - answers @ np.log(scale), abs=1e-5)


def test_parts_merge_in_any_order_where_partners_are_measured_in_units_far_apart():
    couple, time, scores = occasions(23, 30)
    scores = scores * [1.0, 1e6] + [0.0, 5e9]
    first, rest = slice(0, 40), slice(40, None)
    alone = scores[first] * [1.0, NAN]
    parts = [
        growth_partial(couple[first], time[first], alone),
        growth_partial(couple[first] + 100, time[first], scores[first]),
        growth_partial(couple[rest] + 200, time[rest], scores[rest]),
    ]
    one, other = (parts[0] + parts[1]) + parts[2], parts[0] + (parts[1] + parts[2])
    other = other.moved(one.score_origin, one.time_origin)
    assert one.score_origin[1] == pytest.approx(5e9, rel=0.01)
    for name in ("count", "ff", "yf", "yy"):
        here, there = getattr(one.occasions, name), getattr(other.occasions, name)
        size = np.abs(here).max(axis=(0, 1)).clip(1e-300)
        np.testing.assert_allclose(there / size, here / size, atol=1e-9)


def test_where_curves_hardly_differ_the_order_of_couples_still_changes_nothing():
    rng = np.random.default_rng(30)
    couple, time = np.repeat(np.arange(60), 8), np.tile(np.arange(8.0), 60)
    level = rng.normal(5, 1, (60, 2))[couple]
    scores = level * (1 + 0.002 * time[:, None]) + rng.normal(0, 0.8, (480, 2))
    scores[rng.random(480) < 0.2, 0] = NAN
    one = growth(couple, time, scores, reml=True)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(60)
        other = growth(order[couple], time, scores, reml=True)
        assert (one.converged, other.converged) == (True, True)
        assert dict(other.estimates) == pytest.approx(dict(one.estimates), rel=1e-6, abs=1e-9)


def test_less_is_known_when_a_partners_occasion_is_taken_away():
    couple, time, scores = occasions(25, 60)
    less = scores.copy()
    less[::3, 0] = NAN
    assert growth(couple, time, less).se["slope_a"] > growth(couple, time, scores).se["slope_a"]


def test_who_gave_nothing_is_counted_and_changes_nothing_else():
    couple, time, scores = occasions(26, 60)
    one = growth(couple, time, scores)
    other = growth([*couple, 99, 99], [*time, 0, 1], [*scores, [NAN, NAN], [NAN, NAN]])
    assert other.dropped == {"no answer": 1}
    assert CouplesDropped(1, "no answer") in other.cautions
    assert other.loglik == pytest.approx(one.loglik, abs=1e-8)
    severity = np.where(couple == 5, NAN, couple % 7)
    assert growth(couple, time, scores, covariates={"severity": severity}).dropped == {"no severity": 1}


def test_what_a_reader_must_know_is_said():
    found = growth(*occasions(27, 40))
    assert {MissingAtRandom, FewCouples} <= set(map(type, found.warnings))
    told = json.loads(json.dumps(found.to_dict()))
    assert told["estimates"].keys() == told["se"].keys() >= {"intercept_a", "var_slope_b", "cov_residual"}
    assert told["se_habit"] == "spreads taken as known"
    assert found.intervals["var_slope_a"][0] > 0
    assert "log-likelihood" in found.summary()


COUPLE, TIME, SCORES = occasions(28, 40, most=4, missing=0.0)
REFUSED = {
    "one column": (WrongShape, "one column a partner", {"scores": SCORES[:, 0]}),
    "words": (WrongShape, "not a number", {"scores": [["one", "two"]] * 160}),
    "lengths": (WrongShape, "need 160 couples and 160 times", {"time": TIME[:-1]}),
    "infinite": (NotFinite, "infinite in occasion 1", {"scores": SCORES + np.inf}),
    "no time": (NotFinite, "time is missing or infinite in occasion 1", {"time": TIME * NAN}),
    "twice": (WrongShape, "two rows at time 0", {"time": TIME * 0}),
    "two waves": (
        NotIdentified,
        "three answers of partner a",
        {"scores": np.where(TIME[:, None] > 1, NAN, SCORES)},
    ),
    "nobody beside": (NotIdentified, "three answers of partner b", {"scores": SCORES * [1, NAN]}),
    "never together": (
        NotIdentified,
        "never answered at one time",
        {
            "couple": np.tile(COUPLE, 2),
            "time": np.concatenate([TIME, TIME + 0.5]),
            "scores": np.concatenate([SCORES * [1, NAN], SCORES * [NAN, 1]]),
        },
    ),
    "one score": (ConstantColumn, "Partner b has one score", {"scores": SCORES * [1, 0]}),
    "no error": (ConstantColumn, "without error", {"scores": np.outer(COUPLE % 7 + TIME, [1, 2])}),
    "few": (
        TooFewCouples,
        "17 parameters and 10 usable",
        {"couple": COUPLE[:40], "time": TIME[:40], "scores": SCORES[:40]},
    ),
    "none": (TooFewCouples, "0 usable", {"couple": [], "time": [], "scores": np.zeros((0, 2))}),
    "changing": (WrongShape, "age changes within a couple", {"covariates": {"age": TIME}}),
    "same for all": (ConstantColumn, "age: one has the same", {"covariates": {"age": TIME * 0 + 3}}),
    "infinite covariate": (NotFinite, "age is infinite", {"covariates": {"age": TIME + np.inf}}),
    "words of a covariate": (WrongShape, "age holds", {"covariates": {"age": ["old"] * 160}}),
    "words of time": (WrongShape, "time holds", {"time": ["soon"] * 160}),
    "no couple": (WrongShape, "none may be missing", {"couple": COUPLE * NAN}),
    "mixed couples": (WrongShape, "use one kind", {"couple": np.array([*COUPLE[1:], None])}),
    "short covariate": (WrongShape, "age needs one value", {"covariates": {"age": [1]}}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_told_is_refused_by_name(name):
    error, says, changes = REFUSED[name]
    with pytest.raises(error, match=says):
        growth(**({"couple": COUPLE, "time": TIME, "scores": SCORES} | changes))


def test_a_search_that_runs_away_ends_in_a_refusal():
    couple, time = np.repeat(np.arange(40), 30), np.tile(np.arange(30.0), 40)
    error = np.random.default_rng(0).normal(size=(1200, 2))
    with pytest.raises(ConstantColumn, match="one another's copy"):
        growth(couple, time, (2**time * (1 + couple))[:, None] + error, indistinguishable=True)


def test_sums_with_other_covariates_are_not_merged():
    one = growth_partial(COUPLE, TIME, SCORES)
    with pytest.raises(WrongShape, match="different covariates"):
        _ = one + growth_partial(COUPLE, TIME, SCORES, covariates={"x": COUPLE})
