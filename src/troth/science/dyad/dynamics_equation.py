"""One partner's transitions laid out, for estimates that sums of products do not give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.dynamics_sums import chosen_form
from troth.science.dyad.errors import NotFinite
from troth.science.dyad.series import checked_series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_sums import Form

__all__ = ["Equation", "checked_conversations", "equations"]


@dataclass(frozen=True, slots=True, eq=False)
class Equation:
    """The transitions of one partner in some couples, each of shape (couples, transitions); zero where not whole.

    Attributes:
        own: The own score before.
        signal: The partner's score that it answers to.
        after: The own score after.
        valid: Which transitions are whole.
        count: How many are, shape (couples,), at least 1.
    """

    own: NDArray[np.float64]
    signal: NDArray[np.float64]
    after: NDArray[np.float64]
    valid: NDArray[np.bool_]
    count: NDArray[np.float64]

    def centred(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return a column about its mean over the whole transitions."""
        mean = (column * self.valid).sum(axis=1) / self.count
        found: NDArray[np.float64] = (column - mean[:, None]) * self.valid
        return found


def checked_conversations(scores: ArrayLike, form: str) -> NDArray[np.float64]:
    """Return scores as floats of shape (n, T, 2), NaN for what is missing.

    Raises:
        WrongShape: They have another shape, or fewer than two moments.
        NotFinite: A score is infinite.
        DyadError: There is no such form.

    Example:
        >>> checked_conversations([[[1, 2], [3, 4]]], "sequential").shape
        (1, 2, 2)
    """
    rows = checked_series(scores, fewest=2, what="A conversation")
    chosen_form(form)
    if np.isinf(rows).any():
        raise NotFinite("A score is infinite: mend the value, or leave it empty.")
    return rows


def equations(rows: NDArray[np.float64], form: Form) -> tuple[Equation, Equation]:
    """Lay out both partners' transitions.

    Example:
        >>> first, second = equations(np.array([[[1.0, 2], [3, 4]]]), "sequential")
        >>> first.signal.tolist(), second.signal.tolist()
        ([[2.0]], [[3.0]])
    """
    whole = np.isfinite(rows.sum(axis=2))
    valid = whole[:, :-1] & whole[:, 1:]
    count = np.maximum(valid.sum(axis=1), 1).astype(np.float64)
    before, after = rows[:, :-1], rows[:, 1:]
    signals = (before[..., 1], after[..., 0] if form == "sequential" else before[..., 0])
    first, second = (
        Equation(*_zeroed(valid, before[..., side], signals[side], after[..., side]), valid, count)
        for side in (0, 1)
    )
    return first, second


def _zeroed(
    valid: NDArray[np.bool_], *columns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    own, signal, after = (np.where(valid, one, 0.0) for one in columns)
    return own, signal, after
