"""Couples with one member in the file are refused with their place, or left out and counted, or used, as asked."""

import numpy as np
import polars as pl
import pytest

from tests.cli.dyad.conftest import RATINGS, TALKS
from troth.science.dyad.growth import growth

SINGLE = {2: "wife", 5: "husband", 9: "husband"}
"""Couples of whom one member is there."""
ASKED = {
    "apim": ["--outcome", "y", "--actor", "x"],
    "common-fate": ["--outcome", "y", "--predictor", "x"],
    "agreement": ["--outcome", "y"],
    "growth": ["--outcome", "y", "--time", "day"],
    "dynamics": ["--score", "score", "--time", "moment"],
    "sequence": ["--code", "code", "--time", "second", "--speaker", "speaker"],
}
KEPT = {"apim", "growth", "sequence"}


def people():
    """Return thirty couples, one row a person."""
    rng = np.random.default_rng(4)
    mood, x = rng.normal(size=(30, 1)), rng.normal(size=(30, 2))
    y = x + 0.3 * x[:, ::-1] + 2 * mood + rng.normal(size=(30, 2))
    sides = {"couple": np.repeat(np.arange(1, 31), 2), "role": ["wife", "husband"] * 30}
    return pl.DataFrame(sides | {"y": y.ravel(), "x": (x + mood).ravel()})


