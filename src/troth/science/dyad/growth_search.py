"""Search for the spreads that make the answers most likely, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from troth.science.dyad.errors import ConstantColumn, NotIdentified
from troth.science.growth.likelihood import Spreads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.growth_form import Form
    from troth.science.dyad.growth_reader import Reader
    from troth.science.growth.likelihood import Reading

__all__ = ["Found", "check_noise", "climb", "on_boundary", "search"]

STEPS_OF_EM = 5
MOST_NEWTON = 20
STEP = 1e-4
SETTLED = 1e-8
SLOW = 0.1
"""Of the last step: one that is not shorter by so much asks for a new curvature."""
EDGE = 1e-8
FLAT = 1e-7
NOISE = 1e-6
"""A variance within couples below this share of all variance counts as none."""
STARTS = ((0.5, 0.2, 0.5), (0.2, 0.02, 0.8))
"""Variance of levels, of slopes, and within, as shares of the variance of all scores."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The best spreads, the last pass, and how sure the numbers are.

    `spread_covariance` is that of the named entries of G and R, `mean_unsure` (rk, rk) what their uncertainty
    adds to that of the means; both are NaN where G lies at its edge. `rounds` counts passes over the couples.
    """

    spreads: Spreads
    reading: Reading
    spread_covariance: NDArray[np.float64]
    mean_unsure: NDArray[np.float64]
    converged: bool
    rounds: int


@dataclass(slots=True, eq=False)
class _Search:
    """The likelihood as a function of the free numbers, and how often it was asked."""

    reader: Reader
    form: Form
    restricted: bool
    rounds: int = 0

    def read(self, theta: NDArray[np.float64]) -> Reading:
        self.rounds += 1
        return self.reader.read(self.at(theta))

    def at(self, theta: NDArray[np.float64]) -> Spreads:
        between, within = self.form.spreads(theta)
        return Spreads(between, within, self.form.pooled, restricted=self.restricted)

    def slope(self, theta: NDArray[np.float64], found: Reading) -> NDArray[np.float64]:
        return self.form.slope(theta, found.between_score, found.within_score)

    def curvature(self, theta: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return minus the second derivatives, and how the mean moves, by central differences of the score."""
        rows, moves = [], []
        for step in np.eye(theta.size) * STEP:
            up, down = self.read(theta + step), self.read(theta - step)
            rows.append((self.slope(theta - step, down) - self.slope(theta + step, up)) / (2 * STEP))
            moves.append((up.mean - down.mean).ravel() / (2 * STEP))
        found = np.stack(rows)
        return (found + found.T) / 2, np.stack(moves, axis=1)


def search(reader: Reader, form: Form, *, restricted: bool, near: Spreads | None = None) -> Found:
    """Find the best spreads from two starts or from one that is `near`, in units of the scores' own spread; keep the more likely end.

    A few steps of expectation-maximisation, BFGS, then Newton's method until the score is below 1e-8 of its
    standard errors.

    Raises:
        NotIdentified: The likelihood does not change along some direction.
        ConstantColumn: The deviations around the curves have no spread, or the partners' are one another's copy.

    Example:
        >>> from troth.science.dyad.growth_form import with_roles
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> from troth.science.dyad.growth_reader import Summed
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> couple, time, scores = made_up_growth(40, 4)
        >>> sums = growth_partial(couple, time, scores)
        >>> found = search(Summed.of(sums.occasions, sums.x), with_roles(("h", "w")), restricted=False)
        >>> found.converged, found.spreads.between.shape
        (True, (4, 4))
    """
    seeking = _Search(reader, form, restricted)
    if near is None:
        ends = [_climb(seeking, _first(seeking, start)) for start in STARTS]
        theta = max(ends, key=lambda end: end[0])[1]
    else:
        theta = _climb(seeking, form.theta(near.between, near.within))[1]
    return _finish(seeking, theta)


def climb(reader: Reader, form: Form, *, restricted: bool, near: Spreads) -> tuple[float, Spreads]:
    """Climb from spreads that are `near`; return the log-likelihood and the spreads, unfinished: for profiles.

    Example:
        >>> from troth.science.dyad.growth_form import with_roles
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> from troth.science.dyad.growth_reader import Summed
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> couple, time, scores = made_up_growth(40, 4)
        >>> sums, form = growth_partial(couple, time, scores), with_roles(("h", "w"))
        >>> reader = Summed.of(sums.occasions, sums.x)
        >>> found = search(reader, form, restricted=False)
        >>> height, _ = climb(reader, form, restricted=False, near=found.spreads)
        >>> abs(height - found.reading.loglik) < 1e-6
        True
    """
    seeking = _Search(reader, form, restricted)
    height, theta = _climb(seeking, form.theta(near.between, near.within))
    return height, seeking.at(theta)


def on_boundary(between: NDArray[np.float64]) -> bool:
    """Tell whether G lies at its edge: a variance of 0, or coefficients that determine one another.

    Example:
        >>> on_boundary(np.eye(4)), on_boundary(np.ones((4, 4)))
        (False, True)
    """
    variances = np.diag(between)
    if variances.min() <= EDGE**2 * max(1.0, float(variances.max())):
        return True
    sd = np.sqrt(variances)
    return bool(np.linalg.eigvalsh(between / np.outer(sd, sd))[0] < EDGE)


