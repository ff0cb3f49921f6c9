"""`troth dyad agreement`: how alike partners are, in one column or over several."""

import pytest

from tests.cli.dyad.conftest import ACITELLI

ONE = [ACITELLI, "--role", "Gender", "--outcome", "Satisfaction_A"]
NAMES = ["SelfPos_A", "OtherPos_A", "Satisfaction_A", "Tension_A"]
ITEMS = [word for name in NAMES for word in ("--outcome", name)]
SEVERAL = [ACITELLI, *ITEMS]


def test_three_correlations_match_the_published_ones(told):
    found = told("agreement", *ONE)
    expected = {"icc": 0.6184700, "icc_double_entry": 0.6163724, "pearson": 0.6234498}
    assert found["estimates"] == pytest.approx(expected, abs=5e-8)
    assert (found["n_couples"], found["df"], found["loglik"]) == (148, [147, 148], None)
    assert found["se"] == {"icc": None, "icc_double_entry": None, "pearson": None}


def test_several_columns_are_profiles(told):
    found = told("agreement", *SEVERAL)
    assert set(found["estimates"]) == {"overall", "distinctive"}
    assert found["columns"]["outcome"] == NAMES
    assert (found["permutations"], found["seed"]) == (0, None)
    assert "strangers" not in found


def test_couples_are_set_against_strangers(told):
    one, again = (told("agreement", *SEVERAL, "--permutations", 60, "--seed", 2) for _ in (0, 1))
    assert one == again
    assert one["strangers"] < one["estimates"]["overall"]
    assert one["p_against_strangers"] == pytest.approx(1 / 61)


def test_strangers_are_for_profiles(refused):
    assert "name several columns" in refused("agreement", *ONE, "--permutations", 60, "--seed", 2)
    assert "at least 3 items, and have 2." in refused("agreement", *SEVERAL[:5])
