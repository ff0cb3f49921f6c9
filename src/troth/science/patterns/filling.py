"""Days made ready for a fit: on one's own scale, with what was not told expected from what was, and with a slow line taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CARRIED, SHARED, SHARED_WEIGHT = 0.35, 0.3, 20
"""What couples are taken to carry over to the next day, and how alike their days are, the latter worth as much as 20 days.

They bridge days that were not told and nothing else; they are no estimate of any couple.
"""
BEND = 28  # days after which the slow line may bend


def standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each person's days as standard deviations from their own mean; a constant diary becomes zeros."""
    told = ~np.isnan(values)
    n = np.maximum(told.sum(axis=1, keepdims=True), 1)
    centred = values - np.where(told, values, 0.0).sum(axis=1, keepdims=True) / n
    spread = np.sqrt((np.where(told, centred, 0.0) ** 2).sum(axis=1, keepdims=True) / n)
    return np.asarray(centred / np.where(spread > 0, spread, 1.0))


def filled(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put in each gap what is expected: a part of one's day before, and a part of what was new in the other's day.

    Only what came before, and the other's same day, is looked at, never what came after: so a gap cannot make the next day look foretold.
    ``y`` is standardised, shape (n, T, 2). How alike the two's days are is each couple's own, drawn towards ``SHARED``.
    """
    known = np.nan_to_num(y)
    before = np.concatenate([np.zeros_like(known[:, :1]), known[:, :-1]], axis=1)
    new = np.where(np.isnan(y), 0.0, known - CARRIED * before)
    both = ~np.isnan(y).any(axis=2)
    weight = SHARED_WEIGHT * (1 - CARRIED**2)
    together = np.where(both, new[..., 0] * new[..., 1], 0.0).sum(axis=1) + SHARED * weight
    each = np.where(both, (new**2).mean(axis=2), 0.0).sum(axis=1) + weight
    expected = CARRIED * before + (together / each)[:, None, None] * new[..., ::-1]
    return np.where(np.isnan(y), expected, known)


def with_trend(columns: NDArray[np.float64], told: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Add a constant and a line that may bend every four weeks: a common trend looks like influence.

    ``columns`` has shape (n, R, p). The weeks are counted in rows of which something was ``told``, shape (n, R), so that a month
    without a diary asks for no bend of its own; a couple has as many bends as its own rows allow, and zeros for the others'.
    """
    passed = told.cumsum(axis=1) / BEND
    whole = np.maximum(np.rint(told.sum(axis=1) / BEND), 1)[:, None]
    bends = [
        np.where(knot < whole, np.maximum(passed - knot, 0.0), 0.0)
        for knot in range(int(whole.max(initial=1)))
    ]
    return np.concatenate([columns, np.stack([np.ones_like(passed), *bends], axis=2)], axis=2)


def of_both(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of what the two told of a day, each from their own mean, so that one who is missing shifts nothing."""
    told = ~np.isnan(values)
    days = np.maximum(told.sum(axis=1, keepdims=True), 1)
    centred = values - np.where(told, values, 0.0).sum(axis=1, keepdims=True) / days
    n = told.sum(axis=2)
    return np.where(n > 0, np.where(told, centred, 0.0).sum(axis=2) / np.maximum(n, 1), np.nan)
