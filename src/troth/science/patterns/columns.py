"""Each pattern, for many couples at once: estimate, interval, p, days used, and why nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtri, pdtrc

from troth.science.patterns.diaries import SIDES, WEEK
from troth.science.patterns.regress import half_width, least_squares, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from troth.science.patterns.diaries import Diaries
    from troth.science.patterns.regress import Fit


class Pattern(StrEnum):
    """What is looked for."""

    INFLUENCE = "influence"
    FOLLOWING = "following"
    CONFLICT_AFTER_STRESS = "conflict after stress"
    WEEKDAY = "weekday"
    REPEATED_BREACH = "repeated breach"
    BIDS_MET = "bids met"


class Silence(StrEnum):
    """Why nothing is said."""

    TOO_FEW_DAYS = "too few days"
    TOO_LITTLE_CHANGE = "too little change"
    NOT_BEYOND_CHANCE = "not beyond chance"


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least data with which a pattern is looked for. Choices with their reasons, no published figures.

    ``transitions``: with four columns in a diary of a quarter, 20 leave 16 degrees of freedom; below that Student's t is wide and departures from
    it are not averaged out. ``conflicts``: days with a conflict and days without one, so that no single day decides.
    ``of_each_weekday``: the third week is the first in which a weekday is more than a chance pair. ``bids``: with ten
    the interval of a share is no wider than six tenths. ``breaches``: once may happen and twice is a pair; three repeat.
    ``days``: two weeks of days told, so that a bad week is not taken for a habit.
    """

    transitions: int = 20
    conflicts: int = 5
    of_each_weekday: int = 3
    bids: int = 10
    breaches: int = 3
    days: int = 14


MINIMUM = Minimum()
TOLERATED_BREACHES = (
    1 / 84
)  # a day told: one in twelve weeks; more often than that is what "repeated" means here
MONTH = 28
QUARTER = 91


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One pattern in one direction for n couples; every array has shape (n,).

    ``side`` is whose yesterday, stress or answer it is (0 for a, 1 for b), -1 where it is both's. ``detail`` is the
    weekday, where it is one. ``p`` is 1 where nothing is tested. ``tested`` is False where the finding is a plain share.
    """

    pattern: Pattern
    side: int
    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    p: NDArray[np.float64]
    rows: NDArray[np.int64]
    why: NDArray[np.object_]
    detail: NDArray[np.int64]
    tested: bool = True


def columns(diaries: Diaries, minimum: Minimum = MINIMUM) -> list[Column]:
    """Return every pattern in every direction."""
    return [
        *_influence(diaries, minimum),
        *_after_stress(diaries, minimum),
        _weekday(diaries, minimum),
        _breaches(diaries, minimum),
        *_bids(diaries, minimum),
    ]


def _influence(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Regress each one's closeness on both of the day before and a trend; in own standard deviations."""
    y = _standardised(diaries.closeness)
    before, after = y[:, :-1], y[:, 1:]
    told = np.asarray(~np.isnan(after))
    known = np.asarray(~np.isnan(before).any(axis=2))
    frame = _with_trend(before)
    for side, other in ((0, 1), (1, 0)):
        fit = least_squares(frame, after[..., [other]], known & told[..., other])
        why = _why(fit, fit.rows >= minimum.transitions)
        yield _of(Pattern.INFLUENCE, side, fit.beta[:, side, 0], fit.variance(side), fit, why)
    fit = least_squares(frame, after, known & told.all(axis=2))
    leads = fit.beta[:, 0, 1] - fit.beta[:, 1, 0]
    together = 2 * fit.sigma[:, 0, 1] * fit.inverse[:, 0, 1]
    why = _why(fit, fit.rows >= minimum.transitions)
    yield _of(Pattern.FOLLOWING, -1, leads, fit.variance(0, 1) + fit.variance(1, 0) - together, fit, why)


