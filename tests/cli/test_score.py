"""`troth score`: figures with their sources, or one line that says what to mend."""

import json
from pathlib import Path

import pytest

from tests.library.importing.conftest import own_yaml
from troth.cli import main

RAS = {"1": 5, "2": 4, "3": 5, "4": 1, "5": 4, "6": 5, "7": 2}


@pytest.fixture
def answers(tmp_path: Path):
    def write(data: object) -> str:
        path = tmp_path / "answers.json"
        if isinstance(data, bytes):
            path.write_bytes(data)
        else:
            path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        return str(path)

    return write


def scored(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["score", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["ras", "RAS", "Relationship Assessment Scale"])
def test_a_measure_is_scored_under_any_of_its_names(answers, capsys, name):
    told = scored(capsys, name, answers(RAS))
    assert (told["instrument"], told["status"]) == ("ras", "complete")
    assert told["scales"]["total"]["value"] == 32
    assert told["scales"]["total"]["range"] == [7, 35]
    assert told["scales"]["mean"]["value"] == pytest.approx(4.5714, abs=1e-4)
    assert told["scales"]["mean"]["band"] == "not distressed"


def test_a_band_carries_value_source_and_mark(answers, capsys):
    told = scored(capsys, "rdas", answers({str(number): 3 for number in range(1, 15)}))
    total = told["scales"]["total"]
    assert (total["value"], total["band"], total["band_rests_on"], total["band_mark"]) == (
        42,
        "distressed",
        "47.31",
        "V",
    )
    assert total["cutoffs"]["distressed"] == {
        "value": 47.31,
        "upper": None,
        "band": "distressed",
        "source": "Anderson et al. 2014, cut-off and reliable change of the RDAS.",
        "mark": "V",
        "to_verify": False,
        "note": None,
    }
    assert [warning.partition(" (")[0] for warning in told["warnings"]] == [
        "total, consensus, satisfaction: the key is a default",
        "cohesion: the key is a default",
    ]


def test_the_number_of_answers_tells_which_form_is_meant(answers, capsys):
    told = scored(capsys, "PPRS", answers(dict.fromkeys(map(str, range(1, 13)), 6)))
    assert (told["instrument"], told["scales"]["total"]["value"]) == ("pprs-12", 6)


def test_missing_answers_mean_no_score_and_are_told(answers, capsys):
    told = scored(capsys, "ras", answers({**RAS, "7": None}))
    assert told["scales"]["total"]["value"] is None
    assert told["scales"]["total"]["reason"].startswith("not scored: 1 of 7 items not answered (7)")
    assert told["warnings"][0].startswith("total: not scored: ")


def test_prorating_and_the_choice_of_a_cutoff_are_the_practices(answers, capsys):
    six = answers({**RAS, "7": None})
    assert scored(capsys, "ras", six, "--prorate", "total=6")["scales"]["total"]["prorated"] is True
    hits = answers(dict.fromkeys("1234", 2))
    assert scored(capsys, "hits", hits)["scales"]["total"]["band"] is None
    chosen = scored(capsys, "hits", hits, "--cutoff", "total=women-veterans")["scales"]["total"]
    assert (chosen["band"], chosen["band_rests_on"]) == ("screen positive", "6")


def test_alerts_and_rules_stand_beside_the_scores(answers, capsys):
    phq = scored(capsys, "phq-9", answers({**dict.fromkeys("12345678", 0), "9": 1}))
    assert (phq["scales"]["total"]["value"], phq["alerts"]) == (1, [{"item": "9", "kind": "danger_to_self"}])
    pcl = {str(number): 2 if number in {1, 6, 8, 9, 15, 16} else 0 for number in range(1, 21)}
    told = scored(capsys, "pcl-5", answers(pcl))
    assert (told["scales"]["total"]["value"], told["rules"]["symptom_rule"]["met"]) == (12, True)


def test_own_measures_are_scored_and_called_unvalidated(answers, capsys):
    week = {"knew_what_to_expect": 4, "could_count_on": 5, "faith_ahead": 3, "overall": 2}
    told = scored(capsys, "trust-pulse", answers(week))
    assert (told["status"], told["scales"]["dependability"]["value"]) == ("own, unvalidated", 5)
    assert told["scales"]["trust"]["value"] is None
    assert told["warnings"][0] == "trust: not scored: only 4 of 7 items answered."
    assert "no norms and no cut-offs" in told["warnings"][-1]


def test_an_incomplete_measure_keeps_answers_and_scores_nothing(answers, capsys):
    told = scored(capsys, "trust-scale", answers(dict.fromkeys(map(str, range(1, 18)), -3)))
    assert told["status"] == "incomplete"
    assert {scale["value"] for scale in told["scales"].values()} == {None}


def test_the_practices_own_file_may_bring_the_key(answers, capsys, tmp_path):
    words = tmp_path / "words.yaml"
    words.write_text(own_yaml(17, -3, 3, "scales:\n  - {id: faith, items: 1-7, reverse: 2}\n"), "utf-8")
    given = answers(dict.fromkeys(map(str, range(1, 18)), 3))
    told = scored(capsys, "trust-scale", given, "--texts", str(words))
    assert told["status"] == "key supplied by the practice"
    faith = told["scales"]["faith"]
    assert (faith["value"], faith["range"]) == (15, [-21, 21])
    assert faith["key"] == {"source": "key supplied by the practice", "mark": "TV"}
    assert told["scales"]["total"]["value"] is None


def test_printed_labels_are_ids_too(answers, capsys):
    given = dict(
        zip(["A1", "A2", "A3a", "A3b", "B4", "B5", "B6", "B7a", "B7b", "B8a", "B8b"], [1] * 11, strict=True)
    )
    assert scored(capsys, "cpq-sf", answers(given))["scales"]["demand_withdraw"]["value"] == 6


def test_without_json_people_get_a_table(answers, capsys):
    assert main(["score", "ras", answers(RAS)]) == 0
    assert capsys.readouterr().out == (
        "Relationship Assessment Scale (ras, complete)\n"
        "  Satisfaction (sum)       32  of 7 to 35\n"
        "  Satisfaction (mean)   4.571  of 1 to 5  not distressed (cut-off 3.5–4)\n"
        "Note: mean: the band rests on the default 3.5–4 (source: none confirmed; TV, to verify).\n"
        "Note: total, mean: the key is a default (source: Web pages that score the scale; "
        "a later edition of one agrees with this key; V2, to verify).\n"
    )


def test_the_table_shows_rules_alerts_and_what_is_not_scored(answers, capsys):
    assert main(["score", "pcl-5", answers({"1": 2})]) == 0
    assert "  Symptoms in all four groups: open\n" in capsys.readouterr().out
    assert main(["score", "phq-9", answers({"9": 2})]) == 0
    told = capsys.readouterr().out
    assert "Alert: danger to self (item 9)\n" in told
    assert "  Depression       –  of 0 to 27  not scored: 8 of 9 items not answered" in told


def test_everything_that_can_be_scored_is_listed(capsys):
    assert main(["score", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len({line.split()[0] for line in lines})
    assert "ras              7  complete             Relationship Assessment Scale" in lines
    assert main(["score", "--list", "--json"]) == 0
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["mqors"] == {
        "id": "mqors",
        "name": "Multidimensional Quality of Relationship Scale",
        "items": None,
        "status": "incomplete",
    }
    assert rows["trust-pulse"]["status"] == "own, unvalidated"


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("ras", {**RAS, "4": 6}, 'Item "4" is 6: write a whole number from 1 to 5, or null if it was not'),
        ("ras", {**RAS, "4": 0}, 'Item "4" is 0: write a whole number from 1 to 5'),
        ("ras", {**RAS, "4": 3.0}, 'Item "4" is 3.0: write a whole number'),
        ("ras", {**RAS, "4": "3"}, 'Item "4" is "3": write a whole number'),
        ("ras", {**RAS, "4": True}, 'Item "4" is true: write a whole number'),
        ("ras", {**RAS, "4": [3]}, 'Item "4" is [3]: write a whole number'),
        ("ras", '{"4": NaN}', 'Item "4" is NaN: write a whole number'),
        ("ras", {**RAS, "8": 3}, 'ras has no item "8": use 1 to 7'),
        ("ras", {"01": 3}, 'ras has no item "01": use 1 to 7'),
        ("ras", '{"1": 4, "1": 5}', 'gives "1" twice: keep one of the two'),
        ("cpq-sf", {"3": 4, "A3a": 4}, 'Item "A3a" is answered twice: keep one of the two'),
        ("ras", "[1, 2]", "holds no answers by item: write it like"),
        ("ras", "", "line 1: this is not JSON (Expecting value): write it like"),
        ("ras", '{"1": 4,}', "this is not JSON"),
        ("ras", b"\xff\xfe", "is not UTF-8 text: save it again as UTF-8"),
        ("ras", "[" * 100_000, "is not a list of answers"),
        ("ras", '{"1": ' + "9" * 5000 + "}", "is not a list of answers"),
        ("ras", " " * 500_001, "is too large for answers: keep it below 500 kB"),
        ("mqors", {"1": 4}, 'mqors has no item "1": its items come with the practice\'s own file'),
        ("trust-pulse", {"overall": 11}, 'Item "overall" is 11: write a whole number from 0 to 10'),
        ("trust-pulse", {"1": 4}, 'trust-pulse has no item "1": use knew_what_to_expect'),
        (
            "private-intake",
            {"goal": "leave"},
            'Item "goal" is "leave": use one of improve, decide, part, unsure',
        ),
        ("private-intake", {"goal_in_words": 4}, 'Item "goal_in_words" is 4: write words, or null'),
        ("ors", {"1": 4}, "Outcome Rating Scale cannot be used here: its individual licence forbids"),
        ("itsr", {"1": 4}, "There is no questionnaire called 'itsr'."),
        ("PPRS", {"1": 4}, "There are: pprs-12, pprs-18. See `troth score --list`"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 90 else "given",
)
def test_bad_answers_get_one_line_and_exit_code_2(answers, capsys, name, given, told):
    assert main(["score", name, answers(given), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert told in captured.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "score needs a questionnaire and a file of answers"),
        (["ras"], "score needs a questionnaire and a file of answers"),
        (["ras", "nowhere.json"], "nowhere.json cannot be read (No such file or directory)"),
        (["ras", "FILE", "--prorate", "total"], "'total' is not SCALE=VALUE: write it like total=6"),
        (["ras", "FILE", "--prorate", "total=some"], "'total=some' has no number of answers"),
        (["ras", "FILE", "--prorate", "total=8"], "the fewest answers needed must lie between 1 and 7"),
        (["ras", "FILE", "--prorate", "sum=6"], "There is no scale of ras called 'sum'"),
        (["ras", "FILE", "--cutoff", "mean=low"], "There is no cut-off of mean called 'low'"),
        (
            ["trust-pulse", "FILE", "--prorate", "trust=6"],
            "trust-pulse is our own: its rules stand in its own file",
        ),
    ],
)
def test_bad_options_get_one_line_and_exit_code_2(answers, capsys, arguments, told):
    path = answers({**RAS, "7": None} if "ras" in arguments else {})
    assert main(["score", *(path if each == "FILE" else each for each in arguments)]) == 2
    captured = capsys.readouterr()
    assert (captured.out, len(captured.err.splitlines())) == ("", 1)
    assert told in captured.err
