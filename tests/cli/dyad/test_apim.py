"""`troth dyad apim`: the published numbers, from every kind of file, and what is asked for beside them."""

import polars as pl
import pytest

from tests.cli.dyad.conftest import ACITELLI
from troth.cli import main

COLUMNS = ["--dyad", "CoupleID", "--role", "Gender"]
ACTS = ["--outcome", "Satisfaction_A", "--actor", "OtherPos_A"]
APIM = [ACITELLI, *COLUMNS, *ACTS]
OWN = ["CoupleID", "Gender", "Satisfaction_A", "OtherPos_A", "Tension_A", "Yearsmar", "SelfPos_A", "SimHob_A"]

PUBLISHED = {
    "intercept_Husband": 0.690458880,
    "actor_Husband": 0.424386633,
    "partner_Husband": 0.261649770,
    "intercept_Wife": 0.611248458,
    "actor_Wife": 0.377699959,
    "partner_Wife": 0.321478179,
}
SE = dict(zip(PUBLISHED, [0.3394102, 0.0670259, 0.0607770, 0.4086141, 0.0731691, 0.0806921], strict=True))
SE_NLME = dict(
    zip(PUBLISHED, [0.3429034, 0.0677157, 0.0614025, 0.4128195, 0.0739222, 0.0815225], strict=True)
)


def printed(values: dict[str, float], digits: int = 7) -> dict[str, object]:
    return {name: pytest.approx(value, abs=0.51 * 10**-digits) for name, value in values.items()}


@pytest.fixture(params=["pairwise.csv", "long.csv", "pairwise.parquet", "long.parquet"])
def file(request, tmp_path):
    frame = pl.read_csv(ACITELLI)
    path = tmp_path / request.param
    if path.stem == "long":
        frame = frame.select(OWN).sample(fraction=1, shuffle=True, seed=3)
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
    return path


def test_distinguishable_couples_match_the_published_numbers_from_every_file(file, told):
    found = told("apim", file, *COLUMNS, *ACTS)
    assert found["estimates"] == printed(PUBLISHED, 9)
    assert found["se"] == printed(SE)
    assert found["loglik"] == pytest.approx(-137.8035190, abs=1e-7)
    assert found["residual_correlation"] == pytest.approx(0.4751094, abs=1e-7)
    assert found["residual_sd"] == printed({"Husband": 0.3744831, "Wife": 0.4508381})
    assert (found["n_couples"], found["n_dropped"], found["warnings"]) == (148, 0, [])
    layout = "pairwise (Satisfaction_P repeats the partner's Satisfaction_A)"
    assert found["layout"] == (layout if file.stem == "pairwise" else "long (one row a person)")


def test_reml_and_the_errors_of_nlme_match(told):
    found = told("apim", *APIM, "--reml", "--se", "nlme")
    assert found["estimates"] == printed(PUBLISHED, 9)
    assert found["se"] == printed(SE_NLME)
    assert found["loglik"] == pytest.approx(-150.1107998, abs=1e-7)
    assert found["residual_sd"] == printed({"Husband": 0.3783372, "Wife": 0.4554781})
    assert told("apim", *APIM, "--se", "nlme")["se"] == printed(SE_NLME)


@pytest.mark.parametrize(
    ("reml", "se", "loglik", "correlation", "sd"),
    [
        ([], (0.3202521, 0.0470523), -141.4420454, 0.4666759, 0.4149128),
        (["--reml"], (0.3224381, 0.0473141), -148.3591315, 0.4693414, 0.4173659),
    ],
    ids=["ML", "REML"],
)
def test_indistinguishable_couples_match_the_published_numbers(file, told, reml, se, loglik, correlation, sd):
    found = told("apim", file, "--dyad", "CoupleID", *ACTS, "--indistinguishable", *reml)
    expected = {"intercept": 0.669754122, "actor": 0.400423148, "partner": 0.287970497}
    assert found["estimates"] == printed(expected, 9)
    assert found["se"] == printed({"intercept": se[0], "actor": se[1], "partner": se[1]})
    assert found["loglik"] == pytest.approx(loglik, abs=1e-7)
    assert found["residual_correlation"] == pytest.approx(correlation, abs=1e-7)
    assert found["residual_sd"] == printed({"a": sd, "b": sd})
    assert "distinguishability" not in found


