"""The side of semopy: FOLDER REPEATS. Its model has no intercepts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import semopy
from timed import given, tell, timed

MODEL = """
y_h ~ x_h + x_w
y_w ~ x_w + x_h
y_h ~~ y_w
"""
NAMES = {
    ("y_h", "x_h"): "actor_h",
    ("y_h", "x_w"): "partner_h",
    ("y_w", "x_w"): "actor_w",
    ("y_w", "x_h"): "partner_w",
}

folder, repeats, _ = given()
frame = pd.DataFrame(np.fromfile(folder / "couples.bin").reshape(-1, 4), columns=["x_h", "x_w", "y_h", "y_w"])


def work() -> pd.DataFrame:
    model = semopy.Model(MODEL)
    model.fit(frame)
    return model.inspect()


table, seconds = timed(work, repeats)
rows = table[table["op"] == "~"]
names = [NAMES[pair] for pair in zip(rows["lval"], rows["rval"], strict=True)]
tell(
    seconds,
    f"semopy {semopy.__version__}",
    estimates=dict(zip(names, map(float, rows["Estimate"]), strict=True)),
    se=dict(zip(names, map(float, rows["Std. Err"]), strict=True)),
)
