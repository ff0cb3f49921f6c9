"""An actor-partner model of a Parquet file that need not fit into memory."""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.dyad import data
from bench.dyad.contest import SEED, SIDES, distances
from bench.side import Side
from troth.science.dyad.apim import apim

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MOST_MB = 500
SAME = 1e-9
GROUP = 250_000


@dataclass(frozen=True)
class Read:
    """What reading and analysing took: seconds, medians; MB; and how far the estimates lie from those in memory."""

    rows: int
    file_mb: float
    cpu: float
    wall: float
    peak: float
    apart: float

    @property
    def missed(self) -> bool:
        """Tell whether it took too much memory, or found something else than from memory."""
        return self.peak > MOST_MB or self.apart > SAME


def measured(rows: int, repeats: int, told: Callable[[str], None]) -> Read:
    """Write the file, let a process of its own analyse it, and compare with the same couples in memory."""
    told(f"A Parquet file of {rows:,} rows ...")
    pairs = data.pairs(rows // 2, np.random.default_rng(SEED))
    found = apim(pairs[:, 2:], pairs[:, :2], roles=("h", "w"))
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home:
        path = Path(home) / "couples.parquet"
        _write(path, pairs)
        del pairs
        size = path.stat().st_size / 1e6
        said = Side("troth", (sys.executable, str(SIDES / "troth_file.py")), repeats).run(Path(home))
    cpu, wall = (statistics.median(each[clock] for each in said["seconds"]) for clock in (0, 1))
    apart = distances({"estimates": dict(found.estimates)}, said["found"])["estimates"]
    return Read(rows, size, cpu, wall, said["peak"], apart)


def _write(path: Path, pairs: NDArray[np.float64]) -> None:
    """One row a person, both partners of a couple one after the other."""
    import polars as pl

    people = len(pairs) * 2
    frame = pl.DataFrame(
        {
            "couple": np.repeat(np.arange(len(pairs)), 2),
            "role": pl.Series(np.tile(np.array([0, 1], np.int8), len(pairs))).replace_strict(
                {0: "h", 1: "w"}
            ),
            "x": pairs[:, :2].reshape(people),
            "y": pairs[:, 2:].reshape(people),
        }
    )
    frame.write_parquet(path, row_group_size=GROUP)
