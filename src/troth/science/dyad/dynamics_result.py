"""What dynamics of many couples come to: means over couples, each couple's own numbers, and where they would rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.science.dyad.dynamics_fit import unpacked
from troth.science.dyad.dynamics_shrink import Population, shrunk
from troth.science.dyad.dynamics_steady import KINDS, Influencing, regions, steady_states, uninfluenced
from troth.science.dyad.pairs import ROLES
from troth.science.dyad.result import Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from troth.science.dyad.dynamics_shrink import Posterior
    from troth.science.dyad.dynamics_steady import Chances, SteadyStates
    from troth.science.dyad.dynamics_sums import Form

__all__ = [
    "REASONS",
    "CoupleDynamics",
    "Dynamics",
    "Rest",
    "dropped",
    "named",
    "parameter_names",
    "standard_errors",
    "unknown",
]

REASONS = ("known", "few_positive", "few_negative", "constant_series", "repeated", "too_short", "few_neutral")
"""Why a number is not known: too few moments with the partner above or below zero; a series, or the partner's, does
not vary; the own score repeats the partner's; too few transitions; too few with the partner at zero (two-step only)."""
SLOPES = {
    "bilinear": ("influence_positive_on", "influence_negative_on"),
    "ojive": ("influence_positive_on", "influence_negative_on"),
    "linear": ("influence_on",),
}


@dataclass(frozen=True, slots=True)
class Rest:
    """A steady state.

    Attributes:
        region: Where the first partner's score lies, then the second's.
        scores: Both partners' scores there.
        kind: `stable`, `unstable` or `kink`.
        ends: By partner the 95 % interval, of those draws that have a point in the region; empty without draws.
    """

    region: str
    scores: tuple[float, float]
    kind: str
    ends: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CoupleDynamics:
    """What one couple's conversation looked like, for description only.

    Attributes:
        estimates: The couple's own numbers by name; NaN where one is not known.
        se: Their standard errors.
        reasons: Why a number is not known, by name.
        shrunk: The same numbers drawn towards all couples.
        shrunk_se: Posterior standard deviations.
        transitions: How many moments led to a next one.
        uninfluenced: Where each partner would come to rest alone, by role.
        uninfluenced_ends: Their 95 % intervals; empty without draws.
        rests: The couple's influenced steady states, by its drawn numbers.
        stable_shares: The share of draws with 0, 1, 2, … stable points; empty without draws.
    """

    estimates: Mapping[str, float]
    se: Mapping[str, float]
    reasons: Mapping[str, str]
    shrunk: Mapping[str, float]
    shrunk_se: Mapping[str, float]
    transitions: int
    uninfluenced: Mapping[str, float]
    uninfluenced_ends: Mapping[str, tuple[float, float]]
    rests: tuple[Rest, ...]
    stable_shares: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dynamics(Result):
    """The dynamics of n couples; `estimates` and `se` are the population's means.

    Attributes:
        couples: Who they are, shape (n,).
        parameters: Each couple's intercept, inertia and influence by equation, shape (n, 2, k); NaN where not known.
        packed: Their covariances, the lower triangle row by row, shape (n, 2, k (k + 1) / 2).
        reason: Index into `REASONS` for each, shape (n, 2, k).
        residual_variance: Shape (n, 2).
        transitions: Shape (n,).
        positive: How many of them had the partner above zero, by equation, shape (n, 2).
        negative: Likewise below zero.
        population: The common mean and the spread between couples, from couples whose equations are both whole.
        form: `synchronous` or `sequential`.
        influence: `bilinear`, `ojive` or `linear`.
        thresholds: Of `ojive`: below and above, by equation, shape (n, 2, 2); else None.
        chances: What draws say of steady states, where a generator was given; else None.
        roles: The partners' names.
    """

    couples: NDArray[Any]
    parameters: NDArray[np.float64]
    packed: NDArray[np.float64]
    reason: NDArray[np.int8]
    residual_variance: NDArray[np.float64]
    transitions: NDArray[np.int64]
    positive: NDArray[np.int64]
    negative: NDArray[np.int64]
    population: Population
    form: Form
    influence: Influencing
    thresholds: NDArray[np.float64] | None = None
    chances: Chances | None = None
    roles: tuple[str, str] = field(default=ROLES)

    @property
    def covariance(self) -> NDArray[np.float64]:
        """Each couple's covariance of its own numbers, by equation, shape (n, 2, k, k)."""
        return unpacked(self.packed)

    def shrunk(self) -> Posterior:
        """Return every couple's numbers drawn towards all, by what is noise in them."""
        return shrunk(self.parameters, self.covariance, self.population)

    def uninfluenced(self) -> NDArray[np.float64]:
        """Return where each partner would come to rest alone, by the drawn numbers, shape (n, 2)."""
        return uninfluenced(self.shrunk().mean)

    def steady_states(self) -> SteadyStates:
        """Return the influenced steady states by the drawn numbers, in the order of `regions(influence)`."""
        return steady_states(
            self.shrunk().mean, form=self.form, influence=self.influence, thresholds=self.thresholds
        )

    def couple(self, i: int) -> CoupleDynamics:
        """Return one couple, by its place."""
        one = slice(i, i + 1) if i >= 0 else slice(i, i + 1 or None)
        labels = parameter_names(self.influence, self.roles)
        spread = unpacked(self.packed[one])
        drawn = shrunk(self.parameters[one], spread, self.population)
        reasons = self.reason[i].ravel().tolist()
        alone = [] if self.chances is None else _pairs(self.chances.uninfluenced[i])
        return CoupleDynamics(
            estimates=named(labels, self.parameters[i]),
            se=named(labels, standard_errors(spread[0])),
            reasons={name: REASONS[why] for name, why in zip(labels, reasons, strict=True) if why},
            shrunk=named(labels, drawn.mean[0]),
            shrunk_se=named(labels, standard_errors(drawn.covariance[0])),
            transitions=int(self.transitions[i]),
            uninfluenced=named(list(self.roles), uninfluenced(drawn.mean[0])),
            uninfluenced_ends=dict(zip(self.roles, alone, strict=False)),
            rests=self._rests(i, drawn.mean[0]),
            stable_shares=() if self.chances is None else tuple(self.chances.shares[i].tolist()),
        )

    def _rests(self, i: int, parameters: NDArray[np.float64]) -> tuple[Rest, ...]:
        edges = None if self.thresholds is None else self.thresholds[i]
        states = steady_states(parameters, form=self.form, influence=self.influence, thresholds=edges)
        ends = None if self.chances is None else self.chances.points[i]
        return tuple(
            Rest(
                region,
                (float(states.points[at, 0]), float(states.points[at, 1])),
                KINDS[states.kinds[at]],
                () if ends is None else tuple(_pairs(ends[at])),
            )
            for at, region in enumerate(regions(self.influence))
            if states.kinds[at]
        )

    def facts(self) -> dict[str, object]:
        """Return what couples differ by, what is not known and why, and how many stable points couples have."""
        labels = parameter_names(self.influence, self.roles)
        spread = self.population.spread
        stable = self.steady_states().stable[np.isfinite(self.parameters).all(axis=(1, 2))]
        told: dict[str, object] = {
            "transitions": int(self.transitions.sum()),
            "unknown": unknown(labels, self.reason),
            "stable_points": {str(i): int(n) for i, n in enumerate(np.bincount(stable)) if n},
        }
        if spread is not None:
            told["between_couples_sd"] = named(labels, standard_errors(spread))
        if self.chances is not None:
            shares = np.nanmean(self.chances.shares, axis=0) if self.n_couples else self.chances.shares[:0]
            told["mean_share_of_draws_with_stable_points"] = {
                str(i): share for i, share in enumerate(shares.tolist())
            }
        return told


