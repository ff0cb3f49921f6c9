"""What rated conversations are reduced to before their dynamics are fitted: a few sums for each couple, which merge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from troth.science.dyad.dynamics_compiled import kernels
from troth.science.dyad.errors import DyadError, NotFinite, WrongShape
from troth.science.dyad.series import checked_series

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from troth.science.dyad.dynamics_compiled import Jit

__all__ = ["DynamicsSums", "Form", "chosen_form", "dynamics_sums"]

Form = Literal["synchronous", "sequential"]
BLOCK = 512
"""Couples handled at a time; their conversations stay in the cache."""
WIDE = 8192
COLUMNS = ("w", "h", "w next", "h next", "h up", "w up")
"""Both partners' scores before and after, and the parts above zero of what influences the first and the second."""
NAMES = {
    "synchronous": (("w", "h up", "h", "w next"), ("h", "w up", "w", "h next")),
    "sequential": (("w", "h up", "h", "w next"), ("h", "w up", "w next", "h next")),
}


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


def dynamics_sums(scores: ArrayLike, *, form: Form = "synchronous", jit: Jit | None = None) -> DynamicsSums:
    """Reduce rated conversations to the sums from which `finish_dynamics` works, in one pass.

    Args:
        scores: Shape (n, T, 2): couple, moment, partner; zero is neutral, NaN is missing.
        form: `synchronous`: both answer to the moment before. `sequential`: the second partner answers to the first
            partner's turn of the same moment.
        jit: `numba.njit`, where the sums are to be made by compiled loops; a second to compile.

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
    return _add_plain(rows, form) if jit is None else _add_compiled(rows, form, jit)


def chosen_form(form: str) -> None:
    """Raise `DyadError` where there is no such form.

    Example:
        >>> chosen_form("both")
        Traceback (most recent call last):
        troth.science.dyad.errors.DyadError: The form is one of synchronous, sequential, not both.
    """
    if form not in get_args(Form):
        raise DyadError(f"The form is one of {', '.join(get_args(Form))}, not {form}.")


def _add_compiled(rows: NDArray[np.float64], form: Form, jit: Jit) -> DynamicsSums:
    """Sum in compiled loops; couples with gaps or far from zero go the plain way."""
    n, length = rows.shape[:2]
    found, plain = _empty(n, form), np.empty(n, np.bool_)
    found.transitions[:] = length - 1
    kernels(jit).add(
        np.ascontiguousarray(rows).reshape(n, -1),
        form == "sequential",
        (found.products, found.means),
        (found.positive, found.negative),
        plain,
    )
    if plain.any():
        mended = _add_plain(rows[plain], form)
        for name in ("products", "means", "transitions", "positive", "negative"):
            getattr(found, name)[..., plain] = getattr(mended, name)
    return found


def _empty(n: int, form: Form) -> DynamicsSums:
    return DynamicsSums(
        products=np.empty((4, 4, 2, n)),
        means=np.empty((4, 2, n)),
        transitions=np.empty(n, np.int64),
        positive=np.empty((2, n), np.int64),
        negative=np.empty((2, n), np.int64),
        form=form,
    )


def _add_plain(rows: NDArray[np.float64], form: Form) -> DynamicsSums:
    n, names = len(rows), NAMES[form]
    found = _empty(n, form)
    pairs = list(dict.fromkeys(pair for columns in names for pair in _pairs(columns)))
    raw = _Raw(pairs, np.empty((len(pairs), n)), {name: np.empty(n) for name in COLUMNS}, np.empty((2, n)))
    for start in range(0, n, BLOCK):
        here = slice(start, start + BLOCK)
        _sum_block(rows[here], found, raw, here)
    for start in range(0, n, WIDE):
        here = slice(start, start + WIDE)
        for side in (0, 1):
            _centre_block(raw, found, side, here)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Raw:
    """Sums of products of named columns, taken from the couple's own mean where they are no hinges; couples last."""

    pairs: list[tuple[str, str]]
    products: NDArray[np.float64]
    sums: dict[str, NDArray[np.float64]]
    centre: NDArray[np.float64]


def _pairs(columns: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return which products an equation needs: the score times its part above zero is that part squared."""
    return [
        (min(one, other), max(one, other))
        for i, one in enumerate(columns)
        for j, other in enumerate(columns[: i + 1])
        if (i, j) != (2, 1)
    ]


def _sum_block(rows: NDArray[np.float64], found: DynamicsSums, raw: _Raw, here: slice) -> None:
    """Write the raw sums of some couples."""
    scores = np.ascontiguousarray(np.moveaxis(rows, 2, 0))
    length = scores.shape[2]
    centre = np.vecdot(scores, np.ones(length)) / length
    valid, count = None, np.full(len(rows), length - 1)
    if not np.isfinite(centre).all():
        valid, centre, count = _gaps(scores)
    raw.centre[:, here], found.transitions[here] = centre, count
    now, after = scores[:, :, :-1], scores[:, :, 1:]
    signals = np.stack([now[1], after[0] if found.form == "sequential" else now[0]])
    if valid is not None:
        signals = np.where(valid, signals, 0.0)
    found.positive[:, here], found.negative[:, here] = _count(signals > 0), _count(signals < 0)
    scores -= centre[:, :, None]
    whole = [now[0], now[1], after[0], after[1]]
    if valid is not None:
        whole = [np.where(valid, one, 0.0) for one in whole]
    columns = dict(zip(COLUMNS, (*whole, *np.maximum(signals, 0.0, out=signals)), strict=True))
    ones = np.ones(length - 1)
    for name, column in columns.items():
        np.vecdot(column, ones, out=raw.sums[name][here])
    for (one, other), out in zip(raw.pairs, raw.products, strict=True):
        np.vecdot(columns[one], columns[other], out=out[here])


def _count(marks: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.asarray(np.einsum("prt->pr", marks.view(np.uint8), dtype=np.int32), np.int64)


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


def _centre_block(raw: _Raw, found: DynamicsSums, side: int, here: slice) -> None:
    """Write the products about the means of one partner's equation.

    The third column is the partner's score at first and its part below zero at last; where it is never below, the
    part above is the score itself, with all its digits.
    """
    columns, at = NAMES[found.form][side], {pair: i for i, pair in enumerate(raw.pairs)}
    own, signal = raw.centre[side, here], raw.centre[1 - side, here]
    sums = np.stack([raw.sums[name][here] for name in columns])
    products = np.empty((4, 4, len(own)))
    for i, one in enumerate(columns):
        for j, other in enumerate(columns[: i + 1]):
            if (i, j) == (2, 1):
                products[i, j] = products[1, 1] - signal * sums[1]
            else:
                products[i, j] = raw.products[at[min(one, other), max(one, other)], here]
            products[j, i] = products[i, j]
    means = sums / np.maximum(found.transitions[here], 1)
    products -= sums[:, None] * means
    means += np.stack([own, np.zeros_like(own), signal, own])
    above = found.negative[side, here] == 0
    if above.any():
        products[1][:, above] = products[2][:, above]
        products[:, 1][:, above] = products[:, 2][:, above]
        means[1, above] = means[2, above]
    products[2] -= products[1]
    products[:, 2] -= products[:, 1]
    means[2] -= means[1]
    found.products[:, :, side, here], found.means[:, side, here] = products, means
