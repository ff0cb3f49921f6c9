"""A real site for the journeys: its own home, its own database, its own process."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import LOCK_EX, flock
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

PATIENCE = 60  # seconds
ON_DAY = Path(__file__).with_name("on_day.py")
BESIDE = ON_DAY.with_name("beside.py")


@dataclass
class Site:
    """A site that answers, what it said until then, and by how many seconds its clock is moved, if at all."""

    url: str
    said: list[str]
    surroundings: dict[str, str]
    process: subprocess.Popen[str] = field(repr=False)
    moved: float | None = None
    _beside: list[subprocess.Popen[str]] = field(default_factory=list, repr=False)  # one, which copies share

    def troth(self, *arguments: str) -> str:
        """Run a command beside the site, at the same moment, and return what it answers."""
        if not self._beside:
            program = [sys.executable, "-P", str(BESIDE)]
            around = self.surroundings | {"TROTH_URL": self.url}
            self._beside.append(subprocess.Popen(program, env=around, stdin=PIPE, stdout=PIPE, text=True))
        (beside,) = self._beside
        print(json.dumps([self.moved, arguments]), file=beside.stdin, flush=True)
        status, said, complained = json.loads(beside.stdout.readline())
        assert status == 0, (arguments, status, said, complained)
        return said.strip()

    def now(self) -> float:
        """Return the site's time, in seconds since 1970."""
        return time.time() + (self.moved or 0.0)

    def go_on(self, by: dt.timedelta) -> None:
        """Let time pass at the site; everybody stays where they are."""
        assert self.moved is not None
        print(by.total_seconds(), file=self.process.stdin, flush=True)
        self.moved += by.total_seconds()
        assert self.process.stdout.readline().startswith("Now: ")

    def no_more_commands(self) -> None:
        for beside in self._beside:
            with beside:
                beside.stdin.close()


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
def running(
    command: str, environment: dict[str, str], home: Path, moved: float | None = None
) -> Iterator[Site]:
    """Run `troth serve` or `troth demo` until the end of the block; it must stop without a complaint."""
    home.mkdir(exist_ok=True)
    arguments = [*_program(moved), command, "--port", "0"]
    with subprocess.Popen(
        arguments, env=environment, cwd=home, stdin=PIPE, stdout=PIPE, text=True
    ) as process:
        try:
            said = []
            for line in process.stdout:
                said.append(line.strip())
                if line.startswith("Ready: "):
                    break
            url = said[-1].removeprefix("Ready: ").rstrip("/")
            site = Site(url, said[:-1], environment, process, moved)
            try:
                yield site
            finally:
                site.no_more_commands()
            process.stdin.close()
            process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


def made_once(command: str, home: Path) -> Path | None:
    """Return a home as a site leaves it, made by whichever worker of the tests comes first.

    None with PostgreSQL, where each site makes a database of its own.
    """
    if os.environ.get("TROTH_DATABASE_URL", "").startswith("postgres"):
        return None
    with home.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not home.exists():
            making = home.with_suffix(".making")
            with surroundings(making) as environment, running(command, environment, making):
                pass
            making.rename(home)
    return home


def copied(made: Path | None, place: Path) -> Path:
    """Return a home of its own: a copy of what was made, or a new one."""
    return Path(shutil.copytree(made, place)) if made else place


def _program(moved: float | None) -> list[str]:
    return (
        [sys.executable, "-m", "troth"] if moved is None else [sys.executable, "-P", str(ON_DAY), str(moved)]
    )


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
