r"""The normal distribution of rows with missing values: likelihood, score, information, and its maximum.

With :math:`W_k` the inverse of what pattern k shows of :math:`\Sigma`, 0 where it shows nothing,
:math:`d_k = m_k - \mu` and :math:`M_k = C_k + d_k d_k'`, all is a sum over patterns. Leading dimensions are replicates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import ConstantColumn, NotIdentified
from troth.science.dyad.fiml_climb import FLAT, climb, smallest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.fiml_patterns import Stack

__all__: list[str] = []

EM_STEPS = 10
REPEATING = 1e-8
"""As `FLAT`, for a covariance on the way up: below it, the way leads to variables that repeat one another."""


@dataclass(frozen=True, slots=True, eq=False)
class Pull:
    """Where the data pull the parameters.

    Attributes:
        loglik: Shape (...).
        mean: Score of the means, shape (..., p).
        spread: Score of the covariances before halving, n (W M W - W) summed, shape (..., p, p).
        seen_inverse: W, shape (..., K, p, p).
        off: W d, shape (..., K, p).
    """

    loglik: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    seen_inverse: NDArray[np.float64]
    off: NDArray[np.float64]

    @property
    def score(self) -> NDArray[np.float64]:
        """The score of the means and of the covariances, the upper triangle row by row."""
        one, other = triangle(self.mean.shape[-1])
        return np.concatenate([self.mean, self.spread[..., one, other] / np.where(one == other, 2, 1)], -1)


@dataclass(frozen=True, slots=True, eq=False)
class Normal:
    """A fitted normal distribution.

    Attributes:
        mean: Shape (p,).
        covariance: Shape (p, p).
        loglik: With every constant.
        information: Observed, of means and upper triangle, shape (t, t).
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    loglik: float
    information: NDArray[np.float64]