def parameter_names(influence: Influencing, roles: tuple[str, str]) -> list[str]:
    """Return the names of the parameters, equation by equation.

    Example:
        >>> parameter_names("linear", ("w", "h"))[:3]
        ['intercept_w', 'inertia_w', 'influence_on_w']
    """
    return [f"{what}_{role}" for role in roles for what in ("intercept", "inertia", *SLOPES[influence])]


def named(names: list[str], values: NDArray[np.float64]) -> dict[str, float]:
    """Return values by name.

    Example:
        >>> named(["a", "b"], np.array([1.0, 2.0]))
        {'a': 1.0, 'b': 2.0}
    """
    return dict(zip(names, values.ravel().tolist(), strict=True))


def standard_errors(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the roots of the diagonals of covariances, shape (…, k, k) to (…, k).

    Example:
        >>> standard_errors(np.diag([4.0, 9.0])).tolist()
        [2.0, 3.0]
    """
    found: NDArray[np.float64] = np.sqrt(np.maximum(np.diagonal(covariance, axis1=-2, axis2=-1), 0.0))
    return found


def unknown(names: list[str], reason: NDArray[np.int8]) -> dict[str, dict[str, int]]:
    """Count by name and reason what is not known, from codes of shape (n, …).

    Example:
        >>> unknown(["a", "b"], np.array([[0, 2], [0, 5]], np.int8))
        {'b': {'few_negative': 1, 'too_short': 1}}
    """
    found = {}
    for name, codes in zip(names, reason.reshape(len(reason), -1).T, strict=True):
        counts = np.bincount(codes, minlength=len(REASONS))[1:].tolist()
        if any(counts):
            found[name] = {why: n for why, n in zip(REASONS[1:], counts, strict=True) if n}
    return found


def dropped(reason: NDArray[np.int8]) -> dict[str, int]:
    """Count the couples left out of the means, each under its gravest reason.

    Example:
        >>> dropped(np.array([[[0, 2]], [[0, 5]], [[0, 2]]], np.int8))
        {'few_negative': 2, 'too_short': 1}
    """
    counts = np.bincount(np.asarray(reason.max(axis=(1, 2)))).tolist()
    return {why: count for why, count in zip(REASONS, counts, strict=False) if count}


def _pairs(ends: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [(float(low), float(high)) for low, high in ends]
