"""Mutual influence: what each partner's outcome does to the other's at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtrc

from troth.science.dyad.apim import Apim, ApimSums, apim_finish, apim_partial
from troth.science.dyad.apim_table import apim_table, check_plain
from troth.science.dyad.bootstrap import Bootstrap, percentile
from troth.science.dyad.cautions import NoStableReading
from troth.science.dyad.delta import jacobian
from troth.science.dyad.errors import NotComparable, WeakInstrument
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.result import LEVEL, Result

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["MutualInfluence", "mutual_influence", "mutual_influence_finish"]

STRONG = 10.0
"""F of an instrument below which nothing is estimated."""
TURNED = [3, 4, 5, 0, 1, 2]
"""The reduced form's effects when the partners change places."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MutualInfluence(Result):
    """Mutual influence; `mutual_influence` tells what the names mean.

    Attributes:
        roles: Names of the two partners.
        covariance: Of the estimates, in their order, shape (6, 6).
        residual_covariance: Of what is left of both outcomes, shape (2, 2).
        strength: F of each role's predictor for that role's own outcome, with 1 and n - 3 degrees of freedom.
        percentile: Bootstrap intervals by name, where draws were given.
        weak_draws: Share of draws in which an instrument is weak, by role.
    """

    roles: tuple[str, str]
    covariance: NDArray[np.float64]
    residual_covariance: NDArray[np.float64]
    strength: Mapping[str, float]
    percentile: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    weak_draws: Mapping[str, float] = field(default_factory=dict)

    @property
    def residual_correlation(self) -> float:
        """How far what is left of the two partners goes together."""
        covariance = self.residual_covariance
        return float(covariance[0, 1] / sqrt(covariance[0, 0] * covariance[1, 1]))

    def facts(self) -> dict[str, object]:
        """Return how strong the instruments are, what is left, the product of both influences, and what the draws say."""
        df = self.n_couples - 3
        told: dict[str, object] = {
            "instruments": {
                role: {"f": f, "df": [1, df], "p": float(fdtrc(1, df, f))}
                for role, f in self.strength.items()
            },
            "influence_product": _product(self.estimates, self.roles),
            "residual_sd": dict(
                zip(self.roles, np.sqrt(np.diagonal(self.residual_covariance)).tolist(), strict=True)
            ),
            "residual_correlation": self.residual_correlation,
            "se_habit": "delta method",
        }
        if self.percentile:
            told["bootstrap"] = {name: list(ends) for name, ends in self.percentile.items()}
            told["weak_draws"] = dict(self.weak_draws)
        return told


def mutual_influence(
    outcome: ArrayLike, predictor: ArrayLike, *, roles: tuple[str, str] = ROLES
) -> MutualInfluence:
    r"""Estimate what two partners' outcomes do to each other, each partner's predictor touching only the own outcome.

    **Model.** For couple i with partners h and w,

    .. math:: y_h = i_h + a_h x_h + b\,y_w + e_h, \qquad y_w = i_w + a_w x_w + c\,y_h + e_w,

    with :math:`e_h, e_w` free to go together. There are **no partner effects**: that x of one partner reaches the other
    only through the own y is assumed, not tested, and makes each x the instrument of its own y.

    **Estimates.** Just identified, from the reduced form, which is the actor-partner model with effects :math:`\pi`:

    .. math:: b = \frac{\pi(h, x_w)}{\pi(w, x_w)}, \quad c = \frac{\pi(w, x_h)}{\pi(h, x_h)}, \quad
              a_h = \pi(h, x_h) - b\,\pi(w, x_h), \quad a_w = \pi(w, x_w) - c\,\pi(h, x_w),

    the numbers of two-stage least squares. Names: ``intercept_<role>``, ``actor_<role>`` (a), ``influence_on_<role>``: b is
    that of the partner's outcome on h, in units of y a unit of y. Plain standard errors by the delta method,
    :math:`J \mathrm{Cov}(\hat\pi) J'`, which equal those of two-stage least squares with divisor n. For intervals that are
    not symmetric give draws to `mutual_influence_finish`.

    **Strength of the instruments.** F of :math:`x_w` in the equation of :math:`y_w`, given :math:`x_h`, and the other way
    round. Where one is below 10, b or c is a ratio to what may be nothing: refused, with the F.

    Args:
        outcome: y, shape (n, 2), one column a partner; NaN for what is missing.
        predictor: x, shape (n, 2).
        roles: Names of the partners, in the order of the columns.

    Returns:
        Estimates, errors, F by role, and the log-likelihood, which is that of the actor-partner model. **Missing data**:
        complete couples only; the others are counted by reason. Where :math:`|bc| \ge 1` influence would grow
        with every turn and has no stable reading: `NoStableReading`.

    Raises:
        WeakInstrument: An F is below 10; its `strength` holds both.
        WrongShape, NotFinite, UnknownName, ConstantColumn, TooFewCouples, PerfectFit: As for `troth.science.dyad.apim.apim`.

    **Reference.** Kenny, D. A., Kashy, D. A., & Cook, W. L. (2006). Dyadic data analysis. Guilford.

    Example:
        >>> rng = np.random.default_rng(8)
        >>> x, e = rng.normal(size=(2, 4000, 2))
        >>> y = np.linalg.solve([[1, -0.4], [-0.2, 1]], (x + e).T).T
        >>> found = mutual_influence(y, x, roles=("h", "w"))
        >>> round(found.estimates["influence_on_h"], 1), round(found.estimates["influence_on_w"], 1)
        (0.4, 0.2)
    """
    return mutual_influence_finish(apim_partial(apim_table(outcome, predictor, roles=roles)))


