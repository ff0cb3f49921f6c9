"""The reference page names every option, every key and every warning, and its examples are right."""

import doctest
import json
import re
import shlex
from argparse import ArgumentParser, _SubParsersAction
from pathlib import Path

import pytest

from tests.cli.dyad.conftest import ACITELLI, DIARY, RATINGS, TALKS
from troth.cli import _parser, main
from troth.commands.dyad.arguments import ANALYSES
from troth.science.dyad import cautions

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "dyad.md").read_text("utf-8")
NAMES = [analysis.name for analysis in ANALYSES]
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))

APIM = f"{ACITELLI} --role Gender --outcome Satisfaction_A --actor OtherPos_A"
PROFILES = f"{ACITELLI} --outcome SelfPos_A --outcome OtherPos_A --outcome Tension_A"
GROWTH = f"{DIARY} --role personID --time diaryday --outcome closeness --indistinguishable"
TURNS = f"{TALKS} --time second --code code"
RUNS = {
    "apim": [
        f"{APIM} --bootstrap 60 --seed 1 --covariate Yearsmar",
        f"{APIM} --moderator Yearsmar --reml",
        f"{ACITELLI} --role Gender --outcome Tension_A --actor SelfPos_A",
        f"{ACITELLI} --outcome Satisfaction_A --actor SimHob_A --actor Tension_A --indistinguishable",
    ],
    "common-fate": [f"{ACITELLI} --role Gender --outcome Satisfaction_A --predictor Tension_A"],
    "growth": [f"{GROWTH} --varying provided_support"],
    "dynamics": [
        f"{RATINGS} --time moment --score score --couples --draws 50 --seed 1",
        f"{RATINGS} --time moment --score score --influence linear",
    ],
    "sequence": [
        f"{TURNS} --permutations 20 --seed 1",
        f"{TURNS} --speaker couple --singles keep",
        f"{TURNS} --speaker speaker --demand demand --withdraw withdraw",
    ],
    "agreement": [
        f"{ACITELLI} --role Gender --outcome Tension_A",
        f"{PROFILES} --permutations 20 --seed 1",
    ],
}


def rows(section: str, of: str) -> list[str]:
    """The first cells of the tables of a section whose head begins with a word."""
    found = []
    for table in re.findall(rf"^\| {of} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", SECTIONS[section], re.MULTILINE):
        found += re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)
    return found


def keys(value: object, known: set[str], path: str = "") -> set[str]:
    """The ends of an object as the page writes them: `*` stands where keys are names that the data give."""
    if value in ([], {}):
        return set()
    if isinstance(value, list) and isinstance(value[0], dict):
        return set().union(*(keys(one, known, f"{path}[]") for one in value))
    if not isinstance(value, dict):
        return {path}
    found = set()
    for name, one in value.items():
        here, general = (f"{path}.{step}".removeprefix(".") for step in (name, "*"))
        told = any(way == here or way.startswith((f"{here}.", f"{here}[")) for way in known)
        found |= keys(one, known, here if told else general)
    return found


def used(name: str, capsys: pytest.CaptureFixture[str], known: set[str]) -> set[str]:
    found = set()
    for run in RUNS[name]:
        assert main(["dyad", name, *shlex.split(run), "--json"]) == 0
        found |= keys(json.loads(capsys.readouterr().out), known)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_an_answer_is_documented_and_every_documented_key_is_used(name, capsys):
    own, shared = set(rows(name, "key")), set(rows("Every analysis", "key"))
    found = used(name, capsys, own | shared)
    assert found - own - shared == set()
    assert {way for way in own - found if not way.startswith("bootstrap.warnings")} == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_documented_and_every_documented_option_is_there(name):
    told = {row.split()[0] for row in [*rows("Every analysis", "option"), *rows(name, "option")]}
    there = {option for action in parser_of(name)._actions for option in action.option_strings[:1]}
    assert there - told - {"-h"} == set()
    assert {row.split()[0] for row in rows(name, "option")} - there == set()


def parser_of(name: str) -> ArgumentParser:
    found = _parser()
    for step in ("dyad", name):
        (group,) = (action for action in found._actions if isinstance(action, _SubParsersAction))
        found = group.choices[step]
    return found


def reached() -> dict[str, str]:
    """The modules of the numbers that the analyses import, or these import, with their text."""
    found, left = {}, [f"troth.commands.dyad.{name.replace('-', '_')}" for name in NAMES]
    while left:
        module = left.pop()
        text = (ROOT / "src" / module.replace(".", "/")).with_suffix(".py").read_text("utf-8")
        found[module] = text
        left += {
            *re.findall(r"^\s*from (troth\.science\.dyad\.\w+) import", text, re.MULTILINE)
        } - found.keys()
    return found


def test_every_warning_that_an_analysis_can_give_is_documented():
    texts = [text for module, text in reached().items() if not module.endswith(".cautions")]
    kinds = [name for name in cautions.__all__ if any(f"{name}(" in text for text in texts)]
    assert "FewCouples" in kinds
    assert sorted(rows("Every analysis", "warning")) == sorted(
        {getattr(cautions, name).code for name in kinds} | {cautions.CouplesDropped.code}
    )


def examples() -> list[tuple[str, str]]:
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [
        tuple(one.split("\n", 1))
        for block in blocks
        for one in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ]


def test_every_analysis_has_an_example():
    assert {shlex.split(command)[2] for command, _ in examples()} == set(NAMES)


@pytest.mark.parametrize(("command", "expected"), examples(), ids=lambda part: part[:60])
def test_the_examples_are_right(command, expected, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert main(shlex.split(command)[1:]) == 0
    out = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"
    assert doctest.OutputChecker().check_output(expected, out, doctest.ELLIPSIS), out
