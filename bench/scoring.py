"""Scores of many questionnaires with reverse keys, gaps and reliable change, beside pandas and R."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.side import SIDES, Side, python_with, why_no_r

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SEED = 1123
TASK = {
    "items": 32,
    "low": 0,
    "high": 5,
    "reversed": list(range(0, 32, 3)),
    "least": 26,
    "rci": 12.54,
    "cutoff": 104.5,
}
TARGET_ROWS, TARGET_SECONDS = 1_000_000, 0.3


@dataclass(frozen=True)
class Size:
    """How many questionnaires, how often in one process, and in how many processes by turns."""

    rows: int
    repeats: int
    rounds: int


FULL = Size(rows=TARGET_ROWS, repeats=5, rounds=3)
QUICK = Size(rows=50_000, repeats=3, rounds=1)


@dataclass(frozen=True)
class Figure:
    """What one side took: the medians of all its times, in seconds, and the smallest and largest."""

    name: str
    version: str
    cpu: float
    least: float
    most: float
    wall: float
    times: int


@dataclass(frozen=True)
class Result:
    """All figures, ourselves first, who was absent, and how many scores were compared."""

    figures: list[Figure]
    absent: dict[str, str]
    compared: dict[str, int]
    missed: bool


def measured(size: Size, told: Callable[[str], None]) -> Result:
    """Make the answers, let every side work on them by turns, and compare before believing a time."""
    taking_part, absent = _sides(size.repeats, told)
    told(f"Scoring {size.rows} questionnaires with {', '.join(side.name for side in taking_part)} ...")
    seconds: dict[str, list[tuple[float, float]]] = {side.name: [] for side in taking_part}
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        folder = Path(home)
        _make(folder, size.rows)
        for _ in range(size.rounds):
            for side in taking_part:
                said = side.run(folder)
                seconds[side.name] += [(cpu, wall) for cpu, wall in said["seconds"]]
                versions[side.name] = said["version"]
        compared = {side.name: _compared(folder, side) for side in taking_part[1:]}
    figures = [_figure(name, versions[name], times) for name, times in seconds.items()]
    missed = size.rows >= TARGET_ROWS and figures[0].cpu > TARGET_SECONDS
    return Result(figures, absent, compared, missed)


def _sides(repeats: int, told: Callable[[str], None]) -> tuple[list[Side], dict[str, str]]:
    """Return who takes part, ourselves first, and who does not, with the reason."""
    found = [Side("troth", (sys.executable, str(SIDES / "troth_scores.py")), repeats)]
    absent = {}
    python = python_with("pandas", told)
    if isinstance(python, Path):
        found.append(Side("pandas", (str(python), str(SIDES / "pandas_scores.py")), repeats))
    else:
        absent["pandas"] = python
    why = why_no_r("psych")
    for function, times in (("scoreFast", repeats), ("scoreItems", 1)):
        if why:
            absent[function] = why
        else:
            script = ("Rscript", "--vanilla", str(SIDES / "psych_scores.R"))
            found.append(Side(function, script, times, (function,)))
    return found, absent


def _make(folder: Path, rows: int) -> None:
    """Write answers with 2 % gaps at random; one person in a hundred leaves out far more."""
    rng = np.random.default_rng(SEED)
    answers = rng.integers(TASK["low"], TASK["high"] + 1, (rows, TASK["items"])).astype(np.float64)
    gaps = np.where(rng.random((rows, 1)) < 0.01, 0.4, 0.02)
    answers[rng.random(answers.shape) < gaps] = np.nan
    answers.tofile(folder / "answers.bin")
    rng.integers(40, 120, rows).astype(np.float64).tofile(folder / "before.bin")
    (folder / "task.json").write_text(json.dumps(TASK), "utf-8")
    numbers = [rows, *(TASK[name] for name in ("items", "low", "high", "least", "rci", "cutoff"))]
    (folder / "task.txt").write_text(" ".join(map(str, numbers)), "utf-8")
    (folder / "reversed.txt").write_text(" ".join(map(str, TASK["reversed"])), "utf-8")


def _compared(folder: Path, side: Side) -> int:
    """Return how many scores and classes are equal to ours; raise where one is not."""
    ours, theirs = _read(folder, "troth.scores"), _read(folder, f"{side.name}.scores")
    enough = ~np.isnan(ours)
    if not np.allclose(ours[enough], theirs[enough], rtol=1e-12, atol=1e-9):
        message = f"The scores of {side.name} differ from ours: the times would mean nothing."
        raise RuntimeError(message)
    if side.name == "pandas" and not np.array_equal(np.isnan(theirs), ~enough):
        message = "pandas finds other questionnaires too incomplete: the times would mean nothing."
        raise RuntimeError(message)
    classes = _read(folder, "troth.classes"), _read(folder, f"{side.name}.classes")
    if not np.array_equal(classes[0][enough], classes[1][enough]):
        message = f"The change classes of {side.name} differ from ours: the times would mean nothing."
        raise RuntimeError(message)
    return int(enough.sum())


def _read(folder: Path, name: str) -> NDArray[np.float64]:
    return np.fromfile(folder / name)


def _figure(name: str, version: str, times: list[tuple[float, float]]) -> Figure:
    cpu, wall = ([each[clock] for each in times] for clock in (0, 1))
    return Figure(
        name, version, statistics.median(cpu), min(cpu), max(cpu), statistics.median(wall), len(cpu)
    )
