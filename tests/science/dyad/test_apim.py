"""The actor-partner model: equal to published numbers, to the dense textbook formula, and to itself in parts."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from troth.science.dyad.apim import apim, apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.errors import (
    ConstantColumn,
    NotFinite,
    PerfectFit,
    TooFewCouples,
    UnknownName,
    WrongShape,
)

ROLES = ("h", "w")


def made(seed, n=60, rho=0.4):
    rng = np.random.default_rng(seed)
    x = rng.normal(3, 1, (n, 2))
    error = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], n) * [1, 1.5]
    return 1 + x * [0.5, 0.3] + x[:, ::-1] * [0.2, -0.1] + error, x


@pytest.mark.parametrize("reml", [False, True])
def test_the_acitelli_couples_give_the_published_numbers_for_distinguishable_partners(acitelli, reml):
    y, x, _ = acitelli
    found = apim(y, x, roles=ROLES, reml=reml)
    names = [f"{what}_{role}" for role in ROLES for what in ("intercept", "actor", "partner")]
    published = [0.690458880, 0.424386633, 0.261649770, 0.611248458, 0.377699959, 0.321478179]
    assert found.estimates == pytest.approx(dict(zip(names, published, strict=True)), abs=5e-10)
    errors = [0.3429034, 0.0677157, 0.0614025, 0.4128195, 0.0739222, 0.0815225]
    assert list(found.with_nlme_errors().se.values()) == pytest.approx(errors, abs=5e-8)
    if not reml:
        plain = [0.3394102, 0.0670259, 0.0607770, 0.4086141, 0.0731691, 0.0806921]
        assert list(found.se.values()) == pytest.approx(plain, abs=5.1e-8)
    sd = (0.3783372, 0.4554781) if reml else (0.3744831, 0.4508381)
    assert tuple(found.residual_sd.values()) == pytest.approx(sd, abs=5.1e-8)
    assert found.residual_correlation == pytest.approx(0.4751094, abs=5e-8)
    ratio = found.residual_sd["w"] / found.residual_sd["h"]
    assert 1.203894 <= ratio < 1.203895  # printed cut, not rounded: the printed SDs give 1.2038945
    assert found.loglik == pytest.approx(-150.1107998 if reml else -137.8035190, abs=5e-8)
    if reml:
        assert np.diagonal(found.residual_covariance) == pytest.approx([0.1431, 0.2075], abs=5e-5)


def test_the_acitelli_couples_give_the_published_numbers_for_indistinguishable_partners(acitelli):
    y, x, _ = acitelli
    ml, reml = (apim(y, x, distinguishable=False, reml=reml) for reml in (False, True))
    effects = {"intercept": 0.669754122, "actor": 0.400423148, "partner": 0.287970497}
    for found in (ml, reml):
        assert found.estimates == pytest.approx(effects, abs=5e-10)
    for found, errors in (
        (ml.with_nlme_errors(), (0.3218874, 0.0472926)),
        (reml.with_nlme_errors(), (0.3224381, 0.0473141)),
        (ml, (0.3202521, 0.0470523)),
        (reml, (0.3224381, 0.0473141)),
    ):
        assert list(found.se.values()) == pytest.approx([errors[0], errors[1], errors[1]], abs=5.1e-8)
    assert (ml.covariance[1, 2], reml.covariance[1, 2]) == pytest.approx((0.00058372, 0.00059733), abs=5e-9)
    assert (ml.residual_sd["a"], ml.residual_correlation) == pytest.approx((0.4149128, 0.4666759), abs=5e-8)
    assert (reml.residual_sd["b"], reml.residual_correlation) == pytest.approx(
        (0.4173659, 0.4693414), abs=5e-8
    )
    assert (ml.loglik, reml.loglik) == pytest.approx((-141.4420454, -148.3591315), abs=5e-8)
    assert -2 * reml.loglik == pytest.approx(296.718, abs=5e-4)
    covariance = reml.residual_covariance[0, 1]
    assert (covariance, reml.residual_covariance[0, 0] - covariance) == pytest.approx(
        (0.08176, 0.09244), abs=5e-6
    )
    assert (reml.pseudo_r2["both"], ml.pseudo_r2["both"]) == pytest.approx((0.29462, 0.29905), abs=5e-6)


def dense(y, designs, common, sigma, *, reml):
    """Return log-likelihood and effects by the formula with one large matrix for all couples."""
    n = len(y)
    x = np.zeros((2 * n, sum(one.shape[1] for one in designs)))
    x[0::2, : designs[0].shape[1]], x[1::2, designs[0].shape[1] :] = designs
    x, v = x @ common, np.kron(np.eye(n), sigma)
    inner = x.T @ np.linalg.solve(v, x)
    gamma = np.linalg.solve(inner, x.T @ np.linalg.solve(v, y.ravel()))
    r = y.ravel() - x @ gamma
    found = (
        (2 * n - reml * len(gamma)) * np.log(2 * np.pi) + np.linalg.slogdet(v)[1] + r @ np.linalg.solve(v, r)
    )
    return (
        -(found + reml * np.linalg.slogdet(inner)[1]) / 2,
        gamma,
        np.sqrt(np.diagonal(np.linalg.inv(inner))),
    )


def best(y, designs, common, *, reml, one_variance):
    def sigma(theta):
        first, second = np.exp(theta[0]), np.exp(theta[0] if one_variance else theta[2])
        shared = np.tanh(theta[1]) * first * second
        return np.array([[first**2, shared], [shared, second**2]])

    start = np.zeros(2 if one_variance else 3)
    top = minimize(
        lambda theta: -dense(y, designs, common, sigma(theta), reml=reml)[0], start, method="BFGS", tol=1e-7
    )
    return dense(y, designs, common, sigma(top.x), reml=reml)


def designs_of(x, own):
    one = np.ones(len(x))
    first = np.column_stack([one, x[:, 0], x[:, 1], own[:, 0]])
    return first, np.column_stack([one, x[:, 1], x[:, 0], own[:, 1]])


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize(
    ("options", "held"),
    [
        ({}, ()),
        ({"equal": ("actor",)}, (1,)),
        ({"equal": ("actor", "intercept")}, (0, 1)),
        ({"equal": ("actor", "partner", "variance")}, (1, 2)),
        ({"distinguishable": False}, (0, 1, 2, 3)),
    ],
    ids=["free", "equal actor", "equal actor and intercept", "equal effects and variance", "all equal"],
)
def test_own_side_covariates_and_constraints_reach_the_maximum_that_a_search_finds(options, held, reml):
    y, x = made(3, n=25, rho=-0.5)
    own = np.random.default_rng(4).normal(2, 1, (25, 2))
    found = apim(y, x, covariates={"sleep": own}, roles=ROLES, reml=reml, **options)
    free = [place for place in range(8) if place % 4 not in held]
    common = np.zeros((8, len(free) + len(held)))
    common[free, range(len(free))] = 1
    for place, term in enumerate(held):
        common[[term, term + 4], len(free) + place] = 1
    loglik, gamma, errors = best(
        y, designs_of(x, own), common, reml=reml, one_variance=found.parameters - len(found.estimates) == 2
    )
    assert found.loglik == pytest.approx(loglik, abs=1e-7)
    assert list(found.estimates.values()) == pytest.approx(gamma.tolist(), abs=1e-4)
    assert list(found.se.values()) == pytest.approx(errors.tolist(), rel=1e-3)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(-0.9, 0.9), st.booleans(), st.booleans())
def test_the_closed_forms_are_the_maximum_that_a_search_finds(seed, rho, reml, distinguishable):
    y, x = made(seed, n=20, rho=rho)
    found = apim(y, x, reml=reml, distinguishable=distinguishable)
    designs = [one[:, :3] for one in designs_of(x, x)]
    common = np.eye(6) if distinguishable else np.vstack([np.eye(3)] * 2)
    loglik, gamma, errors = best(y, designs, common, reml=reml, one_variance=not distinguishable)
    assert found.loglik == pytest.approx(loglik, abs=1e-6)
    assert list(found.estimates.values()) == pytest.approx(gamma.tolist(), abs=1e-5)
    assert list(found.se.values()) == pytest.approx(errors.tolist(), rel=1e-3)


@pytest.mark.parametrize("reml", [False, True])
def test_what_the_couple_shares_enters_the_sum_of_indistinguishable_partners_only(reml):
    y, x = made(16, n=30, rho=-0.3)
    years = np.random.default_rng(17).normal(size=30)
    found = apim(y, x, moderators={"years": years}, distinguishable=False, reml=reml)
    shared = np.column_stack([np.ones(30), years])
    designs = [np.column_stack([shared, one, one * years[:, None]]) for one in (x, x[:, ::-1])]
    loglik, gamma, errors = best(y, designs, np.vstack([np.eye(6)] * 2), reml=reml, one_variance=True)
    names = ["intercept", "years", "actor", "partner", "actor_by_years", "partner_by_years"]
    assert "closed form" in found.method
    assert found.loglik == pytest.approx(loglik, abs=1e-7)
    assert [found.estimates[name] for name in names] == pytest.approx(gamma.tolist(), abs=1e-6)
    assert [found.se[name] for name in names] == pytest.approx(errors.tolist(), rel=1e-4)


def test_a_moderator_of_the_couple_bends_both_effects():
    y, x = made(5)
    years = np.random.default_rng(6).normal(size=60)
    found = apim(y, x, moderators={"years": years}, roles=ROLES)
    columns = np.column_stack([np.ones(60), x, years, x * years[:, None]])
    slopes = np.linalg.lstsq(columns, y, rcond=None)[0]
    names = ["intercept_w", "partner_w", "actor_w", "years_w", "partner_by_years_w", "actor_by_years_w"]
    assert [found.estimates[name] for name in names] == pytest.approx(slopes[:, 1].tolist())
    assert "closed form" in found.method


def test_an_own_moderator_is_the_product_with_the_own_value():
    y, x = made(7)
    age = np.random.default_rng(8).normal(size=(60, 2))
    found = apim(y, x, moderators={"age": age}, roles=ROLES)
    by_hand = {"age": age, "x": x * age, "z": x[:, ::-1] * age}
    same = apim(y, x, covariates=by_hand, roles=ROLES)
    assert list(found.estimates) == [
        f"{term}_{role}"
        for role in ROLES
        for term in ("intercept", "actor", "partner", "actor_age", "actor_by_age", "partner_by_age")
    ]
    assert list(found.estimates.values()) == pytest.approx(list(same.estimates.values()))
    assert found.loglik == pytest.approx(same.loglik)


def test_several_predictors_carry_their_names_and_a_moderator_that_is_one_is_not_doubled():
    y, x = made(9)
    z = np.random.default_rng(10).normal(size=(60, 2))
    found = apim(y, {"trust": x, "care": z}, moderators={"care": z}, distinguishable=False)
    assert list(found.estimates) == [
        "intercept", "actor_trust", "partner_trust", "actor_care", "partner_care",
        "actor_trust_by_care", "partner_trust_by_care", "actor_care_by_care", "partner_care_by_care",
    ]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000), st.booleans())
def test_who_stands_first_is_nothing_to_indistinguishable_partners(seed, reml):
    y, x = made(seed)
    turn = np.random.default_rng(seed).random(60) < 0.5
    options = {"distinguishable": False, "reml": reml}
    found = apim(y, x, **options)
    turned = apim(np.where(turn[:, None], y[:, ::-1], y), np.where(turn[:, None], x[:, ::-1], x), **options)
    assert turned.estimates == pytest.approx(found.estimates)
    assert turned.covariance == pytest.approx(found.covariance)
    assert turned.loglik == pytest.approx(found.loglik)


def test_naming_the_roles_the_other_way_swaps_the_results():
    y, x = made(1)
    found, swapped = apim(y, x, roles=("h", "w")), apim(y[:, ::-1], x[:, ::-1], roles=("w", "h"))
    assert swapped.estimates == pytest.approx(found.estimates)
    assert swapped.se == pytest.approx(found.se)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.01, 100), st.floats(-1e4, 1e4), st.booleans())
def test_another_unit_changes_slopes_and_likelihood_as_it_must(unit, shift, distinguishable):
    y, x = made(2)
    found = apim(y, x, distinguishable=distinguishable)
    moved = apim(y, x * unit + shift, distinguishable=distinguishable)
    scaled = apim(y * unit, x, distinguishable=distinguishable)
    name = "actor_a" if distinguishable else "actor"
    assert moved.estimates[name] * unit == pytest.approx(found.estimates[name], rel=1e-6)
    assert moved.residual_correlation == pytest.approx(found.residual_correlation, rel=1e-6)
    assert moved.loglik == pytest.approx(found.loglik, rel=1e-8)
    assert scaled.loglik == pytest.approx(found.loglik - 120 * np.log(unit), rel=1e-8)


def test_chunks_give_what_the_whole_gives():
    y, x = made(11)
    y[3, 0], x[50, 1] = np.nan, np.nan
    whole = apim_partial(apim_table(y, x))
    parts = [apim_partial(apim_table(y[some], x[some])) for some in (slice(7), slice(7, 40), slice(40, None))]
    merged = (parts[2] + parts[0]) + parts[1]
    assert merged.dropped == whole.dropped == {"missing outcome": 1, "missing predictor": 1}
    assert apim_finish(merged).estimates == pytest.approx(apim_finish(whole).estimates)
    with pytest.raises(WrongShape, match="different variables or roles"):
        whole + apim_partial(apim_table(y, x, roles=ROLES))


def test_couples_are_left_out_under_one_reason_each():
    y, x = made(12)
    y[0], x[0] = np.nan, np.nan
    y[1, 0], x[1, 0] = np.nan, np.nan
    y[2, 0], x[2, 1] = np.nan, np.nan
    x[3:5, 1] = np.nan
    found = apim(y, x)
    assert found.dropped == {
        "no values of either partner": 1,
        "one partner only": 1,
        "missing outcome": 1,
        "missing predictor": 2,
    }
    assert found.n_couples == 55
    assert found.estimates == pytest.approx(apim(y[5:], x[5:]).estimates)


def test_intervals_hold_the_truth_as_often_as_they_say():
    rng, hits, tries = np.random.default_rng(13), 0, 300
    for _ in range(tries):
        x = rng.normal(size=(80, 2))
        y = x * 0.5 + x[:, ::-1] * 0.2 + rng.multivariate_normal([0, 0], [[1, -0.4], [-0.4, 1]], 80)
        low, high = apim(y, x, distinguishable=False, reml=True).intervals["partner"]
        hits += low < 0.2 < high
    assert abs(hits / tries - 0.95) < 3.5 * np.sqrt(0.95 * 0.05 / tries)


def test_a_result_can_be_written_as_json_and_names_its_habit():
    told = apim(*made(14)).with_nlme_errors().to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["se_habit"] == "nlme"
    assert len(told["covariance"]) == 6


def with_value(array, place, value):
    array = array.copy()
    array[place] = value
    return array


Y, X = made(15)


@pytest.mark.parametrize(
    ("given", "options", "error", "says"),
    [
        ((Y[:9], X[:9]), {}, TooFewCouples, "9 parameters and 9 usable couples"),
        ((Y[:0], X[:0]), {}, TooFewCouples, "9 parameters and 0 usable couples"),
        ((Y * np.nan, X), {}, TooFewCouples, "9 parameters and 0 usable couples"),
        ((Y, X[:5]), {}, WrongShape, "has 5 couples where the others have 60"),
        ((Y, with_value(X, 3, np.inf)), {}, NotFinite, "infinite for couple 4"),
        ((Y, np.full((60, 2), 3.1)), {"distinguishable": False}, ConstantColumn, "the predictor of a is 3.1"),
        ((Y, X * [1, 0]), {}, ConstantColumn, "the predictor of b is 0"),
        ((np.ones((60, 2)), X), {}, ConstantColumn, "the outcome of a is 1"),
        ((Y, X[:, [0, 0]]), {}, ConstantColumn, "actor_a, partner_a"),
        ((Y, {"p": X, "q": 2 * X + 1}), {}, ConstantColumn, "cannot be told apart"),
        ((X * 2, X), {}, PerfectFit, "left over"),
        ((Y[:, [0, 0]], X), {}, PerfectFit, "left over"),
        ((Y, X), {"roles": ("h", "h")}, UnknownName, "Both partners are called h"),
        ((Y, X), {"equal": ("actr",)}, UnknownName, "choose from intercept, actor, partner, variance"),
        ((Y, {}), {}, WrongShape, "needs a predictor"),
        ((Y, {"p": X}), {"covariates": {"p": X}}, WrongShape, "p is given twice"),
        ((Y, X), {"covariates": {"actor": X[:, 0]}}, WrongShape, "actor would be the name of two effects"),
        ((Y, X), {"covariates": {"variance": X[:, 0]}}, WrongShape, "variance would be the name of two effects"),
        ((Y, X), {"covariates": {"actor_a": X[:, 0] ** 2}, "equal": ("actor_a",)}, WrongShape, "Two effects"),
    ],
)  # fmt: skip
def test_what_cannot_be_estimated_is_refused_in_one_sentence(given, options, error, says):
    with pytest.raises(error, match=says):
        apim(*given, **options)


def test_few_couples_are_said():
    assert [one.code for one in apim(Y[:20], X[:20]).cautions] == ["few-couples"]


def test_a_far_mean_costs_few_digits():
    near, far = (apim(Y + shift, X + shift, distinguishable=False) for shift in (0, 1e6))
    assert far.estimates["actor"] == pytest.approx(near.estimates["actor"], rel=1e-8)


def test_partners_may_lie_far_apart():
    near, far = apim(Y, X), apim(Y + np.array([0, 1e5]), X * [1, 1e-3] + np.array([0, 1e6]))
    assert far.estimates["actor_b"] == pytest.approx(1e3 * near.estimates["actor_b"], rel=1e-4)
    assert far.loglik == pytest.approx(near.loglik, rel=1e-6)
