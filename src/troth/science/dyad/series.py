"""Moments of a conversation or a diary in long form, laid out with one row a couple."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.errors import NotFinite, WrongShape
from troth.science.dyad.pairs import couples as pairs

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["checked_series", "series"]

SPARSE = 100
"""How many empty moments a given one may bring along before the step is taken to be wrong."""
ROOM = 1_000_000
ROUNDING = 1e-6


def series(
    couple: ArrayLike, time: ArrayLike, scores: ArrayLike, *, step: float = 1.0
) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """Lay both partners' scores out by couple and moment, NaN where a moment is missing.

    Args:
        couple: Whose moment each row is, shape (N,).
        time: When, shape (N,), in any order; a couple's times lie whole steps apart.
        scores: Both partners' scores at that moment, shape (N, 2), NaN where one is missing.
        step: The distance of neighbouring moments, in the units of time.

    Returns:
        The couples in order, shape (n,), and their scores, shape (n, T, 2), each from the couple's own first
        moment on. A gap in time is a row of NaN, so that nothing is carried over it.

    Raises:
        WrongShape: The arrays do not fit; a moment stands twice or between steps; the step is far too small.
        NotFinite: A time is missing or infinite.

    Example:
        >>> who, rows = series([7, 7, 4, 7], [3, 1, 1, 2], [[3, 30], [1, 10], [9, 90], [2, 20]])
        >>> who.tolist(), rows[1].tolist()
        ([4, 7], [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    """
    values, names, when = pairs(scores, "scores"), np.asarray(couple), np.asarray(time, np.float64)
    if names.shape != when.shape or when.shape != (len(values),) or not len(values):
        raise WrongShape(
            f"Each moment needs a couple, a time and two scores, not {names.shape}, {when.shape}, {values.shape}."
        )
    if not np.isfinite(when).all():
        raise NotFinite(
            f"The time in row {int(np.argmin(np.isfinite(when))) + 1} is missing or infinite: mend it."
        )
    if not step > 0:
        raise WrongShape(f"The step between moments is above 0, not {step:g}.")
    ids, row = np.unique(names, return_inverse=True)
    first = np.full(len(ids), np.inf)
    np.minimum.at(first, row, when)
    since = when - first[row]
    if since.max() > float(step) * (SPARSE * len(values) + ROOM) / len(ids):
        raise WrongShape(f"With steps of {step:g} nearly all moments would be empty: give the step.")
    place = _places(since / step, ids[row], when)
    length = int(place.max()) + 1
    cell = row * length + place
    seen = np.bincount(cell, minlength=1)
    if seen.max() > 1:
        at = int(np.flatnonzero(seen[cell] > 1)[0])
        raise WrongShape(f"Couple {ids[row[at]]} has two rows for time {when[at]:g}: keep one.")
    found = np.full((len(ids) * length, 2), np.nan)
    found[cell] = values
    return ids, found.reshape(len(ids), length, 2)


def checked_series(scores: ArrayLike, *, fewest: int, what: str) -> NDArray[np.float64]:
    """Return scores of shape (n, T, 2) as floats, with at least one couple and `fewest` moments.

    Raises:
        WrongShape: They have another shape, or hold something that is not a number.

    Example:
        >>> checked_series([[[1, 2], [3, 4]]], fewest=2, what="A conversation").shape
        (1, 2, 2)
    """
    try:
        found = np.asarray(scores, np.float64)
    except (TypeError, ValueError) as error:
        raise WrongShape(f"{what} holds something that is not a number.") from error
    if found.ndim != 3 or found.shape[2] != 2 or not len(found):  # noqa: PLR2004 - couples, moments, two partners
        raise WrongShape(f"{what} has couples, moments and two partners, not the shape {found.shape}.")
    if found.shape[1] < fewest:
        raise WrongShape(f"{what} needs {fewest} moments or more, not {found.shape[1]}.")
    return found


def _places(steps: NDArray[np.float64], names: NDArray[Any], when: NDArray[np.float64]) -> NDArray[np.intp]:
    place = np.rint(steps)
    off = np.abs(steps - place) > ROUNDING
    if off.any():
        at = int(np.argmax(off))
        raise WrongShape(f"Time {when[at]:g} of couple {names[at]} lies between steps: give the step.")
    return place.astype(np.intp)