def test_alike_partners_may_be_named_one_by_one(told, tmp_path):
    file = tmp_path / "people.csv"
    pl.read_csv(ACITELLI).with_row_index("person").write_csv(file)
    given = ["--dyad", "CoupleID", *ACTS, "--indistinguishable"]
    one, other = (told("apim", file, *given, *role) for role in ([], ["--role", "person"]))
    assert one["estimates"] == other["estimates"]
    assert "distinguishability" not in other
    assert "distinguishability" in told("apim", file, *given, "--role", "Gender")


def test_the_test_of_distinguishability_and_k_match(told):
    found = told("apim", *APIM)
    test = found["distinguishability"]
    assert test["effects_and_variance"] == {
        "chi_square": pytest.approx(7.277053, abs=1e-6),
        "df": 4,
        "p_value": pytest.approx(0.12195, abs=1e-5),
        "why_not": None,
    }
    assert test["everything"]["chi_square"] == pytest.approx(9.254908, abs=1e-6)
    assert test["everything"]["df"] == 6
    k = found["k"]["OtherPos_A"]
    assert k["estimates"] == printed({"k_Husband": 0.6165363, "k_Wife": 0.8511470})
    assert k["se"] == printed({"k_Husband": 0.1911, "k_Wife": 0.2989}, 4)
    assert k["fieller"] == {"k_Husband": "0.3008 to 1.1080", "k_Wife": "0.3778 to 1.6982"}


def test_a_covariate_is_told_to_be_of_the_couple_or_of_the_person(told):
    found = told("apim", *APIM, "--covariate", "Yearsmar", "--covariate", "Tension_A")
    assert found["columns"]["covariate"] == {"Yearsmar": "of the couple", "Tension_A": "of the person"}
    assert {"Yearsmar_Wife", "actor_Tension_A_Wife"} < set(found["estimates"])
    assert found["distinguishability"]["everything"]["chi_square"] is None
    assert "own-side covariates" in found["distinguishability"]["everything"]["why_not"]


def test_moderators_and_equal_effects_are_passed_on(told):
    found = told("apim", *APIM, "--moderator", "Yearsmar", "--equal", "partner", "--equal", "variance")
    assert {"actor_by_Yearsmar_Wife", "partner", "Yearsmar_Husband"} < set(found["estimates"])
    assert "equal partner, variance" in found["method"]
    assert "k" not in found


def test_several_predictors_have_a_k_each(told):
    found = told("apim", *APIM, "--actor", "Tension_A")
    assert list(found["k"]) == ["OtherPos_A", "Tension_A"]
    assert "actor_Tension_A_Wife" in found["estimates"]


def test_a_k_that_cannot_be_told_is_said_and_not_given(told):
    given = [ACITELLI, *COLUMNS, "--outcome", "Tension_A", "--actor", "SelfPos_A"]
    k = told("apim", *given)["k"]["SelfPos_A"]
    unknown = [name for name, value in k["estimates"].items() if value is None]
    assert unknown == ["k_Husband"]
    assert [one["code"] for one in k["warnings"]] == ["ratio-undefined"]
    assert k["fieller"]["k_Husband"] == "any ratio is possible"


def test_draws_come_again_with_their_seed(told):
    one, again, other = (
        told("apim", *APIM, "--bootstrap", 60, "--seed", seed)["bootstrap"] for seed in (1, 1, 2)
    )
    assert one == again
    assert one["intervals"] != other["intervals"]
    assert (one["draws"], one["seed"], other["seed"]) == (60, 1, 2)
    low, high = one["intervals"]["actor_Wife"]
    assert low < PUBLISHED["actor_Wife"] < high
    assert {"bootstrap", "weak_draws"} < set(
        told("apim", *APIM, "--bootstrap", 60, "--seed", 1)["k"]["OtherPos_A"]
    )


