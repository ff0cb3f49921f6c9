"""`--plot`: one chart for each analysis, whole or not at all."""

import re
from html import unescape

import numpy as np
import polars as pl
import pytest

from tests.cli.dyad.conftest import ACITELLI, DIARY, RATINGS, TALKS
from troth.cli import main
from troth.commands.dyad.drawing import draw
from troth.commands.dyad.plots import heat, scatter

APIM = ["apim", ACITELLI, "--role", "Gender", "--outcome", "Satisfaction_A", "--actor", "OtherPos_A"]
ITEMS = [word for name in ("SelfPos_A", "OtherPos_A", "Tension_A") for word in ("--outcome", name)]
GROWTH = ["--time", "diaryday", "--outcome", "closeness"]


def words(path):
    """The words of a chart, after making sure that it is whole and asks nobody for anything."""
    text = path.read_text("utf-8")
    assert text.startswith("<svg")
    assert text.rstrip().endswith("</svg>")
    assert "<image" not in text
    assert "@import" not in text
    return [unescape(word) for word in re.findall(r">([^<>]+)</text>", text)]


@pytest.fixture
def drawn(tmp_path, capsys):
    def run(*given):
        out = tmp_path / "out.svg"
        assert main(["dyad", *map(str, given), "--plot", str(out)]) == 0
        assert capsys.readouterr().out
        return words(out)

    return run


def test_effects_are_drawn_with_their_intervals(drawn):
    found = drawn(*APIM)
    assert {"Effects on Satisfaction_A", "actor_Husband", "partner_Wife", "estimate and 95 % interval"} < set(
        found
    )
    assert "intercept_Wife" not in found


def test_growth_is_drawn_as_both_partners_lines(drawn, mixed):
    found = drawn("growth", mixed, "--role", "gender", *GROWTH)
    assert {"female", "male", "diaryday", "closeness", "Mean curves with 95 % bands of the means"} < set(
        found
    )


def test_growth_is_drawn_where_what_varies_is_at_0(drawn, mixed):
    found = drawn("growth", mixed, "--role", "gender", *GROWTH, "--varying", "provided_support")
    assert "Mean curves with 95 % bands of the means, what varies at 0" in found


def test_growth_of_alike_partners_is_one_line(drawn):
    found = drawn("growth", DIARY, "--role", "personID", *GROWTH, "--indistinguishable")
    assert "both partners" in found


def test_a_sequence_is_drawn_as_a_table(drawn):
    found = drawn("sequence", TALKS, "--time", "second", "--code", "code")
    assert {"first", "then", "demand", "withdraw"} < set(found)


def test_demand_withdraw_is_drawn_as_effects(drawn):
    roles = ["--speaker", "speaker", "--demand", "demand", "--withdraw", "withdraw"]
    assert "wife_demands" in drawn("sequence", TALKS, "--time", "second", "--code", "code", *roles)


@pytest.mark.parametrize("influence", ["bilinear", "ojive", "linear"])
def test_dynamics_are_drawn_with_steady_points(drawn, influence):
    found = drawn("dynamics", RATINGS, "--time", "moment", "--score", "score", "--influence", influence)
    assert {"wife would stay", "husband would stay", "stable", "Steady points of the mean couple"} < set(
        found
    )


def test_common_fate_is_drawn_as_effects(drawn):
    found = drawn(
        "common-fate", ACITELLI, "--role", "Gender", "--outcome", "Satisfaction_A", "--predictor", "Tension_A"
    )
    assert {"effect", "common_predictor", "Common fate of Satisfaction_A and Tension_A"} < set(found)


def test_agreement_is_drawn_partner_against_partner(drawn):
    found = drawn("agreement", ACITELLI, "--role", "Gender", "--outcome", "Satisfaction_A")
    assert {"Husband", "Wife", "Satisfaction_A: intraclass correlation 0.62"} < set(found)


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ([], "How alike partners' profiles are"),
        (["--permutations", 60, "--seed", 1], "The couples beside pairs of strangers"),
    ],
    ids=["alone", "strangers"],
)
def test_profiles_are_drawn_as_a_distribution(drawn, more, title):
    assert {title, "mean of the couples"} < set(drawn("agreement", ACITELLI, *ITEMS, *more))


def test_a_cell_without_a_number_is_drawn_without_a_colour():
    spec = heat(("a", "b"), np.array([[1.0, np.nan], [-2.0, 0.5]]), np.array([[3, 0], [1, 2]]), "z")
    (rows,) = spec["datasets"].values()
    assert [(row["z"], row["shown"]) for row in rows][:2] == [(1.0, "1.0 (3)"), (None, "– (0)")]


def test_very_many_couples_are_counted_in_cells(tmp_path):
    both = np.random.default_rng(1).normal(size=(5000, 2))
    spec = scatter(both, ("one", "other"), "many")
    assert spec["layer"][0]["mark"]["type"] == "rect"
    draw(spec, tmp_path / "many.svg")
    assert len((tmp_path / "many.svg").read_text()) < 600_000


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("out.pdf", "must end in .svg"),
        ("out", "must end in .svg"),
        ("none/out.svg", "there is no folder"),
        ("folder.svg", "it is a folder"),
        ("file.txt/out.svg", "there is no folder"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_done(refused, tmp_path, name, says):
    (tmp_path / "folder.svg").mkdir()
    (tmp_path / "file.txt").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    line = refused(*APIM, "--plot", tmp_path / name)
    assert str(tmp_path / name) in line
    assert says in line
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_that_no_folder_takes_leaves_nothing_half_written(refused, tmp_path):
    line = refused(*APIM, "--plot", tmp_path / f"{'x' * 300}.svg")
    assert "--plot cannot write" in line
    assert list(tmp_path.iterdir()) == []


def test_a_refused_analysis_leaves_an_older_chart_alone(refused, tmp_path):
    out = tmp_path / "out.svg"
    out.write_text("older")
    flat = tmp_path / "flat.csv"
    pl.read_csv(ACITELLI).with_columns(OtherPos_A=pl.lit(1), OtherPos_P=pl.lit(1)).write_csv(flat)
    refused("apim", flat, *APIM[2:], "--plot", out)
    assert out.read_text() == "older"
    assert sorted(tmp_path.iterdir()) == [flat, out]


def test_a_chart_is_the_same_each_time(tmp_path, capsys):
    texts = []
    for name in ("one.svg", "other.svg"):
        assert main(["dyad", *map(str, APIM), "--plot", str(tmp_path / name)]) == 0
        texts.append((tmp_path / name).read_text())
    capsys.readouterr()
    assert texts[0] == texts[1]
