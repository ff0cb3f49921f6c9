"""Couples whose truth is known, analysed again and again: is the truth found, and how often do intervals hold it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.random import Generator

    from troth.science.dyad.result import Result

SEED = 1126
FULL, QUICK = 4_000, 200  # samples of the first study
PROMISED = 0.95
FAR = 3.0  # Monte-Carlo errors from what is promised


@dataclass(frozen=True)
class Answer:
    """What one analysis said of one parameter; `holds` is None where it gave no interval."""

    estimate: float
    se: float
    holds: bool | None


@dataclass(frozen=True)
class Study:
    """A model, its true parameters, and how couples are simulated and analysed once; `cost` how many times one of the first costs."""

    title: str
    truth: Mapping[str, float]
    once: Callable[[Generator], Mapping[str, Answer]]
    cost: int = 1


@dataclass(frozen=True)
class Row:
    """One parameter over all replicates; `coverage` is a share of those with an interval, `replicates` how many."""

    study: str
    name: str
    truth: float
    mean: float
    spread: float
    mean_se: float
    coverage: float
    replicates: int
    without: int

    @property
    def mean_error(self) -> float:
        """The Monte-Carlo error of the mean."""
        return self.spread / sqrt(self.replicates)

    @property
    def error(self) -> float:
        """The Monte-Carlo error of the coverage, if it is what is promised."""
        return sqrt(PROMISED * (1 - PROMISED) / self.replicates)

    @property
    def is_off(self) -> bool:
        """Tell whether the coverage differs from what is promised by more than chance."""
        return abs(self.coverage - PROMISED) > FAR * self.error


def answers(found: Result, truth: Mapping[str, float]) -> dict[str, Answer]:
    """Return what a result says of the true parameters, by its own intervals."""
    ends = found.intervals
    return {
        name: Answer(found.estimates[name], found.se[name], _inside(true, *ends[name]))
        for name, true in truth.items()
    }


def _inside(true: float, low: float, high: float) -> bool | None:
    return None if isnan(low) else low <= true <= high


def studied(studies: Iterable[Study], replicates: int, told: Callable[[str], None]) -> list[Row]:
    """Return the rows of every study; each has a generator of its own, so that none changes another."""
    rows = []
    for place, study in enumerate(studies):
        times = max(replicates // study.cost, 20)
        told(f"{study.title}, {times:,} times ...")
        rng = np.random.default_rng([SEED, place])
        rows += _rows(study, [study.once(rng) for _ in range(times)])
    return rows


def _rows(study: Study, said: list[Mapping[str, Answer]]) -> list[Row]:
    rows = []
    for name, truth in study.truth.items():
        each = [one[name] for one in said]
        estimates = np.array([answer.estimate for answer in each])
        held = [answer.holds for answer in each if answer.holds is not None]
        rows.append(
            Row(
                study=study.title,
                name=name,
                truth=truth,
                mean=float(np.nanmean(estimates)),
                spread=float(np.nanstd(estimates, ddof=1)),
                mean_se=float(np.nanmean([answer.se for answer in each])),
                coverage=float(np.mean(held)),
                replicates=len(held),
                without=len(each) - len(held),
            )
        )
    return rows
