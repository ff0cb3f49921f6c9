"""`troth change`: two files in, the change and what it was judged by out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from troth.cli import main
from troth.commands.change_arguments import METHODS, NUMBERS, PRECISION
from troth.library import load_library
from troth.science.change import ChangeMethod

# As if the scale had the published numbers of the RDAS.
RDAS = ["--scale", "trust", "--healthy", "above", "--cutoff", "4.731", "--rci", "1.158"]


@pytest.fixture
def file(tmp_path: Path):
    def write(name: str, content: object) -> str:
        path = tmp_path / f"{name}.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return str(path)

    return write


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]):
    def run(*given: str):
        assert main(["change", *given, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [(4.0, 5.2, "recovered"), (4.0, 5.1, "unchanged"), (5.2, 4.0, "deteriorated"), (3, 4.5, "improved")],
)
def test_a_change_is_judged_by_the_numbers_given(file, told, pre, post, expected):
    found = told("trust-pulse", file("pre", pre), file("post", post), *RDAS)["scales"]["trust"]
    assert found["class"] == expected
    assert (found["pre"], found["post"], found["range"]) == (pre, post, [0, 10])
    assert found["change"] == pytest.approx(post - pre)
    assert (found["rci"], found["cutoff"]) == (pytest.approx(1.158), 4.731)
    assert found["rci_source"] == found["cutoff_source"] == "given by the person"


@pytest.mark.parametrize(
    ("measure", "pre", "post", "expected"),
    [
        ("rdas", 40, 52, "recovered"),
        ("RDAS", 40, 51, "unchanged"),
        ("rdas", 52, 40, "deteriorated"),
        ("csi-16", 40, 47, "improved"),
        ("csi-16", 46, 52, "unchanged"),
    ],
)
def test_a_published_measure_is_judged_by_its_own_numbers(file, told, measure, pre, post, expected):
    files = [file(name, {"scales": {"total": score}}) for name, score in (("pre", pre), ("post", post))]
    assert told(measure, *files)["scales"]["total"]["class"] == expected


def test_every_published_number_carries_source_and_mark(file, told):
    found = told("rdas", file("pre", 40), file("post", 52), "--scale", "total")["scales"]["total"]
    assert (found["rci"], found["rci_mark"]) == (pytest.approx(11.58), "V")
    assert (found["cutoff"], found["cutoff_mark"], found["healthy"]) == (47.31, "V", "above")
    assert "Anderson" in found["rci_source"]
    assert found["reliability_kind"] == "unknown"
    assert found["smallest_reliable_step"] == 12


def test_the_kind_of_reliability_behind_an_index_is_named_where_it_is_known(file, told):
    found = told("csi-16", file("pre", 40), file("post", 47))["scales"]["total"]
    assert found["reliability_kind"] == "alpha"


def test_one_bare_number_is_the_total(file, told):
    assert list(told("rdas", file("pre", 40), file("post", 52))["scales"]) == ["total"]


def test_one_partner_recovered_and_one_lost_are_opposed(file, told):
    mine = [file("pre", 40), file("post", 52)]
    partner = [file("their-pre", 55), file("their-post", 40)]
    found = told("rdas", *mine, "--partner", *partner, "--scale", "total")
    assert found["couple"]["total"]["class"] == "opposed"


def test_answers_to_a_published_measure_are_scored_by_its_key(file, told):
    all_low, all_high = ({str(n): score for n in range(1, 17)} for score in (0, 5))
    found = told("csi", file("pre", all_low), file("post", all_high))
    assert (found["instrument"], found["scales"]["total"]["change"]) == ("csi-16", 80)
    assert found["scales"]["total"]["class"] == "recovered"


def test_a_published_reliability_needs_only_an_sd(file, told):
    given = ["--sd", "8", "--healthy", "above"]
    files = file("pre", 20), file("post", 30)
    assert told("qmi", *files)["scales"]["total"]["class"] is None
    found = told("qmi", *files, *given)["scales"]["total"]
    assert found["rci"] == pytest.approx(1.96 * 8 * (2 * 0.06) ** 0.5)
    assert (found["class"], found["reliability_kind"]) == ("improved", "alpha")
    assert found["rci_source"].startswith("partly given")


def test_another_method_adds_what_it_needs_to_what_is_published(file, told):
    given = ["--method", "edwards-nunnally", "--mean", "61"]
    found = told("csi-16", file("pre", 40), file("post", 47), *given)["scales"]["total"]
    assert found["expected"] == pytest.approx(61 + 0.98 * (40 - 61))
    assert found["rci"] == pytest.approx(1.96 * 17 * 0.02**0.5)


def test_of_two_published_indices_the_larger_is_taken(file, told):
    found = told("phq-9", file("pre", 16), file("post", 11), "--healthy", "below")["scales"]["total"]
    assert (found["rci"], found["class"]) == (pytest.approx(6), "unchanged")


def test_a_measure_that_must_not_be_used_is_refused(file, capsys):
    assert main(["change", "ors", file("pre", 20), file("post", 30)]) == 2
    assert "cannot be used here" in capsys.readouterr().err


def test_an_own_measure_without_numbers_is_described_not_judged(file, told):
    found = told("trust-pulse", file("pre", {"scales": {"trust": 4}}), file("post", {"scales": {"trust": 9}}))
    scale = found["scales"]["trust"]
    assert (scale["change"], scale["class"], scale["rci"], scale["rci_source"]) == (5, None, None, None)
    assert "no reliability is known" in scale["why_no_class"]


def test_answers_are_scored_on_the_way(file, told):
    pulse = load_library().instrument("trust-pulse")
    low, high = ({item.id: item.options[n].value for item in pulse.items if item.options} for n in (2, 7))
    found = told("trust-pulse", file("pre", low), file("post", high))
    expected = {score.scale: score.value for score in pulse.score(high)}
    assert {scale: each["post"] for scale, each in found["scales"].items()} == expected


def test_scores_as_the_score_command_prints_them_are_read(file, told):
    before = file("pre", {"scales": {"trust": {"value": 4, "band": "any"}, "faith": {"value": None}}})
    after = file("post", {"scales": {"trust": {"value": 6}, "faith": {"value": 5}}})
    found = told("trust-pulse", before, after)["scales"]
    assert found["trust"]["change"] == 2
    assert (found["faith"]["change"], found["faith"]["why_no_class"]) == (
        None,
        "One of the two scores is missing, so there is no change.",
    )


def test_an_index_comes_from_sd_and_reliability(file, told):
    given = ["--scale", "trust", "--healthy", "above", "--sd", "2", "--reliability", "0.8"]
    found = told("trust-pulse", file("pre", 4), file("post", 6), *given, "--reliability-kind", "alpha")
    scale = found["scales"]["trust"]
    assert scale["rci"] == pytest.approx(1.96 * 2 * (2 * 0.2) ** 0.5)
    assert (scale["class"], scale["reliability_kind"]) == ("unchanged", "alpha")


def test_another_method_can_be_chosen(file, told):
    given = ["--scale", "trust", "--healthy", "above", "--sd", "2", "--reliability", "0.8", "--mean", "5"]
    found = told("trust-pulse", file("pre", 4), file("post", 6), *given, "--method", "gulliksen-lord-novick")
    scale = found["scales"]["trust"]
    assert (found["method"], scale["expected"]) == ("gulliksen-lord-novick", pytest.approx(4.2))
    assert scale["statistic"] == pytest.approx(1.8 / (2 * 0.6))


@pytest.mark.parametrize(
    ("theirs", "expected"), [((6, 4), "opposed"), ((4, 6), "both"), ((5, 5), "one")], ids=str
)
def test_a_partner_s_files_add_the_couple(file, told, theirs, expected):
    mine = [file("pre", 4), file("post", 6)]
    partner = [file(f"partner-{n}", score) for n, score in enumerate(theirs)]
    found = told("trust-pulse", *mine, "--partner", *partner, *RDAS)
    couple = found["couple"]["trust"]
    assert (couple["class"], found["partner"]["trust"]["post"]) == (expected, theirs[1])
    assert couple["level"]["post"] == (6 + theirs[1]) / 2
    assert couple["difference"]["change"] == 2 - (theirs[1] - theirs[0])


def test_both_unchanged_or_worse_say_so(file, told):
    mine = [file("pre", 5), file("post", 5)]
    for post, expected in [(5, "none"), (3, "worse")]:
        found = told("trust-pulse", *mine, "--partner", file("a", 5), file("b", post), *RDAS)
        assert found["couple"]["trust"]["class"] == expected


def test_a_person_reads_one_line_for_each_scale(file, capsys):
    given = ["trust-pulse", file("pre", 4), file("post", 6), *RDAS]
    assert main(["change", *given, "--partner", *given[1:3]]) == 0
    mine, theirs, couple = capsys.readouterr().out.splitlines()
    assert mine.startswith("trust: 4 to 6, change +2: recovered; reliable from 1.16 on")
    assert theirs == f"partner, {mine}"
    assert couple == "couple, trust: both"


@pytest.mark.parametrize(
    ("pre", "more", "told_of"),
    [
        ("{", [], "line 1: this is not JSON"),
        ("NaN", ["--scale", "trust"], "must be a number"),
        ('{"scales": {"trust": 1, "trust": 2}}', [], 'gives "trust" twice'),
        (4, [], "name one with --scale"),
        ("true", ["--scale", "trust"], "must be a number"),
        ([4], ["--scale", "trust"], "must be a number"),
        ({"scales": [4]}, [], '"scales" must hold a score for each scale'),
        ({"scales": {"trust": "4"}}, [], "must be a number"),
        ({"scales": {"love": 4}}, [], "has no scale 'love'"),
        ({"scales": {"trust": 11}}, [], "its scores go from 0 to 10"),
        ({"scales": {"faith": 4}}, [], "do not have a scale in common"),
        ({"nonsense": 4}, [], 'has no item "nonsense"'),
        (4, ["--scale", "love"], "has no scale 'love'"),
        (4, ["--scale", "trust", "--sd", "2"], "give --sd and --reliability together"),
        (4, ["--scale", "trust", "--sd", "0", "--reliability", "0.8"], "sd must be a positive number"),
        (4, ["--scale", "trust", "--sd", "2", "--reliability", "1"], "reliability must lie"),
        (4, ["--scale", "trust", "--sd", "two"], "'two' is not a number"),
        (4, ["--scale", "trust", "--cutoff", "5"], "--cutoff needs --healthy"),
        (4, ["--scale", "trust", "--method", "edwards-nunnally"], "needs the SD and the reliability"),
        (4, ["--scale", "trust", "--rci", "-1"], "must be a positive number"),
        ({"scales": {"trust": 4}}, ["--rci", "2"], "numbers belong to one"),
    ],
    ids=str,
)
def test_bad_input_gets_one_sentence_and_exit_code_2(file, capsys, pre, more, told_of):
    try:
        code = main(
            ["change", "trust-pulse", file("pre", pre), file("post", {"scales": {"trust": 5}}), *more]
        )
    except SystemExit as stopped:
        code = stopped.code
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert len(captured.err.splitlines()) == 1
    assert told_of in captured.err


def test_what_is_not_there_is_named(file, capsys):
    assert main(["change", "trust-pulse", "no-such.json", file("post", 4)]) == 2
    assert "no-such.json cannot be read" in capsys.readouterr().err
    assert main(["change", "no-such", file("pre", 4), file("post", 4)]) == 2
    assert "no-such" in capsys.readouterr().err
    assert main(["change", "private-check", file("pre", 4), file("post", 4)]) == 2
    assert "has no scores" in capsys.readouterr().err


def test_the_methods_and_numbers_offered_are_those_of_the_science():
    assert list(METHODS) == list(ChangeMethod)
    assert set(PRECISION) < set(NUMBERS)


def test_whoever_reads_an_answer_may_stop_before_its_end(surroundings, tmp_path):
    for name, value in (("pre", 2), ("post", 4)):
        (tmp_path / f"{name}.json").write_text(json.dumps({str(at): value for at in range(1, 8)}))
    command = [sys.executable, "-m", "troth", "change", "ras", "pre.json", "post.json", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command, env=surroundings, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
