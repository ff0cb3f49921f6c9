"""`troth dyad common-fate`: the published numbers, and the form that is not identified."""

import pytest

from tests.cli.dyad.conftest import ACITELLI

FATE = [ACITELLI, "--outcome", "Satisfaction_A", "--predictor", "Tension_A"]
ROLE = ["--role", "Gender"]


def test_equal_loadings_match_the_published_numbers(told):
    found = told("common-fate", *FATE, *ROLE)
    assert found["loglik"] == pytest.approx(-412.7104363, abs=1e-7)
    assert found["saturated_loglik"] == pytest.approx(-412.6200883, abs=1e-7)
    assert found["test_of_fit"]["chi_square"] == pytest.approx(0.180696, abs=1e-6)
    assert found["estimates"]["effect"] == pytest.approx(-0.89366, abs=1e-5)
    assert found["estimates"]["own_covariance_Wife"] == pytest.approx(-0.0890, abs=5e-5)
    assert found["se"]["effect"] == pytest.approx(0.150, abs=5e-4)


def test_exchangeable_couples_match_the_published_numbers(told):
    found = told("common-fate", *FATE, *ROLE, "--form", "exchangeable")
    assert found["loglik"] == pytest.approx(-415.1638663, abs=1e-7)
    assert found["test_of_fit"]["chi_square"] == pytest.approx(5.087556, abs=1e-6)
    assert found["test_of_fit"]["df"] == 4
    assert found["estimates"]["effect"] == pytest.approx(-0.8961333, abs=1e-7)
    assert found["se"]["effect"] == pytest.approx(0.15153, abs=1e-5)


def test_alike_partners_need_no_role_and_share_their_means(told):
    found = told("common-fate", *FATE, "--indistinguishable")
    assert found["test_of_fit"]["df"] == 6
    assert "equal means" in found["method"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            [*ROLE, "--form", "free_loadings"],
            "Satisfaction_A on Tension_A: The common fate model with free loadings has",
        ),
        ([], "--role, or say that they are --indistinguishable"),
        (["--indistinguishable", "--form", "equal_loadings"], "leave out --form equal_loadings"),
        ([*ROLE, "--predictor", "Tension"], "did you mean Tension_A or Tension_P?"),
        ([*ROLE, "--predictor", "Satisfaction_A"], "Satisfaction_A on Satisfaction_A: "),
    ],
    ids=["free", "no-role", "forms", "near", "itself"],
)
def test_what_cannot_be_told_is_refused(refused, more, says):
    assert says in refused("common-fate", *FATE, *more)
