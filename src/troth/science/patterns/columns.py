"""Patterns from one day to the next, for many couples at once: estimate, interval, p, days used, and why nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.patterns.counts import bids, breaches, demand_withdraw
from troth.science.patterns.diaries import SIDES, WEEK
from troth.science.patterns.filling import filled, of_both, standardised, with_trend
from troth.science.patterns.kinds import (
    MINIMUM,
    Column,
    Minimum,
    Pattern,
    Silence,
    column_of,
    nothing_against,
    too_few_unless,
)
from troth.science.patterns.regress import expected_way, half_width, least_squares, two_sided

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from troth.science.patterns.diaries import Diaries
    from troth.science.patterns.regress import Fit

EXPECTED = 0.9
"""The part of false alarms that falls to the way that is expected: closeness that passes on, conflict after stress, distance after conflict."""
BOTH = ((0, 1), (1, 0))


def columns(diaries: Diaries, minimum: Minimum = MINIMUM) -> list[Column]:
    """Return every pattern of a diary that is tested, in every direction."""
    return [
        *_influence(diaries, minimum),
        *_after_stress(diaries, minimum),
        *_after_conflict(diaries, minimum),
        *demand_withdraw(diaries, minimum),
        _weekday(diaries, minimum),
        breaches(diaries, minimum),
    ]


def shares(diaries: Diaries, minimum: Minimum = MINIMUM) -> list[Column]:
    """Return every share, which is not tested."""
    return list(bids(diaries, minimum))


def trust_columns(trust: NDArray[np.float64], minimum: Minimum = MINIMUM) -> list[Column]:
    """Return whose trust of one week passes on to the other's next, from trust week by week, shape (n, weeks, 2)."""
    return [one for one, _ in _passing_on(Pattern.TRUST_INFLUENCE, trust, minimum)]


