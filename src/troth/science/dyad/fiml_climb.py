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


def smallest(matrix: NDArray[np.float64]) -> float:
    """Return the smallest eigenvalue of a symmetric matrix that is scaled to a unit diagonal; -inf without one."""
    diagonal = np.diagonal(matrix)
    if not (diagonal > 0).all() or not np.isfinite(matrix).all():
        return -np.inf
    size = np.sqrt(diagonal)
    return float(np.linalg.eigvalsh(matrix / np.outer(size, size))[0])


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
