r"""The actor-partner model within a normal distribution of all variables, predictors included.

Free partners, or exchangeable ones whose couples are counted both ways round, ask nothing of that distribution: effects
are functions of its mean and covariance. With anything else held equal, parameters
:math:`\theta = (\gamma, \Psi, \mu_x, \Sigma_x)` give

.. math:: \mu = A\mu_x + (0, c), \qquad \Sigma = A\Sigma_x A' + (0, \Psi), \qquad A = (I, B)',

and are found by scoring. Leading dimensions are points.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.apim_fit import Fit, Model, recentred
from troth.science.dyad.errors import NotIdentified
from troth.science.dyad.fiml_climb import FLAT, climb, smallest
from troth.science.dyad.fiml_normal import Normal, information, pull, triangle, units

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.fiml_patterns import Stack

__all__: list[str] = []

DIFFERENCE = 1e-4
"""Step of the differenced score, in standard errors."""


def fit_free(of: Model, normal: Normal, closed: Fit) -> Fit:
    r"""Return the fit with likelihood and covariance of the normal distribution that it is a function of.

    :math:`B = \Sigma_{xx}^{-1}\Sigma_{xy}` and :math:`c = \mu_y - B'\mu_x`; the score is 0 there, so that
    :math:`J I^{-1} J'` is exact.
    """
    slope = _slope_of_effects(of, normal)
    covariance = slope @ _inverse(normal.information) @ slope.T
    return replace(closed, covariance=covariance, loglik=np.array(normal.loglik))


def fit_held(near: Around, closed: Fit) -> tuple[Fit, Around]:
    """Return the fit of a model that asks something of the normal distribution, from a near one, and where it lies.

    Raises:
        NotIdentified: The couples do not tell its parameters apart.
        NotSettled: The search did not end.
    """
    held, stack = near.held, near.stack
    theta = climb(near.theta, lambda at: _height(held, stack, at), lambda at: lean(held, stack, at))
    top = replace(near, theta=theta)
    covariance = _inverse(_differenced(held, stack, theta))
    own = slice(0, len(near.back))
    found = replace(
        closed,
        estimates=top.estimates(theta),
        covariance=near.back @ covariance[own, own] @ near.back.T,
        sigma=np.tensordot(theta, held.left, axes=1)[-2:, -2:],
        loglik=pull(stack, *held.at(theta)).loglik,
    )
    return found, top


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """A model around the centre of its columns, where means far from 0 cost no digits.

    Attributes:
        held: The model.
        stack: The patterns, centred.
        centre: Shape (p,).
        theta: All parameters, those of the actor-partner model first, shape (t,).
        back: With `start`, the way of these to the caller's zero, shape (q, q).
        start: Shape (q,).
    """

    held: Held
    stack: Stack
    centre: NDArray[np.float64]
    theta: NDArray[np.float64]
    back: NDArray[np.float64]
    start: NDArray[np.float64]

    def estimates(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the parameters of the actor-partner model at points of shape (..., t)."""
        found: NDArray[np.float64] = theta[..., : len(self.back)] @ self.back.T + self.start
        return found


