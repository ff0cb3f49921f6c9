"""The side of semopy: FOLDER REPEATS means, or FOLDER REPEATS slopes, which has no intercepts and is less work."""

from __future__ import annotations

import numpy as np
import pandas as pd
import semopy
from timed import given, tell, timed

MODEL = """
y_h ~ {one}x_h + x_w
y_w ~ {one}x_w + x_h
y_h ~~ y_w
"""
NAMES = {
    ("y_h", "1"): "intercept_h",
    ("y_w", "1"): "intercept_w",
    ("y_h", "x_h"): "actor_h",
    ("y_h", "x_w"): "partner_h",
    ("y_w", "x_w"): "actor_w",
    ("y_w", "x_h"): "partner_w",
}

folder, repeats, (what,) = given()
kind, one = (semopy.ModelMeans, "1 + ") if what == "means" else (semopy.Model, "")
frame = pd.DataFrame(np.fromfile(folder / "couples.bin").reshape(-1, 4), columns=["x_h", "x_w", "y_h", "y_w"])


def work() -> pd.DataFrame:
    model = kind(MODEL.format(one=one))
    model.fit(frame)
    return model.inspect()


table, seconds = timed(work, repeats)
rows = table[table["op"] == "~"]
names = [NAMES[pair] for pair in zip(rows["lval"], map(str, rows["rval"]), strict=True)]
tell(
    seconds,
    f"semopy {semopy.__version__}",
    estimates=dict(zip(names, map(float, rows["Estimate"]), strict=True)),
    se=dict(zip(names, map(float, rows["Std. Err"]), strict=True)),
)
