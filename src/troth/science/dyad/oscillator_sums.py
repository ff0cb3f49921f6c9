"""Derivatives of two partners' scores by local parabolas, and the sums that coupled oscillators are fitted from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, pi
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from troth.science.dyad.errors import DyadError, NotFinite, WrongShape
from troth.science.dyad.series import checked_series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Detrend", "Embedding", "OscillatorSums", "oscillator_sums", "seen_period", "weights"]

Detrend = Literal["line", "mean", "none"]
NOTHING = 1e-12
BLOCK = 256
"""Couples handled at a time; their series stay in the cache."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """How derivatives are read off: from windows of `width` moments, `step` apart, a moment being `interval` long."""

    width: int = 5
    step: int = 1
    interval: float = 1.0

    @property
    def span(self) -> int:
        """How many moments a window covers."""
        return (self.width - 1) * self.step + 1


@dataclass(frozen=True, slots=True, eq=False)
class OscillatorSums:
    """Sums of products over each couple's windows; further couples can be added with `+`.

    Attributes:
        products: Of the first partner's level and speed, the second's, and both accelerations, shape (6, 6, n).
        windows: How many windows each couple gave, shape (n,).
        embedding: How the derivatives were read off.
        detrend: What was taken out of each series before.
    """

    products: NDArray[np.float64]
    windows: NDArray[np.int64]
    embedding: Embedding
    detrend: Detrend

    def __add__(self, other: OscillatorSums) -> OscillatorSums:
        """Return these couples and then the others."""
        if (self.embedding, self.detrend) != (other.embedding, other.detrend):
            raise WrongShape("Series embedded or detrended in another way cannot be merged.")
        return replace(
            self,
            products=np.concatenate([self.products, other.products], axis=2),
            windows=np.concatenate([self.windows, other.windows]),
        )


def weights(embedding: Embedding) -> NDArray[np.float64]:
    r"""Return the weights of a window's moments for level, speed and acceleration at its middle, shape (width, 3).

    They are :math:`L(L'L)^{-1}` with :math:`L = [1, t, t^2/2]` and t the time from the middle.

    Example:
        >>> weights(Embedding(width=3)).T.round(3).tolist()
        [[0.0, 1.0, 0.0], [-0.5, 0.0, 0.5], [1.0, -2.0, 1.0]]
    """
    t = (np.arange(embedding.width) - (embedding.width - 1) / 2) * embedding.step * embedding.interval
    parabola = np.column_stack([np.ones(len(t)), t, t**2 / 2])
    found: NDArray[np.float64] = np.linalg.pinv(parabola).T
    found[np.abs(found) < np.finfo(float).eps * np.abs(found).max(axis=0)] = 0.0
    return found


def seen_period(period: float, embedding: Embedding) -> float:
    r"""Return the period at which a steady swing without noise would be seen through the windows.

    For :math:`\cos\omega t` a window gives the level times :math:`\sum_j w_{0j}\cos\omega t_j` and the acceleration
    with :math:`w_2` likewise; their ratio is the :math:`\eta` that is found. Infinite where
    all moments of a window fall on the same point of the swing.

    Example:
        >>> round(seen_period(12.0, Embedding(width=5)), 2), round(seen_period(12.0, Embedding(width=5, step=2)), 2)
        (12.59, 14.22)
    """
    w = weights(embedding)
    t = (np.arange(embedding.width) - (embedding.width - 1) / 2) * embedding.step * embedding.interval
    turn = [cos(2 * pi / period * one) for one in t.tolist()]
    level, acceleration = float(w[:, 0] @ turn), float(w[:, 2] @ turn)
    eta = acceleration / level if level else 0.0
    return float(2 * pi / np.sqrt(-eta)) if eta * embedding.interval**2 < -NOTHING else float("inf")


def oscillator_sums(
    scores: ArrayLike, *, embedding: Embedding | None = None, detrend: Detrend = "line"
) -> OscillatorSums:
    """Reduce series of two partners to the sums from which `finish_oscillators` works.

    Args:
        scores: Shape (n, T, 2): couple, moment (equally spaced), partner; NaN where missing.
        embedding: How derivatives are read off; windows of five neighbouring moments without it.
        detrend: What each series is freed of: its `line` over time, its `mean`, or nothing.

    Returns:
        The sums. A window counts where both partners' scores are there at all its moments.

    Raises:
        WrongShape: The array has another shape or fewer moments than a window, or a window fewer than three.
        NotFinite: A score is infinite.
        DyadError: No such way to detrend.

    Example:
        >>> found = oscillator_sums(np.random.default_rng(1).normal(size=(3, 30, 2)))
        >>> found.products.shape, found.windows.tolist()
        ((6, 6, 3), [26, 26, 26])
    """
    how = embedding or Embedding()
    if how.width < 3 or how.step < 1 or not how.interval > 0:  # noqa: PLR2004 - a parabola
        raise WrongShape("A window needs three moments or more, a step of 1 or more and an interval above 0.")
    if detrend not in get_args(Detrend):
        raise DyadError(f"A series is freed of one of {', '.join(get_args(Detrend))}, not {detrend}.")
    rows = checked_series(scores, fewest=how.span, what="A series")
    if np.isinf(rows).any():
        raise NotFinite("A score is infinite: mend the value, or leave it empty.")
    products, windows = np.empty((6, 6, len(rows))), np.empty(len(rows), np.int64)
    by = weights(how)
    for start in range(0, len(rows), BLOCK):
        here = slice(start, start + BLOCK)
        series = _detrended(np.ascontiguousarray(np.moveaxis(rows[here], 2, 0)), detrend)
        table = _derivatives(series, by, how)
        valid = np.isfinite(table.sum(axis=1))
        table = np.where(valid[:, None], table, 0.0)
        products[..., here] = np.moveaxis(table @ table.swapaxes(1, 2), 0, 2)
        windows[here] = valid.sum(axis=1)
    return OscillatorSums(products, windows, how, detrend)


def _detrended(series: NDArray[np.float64], detrend: Detrend) -> NDArray[np.float64]:
    if detrend == "none":
        return series
    there = ~np.isnan(series)
    count = np.maximum(there.sum(axis=2, keepdims=True), 1)
    series = series - np.where(there, series, 0.0).sum(axis=2, keepdims=True) / count
    if detrend == "mean":
        return series
    time = np.where(there, np.arange(series.shape[2], dtype=np.float64), 0.0)
    time = np.where(there, time - time.sum(axis=2, keepdims=True) / count, 0.0)
    spread = np.maximum((time * time).sum(axis=2, keepdims=True), np.finfo(float).tiny)
    slope = (time * np.where(there, series, 0.0)).sum(axis=2, keepdims=True) / spread
    found: NDArray[np.float64] = series - slope * time
    return found


def _derivatives(series: NDArray[np.float64], by: NDArray[np.float64], how: Embedding) -> NDArray[np.float64]:
    """Return level and speed of both partners, then both accelerations, shape (B, 6, windows)."""
    partners, couples, length = series.shape
    size = length - how.span + 1
    found = np.zeros((couples, 3, partners, size))
    for j, three in enumerate(by):
        piece = series[:, :, j * how.step : j * how.step + size].swapaxes(0, 1)
        for k, weight in enumerate(three.tolist()):
            found[:, k] += weight * piece
    order = [0, 2, 1, 3, 4, 5]
    return found.reshape(couples, 6, size)[:, order]