def test_left_out_couples_are_counted_by_reason(told, write):
    rows = [line.split(",") for line in ACITELLI.read_text().splitlines()]
    place = {name.strip('"'): at for at, name in enumerate(rows[0])}
    rows[2][place["Satisfaction_A"]] = rows[2 - 1][place["Satisfaction_P"]] = ""
    rows[5][place["OtherPos_A"]] = rows[6][place["OtherPos_P"]] = "NA"
    del rows[8]
    found = told("apim", write("\n".join(map(",".join, rows))), *COLUMNS, *ACTS, "--singles", "drop")
    assert (found["n_couples"], found["n_dropped"]) == (145, 3)
    assert found["dropped"] == {"missing outcome": 1, "missing predictor": 1, "one partner only": 1}
    assert [one["code"] for one in found["warnings"]] == ["couples-dropped"] * 3


def test_couples_with_missing_values_count_by_fiml(told, write):
    rows = [line.split(",") for line in ACITELLI.read_text().splitlines()]
    place = {name.strip('"'): at for at, name in enumerate(rows[0])}
    for row in range(1, 40, 2):
        rows[row][place["OtherPos_A"]] = rows[row + 1][place["OtherPos_P"]] = ""
    file = write("\n".join(map(",".join, rows)))
    complete, every = (told("apim", file, *COLUMNS, *ACTS, "--missing", how) for how in ("complete", "fiml"))
    assert (complete["n_couples"], every["n_couples"]) == (128, 148)
    assert (complete["likelihood"], every["likelihood"]) == ("ML", "FIML")
    assert {"couples-incomplete", "missing-at-random"} <= {one["code"] for one in every["warnings"]}
    assert every["distinguishability"]["effects_and_variance"]["df"] == 4
    assert every["distinguishability"]["everything"]["df"] == 6


def test_couples_with_missing_values_are_drawn_too(told):
    found = told("apim", *APIM, "--missing", "fiml", "--bootstrap", 60, "--seed", 1)
    low, high = found["bootstrap"]["intervals"]["actor_Wife"]
    assert low < found["estimates"]["actor_Wife"] < high
    assert found["k"]["OtherPos_A"]["bootstrap"].keys() == {"k_Husband", "k_Wife"}


def test_fiml_of_complete_couples_is_maximum_likelihood(told):
    found = told("apim", *APIM, "--missing", "fiml")
    assert found["estimates"] == printed(PUBLISHED, 8)
    assert found["se"] == printed(SE)


def test_columns_called_so_need_no_options(told, write):
    lines = ACITELLI.read_text().splitlines()
    head = lines[0].replace('"Gender"', "role").replace("CoupleID", "couple")
    found = told("apim", write("\n".join([head, *lines[1:]])), *ACTS)
    assert found["estimates"] == printed(PUBLISHED, 9)
    assert found["columns"] | {"dyad": "couple", "role": "role"} == found["columns"]


def test_a_person_reads_a_table(capsys):
    given = ["dyad", "apim", *map(str, APIM), "--bootstrap", "60", "--seed", "1"]
    assert main(given) == 0
    out = capsys.readouterr().out
    assert f"{ACITELLI}: pairwise" in out
    assert "actor_Wife             0.3777     0.0732         0.2343 to 0.5211   < .001" in out
    assert "k_Husband of OtherPos_A: 0.6165 (SE 0.1911); Fieller: 0.3008 to 1.1080" in out
    assert "test of partners alike in effects and variance: chi-square 7.2771, df 4, p 0.1220" in out
    assert "bootstrap by couple, 60 draws, seed 1:" in out
