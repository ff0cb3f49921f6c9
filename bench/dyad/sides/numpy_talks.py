"""The plain way with numpy: FOLDER REPEATS loop COUPLES OF TURNS, or FOLDER REPEATS sum COUPLES OF TURNS."""

from __future__ import annotations

import numpy as np
from timed import given, tell, timed

FEWEST = 8  # turns with the partner above zero, and below, for a slope on that side

folder, repeats, (what, some, of, turns) = given()
talks = np.fromfile(folder / "talks.bin").reshape(int(of), int(turns), 2)


def loop() -> np.ndarray:
    """One least-squares fit for each partner of each couple, one after another."""
    slopes = np.empty((int(some), 2, 4))
    for couple in range(int(some)):
        for partner in (0, 1):
            own, other = talks[couple, :-1, partner], talks[couple, :-1, 1 - partner]
            columns = np.column_stack([np.ones(len(own)), own, np.maximum(other, 0), np.minimum(other, 0)])
            slopes[couple, partner] = np.linalg.lstsq(columns, talks[couple, 1:, partner])[0]
            for place, side in ((2, other > 0), (3, other < 0)):
                if side.sum() < FEWEST:
                    slopes[couple, partner, place] = np.nan
    return slopes


if what == "loop":
    found, seconds = timed(loop, repeats)
    tell(
        seconds,
        f"numpy {np.__version__}",
        share=int(some) / int(of),
        estimates={"slopes": found.ravel().tolist()},
    )
else:
    _, seconds = timed(talks.sum, repeats)
    tell(seconds, f"numpy {np.__version__}")
