import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.running import copied

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """An environment with a home of its own, and nothing of the practice that runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TROTH_", "DJANGO_"))}
    return {**kept, "TROTH_HOME": str(tmp_path / "home")}


@pytest.fixture
def prepared_before(tmp_path: Path, prepared: Path | None) -> Path:
    """The home of an installation that was prepared before: its many migrations are not done again for each test."""
    return copied(prepared, tmp_path / "home")


@pytest.fixture
def troth(surroundings: dict[str, str], tmp_path: Path) -> Run:
    """The command, as a person runs it."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "troth", *arguments],
            env=surroundings | more,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
