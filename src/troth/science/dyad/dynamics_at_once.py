"""Dynamics from conversations in one compiled pass: no sums are kept, so that couples never leave the cache."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from troth.science.dyad.dynamics_compiled import kernels
from troth.science.dyad.dynamics_fit import fitted, in_memory, room
from troth.science.dyad.dynamics_gathered import SUMMED
from troth.science.dyad.dynamics_sums import chosen_form, dynamics_sums
from troth.science.dyad.series import checked_series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_compiled import Jit
    from troth.science.dyad.dynamics_fit import Fitted
    from troth.science.dyad.dynamics_sums import Form

__all__ = ["Seen", "fitted_at_once"]


class Seen(NamedTuple):
    """How much was seen of n couples.

    Attributes:
        transitions: Shape (n,).
        positive: With the partner above zero, shape (2, n): by equation.
        negative: Likewise below.
        form: `synchronous` or `sequential`.
        thresholds: As in `DynamicsSums`.
    """

    transitions: NDArray[np.int64]
    positive: NDArray[np.int64]
    negative: NDArray[np.int64]
    form: Form
    thresholds: NDArray[np.float64] | None = None


def fitted_at_once(scores: ArrayLike, *, form: Form, jit: Jit, fewest: int = 1) -> tuple[Fitted, Seen]:
    """Sum and solve the bilinear equations of each couple with loops compiled by `jit`, a few couples at a time.

    Args:
        scores: As for `dynamics_sums`.
        form: Likewise.
        jit: Likewise.
        fewest: How many transitions above zero, and below, make an equation whole, for the sums over couples.

    Returns:
        What `fitted` makes of the sums of `dynamics_sums`, and how much was seen. Couples with gaps or far from zero
        go that way.

    Raises:
        WrongShape, NotFinite, DyadError: As `dynamics_sums`.

    Example:
        >>> plain = lambda **options: lambda function: function
        >>> y = np.random.default_rng(1).normal(size=(2, 40, 2))
        >>> found, seen = fitted_at_once(y, form="synchronous", jit=plain)
        >>> found.parameters.shape, seen.transitions.tolist()
        ((4, 2, 2), [39, 39])
    """
    rows = checked_series(scores, fewest=2, what="A conversation")
    chosen_form(form)
    n, length = rows.shape[:2]
    numbers, plain = np.empty((34, n)), np.empty(n, np.bool_)
    found, (above, below) = room(4, 2, numbers[:30]), numbers[30:].view(np.int64).reshape(2, 2, n)
    flat = np.ascontiguousarray(rows).reshape(n, -1)
    totals = np.zeros((2, SUMMED))
    kernels(jit).both(flat, form == "sequential", (above, below), plain, in_memory(found), fewest, totals)
    seen = Seen(np.full(n, length - 1), above, below, form)
    if plain.any():
        sums = dynamics_sums(rows[plain], form=form)
        fit = fitted(sums.products, sums.means, sums.transitions)
        for one, other in zip(in_memory(found), in_memory(fit), strict=True):
            one[..., plain] = other
        for name in ("transitions", "positive", "negative"):
            getattr(seen, name)[..., plain] = getattr(sums, name)
    return replace(found, sums=totals), seen