def check_noise(within: NDArray[np.float64]) -> None:
    """Raise `ConstantColumn` where R, in units of the scores' own spread, is no proper spread.

    Example:
        >>> check_noise(np.eye(2)), check_noise(np.ones((2, 2)))
        Traceback (most recent call last):
        troth.science.dyad.errors.ConstantColumn: The scores follow their curves without error, or the partners' errors are one another's copy: the model has no best fit.
    """
    variances = np.diag(within)
    if variances.min() < NOISE or within[0, 1] ** 2 > (1 - EDGE) * variances.prod():
        raise ConstantColumn(
            "The scores follow their curves without error, or the partners' errors are one another's copy: "
            "the model has no best fit."
        )


def _first(seeking: _Search, start: tuple[float, float, float]) -> NDArray[np.float64]:
    """Take some steps of expectation-maximisation."""
    level, slope, noise = start
    between, within = seeking.form.first(level, slope), noise * np.eye(2)
    occasions, couples = seeking.reader.occasions, seeking.reader.couples
    theta = seeking.form.theta(between, within)
    for _ in range(STEPS_OF_EM):
        found = seeking.read(theta)
        between, within = seeking.form.spreads(theta)
        between = between + 2 / couples * between @ found.between_score @ between
        within = within + 2 / occasions * within @ found.within_score @ within
        theta = seeking.form.theta((between + between.T) / 2, (within + within.T) / 2)
    return theta


def _climb(seeking: _Search, theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Climb by BFGS; return the log-likelihood and where it is."""
    occasions = seeking.reader.occasions

    def against(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        try:
            found = seeking.read(theta)
        except np.linalg.LinAlgError:  # too long a step, to spreads without an inverse
            return np.inf, np.zeros(theta.size)
        if not np.isfinite(found.loglik):
            return np.inf, np.zeros(theta.size)
        return -found.loglik / occasions, -seeking.slope(theta, found) / occasions

    with np.errstate(all="ignore"):
        end = minimize(against, theta, jac=True, method="BFGS", options={"gtol": 1e-6, "maxiter": 300})
    return -float(end.fun) * occasions, np.asarray(end.x, dtype=np.float64)


def _finish(seeking: _Search, theta: NDArray[np.float64]) -> Found:
    """Finish with Newton steps; where G is inside its edge the last curvature tells how sure the numbers are."""
    check_noise(seeking.at(theta).within)
    curvature, moves = seeking.curvature(theta)
    reading, left = seeking.read(theta), np.inf
    for _ in range(MOST_NEWTON):
        slope, before = seeking.slope(theta, reading), left
        step, left = _newton(curvature, slope)
        if left > SLOW * before:  # the last curvature is too old
            curvature, moves = seeking.curvature(theta)
            step, left = _newton(curvature, slope)
        if left < SETTLED:
            break
        tried = seeking.read(theta + step)
        if tried.loglik >= reading.loglik - 1e-9 * abs(reading.loglik):
            theta, reading = theta + step, tried
        else:
            theta, reading = _halfway(seeking, theta, reading, step)
    spreads = seeking.at(theta)
    check_noise(spreads.within)
    edge = on_boundary(seeking.form.differing_part(spreads.between))
    covariance, mean_unsure = _sure(seeking, theta, curvature, moves, edge=edge)
    uphill = seeking.form.allowed(reading.between_score)
    at_top = left < SETTLED and (not edge or _nothing_to_gain(spreads.between, uphill))
    return Found(spreads, reading, covariance, mean_unsure, at_top, seeking.rounds)


def _newton(curvature: NDArray[np.float64], slope: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return a step uphill, and its length in standard errors; flat directions are left alone, those that curve the wrong way are turned."""
    values, vectors = np.linalg.eigh(curvature)
    values = np.abs(values)
    inverse = np.where(values > 1e-10 * values.max(), 1 / np.maximum(values, 1e-300), 0.0)
    found: NDArray[np.float64] = vectors @ (inverse * (vectors.T @ slope))
    return found, float(np.sqrt(max(float(slope @ found), 0.0)))


def _halfway(
    seeking: _Search, theta: NDArray[np.float64], reading: Reading, step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], Reading]:
    for shrink in 0.5 ** np.arange(1, 12):
        tried = seeking.read(theta + shrink * step)
        if tried.loglik > reading.loglik:
            return theta + shrink * step, tried
    return theta, reading


def _sure(
    seeking: _Search,
    theta: NDArray[np.float64],
    curvature: NDArray[np.float64],
    moves: NDArray[np.float64],
    *,
    edge: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if edge:
        return np.full((theta.size, theta.size), np.nan), np.full((len(moves), len(moves)), np.nan)
    scale = np.sqrt(np.abs(np.diag(curvature)))
    if (scale == 0).any() or np.linalg.eigvalsh(curvature / np.outer(scale, scale))[0] < FLAT:
        raise NotIdentified("These occasions cannot tell the spread between couples from that within them.")
    jacobian = seeking.form.jacobian(theta)
    unsure = np.linalg.inv(curvature)
    return jacobian @ unsure @ jacobian.T, moves @ unsure @ moves.T


def _nothing_to_gain(between: NDArray[np.float64], score: NDArray[np.float64]) -> bool:
    """Tell whether the likelihood falls on the way back from the edge."""
    values, vectors = np.linalg.eigh(between)
    flat = vectors[:, values < EDGE * values[-1]]
    if flat.shape[1] == 0:
        return True
    gain = np.linalg.eigvalsh(flat.T @ score @ flat)[-1]
    return bool(gain < 1e-4 * (1 + np.abs(score).max()))
