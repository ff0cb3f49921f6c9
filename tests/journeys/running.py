"""A real site for the journeys: its own home, its own database, its own process."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Site:
    """A site that answers, and what it said until then."""

    url: str
    said: list[str]
    surroundings: dict[str, str]

    def troth(self, *arguments: str) -> str:
        """Run a command beside the site, and return what it answers."""
        done = subprocess.run(
            [sys.executable, "-m", "troth", *arguments],
            env=self.surroundings | {"TROTH_URL": self.url},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


@contextmanager
def surroundings(home: Path) -> Iterator[dict[str, str]]:
    """Yield an environment that knows nothing of the settings of the tests, with a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TROTH_", "DJANGO_"))}
    kept["TROTH_HOME"] = str(home)
    if redis := os.environ.get("TROTH_REDIS_URL"):
        kept["TROTH_REDIS_URL"] = redis
    given = os.environ.get("TROTH_DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield kept
        return
    with _own_database(given) as url:
        yield kept | {"TROTH_DATABASE_URL": url}


@contextmanager
def running(command: str, environment: dict[str, str], home: Path) -> Iterator[Site]:
    """Run `troth serve` or `troth demo` until the end of the block; it must stop without a complaint."""
    home.mkdir(exist_ok=True)
    arguments = [sys.executable, "-m", "troth", command, "--port", "0"]
    with subprocess.Popen(arguments, env=environment, cwd=home, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = []
            for line in process.stdout:
                said.append(line.strip())
                if line.startswith("Ready: "):
                    break
            yield Site(said[-1].removeprefix("Ready: ").rstrip("/"), said[:-1], environment)
            process.terminate()
            assert process.wait(30) == 0
        finally:
            process.kill()


@contextmanager
def _own_database(url: str) -> Iterator[str]:
    import psycopg

    name = f"troth_journey_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield re.sub(r"/[^/]*$", f"/{name}", url)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
