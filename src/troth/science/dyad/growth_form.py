"""Which means and spreads a growth model leaves free: for partners with roles, and for exchangeable ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Form", "exchangeable", "with_roles"]

HALF = np.sqrt(0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    r"""The free parameters of :math:`\beta, G, R`.

    G is :math:`T'LL'T` with L lower triangular, so that it has no negative direction whatever the numbers in
    L; `open_between` says which of them are free. T turns exchangeable partners into sums and differences,
    where swapping partners is a change of sign; R likewise with `turn_within` and `open_within`.

    Attributes:
        fixed: Names of the means, one for each column of `pooled`.
        pooled: How the free means make the four, shape (4, r).
        between: Name and place in G of each free entry.
        within: Name and place in R of each free entry.
        symmetric: Whether swapping the partners changes nothing.
    """

    fixed: tuple[str, ...]
    pooled: NDArray[np.float64]
    between: tuple[tuple[str, tuple[int, int]], ...]
    within: tuple[tuple[str, tuple[int, int]], ...]
    turn_between: NDArray[np.float64]
    turn_within: NDArray[np.float64]
    open_between: NDArray[np.bool_]
    open_within: NDArray[np.bool_]
    symmetric: bool

    @property
    def spread_names(self) -> tuple[str, ...]:
        """Names of the parameters of G, then of R."""
        return tuple(name for name, _ in self.between + self.within)

    def roots(self, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the two triangles L that hold the numbers `theta`."""
        left, right = np.zeros((4, 4)), np.zeros((2, 2))
        size = int(self.open_between.sum())
        left[self.open_between], right[self.open_within] = theta[:size], theta[size:]
        return left, right

    def spreads(self, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return G and R."""
        left, right = self.roots(theta)
        between, within = left.T @ self.turn_between, right.T @ self.turn_within
        return between.T @ between, within.T @ within

    def theta(self, between: NDArray[np.float64], within: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the numbers that make G, a trifle from its edge, and R."""
        left = self.turn_between @ (between + 1e-12 * np.trace(between) * np.eye(4)) @ self.turn_between.T
        right = self.turn_within @ within @ self.turn_within.T
        return np.concatenate(
            [
                np.linalg.cholesky(left * (self.open_between | self.open_between.T))[self.open_between],
                np.linalg.cholesky(right * (self.open_within | self.open_within.T))[self.open_within],
            ]
        )

    def slope(
        self,
        theta: NDArray[np.float64],
        between_score: NDArray[np.float64],
        within_score: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Return the score of `theta` from those of G and R."""
        left, right = self.roots(theta)
        of_left = 2 * self.turn_between @ between_score @ self.turn_between.T @ left
        of_right = 2 * self.turn_within @ within_score @ self.turn_within.T @ right
        return np.concatenate([of_left[self.open_between], of_right[self.open_within]])

    def allowed(self, between_score: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the part of a score of G along which G is free to go."""
        turned = self.turn_between @ between_score @ self.turn_between.T
        found: NDArray[np.float64] = (
            self.turn_between.T @ (turned * (self.open_between | self.open_between.T)) @ self.turn_between
        )
        return found

    def natural(self, between: NDArray[np.float64], within: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the entries of G and R that carry names."""
        return np.array(
            [between[place] for _, place in self.between] + [within[place] for _, place in self.within]
        )

    def matrices(self, natural: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return G and R from their named entries."""
        g, r = np.zeros((4, 4)), np.zeros((2, 2))
        for value, (_, (i, j)) in zip(natural, self.between, strict=False):
            g[i, j] = g[j, i] = value
            if self.symmetric:
                g[i - 2, j - 2] = g[j - 2, i - 2] = value
        for value, (_, (i, j)) in zip(natural[len(self.between) :], self.within, strict=True):
            r[i, j] = r[j, i] = value
            if self.symmetric:
                r[i - 1, j - 1] = r[j - 1, i - 1] = value
        return g, r

    def jacobian(self, theta: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how the named entries change with `theta`: exact, for both are squares of it."""
        steps = np.eye(theta.size)
        return np.stack(
            [
                (self.natural(*self.spreads(theta + step)) - self.natural(*self.spreads(theta - step))) / 2
                for step in steps
            ],
            axis=1,
        )


def with_roles(roles: tuple[str, str]) -> Form:
    """Return the model in which each role has its own intercept, slope and spreads.

    Example:
        >>> with_roles(("h", "w")).spread_names[:3]
        ('var_intercept_h', 'cov_intercept_h_slope_h', 'cov_intercept_h_intercept_w')
    """
    fixed = tuple(f"{part}_{role}" for role in roles for part in ("intercept", "slope"))
    between = tuple((_entry(fixed[i], fixed[j]), (i, j)) for i in range(4) for j in range(i, 4))
    one, other = (f"residual_{role}" for role in roles)
    within = ((f"var_{one}", (0, 0)), ("cov_residual", (0, 1)), (f"var_{other}", (1, 1)))
    lower = np.tril(np.ones((4, 4), dtype=bool))
    return Form(
        fixed, np.eye(4), between, within, np.eye(4), np.eye(2), lower, lower[:2, :2], symmetric=False
    )


def exchangeable() -> Form:
    """Return the model in which the partners have no roles: swapping them changes nothing.

    Example:
        >>> exchangeable().spread_names[3:6]
        ('cov_intercepts', 'cov_intercept_slope_partner', 'cov_slopes')
    """
    between = (
        ("var_intercept", (0, 0)),
        ("cov_intercept_slope", (0, 1)),
        ("var_slope", (1, 1)),
        ("cov_intercepts", (0, 2)),
        ("cov_intercept_slope_partner", (0, 3)),
        ("cov_slopes", (1, 3)),
    )
    within = (("var_residual", (0, 0)), ("cov_residual", (0, 1)))
    turn = HALF * np.array([[1.0, 1.0], [1.0, -1.0]])
    lower = np.kron(np.eye(2), np.tril(np.ones((2, 2)))).astype(bool)
    pooled = np.vstack([np.eye(2), np.eye(2)])
    return Form(
        ("intercept", "slope"),
        pooled,
        between,
        within,
        np.kron(turn, np.eye(2)).astype(np.float64),
        turn,
        lower,
        np.eye(2, dtype=bool),
        symmetric=True,
    )


def _entry(one: str, other: str) -> str:
    return f"var_{one}" if one == other else f"cov_{one}_{other}"
