"""The dyadic response surface: equal to least squares, its shape to geometry, its errors to many samples."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from troth.science.dyad.cautions import FlatSurface
from troth.science.dyad.delta import jacobian
from troth.science.dyad.distinguishing import compare
from troth.science.dyad.errors import (
    ConstantColumn,
    NotFinite,
    NotIdentified,
    TooFewCouples,
    UnknownName,
    WrongShape,
)
from troth.science.dyad.response_surface import (
    NAMES,
    response_surface,
    response_surface_finish,
    response_surface_partial,
)
from troth.science.dyad.surface_shape import LINES, congruence_parts, difference_reliability, shape

ROLES = ("h", "w")
BENT = np.array([4, 0.3, -0.2, -0.5, 0.6, -0.4])
COEFFICIENTS = NAMES[:6]


def made(seed, n=400, b=BENT, other=None, midpoint=4, variance=1.5):
    rng = np.random.default_rng(seed)
    x = rng.normal(midpoint, 1.2, (n, 2))
    e = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, variance]], n)
    sides = [design(x, side, midpoint) @ of for side, of in enumerate((b, b if other is None else other))]
    return np.column_stack(sides) + e, x


def design(x, side, midpoint=4):
    own, partner = x[:, side] - midpoint, x[:, 1 - side] - midpoint
    return np.column_stack([np.ones(len(x)), own, partner, own**2, own * partner, partner**2])


@pytest.mark.parametrize("reml", [False, True])
def test_each_partner_s_surface_is_that_of_least_squares(reml):
    z, x = made(1)
    found = response_surface(z, x, midpoint=4, roles=ROLES, reml=reml)
    lines = np.array(
        [
            [0, 1, 1, 0, 0, 0],
            [0, 0, 0, 1, 1, 1],
            [0, 1, -1, 0, 0, 0],
            [0, 0, 0, 1, -1, 1],
            [0, 0, 0, 1, 0, -1],
        ]
    )
    for side, role in enumerate(ROLES):
        u = design(x, side)
        b, rest, _, _ = np.linalg.lstsq(u, z[:, side], rcond=None)
        covariance = rest[0] / (len(z) - 6 * reml) * np.linalg.inv(u.T @ u)
        assert [found.estimates[f"{name}_{role}"] for name in COEFFICIENTS] == pytest.approx(b)
        assert [found.se[f"{name}_{role}"] for name in COEFFICIENTS] == pytest.approx(
            np.sqrt(np.diagonal(covariance))
        )
        assert [found.estimates[f"{name}_{role}"] for name in LINES] == pytest.approx(lines @ b)
        errors = np.sqrt(np.diagonal(lines @ covariance @ lines.T))
        assert [found.se[f"{name}_{role}"] for name in LINES] == pytest.approx(errors)
        test = found.curvature_test(role)
        chi = b[3:] @ np.linalg.solve(covariance[3:, 3:], b[3:])
        assert (test["chi_square"], test["p"]) == pytest.approx((chi, chi2.sf(chi, 3)))
    sigma = np.linalg.lstsq(design(x, 0), z, rcond=None)
    left = z - design(x, 0) @ sigma[0]
    assert found.regression.residual_covariance == pytest.approx(left.T @ left / (len(z) - 6 * reml))


def test_one_surface_for_both_is_that_of_sums_and_differences():
    z, x = made(2)
    found = response_surface(z, x, midpoint=4, distinguishable=False)
    both = [((one[:, 0] + sign * one[:, 1]) / np.sqrt(2)) for one in (z, x - 4) for sign in (1, -1)]
    z_plus, z_minus, plus, minus = both
    u = np.column_stack([np.sqrt(2) * np.ones(len(z)), plus, plus**2, minus**2])
    v = np.column_stack([minus, plus * minus])
    (b0, b_plus, of_plus, of_minus), (b_minus, of_both) = (
        np.linalg.lstsq(one, of, rcond=None)[0] for one, of in ((u, z_plus), (v, z_minus))
    )
    # x+^2 = (own + partner)^2 / 2, and so on; z+ carries what both equations share, z- what turns its sign.
    squares = (of_plus + of_minus) / (2 * np.sqrt(2))
    expected = {
        "intercept": b0,
        "actor": (b_plus + b_minus) / 2,
        "partner": (b_plus - b_minus) / 2,
        "actor_square": squares + of_both / (2 * np.sqrt(2)),
        "partner_square": squares - of_both / (2 * np.sqrt(2)),
        "product": (of_plus - of_minus) / np.sqrt(2),
    }
    assert {name: found.estimates[name] for name in expected} == pytest.approx(expected)
    stacked = np.concatenate([design(x, 0), design(x, 1)])
    fitted = stacked @ [found.estimates[name] for name in COEFFICIENTS]
    left = z - fitted.reshape(2, -1).T
    assert ((left[:, 0] + left[:, 1]) @ u, (left[:, 0] - left[:, 1]) @ v) == (
        pytest.approx(np.zeros(4), abs=1e-7),
        pytest.approx(np.zeros(2), abs=1e-7),
    )


@given(st.lists(st.floats(-2, 2), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_shape_is_that_of_geometry(b):
    _, b1, b2, b3, b4, b5 = b
    bends = np.array([[2 * b3, b4], [b4, 2 * b5]])
    values, vectors = np.linalg.eigh(bends)
    if min(np.abs(values)) < 1e-2 or values[1] - values[0] < 1e-2 or abs(b4) < 1e-2:
        return
    level = np.linalg.solve(bends, [-b1, -b2])
    slope = vectors[1, 1] / vectors[0, 1]
    expected = [*level, level[1] - slope * level[0], slope]
    assert shape(np.array(b))[5:] == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_a_level_ridge_has_an_axis_and_no_stationary_point():
    found = shape(np.array([4, 1, 1, -1, 2, -1.0]))
    assert np.isnan(found[5:7]).all()
    assert found[7:].tolist() == [0, 1]
    aside = shape(np.array([4, 2, -2, -1, 2, -1.0]))
    assert aside[7:].tolist() == [-1, 1]


def test_what_is_not_defined_is_nan_with_its_error():
    for b in ([1, 1, 1, -1, 0, -1], [1, 1, 1, -2, 0, -1]):
        at = np.array(b, dtype=float)
        assert np.isnan(shape(at)[7:]).all()
        assert np.isnan(jacobian(shape, at)[7:]).any(axis=1).all()
        assert np.isfinite(jacobian(shape, at)[:5]).all()
    upright = shape(np.array([1, 1, 1, -1, 0, -2.0]))
    assert upright[7:].tolist() == [0.25, 0]
    part = congruence_parts(
        dict.fromkeys(["p10", "p11", "a4", "a3"], np.nan),
        dict.fromkeys(["p10", "p11", "a4", "a3"], np.nan),
        "",
    )
    assert {one.in_line for one in part.values()} == {None}


def test_derivatives_are_those_of_small_steps():
    near = np.stack([(shape(BENT + one) - shape(BENT - one)) / 2e-6 for one in 1e-6 * np.eye(6)], axis=1)
    assert jacobian(shape, BENT) == pytest.approx(near, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("distinguishable", [True, False])
def test_the_truth_lies_in_nineteen_of_twenty_intervals(distinguishable):
    truth = np.concatenate([BENT, shape(BENT)])
    inside, draws, end = np.zeros(15), 300, "_b" if distinguishable else ""
    for seed in range(draws):
        found = response_surface(*made(seed, n=600), midpoint=4, distinguishable=distinguishable)
        ends = np.array([found.intervals[f"{name}{end}"] for name in NAMES])
        inside += (ends[:, 0] <= truth) & (truth <= ends[:, 1])
    assert inside / draws == pytest.approx(np.full(15, 0.95), abs=0.045)


def test_another_midpoint_moves_points_and_leaves_curvature():
    z, x = made(3)
    plain, moved = (response_surface(z, x, midpoint=midpoint) for midpoint in (4, 3))
    assert moved.loglik == pytest.approx(plain.loglik)
    for name in ("a2_a", "a4_a", "a5_a", "p11_a", "a4_b"):
        assert (moved.estimates[name], moved.se[name]) == pytest.approx(
            (plain.estimates[name], plain.se[name])
        )
    assert moved.estimates["stationary_actor_b"] == pytest.approx(plain.estimates["stationary_actor_b"] + 1)
    slope = plain.estimates["p11_a"]
    assert moved.estimates["p10_a"] == pytest.approx(plain.estimates["p10_a"] + 1 - slope)
    again = response_surface(z, x + 100, midpoint=104)
    assert again.estimates == pytest.approx(plain.estimates, rel=1e-6)


@pytest.mark.parametrize(("of_z", "of_x"), [(10, 0.5), (1e-6, 1e6), (1e9, 1e-9), (1e30, 1e30)])
def test_units_carry_over(of_z, of_x):
    z, x = made(4)
    plain = response_surface(z, x, midpoint=4)
    other = response_surface(of_z * z, of_x * x, midpoint=4 * of_x)
    for name, factor in {
        "a1_a": of_z / of_x,
        "a3_b": of_z / of_x,
        "a4_a": of_z / of_x**2,
        "p11_a": 1,
        "p10_b": of_x,
        "stationary_partner_a": of_x,
    }.items():
        assert other.estimates[name] == pytest.approx(factor * plain.estimates[name])
        assert other.se[name] == pytest.approx(factor * plain.se[name])
    assert other.curvature_test("a") == pytest.approx(plain.curvature_test("a"))


def test_turning_partners_turns_roles_and_leaves_the_surface_of_both():
    z, x = made(5, other=np.array([2, 0.1, 0.4, -0.2, 0.3, -0.6]))
    plain, turned = (
        response_surface(*both, midpoint=4, roles=roles)
        for both, roles in (((z, x), ROLES), ((z[:, ::-1], x[:, ::-1]), ("w", "h")))
    )
    assert turned.estimates == pytest.approx(plain.estimates)
    assert turned.se == pytest.approx(plain.se)
    swap = (np.random.default_rng(5).random(len(z)) < 0.5)[:, None]
    mixed = [np.where(swap, one[:, ::-1], one) for one in (z, x)]
    one, other = (response_surface(*both, midpoint=4, distinguishable=False) for both in ((z, x), mixed))
    assert other.estimates == pytest.approx(one.estimates)
    assert (other.se, other.loglik) == (pytest.approx(one.se), pytest.approx(one.loglik))


def test_whether_partners_have_one_surface_is_a_likelihood_ratio_test():
    same = made(6, variance=1)
    other = made(6, variance=1, other=np.array([2, 0.1, 0.4, -0.2, 0.3, -0.6]))
    for data, alike in ((same, True), (other, False)):
        wide, narrow = (response_surface(*data, midpoint=4, distinguishable=apart) for apart in (True, False))
        test = compare(wide.regression, narrow.regression)
        assert test.df == 7
        assert (test.p_value > 0.001) == alike


def test_the_parts_of_congruence_are_told_one_by_one_with_no_verdict():
    ridge = np.array([4, 0.2, 0.2, -0.5, 1, -0.5])
    found = response_surface(*made(7, n=2000, b=ridge, other=BENT), midpoint=4, roles=ROLES)
    assert set(found.congruence) == set(ROLES)
    assert {name: part.in_line for name, part in found.congruence["h"].items()} == {
        "p10": True,
        "p11": True,
        "a4": True,
        "a3": True,
    }
    assert not found.congruence["w"]["a3"].in_line
    assert found.congruence["w"]["a4"].in_line
    told = json.loads(json.dumps(found.to_dict()))["congruence"]["h"]
    assert set(told) == {"p10", "p11", "a4", "a3"}
    assert told["p11"]["interval"] == pytest.approx(found.intervals["p11_h"])
    assert told["a4"]["interval"][1] < 0
    assert found.congruence["h"]["a3"].p == pytest.approx(found.p_values["a3_h"])
    bowl = response_surface(*made(7, n=2000, b=-ridge), midpoint=4).congruence["a"]
    assert (bowl["a4"].in_line, bowl["a4"].p) == (False, pytest.approx(1))


def test_a_plane_is_called_flat_and_a_bent_surface_is_not():
    plane = np.array([4, 0.5, 0.2, 0, 0, 0])
    found = response_surface(*made(8, b=plane, other=BENT), midpoint=4, roles=ROLES)
    assert [(type(one), one.whose) for one in found.warnings] == [(FlatSurface, "h")]
    assert "read nothing into its stationary point" in found.summary()
    assert not {name for name in found.p_values if name.startswith(("p1", "stationary"))}
    calls = [
        response_surface(*made(seed, b=plane), midpoint=4).curvature_test("a")["p"] < 0.05
        for seed in range(400)
    ]
    assert np.mean(calls) == pytest.approx(0.05, abs=0.03)


def test_what_a_difference_score_takes_for_granted_is_tested():
    difference = np.array([4, 0.5, -0.5, 0, 0, 0])
    calls = [
        response_surface(*made(seed, b=difference), midpoint=4).difference_score_test("b")["p"] < 0.05
        for seed in range(400)
    ]
    assert np.mean(calls) == pytest.approx(0.05, abs=0.03)
    two_people = np.array([4, 0.5, -0.2, 0, 0, 0])
    found = response_surface(*made(9, b=two_people), midpoint=4, roles=ROLES)
    test = found.facts()["difference_score_test"]["h"]
    assert (test["df"], test["p"] < 0.001) == (4, True)
    with pytest.raises(UnknownName, match="choose from h, w"):
        found.difference_score_test("both")


def test_the_reliability_of_a_difference_is_that_of_two_parallel_forms():
    rng = np.random.default_rng(10)
    true = rng.multivariate_normal([0, 0], [[0.8, 0.5], [0.5, 0.8]], 200_000)
    forms = [true + rng.normal(0, np.sqrt(0.2), true.shape) for _ in range(2)]
    seen = np.corrcoef(*(form[:, 0] - form[:, 1] for form in forms))[0, 1]
    assert difference_reliability((0.8, 0.8), 0.5) == pytest.approx(seen, abs=0.01)
    with pytest.raises(NotIdentified, match="A correlation of 1 leaves"):
        difference_reliability((0.8, 0.8), 1)


def test_parts_merge_to_the_whole_around_one_midpoint_only():
    z, x = made(11)
    some, rest = (
        response_surface_partial(z[part], x[part], midpoint=4) for part in (slice(90), slice(90, None))
    )
    whole = response_surface(z, x, midpoint=4, distinguishable=False)
    assert response_surface_finish(rest + some, distinguishable=False).estimates == pytest.approx(
        whole.estimates
    )
    with pytest.raises(WrongShape, match="around 4 and around 3"):
        _ = some + response_surface_partial(z, x, midpoint=3)


def test_bad_input_is_refused_by_kind():
    z, x = made(12)
    for error, match, ask in (
        (NotFinite, "middle of the scale", lambda: response_surface(z, x, midpoint=np.nan)),
        (NotFinite, "infinite", lambda: response_surface(z, x * [1, np.inf], midpoint=4)),
        (
            ConstantColumn,
            "cannot be told apart",
            lambda: response_surface(z, np.where(x > 4, 1, 0), midpoint=0.3),
        ),
        (ConstantColumn, "leave it out", lambda: response_surface(z, x * [1, 0], midpoint=4)),
        (TooFewCouples, "15 parameters", lambda: response_surface(z[:15], x[:15], midpoint=4)),
        (WrongShape, "couples where", lambda: response_surface(z[:-1], x, midpoint=4)),
        (TypeError, "midpoint", lambda: response_surface(z, x)),
    ):
        with pytest.raises(error, match=match):
            ask()


def test_incomplete_couples_are_counted_by_reason():
    z, x = made(13)
    z[0, 1] = x[1, 0] = np.nan
    x[2, 1] = z[2, 1] = np.nan
    found = response_surface(z, x, midpoint=4)
    assert found.dropped == {"missing outcome": 1, "missing predictor": 1, "one partner only": 1}
    assert found.method.startswith("Dyadic response surface around 4: ")
