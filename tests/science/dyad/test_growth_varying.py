"""Growth with variables that change from occasion to occasion: against nlme, and by what must not matter."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tests.science.dyad.growth_made_up import occasions
from troth.science.dyad.cautions import OccasionsDropped
from troth.science.dyad.errors import ConstantColumn, NotFinite, UnknownName, WrongShape
from troth.science.dyad.growth import growth, growth_finish
from troth.science.dyad.growth_ar1 import growth_ar1
from troth.science.dyad.growth_bands import growth_bands
from troth.science.dyad.growth_rows import within_between
from troth.science.dyad.growth_sums import growth_partial

ORACLES = Path(__file__).parents[2] / "oracles"
TOLD = json.loads((ORACLES / "dyad_growth_varying.json").read_text("utf-8"))
ROWS = list(csv.DictReader((ORACLES / "dyad_growth_varying.csv").read_text("utf-8").splitlines()))
NAN = float("nan")


def columns(*names):
    return np.array([[float(row[name] or "nan") for name in names] for row in ROWS])


COUPLE, DAY = columns("couple", "day").T
SCORES, STRESS = columns("f", "m"), columns("stress_f", "stress_m")
WITHIN, BETWEEN = within_between(COUPLE, STRESS)
VARYING = {"w": WITHIN, "b": BETWEEN}


@pytest.mark.parametrize("name", TOLD)
def test_it_is_what_nlme_found(name):
    told, roles = TOLD[name], ("f", "m")
    found = growth(
        COUPLE,
        DAY,
        SCORES,
        varying=VARYING,
        roles=roles,
        indistinguishable="exchangeable" in name,
        alike=roles if "levels" in name else (),
        reml="reml" in name,
    )
    assert found.loglik == pytest.approx(told["loglik"], abs=1e-6)
    assert found.mean.ravel() == pytest.approx(told["fixed"], abs=1e-5)
    assert [found.se[each] for each in found.fixed] == pytest.approx(told["fixed_se"], rel=1e-4)
    assert found.between == pytest.approx(between(name, np.array(told["between"])), abs=2e-4)
    if "exchangeable" in name:
        assert found.estimates["var_residual"] == pytest.approx(told["sigma"] ** 2, abs=1e-5)
    assert OccasionsDropped(3, "w, b") in found.warnings
    assert found.converged


def between(name, told):
    """Return G of (level, slope) of both partners from what nlme printed in its own order."""
    found = np.zeros((4, 4))
    free = [0, 2] if "levels" in name else [0, 2, 1, 3] if "exchangeable" not in name else [0, 1, 2, 3]
    found[np.ix_(free, free)] = told.reshape(len(free), len(free))
    if "exchangeable" in name:
        turn = np.kron([[1.0, 1.0], [1.0, -1.0]], np.eye(2))
        found = turn @ found @ turn
    return found


def test_effects_carry_the_names_of_who_and_what():
    both = growth(COUPLE, DAY, SCORES, varying={"stress": STRESS, "rain": DAY % 3}, roles=("f", "m"))
    assert both.fixed[:6] == (
        "intercept_f",
        "slope_f",
        "actor_stress_f",
        "partner_stress_f",
        "rain_f",
        "intercept_m",
    )
    alone = growth(COUPLE, DAY, SCORES, varying={"stress": STRESS}, indistinguishable=True)
    assert alone.fixed == ("intercept", "slope", "actor_stress", "partner_stress")
    assert both.to_dict()["estimates"]["partner_stress_m"] == both.estimates["partner_stress_m"]
    assert both.between.shape == (4, 4)


def test_what_stays_the_same_in_a_couple_is_a_covariate_of_its_level():
    couple, time, scores = occasions(51, 60)
    x = np.random.default_rng(1).normal(size=60)
    both = growth(couple, time, scores, covariates={"x": x[couple]})
    same = growth(couple, time, scores, varying={"x": x[couple], "xt": x[couple] * time})
    assert same.loglik == pytest.approx(both.loglik, abs=1e-6)
    assert same.estimates["x_a"] == pytest.approx(both.estimates["intercept_a:x"], abs=1e-5)
    assert same.estimates["xt_b"] == pytest.approx(both.estimates["slope_b:x"], abs=1e-5)
    assert same.se["xt_b"] == pytest.approx(both.se["slope_b:x"], rel=1e-4)
    assert same.estimates["var_slope_a"] == pytest.approx(both.estimates["var_slope_a"], abs=1e-5)


def test_swapping_partners_with_their_own_values_changes_nothing_where_they_have_no_roles():
    turned = (np.random.default_rng(3).random(41) < 0.5)[COUPLE.astype(int)][:, None]
    one, other = (
        growth(COUPLE, DAY, scores, varying={"stress": stress}, indistinguishable=True)
        for scores, stress in (
            (SCORES, STRESS),
            (np.where(turned, SCORES[:, ::-1], SCORES), np.where(turned, STRESS[:, ::-1], STRESS)),
        )
    )
    assert other.loglik == pytest.approx(one.loglik, abs=1e-7)
    assert list(other.estimates.values()) == pytest.approx(list(one.estimates.values()), abs=1e-6)


def test_units_of_what_varies_change_only_its_effects():
    one = growth(COUPLE, DAY, SCORES, varying={"stress": STRESS}, reml=True)
    other = growth(COUPLE, DAY, SCORES, varying={"stress": 10 * STRESS + 200}, reml=True)
    assert other.estimates["actor_stress_a"] == pytest.approx(one.estimates["actor_stress_a"] / 10, abs=1e-7)
    assert other.estimates["slope_b"] == pytest.approx(one.estimates["slope_b"], abs=1e-6)
    assert other.between == pytest.approx(one.between, abs=1e-5)
    assert other.loglik - one.loglik == pytest.approx(-4 * np.log(10), abs=1e-5)


def test_merged_parts_are_the_whole():
    half = COUPLE % 2 == 0
    one, other = (
        growth_partial(COUPLE[part], DAY[part], SCORES[part], varying={"stress": STRESS[part]})
        for part in (half, ~half)
    )
    whole = growth(COUPLE, DAY, SCORES, varying={"stress": STRESS})
    merged = growth_finish(one + other)
    assert merged.loglik == pytest.approx(whole.loglik, abs=1e-8)
    assert OccasionsDropped(3, "stress") in merged.warnings
    with pytest.raises(WrongShape, match="different covariates"):
        _ = one + growth_partial(COUPLE, DAY, SCORES)


def test_what_carries_over_is_found_beside_what_varies():
    found = growth_ar1(COUPLE, DAY, SCORES, varying={"stress": STRESS})
    without = growth(COUPLE, DAY, SCORES, varying={"stress": STRESS})
    assert found.loglik >= without.loglik
    assert abs(found.estimates["autocorrelation"]) < 3 * found.se["autocorrelation"]
    for name in without.fixed:
        assert found.estimates[name] == pytest.approx(without.estimates[name], abs=0.5 * without.se[name])


def test_days_and_persons_are_told_apart_with_gaps_and_all():
    values = np.array([[1.0, NAN], [3.0, 2.0], [NAN, NAN], [5.0, 4.0]])
    within, between = within_between(["a", "a", "a", "b"], values)
    assert within[:, 0] == pytest.approx([-1, 1, NAN, 0], nan_ok=True)
    np.testing.assert_allclose(between.T, [[-1.5] * 3 + [1.5], [-1.0] * 3 + [1.0]])


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"varying": {"stress": STRESS[:-1]}}, WrongShape, "stress needs one value for each of"),
        ({"varying": {"stress": STRESS + np.inf}}, NotFinite, "stress is infinite in occasion 1"),
        ({"varying": {"stress": STRESS * 0 + 1}}, ConstantColumn, "stress: one has one value throughout"),
        (
            {"varying": {"clock": DAY * 24}},
            ConstantColumn,
            "clock: one has one value throughout, or repeats time",
        ),
        ({"covariates": {"rain": DAY % 3}}, WrongShape, "rain changes within a couple.*pass it as varying"),
        ({"alike": ("c",)}, UnknownName, "roles among a, b, not c"),
        ({"alike": ("a",), "indistinguishable": True}, UnknownName, "both or neither"),
    ],
    ids=["short", "infinite", "constant", "time again", "covariate", "unknown role", "one of two"],
)
def test_what_cannot_be_told_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        growth(COUPLE, DAY, SCORES, **change)


def test_bands_are_not_drawn_without_what_varies():
    with pytest.raises(WrongShape, match="nothing but time varies"):
        growth_bands(growth(COUPLE, DAY, SCORES, varying={"stress": STRESS}), 3, [13])
