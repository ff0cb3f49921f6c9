"""The way up a likelihood: steps of Newton's method or of scoring, halved where they lead down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import NotIdentified, NotSettled

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__: list[str] = []

ROUNDS = 200
HALVINGS = 20
NEAR = 1e-6
"""Squared length of a step, in standard errors, from which on it needs no look at the likelihood."""
SETTLED = 1e-18
"""The same for the last step."""
SETTLED_TOGETHER = 1e-10
"""The same for the last step of a replicate, which needs fewer digits than the spread of replicates has."""
FLAT = 1e-11
"""Smallest eigenvalue, of a matrix scaled to a unit diagonal, that is not 0."""


def climb(
    theta: NDArray[np.float64],
    height: Callable[[NDArray[np.float64]], float],
    lean: Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> NDArray[np.float64]:
    """Return the top near `theta`, shape (t,).

    Args:
        theta: Where to start.
        height: The log-likelihood; -inf where parameters are not possible.
        lean: The score, shape (t,), and a positive definite information, shape (t, t).

    Raises:
        NotIdentified: The information says nothing of some direction.
        NotSettled: No step leads up any more, or it takes too many.
    """
    for _ in range(ROUNDS):
        score, information = lean(theta)
        step = _solved(information, score)
        gain = float(score @ step)
        theta = theta + (step if gain < NEAR else _share(theta, step, height) * step)
        if gain < SETTLED:
            return theta
    raise NotSettled(f"The fit had not settled after {ROUNDS} rounds: gather more couples, or ask for less.")


def climb_together(
    theta: NDArray[np.float64],
    lean: Callable[[NDArray[np.float64], NDArray[np.intp]], tuple[NDArray[np.float64], NDArray[np.float64]]],
    sound: Callable[[NDArray[np.float64]], NDArray[np.bool_]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the tops near `theta`, shape (B, t), of replicates side by side, and their covariances; NaN without a top.

    Args:
        theta: Where to start.
        lean: Score and information at parameters of some replicates, whose places are the second argument.
        sound: Which parameters are possible.
    """
    theta, size = theta.copy(), theta.shape[1]
    found = np.full_like(theta, np.nan)
    covariance = np.full((len(theta), size, size), np.nan)
    going = np.arange(len(theta))
    for _ in range(ROUNDS):
        going = going[sound(theta[going])]
        if not len(going):
            break
        score, information = lean(theta[going], going)
        inverse, clear = _inverses(information)
        going, score, inverse = going[clear], score[clear], inverse[clear]
        step = (inverse @ score[..., None])[..., 0]
        theta[going] += step
        done = (score * step).sum(axis=-1) < SETTLED_TOGETHER
        found[going[done]], covariance[going[done]] = theta[going[done]], inverse[done]
        going = going[~done]
    return found, covariance


def smallest(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the smallest eigenvalue of symmetric matrices scaled to a unit diagonal, shape (...); -inf without one."""
    scaled, _, proper = _scaled(matrix)
    found: NDArray[np.float64] = np.where(proper, np.linalg.eigvalsh(scaled)[..., 0], -np.inf)
    return found


def _share(
    theta: NDArray[np.float64], step: NDArray[np.float64], height: Callable[[NDArray[np.float64]], float]
) -> float:
    """Return the part of a step, 1 or halved, that leads up."""
    here = height(theta)
    for halved in range(HALVINGS):
        share = float(0.5**halved)
        if height(theta + share * step) > here:
            return share
    raise NotSettled("The fit finds no way up from where it is: too few couples show the variables together.")


def _solved(information: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
    size = np.sqrt(np.maximum(np.diagonal(information), np.finfo(float).tiny))
    try:
        found: NDArray[np.float64] = np.linalg.solve(information / np.outer(size, size), score / size) / size
    except np.linalg.LinAlgError as error:
        raise NotIdentified("The couples tell nothing of some part of the model: ask for less.") from error
    return found


def _inverses(matrices: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the inverses of matrices, shape (B, t, t), and which of them are clear of having none."""
    scaled, scale, proper = _scaled(matrices)
    clear = proper & (np.linalg.eigvalsh(scaled)[:, 0] > FLAT)
    return np.linalg.inv(np.where(clear[:, None, None], scaled, np.eye(scaled.shape[-1]))) / scale, clear


def _scaled(
    matrices: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return matrices with a unit diagonal, their scales, and whether that can be; the unit matrix where not."""
    diagonal = np.diagonal(matrices, axis1=-2, axis2=-1)
    found = np.isfinite(matrices).all(axis=(-2, -1)) & (diagonal > 0).all(axis=-1)
    proper: NDArray[np.bool_] = np.asarray(found, dtype=np.bool_)
    size = np.sqrt(np.where(proper[..., None], diagonal, 1.0))
    scale = size[..., :, None] * size[..., None, :]
    return np.where(proper[..., None, None], matrices, np.eye(matrices.shape[-1])) / scale, scale, proper
