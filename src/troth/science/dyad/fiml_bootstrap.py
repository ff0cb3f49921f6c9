"""The bootstrap of couples with missing values: weights on sums, pattern by pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.apim_fit import model
from troth.science.dyad.bootstrap import (
    Bootstrap,
    Weights,
    check_draws,
    check_usable,
    drawn_weights,
    told_by_draws,
)
from troth.science.dyad.fiml import apim_fiml_finish, apim_fiml_partial, fitted
from troth.science.dyad.fiml_climb import climb_together, smallest
from troth.science.dyad.fiml_fit import Around, lean
from troth.science.dyad.fiml_normal import REPEATING, pull, triangle
from troth.science.dyad.fiml_patterns import Stack, side_by_side

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.apim_table import ApimDesign, ApimTable

__all__ = ["apim_fiml_bootstrap"]

BLOCK = 1 << 20
"""Numbers in the inverses of the draws that are fitted side by side."""


def apim_fiml_bootstrap(
    table: ApimTable,
    rng: np.random.Generator,
    *,
    draws: int = 1000,
    weights: Weights = Weights.MULTINOMIAL,
    distinguishable: bool = True,
    equal: tuple[str, ...] = (),
) -> Bootstrap:
    r"""Draw couples with return, whatever they gave, and fit the actor-partner model by FIML to each draw.

    **Method.** Couples are laid side by side by what is missing. A draw has one weight a couple; within each pattern k it
    makes the sums :math:`w'P_k` of the products of :math:`(1, z)`. All draws then go up from the fit of all couples side
    by side, by Fisher scoring. Intervals, and the acceleration from each couple's score, are as for `apim_bootstrap`.

    Args:
        table: From `apim_table`; every couple who gave something takes part.
        rng: Where the draws come from.
        draws: B, at least 50; 1000 or more for intervals to report.
        weights: Multinomial, or Poisson(1).
        distinguishable: As for `apim_fiml`, like the next.
        equal: Terms held equal.

    Returns:
        The draws, with standard errors of each draw from the expected information. **Missing data**: as `apim_fiml`. Draws
        without a fit are counted in a caution.

    Raises:
        WrongShape: Fewer than 50 draws.
        TooFewCouples: So few couples that hardly a draw can be fitted.
        DyadError: As `apim_fiml_finish`.

    **Reference.** Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.

    Example:
        >>> from troth.science.dyad.apim_table import apim_table
        >>> rng = np.random.default_rng(5)
        >>> x, y = rng.normal(size=(2, 80, 2))
        >>> y[:20, 1] = np.nan
        >>> found = apim_fiml_bootstrap(apim_table(y, x), rng, draws=200, distinguishable=False)
        >>> found.draws, list(found.bca)
        (200, ['intercept', 'actor', 'partner'])
    """
    check_draws(draws)
    sums = apim_fiml_partial(table)
    found = apim_fiml_finish(sums, distinguishable=distinguishable, equal=equal)
    of = model(table.design, distinguishable=distinguishable, equal=tuple(sorted(equal)))
    top = fitted(of, sums, exchangeable=not distinguishable)[2]
    rows = table.all_rows - top.centre
    rows = rows[~np.isnan(rows).all(axis=1)]
    both = None if distinguishable else table.design
    drawn = _drawn(rows, drawn_weights(len(rows), rng, draws, weights), both)
    fits = [_fit(top, replace(drawn, n=n, mean=mean, spread=spread)) for n, mean, spread in _blocks(drawn)]
    estimates, errors = (np.concatenate(part) for part in zip(*fits, strict=True))
    usable = np.isfinite(estimates).all(axis=1)
    check_usable(int(usable.sum()), draws)
    errors = errors[usable] * (1 if distinguishable else np.sqrt(2))
    return told_by_draws(
        found, estimates[usable], errors, _acceleration(top, rows, both), f"{weights} weights", draws
    )


def _drawn(
    rows: NDArray[np.float64], weights: Iterator[NDArray[np.float64]], both: ApimDesign | None
) -> Stack:
    """Return the patterns of each draw, with replicates first; in both orders of the couples for exchangeable ones."""
    ordered, order, runs = side_by_side(rows)
    size = len(ordered)
    wide = np.vstack([np.ones(len(rows)), ordered])
    one, other = triangle(size + 1)
    products = np.ascontiguousarray((wide[one] * wide[other]).T)
    found = []
    for weight in weights:
        mine = weight[order]
        found.append([mine[start:end] @ products[start:end] for _, start, end in runs])
    sums = np.empty((len(found), len(runs), size + 1, size + 1))
    sums[..., one, other] = sums[..., other, one] = np.array(found)
    n = sums[..., 0, 0]
    shared = np.maximum(n, 1)[..., None]
    mean = sums[..., 0, 1:] / shared
    spread = sums[..., 1:, 1:] / shared[..., None] - mean[..., :, None] * mean[..., None, :]
    seen = (np.array([key for key, _, _ in runs])[:, None] >> np.arange(size)) & 1
    stack = Stack(seen.astype(bool), n, mean, spread)
    return stack if both is None else _both_orders(stack, both)


def _both_orders(stack: Stack, design: ApimDesign) -> Stack:
    turn = [column - 1 for column in design.swapped[1:]]
    return Stack(
        np.concatenate([stack.seen, stack.seen[:, turn]]),
        np.concatenate([stack.n, stack.n], axis=-1),
        np.concatenate([stack.mean, stack.mean[..., turn]], axis=-2),
        np.concatenate([stack.spread, stack.spread[..., turn, :][..., turn]], axis=-3),
    )


def _blocks(drawn: Stack) -> Iterator[tuple[NDArray[np.float64], ...]]:
    step = max(1, BLOCK // drawn.spread[0].size)
    for start in range(0, len(drawn.n), step):
        yield tuple(part[start : start + step] for part in (drawn.n, drawn.mean, drawn.spread))


def _fit(top: Around, drawn: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return estimates and errors of each draw, shape (B, q); NaN without a fit."""

    def leaning(
        theta: NDArray[np.float64], some: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return lean(
            top.held, replace(drawn, n=drawn.n[some], mean=drawn.mean[some], spread=drawn.spread[some]), theta
        )

    def sound(theta: NDArray[np.float64]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = smallest(top.held.at(theta)[1]) > REPEATING
        return found

    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # a draw without a top runs away, until it is not sound
        theta, covariance = climb_together(np.tile(top.theta, (len(drawn.n), 1)), leaning, sound)
    own = covariance[:, : len(top.back), : len(top.back)]
    return top.estimates(theta), np.sqrt(np.diagonal(top.back @ own @ top.back.T, axis1=-2, axis2=-1))


def _acceleration(top: Around, rows: NDArray[np.float64], both: ApimDesign | None) -> NDArray[np.float64]:
    """Return a of each estimate from the couples' influence, their scores times the covariance."""
    told = _scores(top, rows)
    if both is not None:
        told = told + _scores(top, rows[:, [column - 1 for column in both.swapped[1:]]])
    covariance = np.linalg.inv(lean(top.held, top.stack, top.theta)[1])
    influence = told @ covariance[:, : len(top.back)] @ top.back.T
    cubes, squares = (influence**3).sum(axis=0), (influence**2).sum(axis=0)
    found: NDArray[np.float64] = cubes / (6 * squares**1.5)
    return found


def _scores(top: Around, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each couple's score, shape (n, t)."""
    ordered, order, runs = side_by_side(rows)
    seen = (np.array([key for key, _, _ in runs])[:, None] >> np.arange(len(ordered))) & 1
    nothing = np.zeros((len(runs), len(ordered)))
    flat = Stack(seen.astype(bool), nothing[:, 0], nothing, np.zeros((*nothing.shape, len(ordered))))
    mean, covariance = top.held.at(top.theta)
    inverse = pull(flat, mean, covariance).seen_inverse
    one, other = triangle(len(ordered))
    half = np.where(one == other, 0.5, 1.0)
    found = np.empty((len(rows), mean.size + one.size))
    for (_, start, end), w in zip(runs, inverse, strict=True):
        off = (ordered[:, start:end].T - mean) @ w
        found[order[start:end], : mean.size] = off
        found[order[start:end], mean.size :] = (off[:, one] * off[:, other] - w[one, other]) * half
    told: NDArray[np.float64] = found @ top.held.slope(top.theta).T
    return told
