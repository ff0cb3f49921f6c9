"""Our side from a Parquet file: FOLDER REPEATS. The file is read in pieces."""

from __future__ import annotations

import numpy as np
from timed import given, tell, timed

from troth.commands.couple_chunks import apim_sums_of_file
from troth.science.dyad.apim import apim_finish

folder, repeats, _ = given()


def work() -> dict[str, float]:
    sums = apim_sums_of_file(folder / "couples.parquet", "couple", "role", "y", ["x"]).sums
    return dict(apim_finish(sums).estimates)


estimates, seconds = timed(work, repeats)
tell(seconds, f"numpy {np.__version__}", estimates=estimates)
