"""Our side: FOLDER REPEATS."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from troth.science.change import Cutoff, Healthy, change_many, published_rule
from troth.science.scoring import ItemDefinition, ScaleDefinition, score_many


def main(folder: Path, repeats: int) -> None:
    task = json.loads((folder / "task.json").read_text("utf-8"))
    answers = np.fromfile(folder / "answers.bin").reshape(-1, task["items"])
    before = np.fromfile(folder / "before.bin")
    items = tuple(
        ItemDefinition(str(n), task["low"], task["high"], n in task["reversed"]) for n in range(task["items"])
    )
    scale = ScaleDefinition("all", "sum", items, task["least"])
    rule, cutoff = published_rule(task["rci"]), Cutoff(task["cutoff"], Healthy.ABOVE)
    seconds = []
    for _ in range(repeats):
        cpu, wall = time.process_time(), time.perf_counter()
        scores = score_many(scale, answers)
        changes = change_many(before, scores.values, rule, Healthy.ABOVE, cutoff)
        seconds.append((time.process_time() - cpu, time.perf_counter() - wall))
    scores.values.tofile(folder / "troth.scores")
    changes.classes.astype(np.float64).tofile(folder / "troth.classes")
    print(json.dumps({"seconds": seconds, "version": f"numpy {np.__version__}"}))


main(Path(sys.argv[1]), int(sys.argv[2]))
