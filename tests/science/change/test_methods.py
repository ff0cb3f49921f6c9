"""Every method against the formula as it is written in the literature (tests/oracles/change.R)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science.change import (
    ChangeMethod,
    Healthy,
    Precision,
    ReliabilityKind,
    change_by_every_method,
    change_many,
    change_rule,
    published_rule,
    smallest_reliable_step,
)

# From tests/oracles/change.R (R 4.2.2): statistic of the first patient, sum, gains, losses.
IN_R = {
    ChangeMethod.JACOBSON_TRUAX: (1.12197272881, 85.2699273894, 19, 1),
    ChangeMethod.GULLIKSEN_LORD_NOVICK: (1.34772379728, 87.9492147763, 19, 2),
    ChangeMethod.HSU_LIN_LINN: (-1.58391669526, 0.0, 7, 8),
    ChangeMethod.EDWARDS_NUNNALLY: (1.84790577018, 120.589887777, 21, 2),
    ChangeMethod.NUNNALLY_KOTSCH: (1.07034160646, 69.847919893, 16, 1),
    ChangeMethod.HAGEMAN_ARRINDELL: (1.4221158085, 91.0159357117, 20, 1),
}


def precision_of(pre, post):
    return Precision(
        sd=pre.std(ddof=1),
        reliability=0.88,
        reliability_kind=ReliabilityKind.RETEST,
        mean=pre.mean(),
        mean_post=post.mean(),
        sd_post=post.std(ddof=1),
        reliability_post=0.90,
        correlation=np.corrcoef(pre, post)[0, 1],
    )


@pytest.mark.parametrize("method", ChangeMethod)
def test_thirty_patients_judge_as_in_r(method, patients):
    found = change_many(*patients, change_rule(precision_of(*patients), method), Healthy.ABOVE)
    first, total, gains, losses = IN_R[method]
    assert found.statistic[0] == pytest.approx(first, abs=1e-10)
    assert found.statistic.sum() == pytest.approx(total, abs=1e-9)
    assert (np.count_nonzero(found.classes == 2), np.count_nonzero(found.classes == 0)) == (gains, losses)


@pytest.mark.parametrize(
    ("sd", "reliability", "expected"),
    [(32, 0.98, 12.54), (17, 0.98, 6.66), (4, 0.94, 2.72), (17.8, 0.96, 9.87)],
)
def test_the_index_comes_out_as_computed_by_hand(sd, reliability, expected):
    assert change_rule(Precision(sd, reliability)).threshold == pytest.approx(expected, abs=0.005)


def test_the_worked_example_of_the_original_article():
    rule = change_rule(Precision(7.5, 0.80))
    assert rule.standard_error == pytest.approx(4.743, abs=5e-4)
    assert change_many(32.5, 47.5, rule, Healthy.ABOVE).statistic == pytest.approx(3.16, abs=5e-3)


def test_the_kind_of_reliability_goes_with_the_rule():
    assert change_rule(Precision(10, 0.9, ReliabilityKind.ALPHA)).reliability_kind is ReliabilityKind.ALPHA


def test_a_published_index_is_its_own_threshold():
    rule = published_rule(11.58, ReliabilityKind.RETEST)
    assert rule.threshold == pytest.approx(11.58)
    assert rule.method is ChangeMethod.JACOBSON_TRUAX


def test_hageman_and_arrindell_have_a_critical_value_of_their_own(patients):
    rule = change_rule(precision_of(*patients), ChangeMethod.HAGEMAN_ARRINDELL)
    assert rule.critical == 1.65


@pytest.mark.parametrize(
    ("threshold", "step", "smallest"),
    [(11.58, 1, 12), (12, 1, 12), (6.66, 1, 7), (0.3, 0.1, 0.3), (0.31, 0.1, 0.4)],
)
def test_the_smallest_step_of_a_scale_is_rounded_up(threshold, step, smallest):
    assert smallest_reliable_step(threshold, step) == pytest.approx(smallest)


@given(st.floats(0.1, 50), st.floats(0.0, 0.99), st.floats(0.01, 100))
def test_the_index_is_in_units_of_the_scale(sd, reliability, unit):
    small = change_rule(Precision(sd, reliability)).threshold
    assert change_rule(Precision(sd * unit, reliability)).threshold == pytest.approx(small * unit)


@pytest.mark.parametrize(
    ("method", "missing"),
    [
        (ChangeMethod.GULLIKSEN_LORD_NOVICK, "mean"),
        (ChangeMethod.HSU_LIN_LINN, "mean_post"),
        (ChangeMethod.EDWARDS_NUNNALLY, "mean"),
        (ChangeMethod.NUNNALLY_KOTSCH, "sd_post"),
        (ChangeMethod.HAGEMAN_ARRINDELL, "sd_post"),
    ],
)
def test_a_method_says_what_it_needs(method, missing):
    with pytest.raises(ValueError, match=f"needs {missing}, which is not known"):
        change_rule(Precision(10, 0.8), method)


def test_every_method_stands_beside_the_others(patients):
    pre, post = patients
    table = change_by_every_method(pre[0], post[0], precision_of(pre, post), Healthy.ABOVE)
    assert {method: found.statistic for method, found in table.items()} == pytest.approx(
        {method: numbers[0] for method, numbers in IN_R.items()}
    )


def test_a_difference_that_is_all_noise_is_refused():
    noise = Precision(10, 0.5, mean=0, mean_post=0, sd_post=10, correlation=0.9)
    with pytest.raises(ValueError, match="no more than noise"):
        change_rule(noise, ChangeMethod.HAGEMAN_ARRINDELL)


@pytest.mark.parametrize(
    "given_numbers",
    [
        {"sd": 0},
        {"sd": -1},
        {"sd": math.nan},
        {"sd": math.inf},
        {"reliability": 1},
        {"reliability": -0.1},
        {"reliability": math.nan},
        {"mean": math.inf},
        {"sd_post": 0},
        {"reliability_post": 1},
        {"correlation": 1.1},
    ],
    ids=str,
)
def test_impossible_numbers_are_refused_by_name(given_numbers):
    (name,) = given_numbers
    with pytest.raises(ValueError, match=name):
        Precision(**{"sd": 10, "reliability": 0.8, **given_numbers})


@pytest.mark.parametrize("rci", [0, -1, math.nan, math.inf])
def test_an_index_must_be_positive(rci):
    with pytest.raises(ValueError, match="positive number"):
        published_rule(rci)


@pytest.mark.parametrize("critical", [0, -1.96, math.nan])
def test_a_critical_value_must_be_positive(critical):
    with pytest.raises(ValueError, match="critical value"):
        change_rule(Precision(10, 0.8), critical=critical)
