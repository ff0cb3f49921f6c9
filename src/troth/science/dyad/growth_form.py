"""Which means and spreads a growth model leaves free: for partners with roles, and for exchangeable ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.growth_rows import Varying

__all__ = ["Form", "curve_places", "exchangeable", "with_roles"]

Entry = TypeVar("Entry", np.float64, np.bool_)
HALF = np.sqrt(0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    r"""The free parameters of :math:`\beta, G, R`.

    G is :math:`T'LL'T` with L lower triangular, so that it has no negative direction whatever the numbers in
    L; `open_between` says which of them are free. T turns exchangeable partners into sums and differences,
    where swapping partners is a change of sign; R likewise with `turn_within` and `open_within`. Of a partner's
    s coefficients the first two, level and slope, may differ between couples; d = 2s.

    Attributes:
        fixed: Names of the means, one for each column of `pooled`.
        pooled: How the free means make the d, shape (d, r).
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

    @property
    def columns(self) -> int:
        """How many coefficients each partner has: s."""
        return len(self.pooled) // 2

    @property
    def differing(self) -> NDArray[np.int64]:
        """Places of the coefficients that differ between couples."""
        return np.flatnonzero(np.diag(self.open_between))

    @property
    def plain(self) -> bool:
        """Tell whether both roles have their own curve, free to differ between couples, and nothing else varies."""
        return not self.symmetric and self.differing.size == len(self.pooled)

    def differing_part(self, between: NDArray[Entry]) -> NDArray[Entry]:
        """Return the part of G that is not 0 by design."""
        return between[np.ix_(self.differing, self.differing)]

    def first(self, level: float, slope: float) -> NDArray[np.float64]:
        """Return a G to start from, with these variances."""
        one = np.zeros(self.columns)
        one[:2] = level, slope
        return np.diag(np.tile(one, 2) * np.diag(self.open_between))

    def roots(self, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the two triangles L that hold the numbers `theta`."""
        left, right = np.zeros(self.open_between.shape), np.zeros((2, 2))
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
        left = self.differing_part(self.turn_between @ between @ self.turn_between.T)
        left = left + 1e-12 * np.trace(between) * np.eye(len(left))
        right = self.turn_within @ within @ self.turn_within.T
        free = self.differing_part(self.open_between)
        return np.concatenate(
            [
                np.linalg.cholesky(left * (free | free.T))[free],
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
        g, r, s = np.zeros(self.open_between.shape), np.zeros((2, 2)), self.columns
        for value, (_, (i, j)) in zip(natural, self.between, strict=False):
            g[i, j] = g[j, i] = value
            if self.symmetric:
                g[i - s, j - s] = g[j - s, i - s] = value
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


def curve_places(columns: int) -> list[int]:
    """Return where level and slope of both partners stand among twice `columns` coefficients.

    Example:
        >>> curve_places(5)
        [0, 1, 5, 6]
    """
    return [0, 1, columns, columns + 1]


def with_roles(
    roles: tuple[str, str], varying: tuple[Varying, ...] = (), *, alike: tuple[str, ...] = ()
) -> Form:
    """Return the model in which each role has its own intercept, slope, effects of what varies, and spreads.

    The slopes of the roles in `alike` do not differ between couples.

    Example:
        >>> with_roles(("h", "w")).spread_names[:3]
        ('var_intercept_h', 'cov_intercept_h_slope_h', 'cov_intercept_h_intercept_w')
        >>> with_roles(("h", "w"), alike=("w",)).spread_names[3:6]
        ('var_slope_h', 'cov_slope_h_intercept_w', 'var_intercept_w')
    """
    effects = [_effects(varying, seat) for seat in (0, 1)]
    s = 2 + len(effects[0])
    fixed, places = [], []
    for seat, role in enumerate(roles):
        fixed += [f"{name}_{role}" for name in ("intercept", "slope", *(name for name, _ in effects[seat]))]
        places += [seat * s + place for place in (0, 1, *(place for _, place in effects[seat]))]
    names = {place: name for name, place in zip(fixed, places, strict=True)}
    free = [0, *([1] if roles[0] not in alike else []), s, *([s + 1] if roles[1] not in alike else [])]
    between = tuple((_entry(names[i], names[j]), (i, j)) for at, i in enumerate(free) for j in free[at:])
    one, other = (f"residual_{role}" for role in roles)
    within = ((f"var_{one}", (0, 0)), ("cov_residual", (0, 1)), (f"var_{other}", (1, 1)))
    lower = np.zeros((2 * s, 2 * s), dtype=bool)
    lower[np.ix_(free, free)] = np.tril(np.ones((len(free), len(free)), dtype=bool))
    triangle = np.tril(np.ones((2, 2), dtype=bool))
    pooled = np.eye(2 * s)[:, places]
    return Form(
        tuple(fixed), pooled, between, within, np.eye(2 * s), np.eye(2), lower, triangle, symmetric=False
    )


def exchangeable(varying: tuple[Varying, ...] = (), *, alike: bool = False) -> Form:
    """Return the model in which the partners have no roles: swapping them changes nothing.

    Where `alike`, slopes do not differ between couples.

    Example:
        >>> exchangeable().spread_names[3:6]
        ('cov_intercepts', 'cov_intercept_slope_partner', 'cov_slopes')
    """
    effects = [_effects(varying, seat) for seat in (0, 1)]
    s = 2 + len(effects[0])
    between = (
        ("var_intercept", (0, 0)),
        ("cov_intercept_slope", (0, 1)),
        ("var_slope", (1, 1)),
        ("cov_intercepts", (0, s)),
        ("cov_intercept_slope_partner", (0, s + 1)),
        ("cov_slopes", (1, s + 1)),
    )
    within = (("var_residual", (0, 0)), ("cov_residual", (0, 1)))
    turn = HALF * np.array([[1.0, 1.0], [1.0, -1.0]])
    one = np.zeros((s, s), dtype=bool)
    one[:2, :2] = np.tril(np.ones((2, 2), dtype=bool)) & (
        np.array([[1, 0], [0, 0]], dtype=bool) | (not alike)
    )
    pooled = np.zeros((2 * s, s))
    for seat in (0, 1):
        for column, place in enumerate((0, 1, *(place for _, place in effects[seat]))):
            pooled[seat * s + place, column] = 1.0
    return Form(
        ("intercept", "slope", *(name for name, _ in effects[0])),
        pooled,
        between[::3] if alike else between,
        within,
        np.kron(turn, np.eye(s)).astype(np.float64),
        turn,
        np.kron(np.eye(2), one).astype(bool),
        np.eye(2, dtype=bool),
        symmetric=True,
    )


def _effects(varying: tuple[Varying, ...], seat: int) -> list[tuple[str, int]]:
    """Return names and columns of the effects of what varies on one partner, the own value's before the other's."""
    found, column = [], 2
    for each in varying:
        if each.paired:
            found += [(f"actor_{each.name}", column + seat), (f"partner_{each.name}", column + 1 - seat)]
        else:
            found.append((each.name, column))
        column += each.columns
    return found


def _entry(one: str, other: str) -> str:
    return f"var_{one}" if one == other else f"cov_{one}_{other}"
