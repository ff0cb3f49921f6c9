"""Simulated couples whose true course is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from troth.science.growth.series import CoupleSeries, ScoreRange, series

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SCORES = ScoreRange(0.0, 10.0)
WEEKS = 40
ITEMS = 7
TURNS = (8, 25)  # the week of a turn, first and one past the last
DEPTH = (2.0, 4.0)  # points lost in all
PACE = (0.2, 0.6)  # points lost a week
MISSED_ALONE, MISSED_TOGETHER = 0.12, 0.034  # together 15 %


class Course(StrEnum):
    """What truly happens to a couple."""

    RECOVERING = "recovering"
    STABLE = "stable"
    SLIPPING = "slipping"
    ONE_SLIPS = "one slips"
    OPPOSED = "opposed"


ON_TRACK = (Course.RECOVERING, Course.STABLE)
OFF_TRACK = (Course.SLIPPING, Course.ONE_SLIPS, Course.OPPOSED)
MIX = (0.5, 0.25, 0.1, 0.1, 0.05)  # of a practice, in the order of Course


@dataclass(frozen=True)
class Setting:
    """A kind of practice: how its couples start, gain and vary, in points.

    `shape` is the form of recovery; `carried` how much of a week's deviation is left a week later.
    """

    name: str
    start: float = 5.0
    start_sd: float = 1.8
    gain: float = 1.0
    gain_sd: float = 1.0
    shared: float = 0.5
    noise: float = 0.9
    noise_shared: float = 0.2
    carried: float = 0.0
    uneven: float = 0.0
    shape: str = "log"


SETTINGS = (
    Setting("near the prior"),
    Setting("low start, large gains", start=3.2, start_sd=1.2, gain=3.0, gain_sd=1.2, shape="saturating"),
    Setting("high start, few gains", start=7.2, start_sd=1.3, gain=0.3, gain_sd=0.5, noise=0.6),
    Setting("steady weeks", noise=0.4, noise_shared=0.5, shape="saturating"),
    Setting("stormy weeks", noise=1.5, noise_shared=0.0, shape="line"),
    Setting("carry-over", carried=0.4, shape="saturating"),
    Setting("uneven couples", noise=0.9, uneven=0.4, shape="line"),
)


@dataclass(frozen=True)
class Simulated:
    """A couple with its truth: `turn` is the week from which the slipping seats fall, if any."""

    course: Course
    turn: int | None
    slipping: tuple[bool, bool]
    answers: CoupleSeries

    def first(self, weeks: int) -> CoupleSeries:
        """Return the answers of the first weeks."""
        early = self.answers.days < 7 * weeks
        return CoupleSeries(self.answers.days[early], self.answers.scores[early])


def practice(setting: Setting, size: int, rng: Generator) -> list[CoupleSeries]:
    """Return the couples a practice already has: mixed courses, 8 to 40 weeks long."""
    courses = rng.choice(np.array(list(Course)), size, p=MIX)
    return [couple(setting, Course(each), rng).first(int(rng.integers(8, WEEKS + 1))) for each in courses]


def couple(setting: Setting, course: Course, rng: Generator) -> Simulated:
    """Return one couple over all weeks, with gaps."""
    slipping = _slipping(course, rng)
    turn = int(rng.integers(*TURNS)) if any(slipping) else None
    curves = _curves(setting, course, rng)
    if turn is not None:
        curves = np.stack(
            [_turned(curves[:, p], turn, course, rng, slips=slipping[p]) for p in (0, 1)], axis=1
        )
    seen = curves + _noise(setting, rng)
    scores = np.clip(np.round(seen * ITEMS) / ITEMS, SCORES.low, SCORES.high)
    gone = (rng.random((WEEKS, 2)) < MISSED_ALONE) | (rng.random((WEEKS, 1)) < MISSED_TOGETHER)
    gone[0] = False
    scores[gone] = np.nan
    return Simulated(course, turn, slipping, series(7.0 * np.arange(WEEKS), scores[:, 0], scores[:, 1]))


def _slipping(course: Course, rng: Generator) -> tuple[bool, bool]:
    if course in ON_TRACK:
        return False, False
    if course is Course.SLIPPING:
        return True, True
    return (True, False) if rng.random() < 0.5 else (False, True)


def _curves(setting: Setting, course: Course, rng: Generator) -> NDArray[np.float64]:
    """Return both partners' true curves without a turn, shape (weeks, 2)."""
    week = np.arange(WEEKS)
    shape = {
        "log": np.log1p(week) / np.log1p(26),
        "saturating": 1 - np.exp(-week / 8),
        "line": np.minimum(week / 26, 1.2),
    }[setting.shape]
    pair = np.array([[1.0, setting.shared], [setting.shared, 1.0]])
    start = np.clip(setting.start + setting.start_sd * rng.multivariate_normal([0, 0], pair), 1, 9)
    gain = np.zeros(2)
    if course is not Course.STABLE:
        gain = np.maximum(setting.gain + setting.gain_sd * rng.multivariate_normal([0, 0], pair), 0)
    return np.minimum(start + shape[:, None] * gain, 9.5)


def _turned(
    curve: NDArray[np.float64], turn: int, course: Course, rng: Generator, *, slips: bool
) -> NDArray[np.float64]:
    since = np.maximum(np.arange(WEEKS) - turn, 0)
    moved = np.minimum(rng.uniform(*PACE) * since, rng.uniform(*DEPTH))
    if slips:
        return np.maximum(np.where(since > 0, curve[turn], curve) - moved, 0.3)
    return np.minimum(curve + moved, 9.5) if course is Course.OPPOSED else curve


def _noise(setting: Setting, rng: Generator) -> NDArray[np.float64]:
    pair = np.array([[1.0, setting.noise_shared], [setting.noise_shared, 1.0]])
    size = setting.noise * np.exp(setting.uneven * rng.standard_normal() - setting.uneven**2)
    fresh = size * rng.multivariate_normal([0, 0], pair, WEEKS)
    for week in range(1, WEEKS):
        fresh[week] = setting.carried * fresh[week - 1] + np.sqrt(1 - setting.carried**2) * fresh[week]
    return fresh
