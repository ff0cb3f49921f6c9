"""How much couples differ beyond noise, and what that says of one couple: numbers drawn towards all the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.told import Told, medians, table
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Population", "Posterior", "population", "shrunk"]


@dataclass(frozen=True, slots=True, eq=False)
class Population(Told):
    """The couples' common mean and how they differ, by equation.

    Attributes:
        mean: Shape (2, k).
        covariance: Of the mean, shape (2, k, k).
        spread: T, the covariance between couples without noise, shape (2, k, k); None where there are too few.
    """

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]
    spread: NDArray[np.float64] | None

    def summary(self) -> str:
        """Return a table of the parameters: their means, and how couples differ."""
        columns = _places(self.mean.shape) | {
            "mean": self.mean.ravel(),
            "SE": _roots(self.covariance).ravel(),
        }
        if self.spread is not None:
            columns["SD between couples"] = _roots(self.spread).ravel()
        few = [] if self.spread is not None else ["too few couples to tell how they differ"]
        return "\n".join(["Means over couples", *table(columns, "parameter", first=self.mean.size), *few])


@dataclass(frozen=True, slots=True, eq=False)
class Posterior(Told):
    """What is known of each couple after all were seen: mean, shape (n, 2, k), and covariance, (n, 2, k, k)."""

    mean: NDArray[np.float64]
    covariance: NDArray[np.float64]

    def summary(self) -> str:
        """Return a table of the parameters, medians over couples."""
        columns = _places(self.mean.shape[1:]) | {
            "couples": np.isfinite(self.mean).sum(axis=0).ravel(),
            "mean": medians(self.mean).ravel(),
            "SD": medians(_roots(self.covariance)).ravel(),
        }
        head = (
            f"What is known of {counted(len(self.mean), 'couple')} after all were seen; medians over couples"
        )
        return "\n".join([head, *table(columns, "parameter", first=len(columns["mean"]))])


FAR = 100
"""The squared mean over the variance beyond which raw sums lose digits."""
NOBODY = np.empty(0, np.intp)


def population(
    parameters: NDArray[np.float64],
    noise: NDArray[np.float64],
    lost: NDArray[np.integer] = NOBODY,
    *,
    sums: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
) -> Population:
    r"""Find the mean over couples and the spread between them by the method of moments.

    Args:
        parameters: Each couple's own estimates, shape (n, 2, k).
        noise: The mean over couples of the estimates' sampling covariances, shape (2, k, k).
        lost: Places of couples to leave out; their estimates are 0.
        sums: Of the estimates, shape (2, k), and of their products, shape (2, k, k), where they are known already.

    Returns:
        :math:`\mu` the plain mean, with covariance :math:`\mathrm{cov}(\hat\theta)/n`, and
        :math:`T = \mathrm{cov}(\hat\theta) - \overline{V}` with negative eigenvalues set to 0, each parameter in
        units of the spread of its own estimates, so that the units of the scores do not matter. The spread needs more
        couples than parameters; with one couple the mean is its own, and so is the covariance.

    **Missing data.** Couples in `lost` count for nothing; without any couple all is NaN.

    **Reference.** Swamy, P. A. V. B. (1970). Efficient inference in a random coefficient regression model.
    Econometrica, 38, 311-323.

    Example:
        >>> own = np.array([[[1.0]], [[3.0]], [[5.0]]])
        >>> found = population(own, np.ones((1, 1, 1)))
        >>> found.mean.ravel().tolist(), found.spread.ravel().tolist()
        ([3.0], [3.0])
    """
    n, equations, size = parameters.shape
    n -= len(lost)
    if n == 0:
        empty = np.full((equations, size), np.nan)
        return Population(empty, np.full((equations, size, size), np.nan), None)
    by_row = np.moveaxis(parameters, 0, 2)
    first, products = sums or _sums(by_row)
    mean = first / n
    if n == 1:
        return Population(mean, noise, None)
    total = _covariance(mean, products, n)
    if (mean**2 > FAR * np.diagonal(total, axis1=1, axis2=2)).any():
        off = by_row - mean[..., None]
        off[..., lost] = 0.0
        first, products = _sums(off)
        total = _covariance(first / n, products, n)
    if n <= size:
        return Population(mean, total / n, None)
    return Population(mean, total / n, _without_negative_parts(total - noise, total))


def shrunk(parameters: NDArray[np.float64], covariance: NDArray[np.float64], of: Population) -> Posterior:
    r"""Draw each couple's estimates towards the mean, the more so the less they are known.

    Args:
        parameters: Each couple's own estimates, shape (n, 2, k), in units of the scores.
        covariance: Their sampling covariances, shape (n, 2, k, k).
        of: The common mean and the spread.

    Returns:
        :math:`\tilde\theta_i = \mu + T(T+V_i)^{-1}(\hat\theta_i - \mu)` with covariance
        :math:`T - T(T+V_i)^{-1}T`, the two equations apart. Without a spread a couple keeps its own numbers; where
        an equation is not whole, NaN.

    **Missing data.** An equation with a number that is not known (NaN) keeps what it has, and takes nothing from others.

    **Reference.** Morris, C. N. (1983). Parametric empirical Bayes inference: theory and applications. J. Am. Stat.
    Assoc., 78, 47-55.

    Example:
        >>> own = np.array([[[1.0]], [[3.0]], [[5.0]]])
        >>> found = shrunk(own, np.ones((3, 1, 1, 1)), population(own, np.ones((1, 1, 1))))
        >>> found.mean.ravel().tolist(), found.covariance[0].item()
        ([1.5, 3.0, 4.5], 0.75)
    """
    if of.spread is None:
        return Posterior(parameters, covariance)
    size = parameters.shape[2]
    known: NDArray[np.bool_] = np.isfinite(parameters) & (np.diagonal(covariance, axis1=2, axis2=3) > 0)
    whole = np.asarray(known.all(axis=2))
    noise = np.where(whole[..., None, None], covariance, np.eye(size))
    pull = np.linalg.solve(of.spread + noise, np.broadcast_to(of.spread, noise.shape))
    mean = of.mean + ((parameters - of.mean)[:, :, None] @ pull)[:, :, 0]
    left = of.spread - of.spread @ pull
    left = (left + left.swapaxes(2, 3)) / 2
    keep = whole[..., None]
    return Posterior(np.where(keep, mean, parameters), np.where(keep[..., None], left, covariance))


def _without_negative_parts(spread: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Set negative eigenvalues to 0, each parameter in units of its own total spread, so that units change nothing."""
    own = np.sqrt(np.diagonal(total, axis1=1, axis2=2))
    own = np.where(own > 0, own, 1.0)
    unit = own[:, :, None] * own[:, None]
    values, vectors = np.linalg.eigh(spread / unit)
    return np.asarray((vectors * np.maximum(values, 0.0)[:, None]) @ vectors.transpose(0, 2, 1) * unit)


def _places(shape: tuple[int, ...]) -> dict[str, NDArray[np.generic]]:
    """Return the columns that name each parameter: its equation, and its place there."""
    equation, parameter = np.indices(shape).reshape(2, -1) + 1
    return {"equation": equation, "parameter": parameter}


def _roots(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sqrt(np.maximum(np.diagonal(covariance, axis1=-2, axis2=-1), 0.0))


def _sums(by_row: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return by equation the sums over couples, shape (2, k), and those of products, shape (2, k, k)."""
    return by_row.sum(axis=2), np.asarray(by_row @ by_row.swapaxes(1, 2))


def _covariance(mean: NDArray[np.float64], products: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    return np.asarray((products - n * mean[:, :, None] * mean[:, None]) / (n - 1))
