"""The side of pandas, vectorised: FOLDER REPEATS. Needs numpy and pandas only."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


def scored(frame: pd.DataFrame, task: dict[str, Any]) -> pd.Series:
    keyed = frame.copy()
    turned = [f"i{n}" for n in task["reversed"]]
    keyed[turned] = task["low"] + task["high"] - keyed[turned]
    return (keyed.mean(axis=1) * task["items"]).where(keyed.count(axis=1) >= task["least"])


def classes_of(before: pd.Series, after: pd.Series, task: dict[str, Any]) -> np.ndarray:
    gain = after - before
    crossed = (before < task["cutoff"]) & (after >= task["cutoff"])
    return np.select(
        [gain.isna(), gain <= -task["rci"], (gain >= task["rci"]) & crossed, gain >= task["rci"]],
        [-1, 0, 3, 2],
        default=1,
    )


def main(folder: Path, repeats: int) -> None:
    task = json.loads((folder / "task.json").read_text("utf-8"))
    table = np.fromfile(folder / "answers.bin").reshape(-1, task["items"])
    frame = pd.DataFrame(table, columns=[f"i{n}" for n in range(task["items"])])
    before = pd.Series(np.fromfile(folder / "before.bin"))
    seconds = []
    for _ in range(repeats):
        cpu, wall = time.process_time(), time.perf_counter()
        scores = scored(frame, task)
        classes = classes_of(before, scores, task)
        seconds.append((time.process_time() - cpu, time.perf_counter() - wall))
    scores.to_numpy(dtype=np.float64).tofile(folder / "pandas.scores")
    classes.astype(np.float64).tofile(folder / "pandas.classes")
    print(json.dumps({"seconds": seconds, "version": f"pandas {pd.__version__}, numpy {np.__version__}"}))


main(Path(sys.argv[1]), int(sys.argv[2]))
