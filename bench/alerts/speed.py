"""What the growth model and the signals cost."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import numpy as np

from bench.alerts.couples import SCORES, SETTINGS, Course, couple
from troth.science.alerts import signals
from troth.science.growth.bands import bands
from troth.science.growth.population import fit_population
from troth.science.growth.sums import summed

if TYPE_CHECKING:
    from collections.abc import Callable

COUPLES, WEEKS, REPEATS = 1000, 20, 5


def measured() -> list[tuple[str, str]]:
    """Return each task and its median CPU time."""
    rng = np.random.default_rng(0)
    all_weeks = [couple(SETTINGS[0], Course.RECOVERING, rng) for _ in range(COUPLES)]
    made = [each.first(WEEKS) for each in all_weeks]
    population = fit_population(summed(made, SCORES))

    def each(task: Callable[[int], object]) -> float:
        return _median(lambda: [task(place) for place in range(200)]) / 200

    return [
        (
            f"fit {COUPLES} couples with {WEEKS} weeks each, sums included",
            f"{_median(lambda: fit_population(summed(made, SCORES))) * 1e3:.0f} ms",
        ),
        ("bands of one couple", f"{each(lambda n: bands(population, made[n], [7.0 * WEEKS])) * 1e3:.2f} ms"),
        ("signals of one couple", f"{each(lambda n: signals(population, made[n])) * 1e3:.2f} ms"),
    ]


def _median(task: Callable[[], object]) -> float:
    spent = []
    for _ in range(REPEATS):
        begun = process_time()
        task()
        spent.append(process_time() - begun)
    return float(np.median(spent))
