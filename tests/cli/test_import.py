"""`troth import instrument`: what would be taken in, or one line that says why not."""

import json
from pathlib import Path

import pytest

from tests.library.importing.conftest import own_yaml
from troth.cli import main


@pytest.fixture
def words(tmp_path: Path) -> str:
    path = tmp_path / "ras.yaml"
    path.write_text(own_yaml(7, 1, 5), "utf-8")
    return str(path)


def test_a_check_needs_nobody_to_attest_and_says_what_would_be_taken(words, capsys):
    assert main(["import", "instrument", words, "--measure", "RAS", "--check"]) == 0
    assert capsys.readouterr().out == (
        "Relationship Assessment Scale: 7 items in en, from yaml.\n"
        "It would be taken in as ras-en.\n"
        "Scales: total, mean.\n"
        "Rights: Free with citation, as far as we know; the practice makes sure.\n"
        "Only checked: nothing was stored.\n"
    )


def test_json_holds_the_words_and_who_attested_them(words, capsys):
    given = ["import", "instrument", words, "--measure", "ras", "--json"]
    assert main([*given, "--attested-by", "Dana Whitlock", "--ground", "A letter of May"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["instrument"], told["attested_by"], told["ground"]) == (
        "ras-en",
        "Dana Whitlock",
        "A letter of May",
    )
    assert told["texts"]["items"][6]["text"] == "Placeholder sentence 7"
    assert (told["scales"], told["keys_supplied"], told["warnings"]) == (["total", "mean"], [], [])


def test_a_key_of_the_practice_is_named(tmp_path, capsys):
    path = tmp_path / "mqors.yaml"
    path.write_text(own_yaml(5, 0, 10, "scales:\n  - {id: total, items: 1-5}\n"), "utf-8")
    given = [
        "import",
        "instrument",
        str(path),
        "--measure",
        "mqors",
        "--attested-by",
        "Dana",
        "--ground",
        "Asked",
    ]
    assert main(given) == 0
    told = capsys.readouterr().out
    assert "Key supplied by the practice: total.\n" in told
    assert "Attested by Dana: Asked\n" in told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--measure", "ras"], "Someone must attest the right to use these words: add --attested-by NAME"),
        (["--measure", "ras", "--attested-by", "Dana"], "Someone must attest"),
        (["--measure", "ras", "--attested-by", "Dana", "--ground", " "], "Someone must attest"),
        (["--measure", "ors", "--check"], "ras.yaml: Outcome Rating Scale cannot be taken in:"),
        (["--measure", "kmss", "--check"], "ras.yaml: The file holds 7 items, but kmss has 3."),
        (["--measure", "ras", "--language", "de", "--check"], 'The file is in "en", but "de" was asked for.'),
        (["--measure", "ras", "--language", "deutsch", "--check"], "'deutsch' is not a language"),
        (["--check"], "--measure"),
    ],
)
def test_what_does_not_fit_gets_one_line_and_exit_code_2(words, capsys, more, told):
    try:
        code = main(["import", "instrument", words, *more])
    except SystemExit as stopped:
        code = stopped.code
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert len(captured.err.splitlines()) == 1
    assert told in captured.err


def test_a_file_that_is_not_there_is_said_so(capsys):
    assert main(["import", "instrument", "nowhere.json", "--measure", "ras", "--check"]) == 2
    assert "nowhere.json cannot be read (No such file or directory)" in capsys.readouterr().err