def mutual_influence_finish(sums: ApimSums, *, bootstrap: Bootstrap | None = None) -> MutualInfluence:
    """Estimate from the sums of `apim_partial`, which merge; model and errors are those of `mutual_influence`.

    Args:
        sums: Of one predictor and nothing beside it.
        bootstrap: Draws of the actor-partner model of the same couples, for percentile intervals.

    Raises:
        NotComparable: The draws are of another model or other couples.

    Example:
        >>> from troth.science.dyad.bootstrap import apim_bootstrap
        >>> rng = np.random.default_rng(8)
        >>> x, e = rng.normal(size=(2, 200, 2))
        >>> table = apim_table(np.linalg.solve([[1, -0.4], [-0.2, 1]], (x + e).T).T, x)
        >>> found = mutual_influence_finish(apim_partial(table), bootstrap=apim_bootstrap(table, rng, draws=200))
        >>> sorted(found.percentile) == sorted(found.estimates)
        True
    """
    check_plain(sums.design, "Mutual influence")
    reduced, roles = apim_finish(sums), sums.design.roles
    strength = _strength(reduced)
    _check_strong(strength)
    pi = np.array(list(reduced.estimates.values()))
    names = [f"{what}_{role}" for role in roles for what in ("intercept", "actor", "influence_on")]
    step = jacobian(_structural, pi)
    covariance = step @ reduced.covariance @ step.T
    estimates = dict(zip(names, _structural(pi).tolist(), strict=True))
    product = _product(estimates, roles)
    b, c = (estimates[f"influence_on_{role}"] for role in roles)
    away = np.array([[1, -b], [-c, 1]])
    ends, weak = ({}, {}) if bootstrap is None else _drawn(bootstrap, reduced, names)
    return MutualInfluence(
        method="Mutual influence, by instruments from the reduced form (closed form, version 1)",
        estimates=estimates,
        se=dict(zip(names, np.sqrt(np.diagonal(covariance)).tolist(), strict=True)),
        n_couples=reduced.n_couples,
        dropped=reduced.dropped,
        loglik=reduced.loglik,
        warnings=(*reduced.warnings, *([NoStableReading(product)] if abs(product) >= 1 else [])),
        roles=roles,
        covariance=covariance,
        residual_covariance=away @ reduced.residual_covariance @ away.T,
        strength=strength,
        percentile=ends,
        weak_draws=weak,
    )


def _strength(reduced: Apim) -> dict[str, float]:
    """Return F of each partner's predictor for the own outcome, its residual variance with divisor n - 3."""
    n = reduced.n_couples
    return {
        role: (reduced.estimates[f"actor_{role}"] / reduced.se[f"actor_{role}"]) ** 2 * (n - 3) / n
        for role in reduced.roles
    }


def _check_strong(strength: Mapping[str, float]) -> None:
    weak = [role for role, f in strength.items() if f < STRONG]
    if weak:
        told = " and ".join(f"of {role} (F {strength[role]:.2f})" for role in weak)
        raise WeakInstrument(
            f"The predictor {told} moves the own outcome too little to tell what that outcome does to the partner's: F "
            f"must be {STRONG:g} or more. Use the actor-partner model, or a stronger predictor.",
            strength,
        )


def _structural(pi: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return intercept, a and b of one equation, then of the other, from the reduced form; both shape (..., 6)."""
    sides = []
    for mine in (pi, pi[..., TURNED]):
        intercept, actor, partner, other_intercept, other_actor, other_partner = np.moveaxis(mine, -1, 0)
        b = partner / other_actor
        sides += [intercept - b * other_intercept, actor - b * other_partner, b]
    return np.stack(sides, axis=-1)


def _product(estimates: Mapping[str, float], roles: tuple[str, str]) -> float:
    return estimates[f"influence_on_{roles[0]}"] * estimates[f"influence_on_{roles[1]}"]


def _drawn(
    bootstrap: Bootstrap, reduced: Apim, names: list[str]
) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    ours, theirs = (np.array([*one.estimates.values(), one.loglik or np.nan]) for one in (reduced, bootstrap))
    if (
        bootstrap.n_couples != reduced.n_couples
        or ours.shape != theirs.shape
        or not np.allclose(ours, theirs)
    ):
        raise NotComparable("The draws are of another model or other couples: draw from the same table.")
    levels = np.array([[(1 - LEVEL) / 2], [(1 + LEVEL) / 2]]) * np.ones(len(names))
    ends = percentile(_structural(bootstrap.drawn), levels).T.tolist()
    n = reduced.n_couples
    f = (bootstrap.drawn[:, [1, 4]] / bootstrap.drawn_se[:, [1, 4]]) ** 2 * (n - 3) / n
    weak = (f < STRONG).mean(axis=0).tolist()
    return (
        {name: (low, high) for name, (low, high) in zip(names, ends, strict=True)},
        dict(zip(reduced.roles, weak, strict=True)),
    )
