"""What rated conversations are reduced to before their dynamics are fitted: a few sums for each couple, which merge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from troth.science.dyad.errors import DyadError, NotFinite, WrongShape
from troth.science.dyad.series import checked_series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["DynamicsSums", "Form", "chosen_form", "dynamics_sums"]

Form = Literal["synchronous", "sequential"]
BLOCK = 512
"""Couples handled at a time; their conversations stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class DynamicsSums:
    """Sums over each couple's transitions; further couples can be added with `+`.

    A partner's transition has four columns: the own score before, the partner's score where it is above zero, the
    same where it is below, and the own score after. Couples come last, so that all are handled side by side.

    Attributes:
        products: Sums of products about the couple's own means, shape (4, 4, 2, n).
        means: The means, shape (4, 2, n).
        transitions: How many transitions each couple gave, shape (n,).
        positive: How many of them had the partner above zero, shape (2, n): by whose equation it is.
        negative: Likewise below zero.
        form: `synchronous` or `sequential`.
        thresholds: Where influence begins, shape (2, 2, n): below, above; by equation. None where it begins at zero.
    """

    products: NDArray[np.float64]
    means: NDArray[np.float64]
    transitions: NDArray[np.int64]
    positive: NDArray[np.int64]
    negative: NDArray[np.int64]
    form: Form
    thresholds: NDArray[np.float64] | None = None

    def __add__(self, other: DynamicsSums) -> DynamicsSums:
        """Return these couples and then the others."""
        if self.form != other.form or (self.thresholds is None) != (other.thresholds is None):
            raise WrongShape("Conversations summed for another form or kind of influence cannot be merged.")
        names = ("products", "means", "transitions", "positive", "negative", "thresholds")
        joined: dict[str, Any] = {
            name: np.concatenate([getattr(self, name), getattr(other, name)], axis=-1)
            for name in names
            if getattr(self, name) is not None
        }
        return replace(self, **joined)


def dynamics_sums(scores: ArrayLike, *, form: Form = "synchronous") -> DynamicsSums:
    """Reduce rated conversations to the sums from which `finish_dynamics` works, in one pass.

    Args:
        scores: Shape (n, T, 2): couple, moment, partner; zero is neutral, NaN is missing.
        form: `synchronous`: both answer to the moment before. `sequential`: the second partner answers to the first
            partner's turn of the same moment.

    Returns:
        The sums. A transition counts where both partners' scores are there at a moment and at the next. Several
        conversations of one couple stand one after another with a moment of NaN between them.

    Raises:
        WrongShape: The array has another shape, or fewer than two moments.
        NotFinite: A score is infinite.
        DyadError: No such form.

    Example:
        >>> found = dynamics_sums([[[1, -1], [2, 0], [np.nan, 1], [0, 2], [1, 1]]])
        >>> found.transitions.tolist(), found.positive[:, 0].tolist(), found.negative[:, 0].tolist()
        ([2], [1, 1], [1, 0])
    """
    rows = checked_series(scores, fewest=2, what="A conversation")
    chosen_form(form)
    n = len(rows)
    found = DynamicsSums(
        products=np.empty((4, 4, 2, n)),
        means=np.empty((4, 2, n)),
        transitions=np.empty(n, np.int64),
        positive=np.empty((2, n), np.int64),
        negative=np.empty((2, n), np.int64),
        form=form,
    )
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        _sum_block(rows[here], found, here)
    return found


def chosen_form(form: str) -> None:
    """Raise `DyadError` where there is no such form."""
    if form not in get_args(Form):
        raise DyadError(f"The form is one of {', '.join(get_args(Form))}, not {form}.")


