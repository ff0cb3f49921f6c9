"""`troth dyad` in tests: an answer as an object, a refusal as one line, and files to ask about."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from troth.cli import main

DATA = Path(__file__).parents[2] / "science" / "data"
ACITELLI = DATA / "dyadr_acipair.csv"
DIARY = DATA / "dyadMLM_dyads_ild.csv"
RATINGS = DATA / "made_up_ratings.csv"
TALKS = DATA / "made_up_talks.csv"

Told = Callable[..., dict[str, Any]]


def _no_number(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Run an analysis and return its object, which is JSON by the letter."""

    def run(*given: object) -> dict[str, Any]:
        assert main(["dyad", *map(str, given), "--json"]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        found: dict[str, Any] = json.loads(captured.out, parse_constant=_no_number)
        return found

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run an analysis that cannot be done and return its one line."""

    def run(*given: object) -> str:
        try:
            code = main(["dyad", *map(str, given)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        captured = capsys.readouterr()
        assert (code, captured.out) == (2, "")
        (line,) = captured.err.splitlines()
        return line

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file for the command."""

    def make(text: str, name: str = "couples.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding)
        return path

    return make


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """The diaries of the couples of two sexes."""
    path = tmp_path / "diary.csv"
    pl.read_csv(DIARY).filter(pl.col("dyad_composition") == "female_x_male").write_csv(path)
    return path