def diary():
    """Return the same couples on five days."""
    rng = np.random.default_rng(5)
    days = people().join(pl.DataFrame({"day": range(5)}), how="cross").sort("couple", "day", "role")
    slopes = rng.normal(0, 0.5, days.height // 10)[:, None] * np.arange(10) // 2
    return days.with_columns(y=pl.col("y") + slopes.ravel() + rng.normal(0, 0.3, days.height))


def frame_of(analysis):
    if analysis in {"dynamics", "sequence"}:
        return pl.read_csv(RATINGS if analysis == "dynamics" else TALKS)
    return diary() if analysis == "growth" else people()


def without(frame, couples):
    """Take the other partner of some couples out."""
    who = "speaker" if "speaker" in frame.columns else "role"
    gone = pl.any_horizontal(
        (pl.col("couple") == couple) & (pl.col(who) != role) for couple, role in couples.items()
    )
    return frame.filter(~gone)


@pytest.fixture(params=["csv", "parquet"])
def save(request, tmp_path):
    def write(frame):
        path = tmp_path / f"couples.{request.param}"
        frame.write_csv(path) if request.param == "csv" else frame.write_parquet(path)
        return path

    return write


@pytest.mark.parametrize("analysis", ASKED)
def test_such_a_file_is_refused_with_couple_role_line_count_and_way_out(refused, save, analysis):
    frame = without(frame_of(analysis), SINGLE)
    path = save(frame)
    first = frame["couple"].to_list().index(2) + (2 if path.suffix == ".csv" else 1)
    word = "line" if path.suffix == ".csv" else "row"
    keep = ", or use what the one gave with --singles keep" if analysis in KEPT - {"apim"} else ""
    assert refused(analysis, path, *ASKED[analysis]) == (
        f"troth: {path}, {word} {first}: couple 2 has one member only, wife (3 such couples in the file): add the "
        f"other partner's rows, or leave such couples out with --singles drop{keep}"
    )


@pytest.mark.parametrize("analysis", ASKED)
def test_left_out_they_are_counted_and_the_others_give_what_they_give_alone(told, save, analysis):
    frame = frame_of(analysis)
    found = told(analysis, save(without(frame, SINGLE)), *ASKED[analysis], "--singles", "drop")
    alone = told(analysis, save(frame.filter(~pl.col("couple").is_in(list(SINGLE)))), *ASKED[analysis])
    assert found["dropped"] == {**alone["dropped"], "one partner only": 3}
    assert found["n_dropped"] == alone["n_dropped"] + 3
    assert found["warnings"][len(alone["dropped"])]["why"] == "one partner only"
    assert (found["n_couples"], found["estimates"]) == (alone["n_couples"], alone["estimates"])


@pytest.mark.parametrize("more", [[], ["--missing", "fiml"], ["--bootstrap", "50", "--seed", "1"]])
def test_every_way_of_fitting_leaves_them_out_alike(told, save, more):
    given = [*ASKED["apim"], *more]
    found = told("apim", save(without(people(), SINGLE)), *given, "--singles", "drop")
    alone = told("apim", save(people().filter(~pl.col("couple").is_in(list(SINGLE)))), *given)
    assert (found["n_couples"], found["dropped"]) == (27, {"one partner only": 3})
    assert found["estimates"] == pytest.approx(alone["estimates"])
    assert found.get("bootstrap") == alone.get("bootstrap")


def test_those_of_whom_nothing_is_known_and_those_who_are_missing_are_one_reason(told, save):
    gap = (pl.col("couple") == 20) & (pl.col("role") == "wife")
    frame = without(people(), SINGLE).with_columns(pl.when(~gap).then(pl.col("y", "x")))
    found = told("apim", save(frame), *ASKED["apim"], "--singles", "drop")
    assert (found["n_couples"], found["dropped"]) == (26, {"one partner only": 4})


def test_profiles_leave_them_out_too(told, save):
    frame = people().with_columns(z=pl.col("y") * 0.3 - pl.col("x"))
    items = ["--outcome", "y", "--outcome", "x", "--outcome", "z"]
    found = told("agreement", save(without(frame, SINGLE)), *items, "--singles", "drop")
    assert (found["n_couples"], found["dropped"]) == (27, {"one partner only": 3})


def test_likelihood_of_all_that_was_given_can_use_them(told, refused, save):
    path, fiml = save(without(people(), SINGLE)), [*ASKED["apim"], "--missing", "fiml"]
    assert "or use what the one gave with --singles keep" in refused("apim", path, *fiml)
    found = told("apim", path, *fiml, "--singles", "keep")
    gaps = people().join(without(people(), SINGLE), on=["couple", "role"], how="left", suffix="_there")
    gaps = gaps.select("couple", "role", y="y_there", x="x_there")
    expected = told("apim", save(gaps), *fiml)
    assert (found["n_couples"], found["n_dropped"]) == (30, 0)
    assert found["estimates"] == pytest.approx(expected["estimates"])


def test_complete_couples_have_two_members(refused, save):
    line = refused("apim", save(without(people(), SINGLE)), *ASKED["apim"], "--singles", "keep")
    assert "--singles keep needs --missing fiml" in line


def test_growth_can_use_the_one_who_answered(told, save):
    frame = without(diary(), SINGLE)
    found = told("growth", save(frame), *ASKED["growth"], "--singles", "keep")
    wide = frame.pivot(on="role", index=["couple", "day"], values="y").sort("couple", "day")
    scores = wide.select("husband", "wife").to_numpy()
    expected = growth(wide["couple"], wide["day"], scores, roles=("husband", "wife"))
    assert (found["n_couples"], found["n_dropped"]) == (30, 0)
    assert found["occasions"]["one_answered"] == 15
    assert found["estimates"] == pytest.approx(dict(expected.estimates), rel=1e-4, abs=1e-6)


def test_sequences_can_use_the_one_who_acts(told, save):
    frame = without(pl.read_csv(TALKS), SINGLE)
    found = told("sequence", save(frame), *ASKED["sequence"], "--singles", "keep")
    assert (found["n_couples"], found["n_dropped"]) == (12, 0)


@pytest.mark.parametrize("analysis", ["common-fate", "dynamics", "agreement"])
def test_what_needs_both_partners_keeps_nobody_alone(refused, save, analysis):
    line = refused(analysis, save(frame_of(analysis)), *ASKED[analysis], "--singles", "keep")
    assert "invalid choice: 'keep'" in line


def test_without_speakers_nothing_tells_members_apart(refused, save):
    asked = [*ASKED["sequence"][:-2], "--singles", "drop"]
    assert "--singles needs --speaker" in refused("sequence", save(pl.read_csv(TALKS)), *asked)


@pytest.mark.parametrize("alike", [["--indistinguishable"], ["--indistinguishable", "--role", "person"]])
def test_partners_whom_nothing_tells_apart_have_no_role_to_name(refused, save, alike):
    frame = without(people(), {2: "wife"}).with_row_index("person").drop("role")
    path = save(frame)
    place = "line 4" if path.suffix == ".csv" else "row 3"
    assert f"{place}: couple 2 has one member only (1 such couple in the file)" in refused(
        "apim", path, *ASKED["apim"], *alike
    )


@pytest.mark.parametrize("analysis", ["growth", "dynamics", "sequence"])
def test_where_nobody_has_a_partner_nothing_is_left(refused, save, analysis):
    frame = frame_of(analysis)
    everybody = {couple: ("wife", "husband")[couple % 2] for couple in frame["couple"].unique()}
    line = refused(analysis, save(without(frame, everybody)), *ASKED[analysis], "--singles", "drop")
    assert "no couple has two members, and rows of both are needed" in line


def test_a_pairwise_file_needs_both_rows_though_one_repeats_the_partner(refused, save):
    frame = people().with_columns(
        y_partner=pl.col("y").reverse().over("couple"), x_partner=pl.col("x").reverse().over("couple")
    )
    line = refused("apim", save(without(frame, {2: "wife"})), *ASKED["apim"])
    assert "couple 2 has one member only, wife (1 such couple in the file)" in line
