"""Influence that sets in beyond a threshold: the thresholds that fit best, and the sums that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.dynamics_sums import DynamicsSums, chosen_form
from troth.science.dyad.errors import NotFinite
from troth.science.dyad.series import checked_series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_sums import Form

__all__ = ["ojive_sums"]

BLOCK = 64
CELLS = 1 << 16
"""Pairs tried at a time; they stay in the cache."""
ALIKE = 1e-9


def ojive_sums(scores: ArrayLike, *, form: Form = "synchronous", minimum_cell: int = 8) -> DynamicsSums:
    r"""Find each equation's thresholds by a full search, and reduce the conversations to sums beyond them.

    Args:
        scores: Shape (n, T, 2), as for :func:`~troth.science.dyad.dynamics_sums.dynamics_sums`.
        form: Likewise.
        minimum_cell: How many transitions each step needs.

    Returns:
        **Model.** :math:`I(v) = s^+ [v \ge T^+] + s^- [v \le T^-]` with :math:`T^- < 0 < T^+`. Every pair of observed
        scores with enough transitions beyond is tried, and that with the least sum of squares is kept: sorted by the
        partner's score, sums over one side come from running sums, and with intercept and inertia swept out each pair
        costs a few operations, T² a couple. Where a side has too few transitions its threshold is NaN.

        The columns of the sums are the own score, above, below, and the next score. What follows from them takes the
        thresholds as known: steps chosen so look larger, and surer, than they are.

    Raises:
        WrongShape, NotFinite, DyadError: As `dynamics_sums`.

    Example:
        >>> rng = np.random.default_rng(3)
        >>> y = np.zeros((1, 400, 2))
        >>> for t in range(1, 400):
        ...     y[0, t] = 0.3 * y[0, t - 1] + 1.0 * (y[0, t - 1, ::-1] > 1) + rng.normal(0, 1, 2)
        >>> ojive_sums(y).thresholds[0, 1].round(1).tolist()
        [1.0]
    """
    rows = checked_series(scores, fewest=2, what="A conversation")
    chosen_form(form)
    if np.isinf(rows).any():
        raise NotFinite("A score is infinite: mend the value, or leave it empty.")
    n, length = rows.shape[:2]
    found = DynamicsSums(
        products=np.empty((4, 4, 2, n)),
        means=np.empty((4, 2, n)),
        transitions=np.empty(n, np.int64),
        positive=np.empty((2, n), np.int64),
        negative=np.empty((2, n), np.int64),
        form=form,
        thresholds=np.empty((2, 2, n)),
    )
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        whole = np.isfinite(rows[here].sum(axis=2))
        valid = whole[:, :-1] & whole[:, 1:]
        found.transitions[here] = valid.sum(axis=1)
        for side in (0, 1):
            later = form == "sequential" and side == 1
            signal = rows[here, 1:, 0] if later else rows[here, : length - 1, 1 - side]
            _block(
                _Equation.of(rows[here, :-1, side], signal, rows[here, 1:, side], valid),
                minimum_cell,
                found,
                side,
                here,
            )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Equation:
    """One partner's transitions, shape (couples, transitions); all is zero where one is not whole."""

    own: NDArray[np.float64]
    signal: NDArray[np.float64]
    after: NDArray[np.float64]
    valid: NDArray[np.bool_]
    count: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        own: NDArray[np.float64],
        signal: NDArray[np.float64],
        after: NDArray[np.float64],
        valid: NDArray[np.bool_],
    ) -> _Equation:
        count = np.maximum(valid.sum(axis=1), 1).astype(np.float64)
        own, signal, after = (np.where(valid, one, 0.0) for one in (own, signal, after))
        return cls(own, signal, after, valid, count)

    def centred(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        mean = (column * self.valid).sum(axis=1) / self.count
        found: NDArray[np.float64] = (column - mean[:, None]) * self.valid
        return found


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """What a step at each candidate would bring, shape (couples, candidates); the last is no step at all."""

    threshold: NDArray[np.float64]
    count: NDArray[np.float64]
    own: NDArray[np.float64]
    rest: NDArray[np.float64]
    square: NDArray[np.float64]


def _block(of: _Equation, minimum_cell: int, found: DynamicsSums, side: int, here: slice) -> None:
    """Search the thresholds of some couples and write their sums."""
    own, after = of.centred(of.own), of.centred(of.after)
    spread = np.maximum((own * own).sum(axis=1, keepdims=True), np.finfo(float).tiny)
    rest = after - own * ((own * after).sum(axis=1, keepdims=True) / spread)
    up = _steps(of, own, rest, spread, 1.0, minimum_cell)
    down = _steps(of, own, rest, spread, -1.0, minimum_cell)
    above, below = _best(up, down, spread, of.count[:, None, None])
    beyond = of.valid & (of.signal >= above[:, None]), of.valid & (of.signal <= below[:, None])
    columns = np.stack([of.own, beyond[0], beyond[1], of.after])
    means = columns.sum(axis=2) / of.count
    table = np.stack([own, of.centred(columns[1]), of.centred(columns[2]), after], axis=1)
    if found.thresholds is not None:
        found.thresholds[side, :, here] = below, above
    found.products[:, :, side, here] = np.moveaxis(table @ table.transpose(0, 2, 1), 0, 2)
    found.means[:, side, here] = means
    found.positive[side, here], found.negative[side, here] = beyond[0].sum(axis=1), beyond[1].sum(axis=1)


def _steps(
    of: _Equation,
    own: NDArray[np.float64],
    rest: NDArray[np.float64],
    spread: NDArray[np.float64],
    sign: float,
    minimum_cell: int,
) -> _Steps:
    """Return every step on one side of zero, from running sums over the most extreme scores first."""
    signal = np.where(of.valid, sign * of.signal, 0.0)
    order = np.argsort(-signal, axis=1, kind="stable")
    ordered = np.take_along_axis(signal, order, 1)
    count, sum_own, sum_rest = (
        np.cumsum(np.take_along_axis(one, order, 1), axis=1)
        for one in (of.valid.astype(np.float64), own, rest)
    )
    square = count - count**2 / of.count[:, None] - sum_own**2 / spread
    last = np.append(ordered[:, 1:] < ordered[:, :-1], np.ones((len(ordered), 1), bool), axis=1)
    may = last & (ordered > 0) & (count >= max(minimum_cell, 1)) & (square > ALIKE * count)
    kept = np.argsort(~may, axis=1, kind="stable")[:, : int(may.sum(axis=1).max())]
    columns = (sign * ordered, count, sum_own, sum_rest, np.where(may, square, np.nan))
    chosen = [np.take_along_axis(one, kept, 1) for one in columns]
    none = np.where(may.any(axis=1), np.nan, 1.0)[:, None]
    zero = np.zeros(none.shape)
    ends = (np.full(none.shape, np.nan), zero, zero, zero, none)
    return _Steps(*map(_joined, chosen, ends))


def _joined(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([one, other], axis=1)


def _best(
    up: _Steps, down: _Steps, spread: NDArray[np.float64], total: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the thresholds above and below whose two steps together explain most, the most extreme of equals."""
    n, size = up.count.shape
    best, one, two = np.full(n, -np.inf), np.zeros(n, np.intp), np.zeros(n, np.intp)
    width = max(1, CELLS // (n * down.count.shape[1]))
    rows = np.arange(n)
    for start in range(0, size, width):
        gain = _gain(up, slice(start, start + width), down, spread, total).reshape(n, -1)
        at = gain.argmax(axis=1)
        better = gain[rows, at] > best
        best = np.where(better, gain[rows, at], best)
        row, column = np.divmod(at, down.count.shape[1])
        one, two = np.where(better, start + row, one), np.where(better, column, two)
    return up.threshold[rows, one], down.threshold[rows, two]


def _gain(
    up: _Steps, here: slice, down: _Steps, spread: NDArray[np.float64], total: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how much less the sum of squares is with both steps, for some steps above and all below."""
    first, other = up.square[:, here, None], down.square[:, None]
    cross = up.count[:, here, None] * (down.count[:, None] / -total)
    cross -= up.own[:, here, None] * (down.own / spread)[:, None]
    det = first * other - cross**2
    g, e = up.rest[:, here, None], down.rest[:, None]
    det = np.where(det > ALIKE * first * other, det, np.nan)
    gain = (other * g**2 - 2 * cross * g * e + first * e**2) / det
    return np.where(np.isnan(gain), -1.0, gain)
