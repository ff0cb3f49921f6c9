"""`troth import instrument`: what would be taken in, or one line that says why not."""

import json
from pathlib import Path

import pytest

from tests.library.importing.conftest import own_yaml
from tests.practice import cast
from troth.cli import main
from troth.practice.instruments.models import PracticeInstrument


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


@pytest.fixture
def attested(db) -> list[str]:
    """Dana of Elm Street attests."""
    cast.founder("Elm Street Practice", "Dana")
    by = ["--practice", "elm street practice", "--attested-by", "dana@example.org"]
    return [*by, "--ground", "A letter of May"]


def test_json_holds_the_words_and_who_attested_them(words, attested, capsys):
    assert main(["import", "instrument", words, "--measure", "ras", "--json", *attested]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["instrument"], told["attested_by"], told["ground"], told["stored_version"]) == (
        "ras-en",
        "dana@example.org",
        "A letter of May",
        1,
    )
    assert told["texts"]["items"][6]["text"] == "Placeholder sentence 7"
    assert (told["scales"], told["keys_supplied"], told["warnings"]) == (["total", "mean"], [], [])
    kept = PracticeInstrument.objects.get()
    assert (kept.slug, kept.attested_by.chosen_name, kept.ground) == ("ras-en", "Dana", "A letter of May")


def test_a_key_of_the_practice_is_named(tmp_path, attested, capsys):
    path = tmp_path / "mqors.yaml"
    path.write_text(own_yaml(5, 0, 10, "scales:\n  - {id: total, items: 1-5}\n"), "utf-8")
    assert main(["import", "instrument", str(path), "--measure", "mqors", *attested]) == 0
    told = capsys.readouterr().out
    assert "Key supplied by the practice: total.\n" in told
    assert "Attested by dana@example.org: A letter of May\n" in told
    assert told.endswith("Stored as version 1.\n")


def test_what_is_in_use_already_and_whoever_does_not_work_there_is_refused(words, attested, capsys):
    given = ["import", "instrument", words, "--measure", "ras", *attested]
    assert [main(given), main(given)] == [0, 2]
    assert "These very words are in use already, as version 1." in capsys.readouterr().err
    stranger = [each.replace("dana@", "erin@") for each in given]
    assert main(stranger) == 2
    assert "Nobody with the address erin@example.org gives care" in capsys.readouterr().err
    assert PracticeInstrument.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--measure", "ras"], "Someone must attest the right to use these words: add --practice NAME"),
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