def around(of: Model, stack: Stack, normal: Normal, closed: Fit) -> Around:
    """Return the model near a normal distribution: at it where the model is free, or exchangeable."""
    centre, design, back, start = recentred(of, normal.mean)
    predictors = slice(0, normal.mean.size - 2)
    spread = closed.sigma[triangle(2)]
    theta = np.concatenate(
        [
            np.linalg.solve(back, closed.estimates - start),
            spread[:2] if of.one_variance else spread,
            (normal.mean - centre[1:])[predictors],
            normal.covariance[predictors, predictors][triangle(normal.mean.size - 2)],
        ]
    )
    moved = stack.about(centre[1:])
    return Around(Held.of(of, design), moved, centre[1:], theta, back, start)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The parts of the normal distribution, each a matrix that is linear in the t parameters.

    Attributes:
        loading: A without its identity, shape (t, p, m).
        constant: (0, c), shape (t, p).
        left: Psi at its place, shape (t, p, p).
        middle: Means of the predictors, shape (t, m).
        inner: Covariance of the predictors, shape (t, m, m).
    """

    loading: NDArray[np.float64]
    constant: NDArray[np.float64]
    left: NDArray[np.float64]
    middle: NDArray[np.float64]
    inner: NDArray[np.float64]

    @classmethod
    def of(cls, of: Model, design: NDArray[np.float64]) -> Held:
        """Return the parts for effects `design` @ parameters."""
        size, m = len(of.design.columns) - 1, len(of.design.columns) - 3
        spread = units(2) if not of.one_variance else np.array([np.eye(2), np.eye(2)[::-1]])
        ends = np.cumsum([len(of.names), len(spread), m, m * (m + 1) // 2])
        loading, constant = np.zeros((ends[3], size, m)), np.zeros((ends[3], size))
        left, middle, inner = (np.zeros((ends[3], *shape)) for shape in ((size, size), (m,), (m, m)))
        effects = -np.tensordot(design.T, of.taken.swapaxes(0, 1), axes=1)
        loading[: ends[0], m:], constant[: ends[0], m:] = effects[..., 1 : m + 1], effects[..., 0]
        left[ends[0] : ends[1], m:, m:] = spread
        middle[ends[1] : ends[2]], inner[ends[2] :] = np.eye(m), units(m)
        return cls(loading, constant, left, middle, inner)

    def at(self, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return mean and covariance at parameters of shape (..., t)."""
        a, middle, inner = self._parts(theta)
        mean = (a @ middle[..., None])[..., 0] + theta @ self.constant
        left = np.tensordot(theta, self.left, axes=1)
        return mean, a @ inner @ np.swapaxes(a, -1, -2) + left

    def slope(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how mean and upper triangle of the covariance move with each parameter, shape (..., t, u)."""
        a, middle, inner = (part[..., None, :, :] for part in self._parts(theta, column=True))
        mean = (self.loading @ middle + a @ self.middle[..., None])[..., 0] + self.constant
        half = self.loading @ inner @ np.swapaxes(a, -1, -2)
        covariance = half + np.swapaxes(half, -1, -2) + a @ self.inner @ np.swapaxes(a, -1, -2) + self.left
        one, other = triangle(self.constant.shape[-1])
        return np.concatenate([mean, covariance[..., one, other]], axis=-1)

    def _parts(
        self, theta: NDArray[np.float64], *, column: bool = False
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        a = np.tensordot(theta, self.loading, axes=1)
        a[..., : a.shape[-1], :] += np.eye(a.shape[-1])
        middle = theta @ self.middle
        return a, middle[..., None] if column else middle, np.tensordot(theta, self.inner, axes=1)


def _height(held: Held, stack: Stack, theta: NDArray[np.float64]) -> float:
    mean, covariance = held.at(theta)
    return float(pull(stack, mean, covariance).loglik) if smallest(covariance) > FLAT else -np.inf


def _score(held: Held, stack: Stack, theta: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = held.slope(theta) @ pull(stack, *held.at(theta)).score[..., None]
    return found[..., 0]


def lean(
    held: Held, stack: Stack, theta: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return score and expected information at parameters of shape (..., t)."""
    at, slope = pull(stack, *held.at(theta)), held.slope(theta)
    told = slope @ information(stack, at, expected=True) @ np.swapaxes(slope, -1, -2)
    return (slope @ at.score[..., None])[..., 0], told


def _differenced(held: Held, stack: Stack, theta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the observed information by central differences of the score."""
    error = DIFFERENCE / np.sqrt(np.diagonal(lean(held, stack, theta)[1]))
    up, down = (_score(held, stack, theta + side * np.diag(error)) for side in (1, -1))
    found = (down - up) / (2 * error[:, None])
    if smallest(found + found.T) <= FLAT:
        raise NotIdentified(
            "The couples do not tell the parameters apart: hold less equal, or leave a variable out."
        )
    return (found + found.T) / 2


def _slope_of_effects(of: Model, normal: Normal) -> NDArray[np.float64]:
    """Return how the parameters move with means and upper triangle, shape (q, u)."""
    size, m = normal.mean.size, normal.mean.size - 2
    sigma, unit = normal.covariance, units(normal.mean.size)
    b = np.linalg.solve(sigma[:m, :m], sigma[:m, m:])
    slope = np.zeros((size + len(unit), m + 1, 2))
    slope[:m, 0], slope[m:size, 0] = -b, np.eye(2)
    slope[size:, 1:] = np.linalg.solve(sigma[:m, :m], unit[:, :m, m:] - unit[:, :m, :m] @ b)
    slope[size:, 0] = -normal.mean[:m] @ slope[size:, 1:]
    mean_of_roles = (of.common / of.common.sum(axis=0)).T
    found: NDArray[np.float64] = mean_of_roles @ slope[:, of.index, of.role].T
    return found


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    size = np.sqrt(np.diagonal(matrix))
    scale = np.outer(size, size)
    found: NDArray[np.float64] = np.linalg.inv(matrix / scale) / scale
    return found
