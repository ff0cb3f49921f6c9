"""YAML that would harm whoever reads it is refused by its line."""

from __future__ import annotations

import pytest

from troth.library.yaml_files import DEEPEST, parse_yaml

ENDLESS = 100_000


@pytest.mark.parametrize(
    "text", ["[" * ENDLESS, "- " * ENDLESS, "{a: " * ENDLESS, "[" * ENDLESS + "]" * ENDLESS]
)
def test_what_is_nested_without_end_is_refused_and_ends_nothing(text):
    problems = []
    assert parse_yaml("exercise.yaml", f"id: a\nsteps: {text}" if text[0] != "-" else text, problems) is None
    assert [problem.file for problem in problems] == ["exercise.yaml"]
    assert problems[0].remedy


def test_the_line_of_what_is_nested_too_deep_is_told():
    text = "id: a\nsteps: " + "[" * DEEPEST + "]" * DEEPEST
    problems = []
    assert parse_yaml("exercise.yaml", text, problems, first_line=5) is None
    (told,) = problems
    assert (told.line, told.message) == (6, f"More than {DEEPEST} fields lie inside one another.")


def test_what_is_nested_less_is_read():
    deep = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    problems = []
    document = parse_yaml("exercise.yaml", f"id: {deep}", problems)
    assert document is not None
    assert (problems, list(document.data)) == ([], ["id"])
