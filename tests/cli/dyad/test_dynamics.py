"""`troth dyad dynamics`: how partners carry on and answer each other in a file of rated conversations."""

import numpy as np
import polars as pl
import pytest

from tests.cli.dyad.conftest import RATINGS
from troth.science.dyad.dynamics import dynamics

RATED = [RATINGS, "--time", "moment", "--score", "score"]


def by_hand():
    frame = pl.read_csv(RATINGS).sort("couple", "moment", "role")
    return frame["score"].to_numpy().reshape(30, 60, 2)


def test_a_file_gives_what_the_library_gives(told):
    found, expected = told("dynamics", *RATED), dynamics(by_hand(), roles=("husband", "wife"))
    assert found["estimates"] == pytest.approx(dict(expected.estimates))
    assert (found["n_couples"], found["dropped"]) == (29, {"few_negative": 1})
    assert found["estimates"]["influence_negative_on_wife"] > found["estimates"]["influence_positive_on_wife"]
    assert "descriptive-only" in [one["code"] for one in found["warnings"]]
    assert (found["form"], found["influence"], found["minimum_cell"]) == ("synchronous", "bilinear", 8)


def test_each_couple_s_own_numbers_come_on_request(told):
    assert "couples" not in told("dynamics", *RATED)
    found = told("dynamics", *RATED, "--couples", "--draws", 50, "--seed", 3)
    assert len(found["couples"]) == 30
    one = found["couples"]["30"]
    assert one["transitions"] == 59
    assert one["rests"][0]["kind"] == "stable"
    assert sum(one["stable_shares"]) == pytest.approx(1)
    unknown = [who for who, own in found["couples"].items() if own["reasons"]]
    assert len(unknown) == 1
    assert found["couples"][unknown[0]]["estimates"]["influence_negative_on_wife"] is None


def test_draws_come_again_with_their_seed(told):
    one, again, other = (told("dynamics", *RATED, "--draws", 50, "--seed", seed) for seed in (1, 1, 2))
    assert one == again
    shares = "mean_share_of_draws_with_stable_points"
    assert one[shares] != other[shares] or one[shares]["1"] == 1


@pytest.mark.parametrize("influence", ["linear", "ojive"])
@pytest.mark.parametrize("form", ["synchronous", "sequential"])
def test_other_forms_are_passed_on(told, form, influence):
    found = told("dynamics", *RATED, "--form", form, "--influence", influence, "--minimum-cell", 5)
    assert (found["form"], found["influence"], found["minimum_cell"]) == (form, influence, 5)
    assert f"{form}; {influence} influence" in found["method"]


def test_who_acts_first_can_be_named(told):
    given = [*RATED, "--form", "sequential"]
    found, expected = told("dynamics", *given, "--first", "wife"), told("dynamics", *given)
    there = dynamics(by_hand()[:, :, ::-1], roles=("wife", "husband"), form="sequential")
    assert found["estimates"] == pytest.approx(dict(there.estimates))
    assert found["estimates"] != expected["estimates"]
    assert told("dynamics", *given, "--first", "husband") == expected


def test_a_gap_in_time_carries_nothing_over(told, tmp_path):
    whole = pl.read_csv(RATINGS)
    gap = whole.filter(~((pl.col("couple") == 1) & (pl.col("moment") == 30)))
    gap.with_columns(moment=pl.col("moment") * 0.5).write_parquet(tmp_path / "gap.parquet")
    found = told("dynamics", tmp_path / "gap.parquet", *RATED[1:], "--step", 0.5)
    assert found["transitions"] == told("dynamics", *RATED)["transitions"] - 2


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--step", "2"], "lies between steps"),
        (["--step", "0"], "'0' is not a number above 0"),
        (["--minimum-cell", "40"], "no couple has enough to describe (too_short 30)"),
        (["--draws", "60"], "--draws needs --seed"),
        (["--first", "him"], "has no him to act first: name husband or wife"),
        (["--couples"], "--couples adds each couple's numbers to --json"),
        (["--influence", "cubic"], "invalid choice: 'cubic'"),
        (["--role", "couple"], "couple must have two values, and has 30"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_told_is_refused(refused, more, says):
    assert says in refused("dynamics", *RATED, *more)


def test_a_constant_rating_is_refused(refused, tmp_path):
    file = tmp_path / "flat.csv"
    pl.read_csv(RATINGS).with_columns(score=pl.lit(1.5)).write_csv(file)
    assert "no couple has enough to describe (constant_series 30)" in refused("dynamics", file, *RATED[1:])
    pl.read_csv(RATINGS).with_columns(score=pl.lit(np.nan)).write_csv(file)
    assert "no couple has enough to describe" in refused("dynamics", file, *RATED[1:])
