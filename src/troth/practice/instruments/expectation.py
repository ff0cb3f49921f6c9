"""What is expected of a couple's weekly trust, and where answers leave it. Knows the numbers, not the database.

The population is fitted five times, each time without a fifth of the couples, so that no couple is compared with itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from troth.practice.instruments.alliance import ALLIANCE_DROP
from troth.practice.instruments.carrying import carried, spans_of
from troth.practice.instruments.growing import growing
from troth.practice.instruments.steady import steady
from troth.science.alerts import Reason, signals
from troth.science.change import change_rule
from troth.science.growth.bands import bands, forecasts
from troth.science.growth.population import GrowthWarning, Population, fit_population
from troth.science.growth.series import ScoreRange, series
from troth.science.growth.sums import summed
from troth.science.reliability import retest_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from troth.practice.instruments.steady import Occasion
    from troth.science.alerts import Signal
    from troth.science.growth.bands import Band
    from troth.science.growth.series import CoupleSeries
    from troth.science.growth.sums import Sums
    from troth.science.reliability import OwnReliability

FOLDS = 5
RANGE = ScoreRange(0, 10)
OCCASIONS_DRAWN = 12
FEWEST_PAIRS = 3
RETEST_DAYS = 21
RETEST = f"ICC(C,1) of the first two answers of one partner of each couple, at most {RETEST_DAYS} days apart"

WEIGHTS: dict[str, float] = {
    Reason.RELIABLE_DETERIORATION: 65.0,
    Reason.BELOW_EXPECTED: 60.0,
    ALLIANCE_DROP: 55.0,
    Reason.BELOW_EXPECTED_AFTER_ENDING: 50.0,
    Reason.WIDENING_GAP: 45.0,
}
WEIGHT_WHEN_SEEN = 5.0


@dataclass(frozen=True)
class Judged:
    """What stands out in a couple's answers now; everything ready to be kept as JSON.

    ``signals`` are codes with numbers, ``expected`` the 80 % bands of the last occasions and of the next week, with the
    95 % bands under ``wide``; ``carried`` what carries over from week to week and ``growth`` how
    fast trust changed, with their intervals (see `carrying`, `growing`).
    """

    signals: list[dict[str, Any]]
    expected: list[dict[str, Any]]
    couples: int
    steady: dict[str, Any] | None
    carried: dict[str, list[float]] | None
    growth: dict[str, Any] | None


class Ahead(NamedTuple):
    """Where one partner's next answer is expected: from what both answered, and from the own answers alone."""

    both: Band
    own: Band


NOTHING = Judged([], [], 0, None, None, None)


def fold_of(couple_id: UUID) -> int:
    """Return in which fifth a couple lies."""
    return couple_id.int % FOLDS


def fitted(couples: Mapping[UUID, Sequence[Occasion]]) -> list[dict[str, Any]]:
    """Fit the population once for each fifth, without its couples."""
    parts = [
        summed(
            [_series(rows) for couple_id, rows in couples.items() if rows and fold_of(couple_id) == fold],
            RANGE,
        )
        for fold in range(FOLDS)
    ]
    return [_kept(fit_population(_merged(parts, without=fold))) for fold in range(FOLDS)]


def retest_of(couples: Iterable[Sequence[Occasion]]) -> OwnReliability | None:
    """Estimate how reliable the measure is here, from the first two answers of one partner of each couple.

    They count where they lie at most three weeks apart: later, too much may truly have changed.

    Only side a counts, since partners are alike. None where fewer than three couples answered twice.
    """
    pairs = [(first, second) for (_, first), (_, second) in _retests(couples)]
    if len(pairs) < FEWEST_PAIRS or np.ptp([first for first, _ in pairs]) == 0:
        return None
    return retest_here(pairs)


def days_between(couples: Iterable[Sequence[Occasion]]) -> float | None:
    """Return how many days lie between the answers of `retest_of`, the median; None without any."""
    days = [second - first for (first, _), (second, _) in _retests(couples)]
    return float(np.median(days)) if days else None


def _retests(couples: Iterable[Sequence[Occasion]]) -> list[list[tuple[int, float]]]:
    firsts = [[(day, value) for day, value, _ in rows if value is not None][:2] for rows in couples]
    return [
        pair
        for pair in firsts
        if len(pair) == 2 and pair[1][0] - pair[0][0] <= RETEST_DAYS  # noqa: PLR2004 - a pair
    ]


def reliable_change_of(found: OwnReliability | None) -> float | None:
    """Return the smallest reliable change in points, or None while too little is known."""
    precision = found.precision if found else None
    return change_rule(precision).threshold if precision else None


def judged(
    kept: Mapping[str, Any], rows: Sequence[Occasion], *, reliable_change: float | None, ended: int | None
) -> Judged:
    """Judge a couple's answers against a fitted population."""
    population, couple, start = _population(kept), _series(rows), rows[0][0]
    found = signals(
        population,
        couple,
        reliable_change=reliable_change,
        ended=None if ended is None else float(ended - start),
    )
    return Judged(
        signals=[_signal(each, start) for each in found],
        expected=_expected(population, couple, start),
        couples=population.couples,
        steady=steady(rows, reliable_change),
        carried=spans_of(carried(rows)),
        growth=growing(population, rows),
    )


