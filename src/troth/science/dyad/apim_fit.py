r"""The algebra of the actor-partner model: generalised least squares from the moments of one table, or of many at once.

One matrix of sums, :math:`M = \sum (1, z)'(1, z)` over couples, holds all that the model asks of the data. With the
effects of both equations in one vector :math:`\beta = H\gamma` and :math:`\Omega = \Sigma^{-1}`, every entry of the
normal equations is an entry of :math:`M` times one of :math:`\Omega`, so that a round costs nothing in the number of
couples. Columns are centred: at one value for both partners where these share an effect, so that no constraint
between them can feel it, and else each at its own mean.

Leading dimensions are replicates: moments of shape (..., p) and (..., p, p) are fitted side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.apim_table import INTERCEPT, VARIANCE, ApimDesign
from troth.science.dyad.errors import UnknownName, WrongShape

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__: list[str] = []

ROUNDS = 500
SETTLED = 1e-13
"""Largest change of the residual covariance in the last round, in parts of the residual variance."""
DEPENDENT = 1e-11
"""Smallest eigenvalue of the normal equations, scaled to a unit diagonal, with which effects can be told apart."""
EXACT = 1e-13
"""Share of the outcome's variance below which nothing is left over."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A design with its constraints.

    Attributes:
        design: The columns and terms.
        names: Names of the q parameters, one partner's first, those in common last.
        index: The column of each of the J effects, shape (J,).
        role: The equation of each effect, shape (J,).
        common: H, shape (J, q): which parameter each effect is.
        taken: What each effect takes from which outcome, shape (2, J, p + 1): -1 at its equation and column.
        one_variance: Whether the two residual variances are one.
        rotated: How many regressors the sum and the difference of the partners have, where that gives the closed
            form; both equal where each equation has the same regressors; None where rounds are needed.
    """

    design: ApimDesign
    names: tuple[str, ...]
    index: NDArray[np.intp]
    role: NDArray[np.intp]
    common: NDArray[np.float64]
    taken: NDArray[np.float64]
    one_variance: bool
    rotated: tuple[int, int] | None

    @property
    def parameters(self) -> int:
        """How many fixed effects, variances and covariances are estimated."""
        return len(self.names) + (2 if self.one_variance else 3)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What the sums gave; NaN throughout where `told_apart` or `left_over` fails.

    Attributes:
        estimates: Shape (..., q).
        covariance: Of the estimates, shape (..., q, q).
        sigma: Residual covariance, shape (..., 2, 2).
        loglik: Shape (...).
        told_apart: Smallest eigenvalue of the scaled normal equations, shape (...).
        blurred: The direction that belongs to it: the parameters that cannot be told apart, shape (..., q).
        left_over: Whether residuals are left in both equations, shape (...).
        rounds: How many rounds it took.
        settled: Whether the last one changed nothing.
    """

    estimates: NDArray[np.float64]
    covariance: NDArray[np.float64]
    sigma: NDArray[np.float64]
    loglik: NDArray[np.float64]
    told_apart: NDArray[np.float64]
    blurred: NDArray[np.float64]
    left_over: NDArray[np.bool_]
    rounds: int
    settled: bool


@lru_cache(maxsize=64)
def model(design: ApimDesign, *, distinguishable: bool = True, equal: tuple[str, ...] = ()) -> Model:
    """Return the model of a design, with the named terms (or `VARIANCE`) held equal between the partners.

    Raises:
        UnknownName: There is no such term.
        WrongShape: Two effects would have one name.
    """
    terms = [term.name for term in design.terms]
    for name in equal:
        if name not in {*terms, VARIANCE}:
            raise UnknownName(f"{name} cannot be held equal: choose from {', '.join([*terms, VARIANCE])}.")
    alike = set(equal) if distinguishable else {*terms, VARIANCE}
    effects = [(term, side) for side in (0, 1) for term in design.terms]
    label = [
        term.name if term.name in alike else f"{term.name}_{design.roles[side]}" for term, side in effects
    ]
    names = sorted(dict.fromkeys(label), key=lambda name: (name in alike, label.index(name)))
    if len(names) != 2 * len(terms) - len(alike - {VARIANCE}):
        raise WrongShape(
            f"Two effects would have one name among {', '.join(names)}: name roles or variables anew."
        )
    index = np.array([term.columns[side] for term, side in effects])
    role = np.array([side for _, side in effects])
    taken = np.zeros((2, len(effects), len(design.columns)))
    taken[role, np.arange(len(effects)), index] = -1
    return Model(
        design,
        tuple(names),
        index,
        role,
        np.array([[float(one == name) for name in names] for one in label]),
        taken,
        VARIANCE in alike,
        _rotated(design, alike),
    )