def _sum_block(rows: NDArray[np.float64], found: DynamicsSums, here: slice) -> None:
    """Write the sums of some couples, with every column taken from the couple's own mean before it is squared."""
    scores = np.ascontiguousarray(np.moveaxis(rows, 2, 0))
    total = scores @ np.ones(scores.shape[2])
    if np.isfinite(total).all():
        valid = None
        centre = total / scores.shape[2]
        count = np.full(scores.shape[1], scores.shape[2] - 1)
    else:
        valid, centre, count = _gaps(scores)
    table = _table(scores, centre, valid, sequential=found.form == "sequential")
    found.transitions[here] = count
    for side in (0, 1):
        found.positive[side, here] = np.count_nonzero(table.raw[side] > 0, axis=1)
        found.negative[side, here] = np.count_nonzero(table.raw[side] < 0, axis=1)
        products, means = _centred(table, side, centre, np.maximum(count, 1), found.negative[side, here] == 0)
        found.products[:, :, side, here], found.means[:, side, here] = products, means


def _gaps(
    scores: NDArray[np.float64],
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.intp]]:
    """Return which transitions are whole, the mean of each series, and how many transitions a couple has."""
    if np.isinf(scores).any():
        raise NotFinite("A score is infinite: mend the value, or leave it empty.")
    missing = np.isnan(scores)
    centre = np.where(missing, 0.0, scores).sum(axis=2) / np.maximum((~missing).sum(axis=2), 1)
    there = np.isfinite(scores.sum(axis=0))
    valid = there[:, :-1] & there[:, 1:]
    return valid, centre, valid.sum(axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The columns of a block, each of shape (couples, transitions), and their sums of products, made once."""

    columns: dict[str, NDArray[np.float64]]
    raw: tuple[NDArray[np.float64], NDArray[np.float64]]
    names: tuple[tuple[str, str, str, str], ...]
    sums: dict[str, NDArray[np.float64]]
    made: dict[tuple[str, str], NDArray[np.float64]]

    def product(self, one: str, other: str) -> NDArray[np.float64]:
        key = (min(one, other), max(one, other))
        if key not in self.made:
            self.made[key] = np.vecdot(self.columns[one], self.columns[other])
        return self.made[key]


def _table(
    scores: NDArray[np.float64],
    centre: NDArray[np.float64],
    valid: NDArray[np.bool_] | None,
    *,
    sequential: bool,
) -> _Table:
    now, after = scores[:, :, :-1], scores[:, :, 1:]
    raw = (now[1], after[0] if sequential else now[0])
    if valid is not None:
        raw = (np.where(valid, raw[0], 0.0), np.where(valid, raw[1], 0.0))
    hinges = [np.maximum(one, 0.0) for one in raw]
    moved = scores - centre[:, :, None]
    columns = {
        "w": moved[0, :, :-1],
        "h": moved[1, :, :-1],
        "w next": moved[0, :, 1:],
        "h next": moved[1, :, 1:],
    }
    if valid is not None:
        columns = {name: np.where(valid, one, 0.0) for name, one in columns.items()}
    columns |= {"h up": hinges[0], "w up": hinges[1]}
    ones = np.ones(scores.shape[2] - 1)
    names = (("w", "h up", "h", "w next"), ("h", "w up", "w next" if sequential else "w", "h next"))
    return _Table(columns, raw, names, {name: one @ ones for name, one in columns.items()}, {})


def _centred(
    table: _Table,
    side: int,
    centre: NDArray[np.float64],
    count: NDArray[np.intp],
    above: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return products about the means, shape (4, 4, B), and the means, shape (4, B), of one partner's equation.

    The third column is the partner's score at first and its part below zero at last; where it is never below, the
    part above is the score itself, with all its digits.
    """
    columns = table.names[side]
    own, signal = centre[side], centre[1 - side]
    sums = np.stack([table.sums[name] for name in columns])
    products = np.empty((4, 4, len(count)))
    for i, one in enumerate(columns):
        for j, other in enumerate(columns[: i + 1]):
            if (i, j) == (2, 1):  # the score times its part above zero is that part squared
                products[i, j] = products[1, 1] - signal * sums[1]
            else:
                products[i, j] = table.product(one, other)
            products[j, i] = products[i, j]
    means = sums / count
    products -= sums[:, None] * means
    means += np.stack([own, np.zeros_like(own), signal, own])
    products[1][:, above] = products[2][:, above]
    products[:, 1][:, above] = products[:, 2][:, above]
    means[1, above] = means[2, above]
    products[2] -= products[1]
    products[:, 2] -= products[:, 1]
    means[2] -= means[1]
    return products, means
