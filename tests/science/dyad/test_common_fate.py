"""The common fate model: equal to the published numbers, to lavaan, to a general optimiser, and refused where it must be."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from troth.science.dyad.apim import apim_partial
from troth.science.dyad.apim_table import apim_table
from troth.science.dyad.cautions import FewCouples, LittleShared, OnBoundary
from troth.science.dyad.common_fate import common_fate, common_fate_finish
from troth.science.dyad.common_fate_form import EXAMPLE, check_identified, implied
from troth.science.dyad.delta import jacobian
from troth.science.dyad.errors import (
    ConstantColumn,
    NotFinite,
    NotIdentified,
    TooFewCouples,
    UnknownName,
    WrongShape,
)

ROLES = ("h", "w")
ORACLE = json.loads((Path(__file__).parents[2] / "oracles" / "common_fate.json").read_text(encoding="utf-8"))
FORMS = {
    "equal_loadings": {"form": "equal_loadings"},
    "exchangeable": {"form": "exchangeable"},
    "equal_means": {"form": "exchangeable", "equal_means": True},
}


def made(seed, n=120, shared=1.0, own=0.7, effect=-0.5):
    rng = np.random.default_rng(seed)
    state = rng.normal(0, np.sqrt(shared), (n, 1))
    x = 3 + state + rng.normal(0, own, (n, 2))
    return 1 + effect * state + rng.normal(0, 0.5, (n, 1)) + rng.normal(0, 0.8, (n, 2)) - 0.2 * x, x


def test_equal_loadings_give_the_published_numbers(acitelli):
    y, _, tension = acitelli
    found = common_fate(y, tension, roles=ROLES)
    assert found.loglik == pytest.approx(-412.7104363, abs=5e-8)
    assert found.saturated_loglik == pytest.approx(-412.6200883, abs=5e-8)
    assert (found.chi_square, found.df) == (pytest.approx(0.180696, abs=5e-7), 1)
    published = {
        "effect": (-0.89366, 5e-6),
        "common_predictor": (0.1583, 5e-5),
        "common_residual": (0.0252, 5e-5),
        "own_outcome_h": (0.0596, 5e-5),
        "own_outcome_w": (0.1284, 5e-5),
        "own_predictor_h": (0.2739, 5e-5),
        "own_predictor_w": (0.3351, 5e-5),
        "own_covariance_h": (-0.0320, 5e-5),
        "own_covariance_w": (-0.0890, 5e-5),
    }
    assert list(found.estimates) == list(published)
    for name, (value, digits) in published.items():
        assert found.estimates[name] == pytest.approx(value, abs=digits)
    errors = {
        "effect": 0.150,
        "common_predictor": 0.040,
        "common_residual": 0.021,
        "own_covariance_h": 0.021,
        "own_covariance_w": 0.025,
    }
    assert {name: found.se[name] for name in errors} == pytest.approx(errors, abs=5e-4)


def test_exchangeable_partners_give_the_published_numbers(acitelli):
    y, _, tension = acitelli
    found = common_fate(y, tension, form="exchangeable")
    assert found.loglik == pytest.approx(-415.1638663, abs=5e-8)
    assert (found.chi_square, found.df) == (pytest.approx(5.087556, abs=5e-7), 4)
    assert (found.estimates["effect"], found.se["effect"]) == (
        pytest.approx(-0.8961333, abs=5e-8),
        pytest.approx(0.15153, abs=5e-6),
    )
    couple = [[0.1515642, -0.1406345], [-0.1406345, 0.1569348]]
    assert found.common == pytest.approx(np.array(couple), abs=5.2e-8)
    person = {"own_outcome": 0.0938540, "own_covariance": -0.0612065, "own_predictor": 0.3057604}
    assert {name: found.estimates[name] for name in person} == pytest.approx(person, abs=5e-8)
    assert found.estimates["common_residual"] == pytest.approx(0.0255369, abs=5e-8)


@pytest.mark.parametrize("which", FORMS)
def test_every_estimate_and_error_is_that_of_lavaan(acitelli, which):
    y, _, tension = acitelli
    found, oracle = common_fate(y, tension, roles=ROLES, **FORMS[which]), ORACLE[which]
    assert found.estimates == pytest.approx(oracle["estimates"], abs=1e-7)
    assert found.se == pytest.approx(oracle["se"], abs=1e-7)
    assert (found.loglik, found.chi_square) == pytest.approx(
        (oracle["loglik"], oracle["chi_square"]), abs=1e-7
    )
    assert found.df == oracle["df"]


def loglik(rows, theta, mean):
    """Return the log-likelihood from the couple's covariances of x, y and both, and each person's own, by the density of each row."""
    x, y, both = theta[:3]
    own_y, own_x, own_both = theta[3:].reshape(3, -1) * np.ones(2)
    sigma = np.kron([[x, both], [both, y]], np.ones((2, 2))) + np.diag(np.concatenate([own_x, own_y]))
    sigma[[0, 1, 2, 3], [2, 3, 0, 1]] += np.tile(own_both, 2)
    if np.linalg.eigvalsh(sigma)[0] <= 1e-9:
        return -1e6
    away = rows - mean
    inner = np.einsum("ij,jk,ik->", away, np.linalg.inv(sigma), away)
    return -(len(rows) * (4 * np.log(2 * np.pi) + np.linalg.slogdet(sigma)[1]) + inner) / 2


@pytest.mark.parametrize("which", FORMS)
@pytest.mark.parametrize("shared", [1.0, 0.15, 0.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_fit_is_the_top_that_a_general_optimiser_finds(which, shared, seed):
    y, x = made(seed, shared=shared)
    found, rows = common_fate(y, x, **FORMS[which]), np.column_stack([x, y])
    mean = rows.mean(axis=0)
    if which == "equal_means":
        mean = np.repeat(mean.reshape(2, 2).mean(axis=1), 2)
    theta = np.array(list(found.estimates.values()))
    b, variance, residual = theta[:3]
    level = np.concatenate([[variance, b * b * variance + residual, b * variance], theta[3:]])
    assert loglik(rows, level, mean) == pytest.approx(found.loglik, abs=1e-8)
    sides = theta[3:].size // 3
    start = np.concatenate([[0.3, 0.3, 0], np.repeat([1.0, 1.0, 0.0], sides)])
    top = minimize(lambda at: -loglik(rows, at, mean), start, method="BFGS", tol=1e-7)
    assert -top.fun <= found.loglik + 1e-8
    assert -top.fun == pytest.approx(found.loglik, abs=1e-6)
    assert top.x == pytest.approx(level, abs=1e-3)


@pytest.mark.parametrize("which", FORMS)
def test_the_errors_are_those_of_many_samples(which):
    draws = [common_fate(*made(seed, n=300), **FORMS[which]) for seed in range(400)]
    for name in draws[0].estimates:
        spread = np.std([found.estimates[name] for found in draws])
        assert np.median([found.se[name] for found in draws]) == pytest.approx(spread, rel=0.15), name


def test_the_error_of_the_exchangeable_effect_is_the_closed_form():
    y, x = made(3)
    found = common_fate(y, x, form="exchangeable")
    b, total, apart = found.estimates["effect"], 0.0, []
    for sign in (1, -1):
        pair = [(one[:, 0] + sign * one[:, 1]) / np.sqrt(2) for one in (x, y)]
        (xx, xy), (_, yy) = np.cov(pair, bias=True)
        total += xx * yy + xy**2 - 4 * b * xx * xy + 2 * b**2 * xx**2
        apart.append(xx)
    assert found.se["effect"] ** 2 == pytest.approx(total / (len(x) * (apart[0] - apart[1]) ** 2))


def test_the_restriction_of_equal_loadings_is_that_the_partners_cross_alike():
    y, x = made(4)
    rows = np.column_stack([x, y])
    plain = np.cov(rows.T, bias=True)
    assert plain[0, 3] != pytest.approx(plain[1, 2], abs=1e-4)
    white = np.linalg.inv(np.linalg.cholesky(plain)) @ (rows - rows.mean(axis=0)).T
    plain[0, 3] = plain[3, 0] = plain[1, 2] = plain[2, 1] = plain[1, 2]
    made_alike = (np.linalg.cholesky(plain) @ white).T
    found = common_fate(made_alike[:, 2:], made_alike[:, :2])
    assert found.chi_square == pytest.approx(0, abs=1e-9)
    assert found.estimates["effect"] == pytest.approx(plain[1, 2] / plain[0, 1])


@given(st.integers(0, 10**6), st.floats(0.01, 100), st.floats(0.01, 100), st.floats(-50, 50))
@settings(max_examples=25, deadline=None)
def test_units_and_zero_points_do_not_matter(seed, of_x, of_y, shift):
    y, x = made(seed)
    for which in FORMS.values():
        plain, other = common_fate(y, x, **which), common_fate(of_y * y - shift, of_x * x + shift, **which)
        assert other.estimates["effect"] == pytest.approx(plain.estimates["effect"] * of_y / of_x, rel=1e-6)
        assert other.se["effect"] == pytest.approx(plain.se["effect"] * of_y / of_x, rel=1e-6)
        assert other.chi_square == pytest.approx(plain.chi_square, abs=1e-6)
        assert other.loglik == pytest.approx(plain.loglik - 240 * np.log(of_x * of_y), abs=1e-5)


def test_with_equal_means_it_does_not_matter_who_stands_first():
    y, x = made(5)
    swap = np.random.default_rng(5).random(len(y)) < 0.5
    turned = [np.where(swap[:, None], one[:, ::-1], one) for one in (y, x)]
    plain, other = (common_fate(*both, form="exchangeable", equal_means=True) for both in ((y, x), turned))
    assert other.estimates == pytest.approx(plain.estimates)
    assert (other.loglik, other.se["effect"]) == pytest.approx((plain.loglik, plain.se["effect"]))


def test_turning_the_roles_turns_the_own_parts():
    y, x = made(6)
    plain, turned = common_fate(y, x, roles=ROLES), common_fate(y[:, ::-1], x[:, ::-1], roles=("w", "h"))
    assert turned.estimates == pytest.approx(plain.estimates)
    assert turned.se == pytest.approx(plain.se)


def test_parts_merge_to_the_whole():
    y, x = made(7)
    parts = [apim_partial(apim_table(y[some], x[some])) for some in (slice(9), slice(9, 50), slice(50, None))]
    for which in FORMS.values():
        whole = common_fate(y, x, **which)
        for sums in ((parts[0] + parts[1]) + parts[2], parts[2] + (parts[0] + parts[1])):
            assert common_fate_finish(sums, **which).estimates == pytest.approx(whole.estimates)


def test_the_truth_lies_in_nineteen_of_twenty_intervals():
    inside, draws = dict.fromkeys(FORMS, 0), 300
    for seed in range(draws):
        rng = np.random.default_rng(seed)
        state = rng.normal(size=(200, 1))
        y = 0.6 * state + rng.normal(0, 0.5, (200, 1)) + rng.normal(0, 0.7, (200, 2))
        x = state + rng.normal(0, 0.7, (200, 2))
        for which, asked in FORMS.items():
            low, high = common_fate(y, x, **asked).intervals["effect"]
            inside[which] += low <= 0.6 <= high
    for which, count in inside.items():
        assert count / draws == pytest.approx(0.95, abs=0.04), which


def test_free_loadings_are_refused_with_the_count_and_the_rank():
    y, x = made(8)
    for ask in (
        lambda: common_fate(y, x, form="free_loadings"),
        lambda: common_fate_finish(apim_partial(apim_table(y, x)), form="free_loadings"),
    ):
        with pytest.raises(NotIdentified, match=r"11 parameters on 10 .*df -1; rank of the Jacobian 10"):
            ask()


def test_the_jacobian_is_that_of_small_steps():
    for theta in (EXAMPLE, EXAMPLE[:9], EXAMPLE[[0, 1, 2, 3, 5, 7]]):
        near = np.stack(
            [(implied(theta + one) - implied(theta - one)) / 2e-6 for one in 1e-6 * np.eye(theta.size)],
            axis=1,
        )
        assert jacobian(implied, theta) == pytest.approx(near, abs=1e-8)


@pytest.mark.parametrize("at", [[0, 1, 2, 3, 5, 7], range(9)])
def test_an_effect_of_nothing_shared_is_not_identified(at):
    theta = EXAMPLE[list(at)].copy()
    check_identified("equal_loadings", theta)
    theta[1] = 0
    with pytest.raises(NotIdentified, match="share no variance of the predictor"):
        check_identified("equal_loadings", theta)


def test_couples_who_share_less_than_nothing_keep_their_numbers_and_are_sent_to_the_actor_partner_model():
    rng = np.random.default_rng(9)
    pull = rng.normal(size=(100, 1)) * [1, -1]
    x, y = pull + rng.normal(size=(100, 2)), -pull + rng.normal(size=(100, 2))
    for which in FORMS.values():
        found = common_fate(y, x, **which)
        told = [caution.what for caution in found.warnings if isinstance(caution, OnBoundary)]
        assert found.estimates["common_predictor"] < 0
        assert any(one.startswith("common_predictor is -") for one in told)
        assert all("actor-partner model" in one for one in told)
        assert found.to_dict()["common_correlation"] is None
    y, x = made(9)
    assert common_fate(y, x).warnings == ()
    assert -1 < common_fate(y, x).common_correlation < 0


def test_a_common_variance_that_may_be_nothing_is_told():
    y, x = made(10, shared=0.02)
    found = common_fate(y, x)
    assert 0 < found.estimates["common_predictor"] < 1.96 * found.se["common_predictor"]
    assert [type(caution) for caution in found.warnings if not isinstance(caution, OnBoundary)] == [
        LittleShared
    ]
    assert "use the actor-partner model" in found.summary()


def test_variances_are_not_tested_against_their_edge():
    y, x = made(11)
    assert set(common_fate(y, x, roles=ROLES).p_values) == {"effect", "own_covariance_h", "own_covariance_w"}


def test_incomplete_couples_are_counted_by_reason_and_few_are_told():
    y, x = made(12, n=40)
    y[0, 0] = x[1, 1] = np.nan
    y[2], x[2] = np.nan, np.nan
    found = common_fate(y, x)
    assert found.n_couples == 37
    assert found.dropped == {"no values of either partner": 1, "missing outcome": 1, "missing predictor": 1}
    assert FewCouples(37, 13) in found.warnings


def test_bad_input_is_refused_by_kind():
    y, x = made(13)
    flat, same, far = x.copy(), x.copy(), x.copy()
    flat[:, 1], same[:, 1], far[3, 0] = 4, same[:, 0], np.inf
    for error, match, ask in (
        (ConstantColumn, "the predictor of b is 4 in every couple", lambda: common_fate(y, flat)),
        (ConstantColumn, "the outcome of b is 4 in every couple", lambda: common_fate(flat, y)),
        (ConstantColumn, "repeats the others", lambda: common_fate(y, same)),
        (NotFinite, "infinite for couple 4", lambda: common_fate(y, far)),
        (TooFewCouples, "13 parameters and 13 usable", lambda: common_fate(y[:13], x[:13])),
        (
            TooFewCouples,
            "8 parameters and 8 usable",
            lambda: common_fate(y[:8], x[:8], **FORMS["equal_means"]),
        ),
        (UnknownName, "no form loose", lambda: common_fate(y, x, form="loose")),
        (UnknownName, "two names", lambda: common_fate(y, x, roles=("h", "h"))),
        (WrongShape, "Equal means go with", lambda: common_fate(y, x, equal_means=True)),
        (WrongShape, "one column a partner", lambda: common_fate(y[:, 0], x)),
        (
            WrongShape,
            "nothing beside it",
            lambda: common_fate_finish(apim_partial(apim_table(y, x, covariates={"years": x[:, 0] ** 2}))),
        ),
    ):
        with pytest.raises(error, match=match):
            ask()


def test_the_summary_and_the_dictionary_tell_the_fit():
    y, x = made(14)
    found = common_fate(y, x)
    told = json.loads(json.dumps(found.to_dict()))
    assert told["test_of_fit"]["df"] == 1
    assert told["se_habit"] == "expected information"
    assert "test of fit: chi_square" in found.summary()
