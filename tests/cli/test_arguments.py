"""Every command explains itself with an example, and says in one line what is wrong with its input."""

from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator

import pytest

from troth.cli import _parser, main


def commands(parser: ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for name, child in action.choices.items():
                yield from commands(child, (*path, name))


ALL = list(commands(_parser()))


def test_the_promised_commands_are_there():
    promised = {"serve", "work", "demo", "prepare", "content check", "audit verify", "doctor", "keys rotate"}
    promised |= {
        f"dyad {name}" for name in ("apim", "growth", "common-fate", "dynamics", "sequence", "agreement")
    }
    assert promised - {" ".join(path) for path in ALL} == set()


@pytest.mark.parametrize("path", ALL, ids=lambda path: " ".join(path) or "troth")
def test_help_has_an_example_of_itself(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        main([*path, "--help"])
    assert stopped.value.code == 0
    assert f"Example: {' '.join(['troth', *path])}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "COMMAND"),
        (["dance"], "dance"),
        (["serve", "--port", "eighty"], "'eighty' is not a port"),
        (["serve", "--port", "65536"], "'65536' is not a port"),
        (["serve", "--port", "-1"], "port"),
        (["content"], "COMMAND"),
        (["content", "check", "no/such/folder"], "no/such/folder is not a folder"),
        (
            ["practice", "create", "Elm", "--country", "Ireland", "--admin-email", "f@example.org"],
            "two letters",
        ),
        (["practice", "create", "Elm", "--country", "IE", "--admin-email", "frank"], "not an e-mail address"),
        (
            ["practice", "create", " ", "--country", "IE", "--admin-email", "f@example.org"],
            "the name is empty",
        ),
        (["practice", "create", "Elm", "--country", "IE"], "--admin-email"),
        (["manage"], "Django command"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_gets_one_line_and_exit_code_2(
    given: list[str], told: str, capsys: pytest.CaptureFixture[str]
):
    try:
        code = main(given)
    except SystemExit as stopped:
        code = stopped.code
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert len(captured.err.splitlines()) == 1
    assert told in captured.err