@lru_cache(maxsize=16)
def triangle(size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of the upper triangle, row by row."""
    return np.triu_indices(size)


@lru_cache(maxsize=16)
def units(size: int) -> NDArray[np.float64]:
    """Return the unit symmetric matrices, shape (p (p + 1) / 2, p, p), in the order of `triangle`."""
    one, other = triangle(size)
    found = np.zeros((one.size, size, size))
    found[np.arange(one.size), one, other] = found[np.arange(one.size), other, one] = 1.0
    return found


def pull(stack: Stack, mean: NDArray[np.float64], covariance: NDArray[np.float64]) -> Pull:
    """Return likelihood and score at means of shape (..., p) and a covariance of shape (..., p, p)."""
    both = stack.seen[:, :, None] & stack.seen[:, None, :]
    shown = np.where(both, covariance[..., None, :, :], np.eye(mean.shape[-1]))
    inverse = np.where(both, np.linalg.inv(shown), 0.0)
    away = np.where(stack.seen, stack.mean - mean[..., None, :], 0.0)
    off = (inverse @ away[..., None])[..., 0]
    each = stack.seen.sum(axis=1) * np.log(2 * np.pi) + np.linalg.slogdet(shown)[1]
    each = each + (inverse * stack.spread).sum(axis=(-2, -1)) + (off * away).sum(axis=-1)
    return Pull(
        loglik=-(stack.n * each).sum(axis=-1) / 2,
        mean=(stack.n[..., None] * off).sum(axis=-2),
        spread=(stack.n[..., None, None] * (_about(stack, inverse, off) - inverse)).sum(axis=-3),
        seen_inverse=inverse,
        off=off,
    )


def information(stack: Stack, at: Pull, *, expected: bool = False) -> NDArray[np.float64]:
    r"""Return the observed information of means and covariances, or what it is in the mean of many samples.

    :math:`I_{\mu\mu} = \sum n W`, :math:`I_{\mu j} = \sum n W E_j W d`, and
    :math:`I_{ij} = \sum n\,\mathrm{tr}(E_i W E_j G)` with :math:`G = W M W - W/2`; in expectation
    :math:`W d = 0` and :math:`W M W = W`.
    """
    w, size = at.seen_inverse, at.off.shape[-1]
    lead, unit = w.shape[:-3], units(size).reshape(-1, size * size)
    weighted = np.swapaxes((stack.n[..., None, None] * w).reshape(*lead, -1, size * size), -1, -2)
    inner = w / 2 if expected else _about(stack, w, at.off) - w / 2
    slopes = weighted @ (np.zeros_like(at.off) if expected else at.off)
    cross = slopes.reshape(*lead, size, size * size) @ unit.T
    products = (weighted @ inner.reshape(*lead, -1, size * size)).reshape(*lead, *[size] * 4)
    squares = np.moveaxis(products, -1, -4).reshape(*lead, size * size, size * size)
    found = np.empty((*lead, size + len(unit), size + len(unit)))
    found[..., :size, :size] = weighted.sum(axis=-1).reshape(*lead, size, size)
    found[..., :size, size:], found[..., size:, :size] = cross, np.swapaxes(cross, -1, -2)
    found[..., size:, size:] = unit @ squares @ unit.T
    return found


def by_itself(stack: Stack) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and variance, divisor n, of all that is there of each variable."""
    each = stack.n @ stack.seen
    mean = stack.n @ stack.mean / each
    away = np.where(stack.seen, stack.mean - mean, 0.0)
    return mean, stack.n @ (np.diagonal(stack.spread, axis1=-2, axis2=-1) + away**2) / each


def expectation_maximisation(stack: Stack, steps: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    r"""Return mean and covariance after some EM steps from what each variable shows by itself.

    In terms of the score: :math:`\mu \leftarrow \mu + e` and
    :math:`\Sigma \leftarrow \Sigma + \Sigma X \Sigma / n - ee'`, with :math:`e = \Sigma s_\mu / n` and
    :math:`X = \sum n (W M W - W)`.
    """
    mean, variance = by_itself(stack)
    covariance, n = np.diag(variance), stack.n.sum()
    for _ in range(steps):
        if smallest(covariance) <= FLAT:
            break
        at = pull(stack, mean, covariance)
        step = covariance @ at.mean / n
        covariance = covariance + covariance @ at.spread @ covariance / n - np.outer(step, step)
        covariance = (covariance + covariance.T) / 2
        mean = mean + step
    return mean, covariance


def joint_normal(stack: Stack, names: tuple[str, ...]) -> Normal:
    """Return the normal distribution under which the rows are most likely: EM, then Newton's method.

    Args:
        stack: The patterns, of p variables.
        names: What the variables are called.

    Raises:
        ConstantColumn: A variable repeats others, so that the likelihood has no end.
        NotIdentified: The likelihood has no single top.
        NotSettled: The search did not end.
    """
    centre, _ = by_itself(stack)
    stack = stack.about(centre)  # far from 0 a mean has no digits left for the last steps
    mean, covariance = expectation_maximisation(stack, EM_STEPS)
    size = mean.size

    def at(theta: NDArray[np.float64]) -> Pull:
        return pull(stack, *unpacked(theta, size))

    def height(theta: NDArray[np.float64]) -> float:
        sound = smallest(unpacked(theta, size)[1]) > FLAT
        return float(at(theta).loglik) if sound else -np.inf

    def lean(theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        _check_repeats(unpacked(theta, size)[1], names)
        here = at(theta)
        observed = information(stack, here)
        if smallest(observed) > FLAT:
            return here.score, observed
        return here.score, information(stack, here, expected=True)

    found = climb(np.concatenate([mean, covariance[triangle(size)]]), height, lean)
    top = at(found)
    told = information(stack, top)
    if smallest(told) <= FLAT:
        raise NotIdentified(
            "Too few couples show some of the variables together: their covariance cannot be told. Leave one out."
        )
    mean, covariance = unpacked(found, size)
    return Normal(mean + centre, covariance, float(top.loglik), told)


def _check_repeats(covariance: NDArray[np.float64], names: tuple[str, ...]) -> None:
    size = np.sqrt(np.diagonal(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(size, size))
    if values[0] <= REPEATING:
        alike = np.abs(vectors[:, 0]) > np.abs(vectors[:, 0]).max() / 10
        which = ", ".join(name for name, one in zip(names, alike, strict=True) if one)
        raise ConstantColumn(f"In the couples who gave them, {which} repeat one another: leave one out.")


def unpacked(theta: NDArray[np.float64], size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and covariance from means and upper triangle, shape (..., t)."""
    one, other = triangle(size)
    covariance = np.empty((*theta.shape[:-1], size, size))
    covariance[..., one, other] = covariance[..., other, one] = theta[..., size:]
    return theta[..., :size], covariance


def _about(stack: Stack, inverse: NDArray[np.float64], off: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return W M W, shape (..., K, p, p)."""
    found: NDArray[np.float64] = inverse @ stack.spread @ inverse + off[..., :, None] * off[..., None, :]
    return found
