"""Who takes part in a comparison: our side, and peers where they are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
SIDES = ROOT / "bench" / "sides"
PEERS = ROOT / "var" / "bench-peers"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Side:
    """One way to do the work: a command to which the folder and the number of repeats are added."""

    name: str
    command: tuple[str, ...]
    repeats: int
    arguments: tuple[str, ...] = ()

    def run(self, folder: Path) -> dict[str, Any]:
        """Do the work and return what the side says of it."""
        done = subprocess.run(
            [*self.command, str(folder), str(self.repeats), *self.arguments],
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            message = f"{self.name} failed: {done.stderr.strip().splitlines()[-1:]}"
            raise RuntimeError(message)
        told: dict[str, Any] = json.loads(done.stdout)
        return told


def sides(repeats: int, told: Callable[[str], None]) -> tuple[list[Side], dict[str, str]]:
    """Return who takes part, ourselves first, and who does not, with the reason."""
    found = [Side("troth", (sys.executable, str(SIDES / "troth_scores.py")), repeats)]
    absent = {}
    python = _python_with_pandas(told)
    if isinstance(python, Path):
        found.append(Side("pandas", (str(python), str(SIDES / "pandas_scores.py")), repeats))
    else:
        absent["pandas"] = python
    why = _why_no_psych()
    for function, times in (("scoreFast", repeats), ("scoreItems", 1)):
        if why:
            absent[function] = why
        else:
            script = ("Rscript", "--vanilla", str(SIDES / "psych_scores.R"))
            found.append(Side(function, script, times, (function,)))
    return found, absent


def _python_with_pandas(told: Callable[[str], None]) -> Path | str:
    """Return the Python of the peers' own environment, made now if need be, or why there is none."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        told(f"Installing pandas into {PEERS.relative_to(ROOT)} (once) ...")
        venv.create(PEERS, with_pip=True)
    if _runs(python, "-c", "import pandas"):
        return python
    installed = _runs(python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "pandas")
    return python if installed else "pip could not install it"


def _why_no_psych() -> str | None:
    if shutil.which("Rscript") is None:
        return "R is not installed: apt-get install r-base-core r-cran-psych"
    if not _runs("Rscript", "--vanilla", "-e", "library(psych)"):
        return "R has no psych: apt-get install r-cran-psych"
    return None


def _runs(*command: object) -> bool:
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
