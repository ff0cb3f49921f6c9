"""Exercises that only the tests have, beside those that are shipped."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.load import load_library, read_content

if TYPE_CHECKING:
    from troth.library import Library


FOLDER = Path(__file__).parent


@cache
def with_test_exercises() -> Library:
    extra, problems = read_content(FOLDER, "en")
    assert [problem for problem in problems if "exercises" in problem.file] == []
    shipped = load_library()
    return dataclasses.replace(shipped, exercises=MappingProxyType({**shipped.exercises, **extra.exercises}))