def unexplained(
    of: Model, n: NDArray[np.float64], mean: NDArray[np.float64], products: NDArray[np.float64], *, reml: bool
) -> NDArray[np.float64]:
    """Return the residual covariance of the same model without predictors."""
    frame = _Frame.around(_empty(of), n, mean, products)
    return _sigma(frame, reml=reml, usable=np.ones(n.shape, dtype=bool))[0]


def _empty(of: Model) -> Model:
    alike = tuple({INTERCEPT} & set(of.names)) + ((VARIANCE,) if of.one_variance else ())
    return model(replace(of.design, terms=of.design.terms[:1]), equal=alike)


def _rotated(design: ApimDesign, alike: set[str]) -> tuple[int, int] | None:
    pairs = {term.columns for term in design.terms}
    if not alike and {pair[0] for pair in pairs} == {pair[1] for pair in pairs}:
        return len(pairs), len(pairs)
    if alike == {*(term.name for term in design.terms), VARIANCE} and pairs == {pair[::-1] for pair in pairs}:
        within = sum(one != other for one, other in pairs) // 2
        return len(pairs) - within, within
    return None


def recentred(
    of: Model, mean: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return where to centre columns of a mean, shape (p,), and what that does to the parameters.

    Returns:
        The centre with 0 for the constant, shape (p + 1,); D, shape (J, q), R, shape (q, q), and s, shape (q,): with
        parameters g around the centre, D g are the effects there, and R g + s the parameters around 0.
    """
    middle = np.concatenate([[0.0], mean])
    apart = len(of.names) == len(of.index)
    centre = middle if apart else (middle + middle[list(of.design.swapped)]) / 2
    constant, common = of.index == 0, of.common
    shift = np.eye(len(of.index))
    shift[constant] += (of.role[constant][:, None] == of.role) * centre[of.index]
    moved = (common / common.sum(axis=0)).T @ shift @ common
    back = 2 * np.eye(len(of.names)) - moved
    start = (constant * centre[-2:][of.role]) @ common / common.sum(axis=0)
    return centre, shift @ common @ back, back, start


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """The sums around one centre, and the way back to the caller's zero."""

    of: Model
    n: NDArray[np.float64]
    sums: NDArray[np.float64]
    design: NDArray[np.float64]
    back: NDArray[np.float64]
    start: NDArray[np.float64]

    @classmethod
    def around(
        cls, of: Model, n: NDArray[np.float64], mean: NDArray[np.float64], products: NDArray[np.float64]
    ) -> _Frame:
        centre, design, back, start = recentred(of, mean.reshape(-1, mean.shape[-1]).mean(axis=0))
        head = np.concatenate([np.ones((*mean.shape[:-1], 1)), mean - centre[1:]], axis=-1)
        sums = n[..., None, None] * head[..., :, None] * head[..., None, :]
        sums[..., 1:, 1:] += products
        return cls(of, n, sums, design, back, start)

    def normal(self, omega: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return X'V⁻¹X and X'V⁻¹y."""
        index, role = self.of.index, self.of.role
        left = omega[..., role[:, None], role] * self.sums[..., index[:, None], index]
        right = (omega[..., role, :] * self.sums[..., index, -2:]).sum(axis=-1)
        return self.design.T @ left @ self.design, right @ self.design

    def residual(self, gamma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cross-products of the residuals, shape (..., 2, 2)."""
        effects = (gamma @ self.design.T)[..., None, None, :]
        weights = (effects @ self.of.taken)[..., 0, :] + np.eye(self.sums.shape[-1])[-2:]
        found: NDArray[np.float64] = weights @ self.sums @ np.swapaxes(weights, -1, -2)
        return found

    def spent(self, covariance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the estimated effects took from the residuals: the sum over couples of X Cov X'."""
        index, side = self.of.index, np.eye(2)[self.of.role].T
        wide = self.design @ covariance @ self.design.T
        found: NDArray[np.float64] = side @ (wide * self.sums[..., index[:, None], index]) @ side.T
        return found


def fit(
    of: Model, n: NDArray[np.float64], mean: NDArray[np.float64], products: NDArray[np.float64], *, reml: bool
) -> Fit:
    """Fit the model to moments of shapes (...), (..., p) and (..., p, p)."""
    frame = _Frame.around(of, n, mean, products)
    told_apart, blurred = _apart(frame)
    sigma, rounds, settled = _sigma(frame, reml=reml, usable=told_apart > DEPENDENT)
    left_over = _left_over(sigma, products[..., [-2, -1], [-2, -1]] / n[..., None])
    usable = (told_apart > DEPENDENT) & left_over
    omega = np.linalg.inv(np.where(usable[..., None, None], sigma, np.eye(2)))
    normal, right = frame.normal(omega)
    covariance = _inverted(normal, usable)
    gamma = (covariance @ right[..., None])[..., 0]
    loglik = _loglik(frame, omega, normal if reml else None, frame.residual(gamma))
    gone = np.where(usable, 1.0, np.nan)
    return Fit(
        estimates=(gamma @ frame.back.T + frame.start) * gone[..., None],
        covariance=frame.back @ covariance @ frame.back.T * gone[..., None, None],
        sigma=sigma * gone[..., None, None],
        loglik=loglik * gone,
        told_apart=told_apart,
        blurred=blurred,
        left_over=left_over,
        rounds=rounds,
        settled=settled,
    )


def _apart(frame: _Frame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    normal, _ = frame.normal(np.broadcast_to(np.eye(2), (*frame.n.shape, 2, 2)))
    values, vectors = np.linalg.eigh(_scaled(normal)[0])
    return values[..., 0], vectors[..., 0]


def _inverted(normal: NDArray[np.float64], usable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the inverse, whatever the units of the columns, or the unit matrix where it is not usable."""
    scaled, scale = _scaled(np.where(usable[..., None, None], normal, np.eye(normal.shape[-1])))
    return np.asarray(np.linalg.inv(scaled) / scale)


def _scaled(normal: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a matrix with a unit diagonal, where that can be, and what it was divided by."""
    size = np.sqrt(np.einsum("...jj->...j", normal))
    size = np.where(size > 0, size, 1.0)
    scale = size[..., :, None] * size[..., None, :]
    return normal / scale, scale


def _sigma(frame: _Frame, *, reml: bool, usable: NDArray[np.bool_]) -> tuple[NDArray[np.float64], int, bool]:
    """Return the residual covariance: at once where a closed form is known, else in rounds."""
    sigma = omega = plain = np.broadcast_to(np.eye(2), (*frame.n.shape, 2, 2))
    for done in range(1, ROUNDS + 1):
        normal, right = frame.normal(omega)
        covariance = _inverted(normal, usable)
        residual = frame.residual((covariance @ right[..., None])[..., 0])
        if frame.of.rotated is not None:
            return _closed(frame, residual, frame.of.rotated if reml else (0, 0)), 1, True
        if reml and done > 1:
            residual = residual + frame.spent(covariance)
        before, sigma = sigma, _shaped(frame.of, residual / frame.n[..., None, None])
        going = (usable & _left_over(sigma, np.zeros(2)))[..., None, None]
        omega = np.linalg.inv(np.where(going, sigma, plain))
        moved = np.where(going, np.abs(sigma - before), 0.0).max(axis=(-2, -1))
        if not (moved > SETTLED * np.trace(sigma, axis1=-2, axis2=-1)).any():
            return sigma, done, True
    return sigma, ROUNDS, False


def _closed(frame: _Frame, residual: NDArray[np.float64], spent: tuple[int, int]) -> NDArray[np.float64]:
    """Divide by n less the regressors of sum and difference; where both have as many, rotation changes nothing."""
    if not frame.of.one_variance:
        return residual / np.maximum(frame.n[..., None, None] - spent[0], 1)
    turn = np.array([[1.0, 1.0], [1.0, -1.0]]) / np.sqrt(2)
    spread = np.diagonal(turn @ residual @ turn, axis1=-2, axis2=-1) / np.maximum(
        frame.n[..., None] - spent, 1
    )
    found: NDArray[np.float64] = turn @ (spread[..., :, None] * turn)
    return found


def _shaped(of: Model, sigma: NDArray[np.float64]) -> NDArray[np.float64]:
    return (sigma + sigma[..., ::-1, ::-1]) / 2 if of.one_variance else sigma


def _left_over(sigma: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.bool_]:
    first, second = sigma[..., 0, 0], sigma[..., 1, 1]
    some = (first > EXACT * variance[..., 0]) & (second > EXACT * variance[..., 1])
    found: NDArray[np.bool_] = some & (first * second - sigma[..., 0, 1] ** 2 > EXACT * first * second)
    return found


def _loglik(
    frame: _Frame,
    omega: NDArray[np.float64],
    normal: NDArray[np.float64] | None,
    residual: NDArray[np.float64],
) -> NDArray[np.float64]:
    spent = len(frame.of.names) if normal is not None else 0
    found: NDArray[np.float64] = (2 * frame.n - spent) * np.log(2 * np.pi) - frame.n * np.linalg.slogdet(
        omega
    )[1]
    found = found + (omega * residual).sum(axis=(-2, -1))
    return -(found + (0 if normal is None else np.linalg.slogdet(normal)[1])) / 2
