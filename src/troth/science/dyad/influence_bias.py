"""The bias that a person's own mean brings into what carries over, and its correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.errors import NotIdentified

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "fixed_point",
    "fixed_point_slope",
    "nickell_bias",
    "spectral_radius",
    "stationary_covariance",
    "whole_spread",
]

ROUNDS = 1000
CLOSE = 1e-12
STEP = 1e-5


def spectral_radius(carried: NDArray[np.float64]) -> float:
    """Return the largest eigenvalue of the carry-over matrix in size; below 1, the couple comes back to rest.

    Example:
        >>> spectral_radius(np.array([[0.5, 0.0], [0.2, -0.8]]))
        0.8
    """
    return float(np.abs(np.linalg.eigvals(carried)).max())


def stationary_covariance(carried: NDArray[np.float64], residual: NDArray[np.float64]) -> NDArray[np.float64]:
    r"""Return :math:`\Gamma_0 = A\Gamma_0A' + \Sigma`, how two people vary about rest, shape (2, 2).

    Args:
        carried: A, stable.
        residual: :math:`\Sigma`, the covariance of a day's own news.

    Example:
        >>> stationary_covariance(np.diag([0.6, 0.0]), np.eye(2)).round(4).tolist()
        [[1.5625, 0.0], [0.0, 1.0]]
    """
    k = len(carried)
    found = np.linalg.solve(np.eye(k * k) - np.kron(carried, carried), residual.ravel())
    return found.reshape(k, k).astype(np.float64)


def whole_spread(carried: NDArray[np.float64], seen: NDArray[np.float64], rate: float) -> NDArray[np.float64]:
    r"""Return how two people vary about rest, from how they are seen to vary about their own means, shape (2, 2).

    Own means take a part of the variance with them,

    .. math:: \Gamma_{seen} = \Gamma_0 - \text{rate}\,(I-A)^{-1} (\Gamma_0 - A\Gamma_0A') (I-A')^{-1},

    to first order and if what moves people is new each day. This is solved for :math:`\Gamma_0`.

    Args:
        carried: A, stable.
        seen: Covariance of the deviations from own means, divided by transitions.
        rate: As for `nickell_bias`.

    Example:
        >>> whole_spread(np.zeros((2, 2)), np.eye(2) * 0.9, 0.1).round(6).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    k = len(carried)
    ahead = np.linalg.inv(np.eye(k) - carried)
    lost = np.kron(ahead, ahead) @ (np.eye(k * k) - np.kron(carried, carried))
    found = np.linalg.solve(np.eye(k * k) - rate * lost, seen.ravel())
    return found.reshape(k, k).astype(np.float64)


def nickell_bias(
    carried: NDArray[np.float64],
    residual: NDArray[np.float64],
    rate: float,
    seen: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    r"""Return the bias of least squares about own means, to first order, shape (2, 2).

    .. math:: -\frac{1}{T-1}\, \Sigma (I - A')^{-1} \Gamma_0^{-1}

    For one person it is the well-known :math:`-(1+\varphi)/(T-1)`.

    Args:
        carried: A, stable.
        residual: :math:`\Sigma`.
        rate: Numbers fitted to each person over transitions, 1/(T-1) for a mean alone.
        seen: What is left of both partners' variance around their own means, from the diaries, where predictors
            add to it; see `whole_spread`. Without it :math:`\Gamma_0` is the stationary covariance.

    Example:
        >>> nickell_bias(np.diag([0.5, 0.0]), np.eye(2), 0.1).round(4).tolist()
        [[-0.15, 0.0], [0.0, -0.1]]
    """
    inside = stationary_covariance(carried, residual) if seen is None else whole_spread(carried, seen, rate)
    ahead = np.linalg.inv(np.eye(len(carried)) - carried.T)
    found: NDArray[np.float64] = -rate * residual @ ahead @ np.linalg.inv(inside)
    return found


def fixed_point(
    fitted: NDArray[np.float64],
    residual: NDArray[np.float64],
    rate: float,
    seen: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return A with `fitted` = A + its bias at A, shape (2, 2); see `nickell_bias`.

    Raises:
        NotIdentified: No stable A explains what was fitted.

    Example:
        >>> fitted = np.diag([0.4, 0.3]) + nickell_bias(np.diag([0.4, 0.3]), np.eye(2), 1 / 7)
        >>> fixed_point(fitted, np.eye(2), 1 / 7).round(6).tolist()
        [[0.4, 0.0], [0.0, 0.3]]
    """
    carried = fitted
    for _ in range(ROUNDS):
        if spectral_radius(carried) >= 1:
            break
        new = fitted - nickell_bias(carried, residual, rate, seen)
        if np.abs(new - carried).max() < CLOSE:
            return new
        carried = new
    raise NotIdentified(
        "No stable carry-over explains these diaries once the bias of short series is taken out: "
        "take trends out, gather longer diaries, or ask for no correction."
    )


def fixed_point_slope(
    fitted: NDArray[np.float64],
    residual: NDArray[np.float64],
    rate: float,
    seen: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return how the corrected A, row by row, moves with the fitted one, shape (4, 4), for standard errors.

    Example:
        >>> fixed_point_slope(np.zeros((2, 2)), np.eye(2), 0.1, np.eye(2)).shape
        (4, 4)
    """
    columns = []
    for i in range(fitted.size):
        nudge = np.zeros(fitted.size)
        nudge[i] = STEP
        ends = [
            fixed_point(fitted + sign * nudge.reshape(fitted.shape), residual, rate, seen) for sign in (1, -1)
        ]
        columns.append((ends[0] - ends[1]).ravel() / (2 * STEP))
    return np.stack(columns, axis=1)
