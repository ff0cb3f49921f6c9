"""Who takes part in a comparison: our side, and peers where they are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
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
            message = f"{self.name} failed: {' '.join(done.stderr.split()[-30:])}"
            raise RuntimeError(message)
        told: dict[str, Any] = json.loads(done.stdout)
        return told


def python_with(package: str, told: Callable[[str], None]) -> Path | str:
    """Return the Python of the peers' own environment with this package, installed now if need be, or why not."""
    python = PEERS / "bin" / "python"
    if not python.exists():
        venv.create(PEERS, with_pip=True)
    if _runs(python, "-c", f"import {package}"):
        return python
    told(f"Installing {package} into {PEERS.relative_to(ROOT)} (once) ...")
    installed = _runs(python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", package)
    return python if installed else "pip could not install it"


def why_no_r(package: str = "base") -> str | None:
    """Return why R cannot take part with this package, if so."""
    debian = "r-base-core" if package == "base" else f"r-base-core r-cran-{package}"
    if shutil.which("Rscript") is None:
        return f"R is not installed: apt-get install {debian}"
    if not _runs("Rscript", "--vanilla", "-e", f"library({package})"):
        return f"R has no {package}: apt-get install {debian}"
    return None


def _runs(*command: object) -> bool:
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
