"""What the how-to page says about merging, row by row, and made-up couples to try it on."""

import importlib
import pkgutil
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import troth.science.dyad
from tests.science.dyad.dynamics_made_up import talks, with_gaps
from tests.science.dyad.growth_made_up import occasions

PAGE = Path(__file__).parents[3] / "docs/how-to/analyse-more-couples-than-fit-in-memory.md"
MODULES = [
    importlib.import_module(f"{troth.science.dyad.__name__}.{each.name}")
    for each in pkgutil.iter_modules(troth.science.dyad.__path__)
]
NAMES = {name: getattr(module, name) for module in MODULES for name in module.__all__}
CONSTANTS = {"n_codes": 4}


@dataclass(frozen=True)
class Row:
    """One analysis as the page tells it: of one array, of each part, from merged sums, and what these weigh."""

    analysis: str
    whole: str
    part: str
    finish: str
    weight: str

    def of_all(self, data):
        return self._run(self.whole, data)

    def of_part(self, data, start, end):
        """Return the sums of a part of the data: from one share of its length to another, 0 to 1."""
        return self._run(self.part, {name: _cut(values, start, end) for name, values in data.items()})

    def finished(self, sums):
        return self._run(self.finish, {"sums": sums})

    def _run(self, code, data):
        return eval(code, NAMES | CONSTANTS | data)  # noqa: S307 - our own page


def _cut(values, start, end):
    return values[round(start * len(values)) : round(end * len(values))]


def _rows():
    table = re.compile(r"^\| ([^|]+) \| `(.+?)` \| `(.+?)` \| `(.+?)` \| ([^|]+) \|$", re.MULTILINE)
    return [Row(*each) for each in table.findall(PAGE.read_text("utf-8"))]


ROWS = _rows()


def made_up():
    """Return data under the names of the page; some of them miss something, and weeks of a couple lie apart."""
    rng = np.random.default_rng(11)
    x = rng.normal(4, 1, (211, 1)) + rng.normal(0, 0.7, (211, 2))
    y = 1 + x @ [[0.6, 0.2], [0.3, 0.5]] + rng.normal(size=(211, 2)) + rng.normal(size=(211, 1))
    y[rng.random(y.shape) < 0.1] = np.nan
    couple, time, scores = occasions(3, 60)
    order = np.argsort(time, kind="stable")
    diaries = rng.normal(size=(80, 20, 2)).cumsum(axis=1) * 0.2 + rng.normal(size=(80, 20, 2))
    diaries[rng.random(diaries.shape) < 0.05] = np.nan
    one = rng.integers(0, 4, 300)
    return {
        "y": y,
        "x": x,
        "one": one,
        "other": np.where(rng.random(300) < 0.7, one, rng.integers(0, 4, 300)),
        "coded_twice": [_coded_twice(rng) for _ in range(20)],
        "couple": couple[order],
        "time": time[order],
        "scores": scores[order],
        "codes": rng.integers(0, 4, (50, 60)),
        "seconds": rng.exponential(3, (50, 60)).cumsum(axis=1),
        "diaries": diaries,
        "conversations": with_gaps(talks(3, 40, 120)),
    }


def _coded_twice(rng):
    times, codes = np.sort(rng.uniform(0, 300, 40)), rng.integers(0, 4, 40)
    heard = rng.random(40) < 0.9
    return (times, codes), (times[heard] + rng.uniform(0, 0.4, heard.sum()), codes[heard])
