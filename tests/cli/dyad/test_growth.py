"""`troth dyad growth`: both partners' curves from a file, the same as from the library."""

import numpy as np
import polars as pl
import pytest

from tests.cli.dyad.conftest import DIARY
from troth.cli import main
from troth.science.dyad.growth import growth

GROWTH = ["--role", "gender", "--time", "diaryday", "--outcome", "closeness"]
MEANS = ["intercept_female", "slope_female", "intercept_male", "slope_male"]


@pytest.fixture
def wide(mixed):
    """The same diaries as arrays, laid out by hand."""
    frame = pl.read_csv(mixed).sort("coupleID", "diaryday", "gender")
    every = frame.filter(pl.col("gender") == "female")
    scores = np.stack(
        [frame.filter(gender=role)["closeness"].to_numpy() for role in ("female", "male")], axis=1
    )
    return every["coupleID"].to_numpy(), every["diaryday"].to_numpy(), scores


@pytest.mark.parametrize("reml", [False, True], ids=["ML", "REML"])
def test_a_file_gives_what_the_library_gives(told, mixed, wide, reml):
    expected = growth(*wide, roles=("female", "male"), reml=reml)
    found = told("growth", mixed, *GROWTH, *(["--reml"] if reml else []))
    assert found["estimates"] == pytest.approx(
        dict(expected.estimates), rel=1e-6
    )  # couples are summed in another order
    assert [found["se"][name] for name in MEANS] == pytest.approx([expected.se[name] for name in MEANS])
    assert found["loglik"] == pytest.approx(expected.loglik, abs=1e-7)
    assert found["residual_correlation"] == pytest.approx(expected.residual_correlation)
    assert (found["n_couples"], found["n_dropped"]) == (120, 0)
    assert found["layout"] == "long (one row a person and time)"
    variances = {"var_intercept_female", "var_slope_male", "var_residual_female", "cov_residual"}
    assert {*MEANS, *variances} < set(found["estimates"])


def test_the_order_of_rows_does_not_matter(told, mixed, tmp_path):
    turned = tmp_path / "turned.parquet"
    pl.read_csv(mixed).sample(fraction=1, shuffle=True, seed=1).write_parquet(turned)
    one, other = (told("growth", file, *GROWTH) for file in (mixed, turned))
    assert one["estimates"] == other["estimates"]


def test_couples_of_every_kind_are_fitted_together_where_partners_are_alike(told):
    given = ["--role", "personID", *GROWTH[2:], "--indistinguishable"]
    found = told("growth", DIARY, *given)
    assert found["n_couples"] == 360
    assert {"intercept", "slope", "var_intercept", "cov_residual"} < set(found["estimates"])


def test_occasions_are_counted_by_who_answered(told, mixed):
    lines = mixed.read_text().splitlines()
    at = lines[0].split(",").index("closeness")
    rows = [line.split(",") for line in lines[1:]]
    rows[0][at] = rows[4][at] = rows[5][at] = ""
    del rows[3]
    mixed.write_text("\n".join([lines[0], *map(",".join, rows)]))
    found = told("growth", mixed, *GROWTH)
    assert found["occasions"] == {"both_answered": 1677, "one_answered": 2, "neither_answered": 1}
    assert "missing-at-random" in [one["code"] for one in found["warnings"]]


def test_a_couple_without_any_answer_is_left_out_and_counted(told, mixed):
    lines = mixed.read_text().splitlines()
    silent = [f"999{n},999,{n},{gender},x,," for n in (0, 1) for gender in ("female", "male")]
    mixed.write_text("\n".join([*lines, *silent]))
    found = told("growth", mixed, *GROWTH)
    assert (found["n_couples"], found["dropped"]) == (120, {"no answer": 1})


def test_a_covariate_of_the_couple_acts_on_level_and_slope(told, mixed):
    frame = pl.read_csv(mixed)
    frame.with_columns(years=pl.col("coupleID") % 7).write_csv(mixed)
    found = told("growth", mixed, *GROWTH, "--covariate", "years")
    assert {"intercept_female:years", "slope_male:years"} < set(found["estimates"])


def test_what_varies_acts_from_occasion_to_occasion(told, mixed):
    found = told("growth", mixed, *GROWTH, "--varying", "provided_support")
    assert found["columns"]["varying"] == {"provided_support": "of the person"}
    names = {f"{who}_provided_support_{role}" for who in ("actor", "partner") for role in ("female", "male")}
    assert names < set(found["estimates"])
    frame = pl.read_csv(mixed)
    frame.with_columns(weekend=(pl.col("diaryday") % 7) > 4).write_csv(mixed)
    shared = told("growth", mixed, *GROWTH, "--varying", "weekend")
    assert shared["columns"]["varying"] == {"weekend": "of the couple"}
    assert {"weekend_female", "weekend_male"} < set(shared["estimates"])


def test_occasions_that_lack_what_varies_are_counted(told, mixed):
    lines = mixed.read_text().splitlines()
    mixed.write_text("\n".join([lines[0], lines[1].rsplit(",", 1)[0] + ",", *lines[2:]]))
    found = told("growth", mixed, *GROWTH, "--varying", "provided_support")
    (told_of,) = [one for one in found["warnings"] if one["code"] == "occasions-dropped"]
    assert (told_of["count"], told_of["lacking"]) == (1, "provided_support")


def test_deviations_can_carry_over(told, tmp_path):
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(60, 12, 2))
    for t in range(1, 12):
        noise[:, t] = 0.5 * noise[:, t - 1] + 0.75**0.5 * noise[:, t]
    curve = (
        rng.normal([5, 6], 0.5, (60, 2))[:, None] + rng.normal(0.3, 0.3, (60, 1, 2)) * np.arange(12)[:, None]
    )
    couple, time, role = (axis.ravel() for axis in np.indices((60, 12, 2)))
    file = tmp_path / "diary.csv"
    pl.DataFrame({"couple": couple, "day": time, "role": role, "y": (curve + noise).ravel()}).write_csv(file)
    found = told("growth", file, "--time", "day", "--outcome", "y", "--ar1")
    assert found["estimates"]["autocorrelation"] == pytest.approx(0.5, abs=0.15)
    assert {"intercept_0", "slope_1"} < set(found["estimates"])


def test_a_person_reads_a_table(mixed, capsys):
    assert main(["dyad", "growth", str(mixed), *GROWTH]) == 0
    out = capsys.readouterr().out
    assert "dyad coupleID; role gender; outcome closeness; time diaryday" in out
    assert "occasions: both_answered 1680; one_answered 0; neither_answered 0" in out