def always_expected(kept: Mapping[str, Any], rows: Sequence[Occasion]) -> list[dict[str, Any]]:
    """Return where each answer was expected from those before it, and the next, as `Judged.expected` does for the last."""
    return _expected(_population(kept), _series(rows), rows[0][0], most=len(rows))


def growth(kept: Mapping[str, Any], rows: Sequence[Occasion]) -> dict[str, Any] | None:
    """Return how fast each side's trust changed, as `Judged.growth` does."""
    return growing(_population(kept), rows) if rows else None


def ahead(kept: Mapping[str, Any], rows: Sequence[Occasion]) -> dict[str, Ahead]:
    """Return for each side where the next answer is expected, from both partners' answers and from the own alone."""
    population, start = _population(kept), rows[0][0]
    following = [float(rows[-1][0] - start + 7)]
    both = bands(population, _series(rows), following)
    found = {}
    for at, side in enumerate("ab", start=1):
        own = [(day, a if side == "a" else None, b if side == "b" else None) for day, a, b in rows]
        alone = [row for row in own if row[at] is not None]
        single = bands(population, _series(alone, start), following)
        found[side] = Ahead(getattr(both, side)[0], getattr(single, side)[0])
    return found


def name_of(signal: Mapping[str, Any]) -> tuple[str, str | None, int]:
    """Return what makes a signal the same one: its reason, its side, and the day from which it gathered."""
    return signal["reason"], signal["side"], signal["since"]


def weight_of(signals_kept: Iterable[Mapping[str, Any]]) -> float:
    """Return how much a couple needs its therapist by what stands out."""
    return max(
        (WEIGHT_WHEN_SEEN if each.get("seen") else WEIGHTS[each["reason"]] for each in signals_kept),
        default=0.0,
    )


def _series(rows: Sequence[Occasion], start: int | None = None) -> CoupleSeries:
    days, a, b = zip(*rows, strict=True)
    return series([day - (days[0] if start is None else start) for day in days], a, b)


def _merged(parts: Sequence[Sums], *, without: int) -> Sums:
    merged = summed([], RANGE)
    for fold, part in enumerate(parts):
        merged = merged if fold == without else merged.with_couples(part)
    return merged


def _signal(signal: Signal, start: int) -> dict[str, Any]:
    return {
        "reason": signal.reason.value,
        "side": signal.seat,
        "day": start + int(signal.day),
        "since": start + int(signal.since),
        "observed": round(signal.observed, 2),
        "compared_with": round(signal.compared_with, 2),
        "margin": round(signal.margin, 2),
        "scores": signal.scores,
    }


def _expected(
    population: Population, couple: CoupleSeries, start: int, most: int = OCCASIONS_DRAWN
) -> list[dict[str, Any]]:
    told = forecasts(population, couple)
    half, wide = told.half_width(0.80), told.half_width(0.95)
    rows = [
        {
            "day": start + int(couple.days[at]),
            **{side: _band(told.mean[at, seat], half[at, seat]) for seat, side in enumerate("ab")},
            "wide": {side: _band(told.mean[at, seat], wide[at, seat]) for seat, side in enumerate("ab")},
        }
        for at in range(max(1, len(couple.days) - most), len(couple.days))
    ]
    ahead = bands(population, couple, [float(couple.days[-1]) + 7])
    sides = {"a": ahead.a[0], "b": ahead.b[0]}
    following = {
        "day": start + int(sides["a"].day),
        **{side: _kept_band(band.low80, band.high80) for side, band in sides.items()},
        "wide": {side: _kept_band(band.low95, band.high95) for side, band in sides.items()},
    }
    return [*rows, following]


def _band(mean: float, half_width: float) -> list[float]:
    return _kept_band(mean - half_width, mean + half_width)


def _kept_band(low: float, high: float) -> list[float]:
    return [round(max(RANGE.low, float(low)), 2), round(min(RANGE.high, float(high)), 2)]


def _kept(population: Population) -> dict[str, Any]:
    return {
        "mean": population.mean.tolist(),
        "mean_covariance": population.mean_covariance.tolist(),
        "between": population.between.tolist(),
        "within": population.within.tolist(),
        "couples": population.couples,
        "prior_share": population.prior_share,
        "exchangeable": population.exchangeable,
        "rounds": population.rounds,
        "warnings": [warning.value for warning in population.warnings],
    }


def _population(kept: Mapping[str, Any]) -> Population:
    arrays = {name: np.array(kept[name]) for name in ("mean", "mean_covariance", "between", "within")}
    return Population(
        scores=RANGE,
        **arrays,
        couples=kept["couples"],
        prior_share=kept["prior_share"],
        exchangeable=kept["exchangeable"],
        rounds=kept["rounds"],
        warnings=tuple(GrowthWarning(each) for each in kept["warnings"]),
    )