def _after_stress(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Regress conflict on conflict and both partners' stress of the day before; stress in own standard deviations."""
    conflict, stress = diaries.conflict[..., None], _standardised(diaries.stress)
    before = np.concatenate([stress, conflict], axis=2)[:, :-1]
    after = conflict[:, 1:]
    used = ~np.isnan(before).any(axis=2) & ~np.isnan(after).any(axis=2)
    fit = least_squares(_with_trend(before), after, used)
    bad = np.where(used, after[..., 0] > 0, False).sum(axis=1)
    enough = (fit.rows >= minimum.transitions) & (np.minimum(bad, fit.rows - bad) >= minimum.conflicts)
    why = _why(fit, enough)
    for side in (0, 1):
        yield _of(Pattern.CONFLICT_AFTER_STRESS, side, fit.beta[:, side, 0], fit.variance(side), fit, why)


def _weekday(diaries: Diaries, minimum: Minimum) -> Column:
    """Compare the closeness of the two on each weekday with all other days, beside the day before and a trend."""
    y = _of_both(diaries.closeness)[..., None]
    day, before, after = diaries.weekdays[1:], y[:, :-1], y[:, 1:]
    used = ~np.isnan(before[..., 0]) & ~np.isnan(after[..., 0])
    of_each = np.stack([used[:, day == one].sum(axis=1) for one in range(WEEK)], axis=1)
    found = []
    for one in range(WEEK):
        own = np.broadcast_to((day == one).astype(float)[:, None], before.shape)
        found.append(least_squares(_with_trend(np.concatenate([own, before], axis=2)), after, used))
    each = np.stack([two_sided(fit.beta[:, 0, 0], fit.variance(0), fit.df) for fit in found], axis=1)
    best, n = each.argmin(axis=1), np.arange(len(each))
    estimate = np.stack([fit.beta[:, 0, 0] for fit in found], axis=1)[n, best]
    half = np.stack([half_width(fit.variance(0), fit.df, looks=WEEK) for fit in found], axis=1)[n, best]
    fit = found[0]
    enough = (fit.rows >= minimum.transitions) & (of_each.min(axis=1) >= minimum.of_each_weekday)
    p = np.minimum(each[n, best] * WEEK, 1.0)
    why = _why(fit, enough)
    return Column(
        Pattern.WEEKDAY, -1, estimate, estimate - half, estimate + half, _told(p, why), fit.rows, why, best
    )


def _breaches(diaries: Diaries, minimum: Minimum) -> Column:
    """Test the breaches noted against the rate that is tolerated; the estimate is a rate in four weeks of days told."""
    days = diaries.told.sum(axis=1)
    count = (diaries.breach & diaries.told).sum(axis=1)
    rate = MONTH / np.maximum(days, 1)
    low = np.where(count > 0, chdtri(2.0 * np.maximum(count, 1), 0.975) / 2, 0.0) * rate
    high = chdtri(2.0 * (count + 1), 0.025) / 2 * rate
    often = count >= minimum.breaches
    p = np.where(often, pdtrc(np.maximum(count - 1, 0), TOLERATED_BREACHES * days), 1.0)
    why = np.full(len(days), None, dtype=object)
    why[days < minimum.days] = Silence.TOO_FEW_DAYS
    none = np.full(len(days), -1)
    return Column(Pattern.REPEATED_BREACH, -1, count * rate, low, high, _told(p, why), days, why, none)


def _bids(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Return the share of the other's bids that each says to have met, with Wilson's interval; nothing is tested."""
    for side in (0, 1):
        met, missed = diaries.met[..., side].sum(axis=1), diaries.missed[..., side].sum(axis=1)
        n = met + missed
        share = met / np.maximum(n, 1)
        low, high = wilson(met, n)
        why = np.full(len(n), None, dtype=object)
        why[n < minimum.bids] = Silence.TOO_FEW_DAYS
        none = np.full(len(n), -1)
        yield Column(Pattern.BIDS_MET, side, share, low, high, np.ones(len(n)), n, why, none, tested=False)


def wilson(hits: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % interval of a share.

    Reference: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association, 22, 209-212.
    """
    z2, size = 1.959963984540054**2, np.maximum(n, 1).astype(float)
    share = hits / size
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    return middle - half, middle + half


def _of(
    pattern: Pattern,
    side: int,
    estimate: NDArray[np.float64],
    variance: NDArray[np.float64],
    fit: Fit,
    why: NDArray[np.object_],
) -> Column:
    half = half_width(variance, fit.df)
    p = _told(two_sided(estimate, variance, fit.df), why)
    none = np.full(len(estimate), -1)
    return Column(pattern, side, estimate, estimate - half, estimate + half, p, fit.rows, why, none)


def _told(p: NDArray[np.float64], why: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give no weight to what is not looked for."""
    return np.where(nothing_against(why), p, 1.0)


def nothing_against(why: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell for whom no reason stands, shape (n,)."""
    return np.array([one is None for one in why], dtype=np.bool_)


def _why(fit: Fit, enough: NDArray[np.bool_], own: int = SIDES) -> NDArray[np.object_]:
    """Say where there is not enough, or where one of the first ``own`` columns never changes."""
    why = np.full(len(enough), None, dtype=object)
    why[~fit.solid | fit.empty[:, :own].any(axis=1)] = Silence.TOO_LITTLE_CHANGE
    why[~enough] = Silence.TOO_FEW_DAYS
    return why


def _with_trend(columns_: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add a constant and a line over the days that may bend every quarter: a common trend looks like influence."""
    n, days, _ = columns_.shape
    passed = np.arange(days) / QUARTER
    bends = [np.maximum(passed - knot, 0.0) for knot in range(1 + (days - 1) // QUARTER)]
    frame = np.stack([np.ones(days), *bends], axis=1)
    return np.concatenate([columns_, np.broadcast_to(frame, (n, *frame.shape))], axis=2)


def _of_both(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of what the two told of a day, each from their own mean, so that one who is missing shifts nothing."""
    told = ~np.isnan(values)
    days = np.maximum(told.sum(axis=1, keepdims=True), 1)
    centred = values - np.where(told, values, 0.0).sum(axis=1, keepdims=True) / days
    n = told.sum(axis=2)
    return np.where(n > 0, np.where(told, centred, 0.0).sum(axis=2) / np.maximum(n, 1), np.nan)


def _standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each person's days as standard deviations from their own mean; a constant diary becomes zeros."""
    told = ~np.isnan(values)
    n = np.maximum(told.sum(axis=1, keepdims=True), 1)
    centred = values - np.where(told, values, 0.0).sum(axis=1, keepdims=True) / n
    spread = np.sqrt((np.where(told, centred, 0.0) ** 2).sum(axis=1, keepdims=True) / n)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))