def _influence(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Yield the influence of each, and whose is the stronger."""
    (a, of_a), (b, of_b) = _passing_on(Pattern.INFLUENCE, diaries.closeness, minimum)
    yield from (a, b)
    leads = of_a.beta[:, 0] - of_b.beta[:, 1]
    variance = ((of_a.pulls[..., 0] - of_b.pulls[..., 1]) ** 2).sum(axis=1)
    df = np.minimum(of_a.df, of_b.df)
    half = half_width(variance, df)
    why = np.where(nothing_against(a.why), b.why, a.why)
    span = (leads, leads - half, leads + half)
    p, rows = two_sided(leads, variance, df), np.minimum(a.rows, b.rows)
    yield column_of(Pattern.FOLLOWING, -1, span, p, rows, why)


def _passing_on(
    pattern: Pattern, values: NDArray[np.float64], minimum: Minimum
) -> Iterator[tuple[Column, Fit]]:
    """Regress each one's value on both of the time before and a trend; in own standard deviations."""
    y = standardised(values)
    after = y[:, 1:]
    frame = with_trend(filled(y)[:, :-1], np.asarray((~np.isnan(after)).any(axis=2)))
    for side, other in BOTH:
        fit = least_squares(frame, after[..., other], ~np.isnan(after[..., other]))
        pairs = (~np.isnan(after[..., other]) & ~np.isnan(y[:, :-1, side])).sum(axis=1)
        yield _of(pattern, side, fit, pairs, pairs >= minimum.transitions), fit


def _after_stress(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Regress conflict on conflict and both partners' stress of the day before; stress in own standard deviations."""
    stress, conflict = standardised(diaries.stress), diaries.conflict
    before = np.concatenate([filled(stress), conflict[..., None]], axis=2)[:, :-1]
    after = conflict[:, 1:]
    used = ~np.isnan(conflict[:, :-1]) & ~np.isnan(after)
    fit = least_squares(with_trend(before, diaries.told[:, 1:]), after, used)
    bad = (used & (after > 0)).sum(axis=1)
    for side in range(SIDES):
        pairs = (used & ~np.isnan(stress[:, :-1, side])).sum(axis=1)
        varied = np.minimum(bad, fit.rows - bad) >= minimum.conflicts
        enough = (pairs >= minimum.transitions) & varied
        yield _of(Pattern.CONFLICT_AFTER_STRESS, side, fit, pairs, enough)


def _after_conflict(diaries: Diaries, minimum: Minimum) -> Iterator[Column]:
    """Regress each one's closeness on whether there was conflict on the day before, beside both's closeness then."""
    y, conflict = standardised(diaries.closeness), diaries.conflict[:, :-1]
    before = np.concatenate([conflict[..., None], filled(y)[:, :-1]], axis=2)
    frame = with_trend(before, diaries.told[:, 1:])
    for side in range(SIDES):
        after = y[:, 1:, side]
        used = ~np.isnan(after) & ~np.isnan(conflict)
        fit = least_squares(frame, after, used)
        bad = (used & (conflict > 0)).sum(axis=1)
        varied = np.minimum(bad, fit.rows - bad) >= minimum.conflicts
        enough = (fit.rows >= minimum.transitions) & varied
        yield _of(Pattern.AFTER_CONFLICT, side, fit, fit.rows, enough, column=0, sign=-1)


def _weekday(diaries: Diaries, minimum: Minimum) -> Column:
    """Compare the closeness of the two on each weekday with all other days, beside the day before and a trend.

    The usual variance serves here: weekdays are spread evenly, and of each there are too few for one that asks less.
    """
    y = of_both(diaries.closeness)
    n, rows = len(y), max(y.shape[1] - 1, 0)
    before, after, day = y[:, :-1], y[:, 1:], diaries.weekdays[:, 1:]
    used = ~np.isnan(before) & ~np.isnan(after)
    own = day[:, None] == np.arange(WEEK)[:, None]
    frame = np.stack([own.astype(float), np.broadcast_to(before[:, None], own.shape)], axis=3)
    frame = frame.reshape(n * WEEK, rows, 2)
    told = np.repeat(diaries.told[:, 1:], WEEK, axis=0)
    outcome, here = np.repeat(after, WEEK, axis=0), np.repeat(used, WEEK, axis=0)
    fit = least_squares(with_trend(frame, told), outcome, here)
    p = two_sided(fit.beta[:, 0], fit.plain[:, 0], fit.df).reshape(n, WEEK)
    best = p.argmin(axis=1)
    at = np.arange(n) * WEEK + best
    estimate, half = fit.beta[at, 0], half_width(fit.plain[:, 0], fit.df, looks=WEEK)[at]
    of_each = (own & used[:, None]).sum(axis=2).min(axis=1)
    enough = (fit.rows[at] >= minimum.transitions) & (of_each >= minimum.of_each_weekday)
    why = _why(fit.solid[at] & ~fit.empty[at, :2].any(axis=1), enough)
    span = (estimate, estimate - half, estimate + half)
    adjusted = np.minimum(p.min(axis=1) * WEEK, 1.0)
    return column_of(Pattern.WEEKDAY, -1, span, adjusted, fit.rows[at], why, best)


def _of(
    pattern: Pattern,
    side: int,
    fit: Fit,
    rows: NDArray[np.int64],
    enough: NDArray[np.bool_],
    *,
    column: int | None = None,
    sign: int = 1,
) -> Column:
    """Return one coefficient, by default that of the side whose pattern it is."""
    at = side if column is None else column
    estimate, variance = fit.beta[:, at], fit.variance(at)
    half = half_width(variance, fit.df)
    p = expected_way(estimate, variance, fit.df, share=EXPECTED, sign=sign)
    why = _why(fit.solid & ~fit.empty[:, :SIDES].any(axis=1), enough)
    return column_of(pattern, side, (estimate, estimate - half, estimate + half), p, rows, why)


def _why(changes: NDArray[np.bool_], enough: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Say where there is not enough, or where what is looked at never changes."""
    why = too_few_unless(enough)
    why[enough & ~changes] = Silence.TOO_LITTLE_CHANGE
    return why
