"""`troth dyad sequence`: what follows what in the talks of a file."""

import numpy as np
import polars as pl
import pytest

from tests.cli.dyad.conftest import TALKS
from troth.cli import main

TURNS = ["--time", "second", "--code", "code"]

# The published table of counts of 121 transitions between six codes (LagSequential's trial data).
PUBLISHED = np.array(
    [
        [0, 0, 0, 0, 0, 3],
        [0, 0, 1, 1, 2, 17],
        [0, 0, 8, 8, 7, 13],
        [1, 4, 3, 2, 0, 1],
        [0, 0, 9, 0, 0, 0],
        [3, 17, 14, 0, 0, 7],
    ]
)


@pytest.fixture
def published(write):
    """One pair of events for each transition, a talk of its own each, so that the counts are the published ones."""
    pairs = [(a, b) for a, b in np.ndindex(6, 6) for _ in range(PUBLISHED[a, b])]
    lines = [f"1,{talk},{at},c{code + 1}" for talk, pair in enumerate(pairs) for at, code in enumerate(pair)]
    return write("\n".join(["couple,talk,order,code", *lines]))


def test_published_counts_give_the_published_statistics(told, published):
    found = told("sequence", published, "--order", "order", "--conversation", "talk", "--code", "code")
    assert found["counts"] == PUBLISHED.tolist()
    assert found["codes"] == [f"c{n}" for n in range(1, 7)]
    assert (found["chi_square"], found["df_all_codes"]) == (pytest.approx(116.8674, abs=5e-5), 25)
    assert found["z"][1][5] == pytest.approx(5.0127644, abs=5e-8)
    assert found["yules_q"][1][5] == pytest.approx(0.8616715, abs=5e-8)
    assert found["z"][4][2] == pytest.approx(4.8878755, abs=5e-8)
    assert found["z"][5][5] == pytest.approx(-2.7969512, abs=5e-8)


def test_couples_are_drawn_together(told):
    found = told("sequence", TALKS, *TURNS)
    assert (found["n_couples"], found["lag"], found["layout"]) == (12, 1, "long (one row an event)")
    assert found["estimates"]["demand>withdraw"] > 0
    assert sum(map(sum, found["counts"])) == 12 * 59
    assert found["couples_used"]["demand>withdraw"] == 12


def test_events_are_put_in_order_by_time_and_kept_as_they_stand_without(told, write):
    head, *rows = TALKS.read_text().splitlines()
    turned = write("\n".join([head, *rows[::-1]]), "turned.csv")
    assert told("sequence", turned, *TURNS)["counts"] == told("sequence", TALKS, *TURNS)["counts"]
    there, back = (np.array(told("sequence", file, "--code", "code")["counts"]) for file in (TALKS, turned))
    np.testing.assert_array_equal(there, back.T)


def test_a_later_lag_and_parquet(told, tmp_path):
    frame = pl.read_csv(TALKS)
    frame.write_parquet(tmp_path / "talks.parquet")
    found = told("sequence", tmp_path / "talks.parquet", *TURNS, "--lag", 2)
    assert (found["lag"], sum(map(sum, found["counts"]))) == (2, 12 * 58)


def test_an_event_without_a_code_keeps_its_place_and_is_counted(told, write):
    rows = ["1,a", "1,", "1,b", "1,a", "1,b", "2,b", "2,a", "2,b"]
    found = told("sequence", write("\n".join(["couple,code", *rows])), "--code", "code")
    assert found["events_without_code"] == 1
    assert found["counts"] == [[0, 2], [2, 0]]


def test_what_cannot_follow_itself_has_no_expected_count(told, write):
    rows = [f"{couple},{code}" for couple in (1, 2, 3) for code in "abcabacbcacbabcbacab"]
    found = told("sequence", write("\n".join(["couple,code", *rows])), "--code", "code", "--no-repeat")
    assert found["no_repeat"] is True
    assert [found["z"][n][n] for n in range(3)] == [None] * 3
    assert found["couples_unknown"]["a>a"] == {"impossible": 3}


def test_the_order_is_set_against_chance(told):
    found = told("sequence", TALKS, *TURNS, "--permutations", 99, "--seed", 5)
    again = told("sequence", TALKS, *TURNS, "--permutations", 99, "--seed", 5)
    drawn = found["permutations"]
    assert (drawn["draws"], drawn["seed"]) == (99, 5)
    assert drawn["cells"]["demand>withdraw"]["p"] == pytest.approx(0.02)
    assert drawn == again["permutations"]


def test_withdrawal_follows_the_wife_s_demand(told):
    roles = ["--speaker", "speaker", "--demand", "demand", "--withdraw", "withdraw"]
    found = told("sequence", TALKS, *TURNS, *roles)
    assert list(found["estimates"]) == ["husband_demands", "wife_demands", "asymmetry", "level"]
    assert found["estimates"]["wife_demands"] > found["estimates"]["husband_demands"]
    assert found["estimates"]["asymmetry"] < 0


def test_strict_turns_are_told_where_speakers_are(told, write):
    assert [one["code"] for one in told("sequence", TALKS, *TURNS)["warnings"]] == ["on-boundary"]
    turned = told("sequence", TALKS, *TURNS, "--speaker", "speaker")
    assert "turns-fixed" in [one["code"] for one in turned["warnings"]]
    free = write(TALKS.read_text().replace("1,10,husband", "1,10,wife", 1))
    loose = told("sequence", free, *TURNS, "--speaker", "speaker")
    assert "turns-fixed" not in [one["code"] for one in loose["warnings"]]


def test_speakers_tell_codes_apart(told):
    found = told("sequence", TALKS, *TURNS, "--speaker", "speaker")
    assert len(found["codes"]) == 6
    assert "wife:demand>husband:withdraw" in found["estimates"]


def test_a_person_reads_the_cells(capsys):
    assert main(["dyad", "sequence", str(TALKS), *TURNS, "--permutations", "99", "--seed", "5"]) == 0
    out = capsys.readouterr().out
    assert "0 events without a code" in out
    assert "against 99 other orders of the same codes, seed 5:" in out


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--demand", "demand"], "needs both --demand and --withdraw"),
        (["--demand", "demand", "--withdraw", "withdraw"], "needs --speaker"),
        (["--speaker", "speaker", "--demand", "demand", "--withdraw", "sulk"], "has no event husband:sulk"),
        (
            ["--speaker", "couple", "--demand", "demand", "--withdraw", "withdraw"],
            "must have two values, and has 12",
        ),
        (["--no-repeat"], "follows itself in couple"),
        (["--no-repeat", "--lag", "2"], "--no-repeat holds for the next event only"),
        (["--lag", "0"], "'0' is not a whole number of 1 or more"),
        (["--permutations", "99"], "--permutations needs --seed"),
        (["--time", "speaker"], 'speaker is "wife", which is not a number'),
        (["--time", "couple"], "couple 1 has two events at couple 1"),
        (["--code", "couples"], "has no column 'couples': did you mean couple?"),
        (["--conversation", "talk"], "has no column 'talk'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_told_is_refused(refused, more, says):
    assert says in refused("sequence", TALKS, *TURNS, *more)


def test_a_single_code_is_refused(refused, write):
    file = write("couple,code\n1,a\n1,a\n2,a\n")
    assert f"{file}: code has 1 code, and there must be two or more" in refused(
        "sequence", file, "--code", "code"
    )


def test_couples_with_one_event_each_have_no_transition(refused, write):
    file = write("couple,code\n1,a\n2,b\n")
    assert refused("sequence", file, "--code", "code").startswith(
        f"troth: {file}, code: No couple has one code"
    )
