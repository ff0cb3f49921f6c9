"""What a result says: to people in a table, to programs as plain values."""

import json
from dataclasses import replace

import numpy as np
import pytest

from troth.science.dyad import pairs
from troth.science.dyad.agreement import agreement
from troth.science.dyad.cautions import FewCouples, MissingAtRandom
from troth.science.dyad.errors import NotFinite, TooFewCouples, WrongShape
from troth.science.dyad.result import Result

FOUND = Result(
    method="A model, by ML",
    estimates={"actor": 0.4, "partner": -0.1},
    se={"actor": 0.1, "partner": 0.1},
    n_couples=12,
    dropped={"one partner only": 2, "no answer": 1},
    loglik=-10.5,
    warnings=(FewCouples(12, 5),),
)


def test_a_result_as_plain_values_can_be_written_as_json():
    told = json.loads(json.dumps(FOUND.to_dict()))
    assert {
        name: told[name] for name in ("estimates", "se", "loglik", "n_couples", "n_dropped", "method")
    } == {
        "estimates": {"actor": 0.4, "partner": -0.1},
        "se": {"actor": 0.1, "partner": 0.1},
        "loglik": -10.5,
        "n_couples": 12,
        "n_dropped": 3,
        "method": "A model, by ML",
    }
    assert told["intervals"]["actor"] == pytest.approx([0.204, 0.596], abs=1e-4)
    assert [one["code"] for one in told["warnings"]] == ["couples-dropped", "couples-dropped", "few-couples"]


def test_what_is_not_defined_is_null_in_json():
    told = replace(FOUND, se={"actor": float("nan")}, loglik=float("-inf")).to_dict()
    assert (told["se"], told["loglik"]) == ({"actor": None}, None)
    assert told["intervals"] == {"actor": [None, None]}


def test_the_summary_is_a_table_that_hides_nothing():
    assert FOUND.summary().splitlines() == [
        "A model, by ML",
        "12 couples, 3 left out",
        "",
        "           estimate         SE            95 % interval        p",
        "actor        0.4000     0.1000         0.2040 to 0.5960   < .001",
        "partner     -0.1000     0.1000        -0.2960 to 0.0960     .317",
        "",
        "log-likelihood -10.5000",
        "! 2 couples were left out: one partner only.",
        "! 1 couple was left out: no answer.",
        "! 12 couples for 5 parameters: intervals are rough.",
    ]


def test_the_table_has_a_dash_where_there_is_no_number():
    told = replace(
        FOUND, se={"actor": float("nan"), "partner": 0.1}, estimates={"actor": 0.4, "k": float("nan")}
    )
    assert told.summary().splitlines()[3:6] == [
        "         estimate         SE            95 % interval        p",
        "actor      0.4000          –                        –         ",
        "k               –          –                        –         ",
    ]


def test_agreement_has_no_error_of_its_correlations_and_says_so_with_a_dash():
    told = agreement([[1, 2], [3, 3], [5, 4], [2, 2], [4, 5]]).summary()
    assert "nan" not in told
    (line,) = [line for line in told.splitlines() if line.startswith("icc_double_entry")]
    assert line.split() == ["icc_double_entry", "0.8225", "–", "–"]


def test_one_couple_is_spoken_of_as_one():
    told = replace(FOUND, n_couples=1, warnings=(FewCouples(1, 1), MissingAtRandom(1))).summary().splitlines()
    assert told[1] == "1 couple, 3 left out"
    assert told[-2] == "! 1 couple for 1 parameter: intervals are rough."
    assert told[-1].startswith("! What 1 couple did not give counts as missing at random")


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ([1, 2], WrongShape, "one row a couple and one column a partner"),
        ([[1, 2, 3]], WrongShape, "one row a couple and one column a partner"),
        ([["one", "two"]], WrongShape, "trust holds something that is not a number"),
        ([[1, np.inf]], NotFinite, "trust is infinite for couple 1"),
    ],
    ids=["one column", "three partners", "words", "infinite"],
)
def test_what_is_no_pair_of_numbers_is_refused_by_name(given, error, says):
    with pytest.raises(error, match=says):
        pairs.couples(given, "trust")


def test_what_is_missing_is_kept_as_missing():
    assert np.isnan(pairs.couples([[1, np.nan]], "trust")).tolist() == [[False, True]]


def test_too_few_couples_are_refused():
    with pytest.raises(TooFewCouples, match="The model has 9 parameters and 9 usable couples"):
        pairs.check_enough(9, 9, "The model")
    with pytest.raises(TooFewCouples, match="2 parameters and 1 usable couple:"):
        pairs.check_enough(1, 2, "The model")
