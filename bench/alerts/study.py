"""Follows new simulated couples through practices of several sizes and counts what each rule would have done."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from bench.alerts.couples import SCORES, SETTINGS, WEEKS, Course, couple, practice
from troth.science.alerts import Reason, signal_history
from troth.science.growth.bands import forecasts
from troth.science.growth.population import fit_population
from troth.science.growth.sums import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bench.alerts.couples import Simulated
    from troth.science.growth.population import Population

SIZES = (0, 5, 20, 100)
COURSES = tuple(Course)


@dataclass(frozen=True)
class Size:
    """How much is simulated: practices for each setting and size, couples of each course in each."""

    practices: int
    couples: int


FULL, QUICK = Size(practices=8, couples=10), Size(practices=2, couples=4)


@dataclass(frozen=True)
class Followed:
    """n new couples week by week; NaN or False in a week without answer.

    `setting`, `size`, `course`, `turn` (n,), the first and third as places in SETTINGS and COURSES; `share` (n,)
    weight of the prior; `slipping` (n, 2). Of each week and seat (n, weeks, 2): `scores`, `errors` against the
    forecast, half widths of both bands, `short` in standard deviations from the second answer on, and where
    the two signals stood.
    """

    setting: NDArray[np.int64]
    size: NDArray[np.int64]
    course: NDArray[np.int64]
    share: NDArray[np.float64]
    turn: NDArray[np.int64]
    slipping: NDArray[np.bool_]
    scores: NDArray[np.float64]
    errors: NDArray[np.float64]
    half80: NDArray[np.float64]
    half95: NDArray[np.float64]
    short: NDArray[np.float64]
    below: NDArray[np.bool_]
    gap: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> Followed:
        """Return the couples for which `chosen` holds."""
        return Followed(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def on(self, courses: Sequence[Course]) -> NDArray[np.bool_]:
        """Tell whose course is one of these."""
        return np.isin(self.course, [COURSES.index(course) for course in courses])

    @property
    def noise(self) -> NDArray[np.float64]:
        """The true standard error of measurement of each couple's setting."""
        return np.array([setting.noise for setting in SETTINGS])[self.setting]


def followed(size: Size, seed: int) -> Followed:
    """Return all couples of one run of the study; another seed gives other practices and couples."""
    rows = []
    for place, setting in enumerate(SETTINGS):
        for n in SIZES:
            rng = np.random.default_rng([seed, place, n])
            for _ in range(size.practices):
                population = fit_population(summed(practice(setting, n, rng), SCORES))
                for course in COURSES * size.couples:
                    truth = couple(setting, course, rng)
                    about = (place, n, COURSES.index(course), population.prior_share)
                    rows.append((*about, *_weeks(population, truth)))
    return Followed(*(np.array(column) for column in zip(*rows, strict=True)))


def _weeks(population: Population, truth: Simulated) -> tuple[object, ...]:
    """Return one couple's turn, seats and weeks in the order of `Followed`."""
    told, weeks = forecasts(population, truth.answers), np.rint(truth.answers.days / 7).astype(int)
    errors = truth.answers.scores - told.mean
    sd = np.sqrt(np.diagonal(told.covariance, axis1=1, axis2=2))
    on_weeks = [np.full((WEEKS, 2), np.nan) for _ in range(5)]
    given = (truth.answers.scores, errors, told.half_width(0.80), told.half_width(0.95), -errors / sd)
    for into, what in zip(on_weeks, given, strict=True):
        into[weeks] = what
    on_weeks[-1][0] = np.nan
    stood = {reason: np.zeros((WEEKS, 2), dtype=bool) for reason in Reason}
    for signal in signal_history(population, truth.answers):
        # A gap belongs to both; it is counted once, at the seat that slips.
        seat = int(truth.slipping == (False, True)) if signal.seat is None else "ab".index(signal.seat)
        stood[signal.reason][round(signal.day / 7), seat] = True
    turn = WEEKS if truth.turn is None else truth.turn
    return turn, truth.slipping, *on_weeks, stood[Reason.BELOW_EXPECTED], stood[Reason.WIDENING_GAP]
