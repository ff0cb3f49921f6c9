"""What growth found, with names and in the units of the data; and what every way of fitting it starts from."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
from scipy.special import ndtri

from troth.science.dyad.cautions import (
    FewCouples,
    MissingAtRandom,
    NotConverged,
    OccasionsDropped,
    OnBoundary,
)
from troth.science.dyad.errors import ConstantColumn, UnknownName
from troth.science.dyad.growth_form import curve_places, exchangeable, with_roles
from troth.science.dyad.growth_search import on_boundary
from troth.science.dyad.growth_units import in_own_units
from troth.science.dyad.pairs import ROLES, check_enough
from troth.science.dyad.result import LEVEL, Result
from troth.science.growth.likelihood import Curves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from troth.science.dyad.cautions import Caution
    from troth.science.dyad.growth_form import Form
    from troth.science.dyad.growth_reader import Reader
    from troth.science.dyad.growth_rows import Varying
    from troth.science.dyad.growth_search import Found
    from troth.science.dyad.growth_sums import GrowthSums
    from troth.science.dyad.growth_units import Units

__all__ = ["Growth", "Model", "Task", "growth_task", "told"]

VERSION = "growth 1"
MANY = 3
"""With fewer couples than this many times the parameters, intervals are called rough."""
NO_MORE: Mapping[str, tuple[float, float]] = MappingProxyType({})


class Model(TypedDict, total=False):
    """Which model is fitted, and how; see :func:`~troth.science.dyad.growth.growth`."""

    roles: tuple[str, str]
    indistinguishable: bool
    alike: tuple[str, ...]
    reml: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Growth(Result):
    """What :func:`growth` found, in the units of the data.

    Attributes:
        roles: What the two partners are called.
        fixed: Names of the means, in the order of `mean` row by row.
        mean: Means of the free coefficients, one column for 1 and each covariate, shape (r, k).
        mean_covariance: Their covariance with spreads taken as known, row by row, shape (rk, rk).
        pooled: How the free coefficients make (level, slope, what varies) of both partners, shape (2s, r); s is 2
            unless something varies.
        between: G, covariance of level and slope of both partners between couples, shape (4, 4).
        within: R, covariance of both scores around their curves, shape (2, 2).
        se_complete: Standard errors of the means from the complete information, which counts that spreads are
            estimates too; NaN where G lies at its edge.
        covariates: Names of the couple's variables.
        varying: What varies from occasion to occasion.
        ids: The couples used, in the order of `curves`.
        curves: Each couple's own coefficients, best linear predictions, with their covariance; shape (n, 2s).
        scores: How many scores the result rests on.
        alike: Roles whose slopes do not differ between couples.
        restricted: Whether this is REML.
        converged: Whether the search came to the top.
        rounds: How often it passed over the couples.
        autocorrelation: How far a deviation carries over to the next occasion; None where it was taken as 0.
    """

    roles: tuple[str, str]
    fixed: tuple[str, ...]
    mean: NDArray[np.float64]
    mean_covariance: NDArray[np.float64]
    pooled: NDArray[np.float64]
    between: NDArray[np.float64]
    within: NDArray[np.float64]
    se_complete: Mapping[str, float]
    covariates: tuple[str, ...]
    varying: tuple[Varying, ...]
    ids: NDArray[Any]
    curves: Curves
    scores: int
    alike: tuple[str, ...]
    restricted: bool
    converged: bool
    rounds: int
    autocorrelation: float | None = None

    @property
    def indistinguishable(self) -> bool:
        """Whether the partners were taken as exchangeable."""
        return len(self.pooled) != len(self.mean)

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95 % intervals; those of variances by the normal distribution of their logarithm."""
        found, z = dict(super().intervals), float(ndtri(0.5 + LEVEL / 2))
        for name in found:
            value = self.estimates[name]
            if name.startswith("var_") and value > 0:
                factor = np.exp(min(z * self.se[name] / value, 700.0))
                found[name] = (float(value / factor), float(value * factor))
        return found

    @property
    def p_values(self) -> dict[str, float]:
        """The two-sided p of each mean against 0; a variance of 0 is an edge, where no such test holds."""
        tested = (*self.fixed, "autocorrelation")
        return {name: p for name, p in super().p_values.items() if name in tested}

    @property
    def residual_correlation(self) -> float:
        """How the partners' deviations of one occasion go together."""
        return float(self.within[0, 1] / np.sqrt(self.within[0, 0] * self.within[1, 1]))

    def facts(self) -> dict[str, object]:
        """Return the residual correlation, both habits of standard errors, and how the search ended."""
        return {
            "residual_correlation": self.residual_correlation,
            "se_habit": "spreads taken as known",
            "se_complete": dict(self.se_complete),
            "converged": self.converged,
            "rounds": self.rounds,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """What is to be fitted: the couples used, those left out by reason, what is free, the units."""

    used: GrowthSums
    dropped: Mapping[str, int]
    form: Form
    units: Units
    roles: tuple[str, str]
    alike: tuple[str, ...]
    reml: bool

    def method(self, way: str) -> str:
        """Return the model, the likelihood, the way and the version in a few words."""
        partners = "exchangeable partners" if self.form.symmetric else "by role"
        return f"Dyadic growth, {partners}, {'REML' if self.reml else 'ML'}, {way} ({VERSION})"


def growth_task(
    sums: GrowthSums,
    *,
    roles: tuple[str, str] = ROLES,
    indistinguishable: bool = False,
    alike: tuple[str, ...] = (),
    reml: bool = False,
    more: int = 0,
) -> Task:
    """Choose couples, model and units; `more` parameters are free beside means and spreads.

    Raises:
        TooFewCouples, ConstantColumn, NotIdentified, UnknownName: As for `growth`.

    Example:
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> rng = np.random.Generator(np.random.PCG64(1))
        >>> couple, time = np.repeat(np.arange(20), 3), np.tile([0.0, 1.0, 2.0], 20)
        >>> sums = growth_partial([*couple, 99], [*time, 0], [*rng.normal(size=(60, 2)), [np.nan, np.nan]])
        >>> growth_task(sums, roles=("h", "w")).dropped
        {'no answer': 1}
    """
    used, dropped = _usable(sums)
    form = _form(used, roles, alike, indistinguishable=indistinguishable)
    parameters = len(form.fixed) * used.x.shape[1] + len(form.spread_names) + more
    check_enough(len(used.ids), parameters, "Growth")
    _check_covariates(used)
    return Task(
        used, dropped, form, in_own_units(used, roles, symmetric=indistinguishable), roles, alike, reml
    )


def told(
    task: Task,
    reader: Reader,
    found: Found,
    way: str,
    *,
    more: Mapping[str, tuple[float, float]] = NO_MORE,
    shift: float = 0.0,
) -> Growth:
    """Turn what was found in own units back into the units of the data, with names: the last step of `growth`.

    `more` holds further parameters with their standard errors; `shift` is added to the log-likelihood.

    Example:
        >>> from troth.science.dyad.growth_made_up import made_up_growth
        >>> from troth.science.dyad.growth_reader import Summed
        >>> from troth.science.dyad.growth_search import search
        >>> from troth.science.dyad.growth_sums import growth_partial
        >>> couple, time, scores = made_up_growth(40, 4)
        >>> task = growth_task(growth_partial(couple, time, scores))
        >>> reader = Summed.of(task.units.moved(task.used), task.used.x)
        >>> told(task, reader, search(reader, task.form, restricted=False), "by iteration").fixed
        ('intercept_a', 'slope_a', 'intercept_b', 'slope_b')
    """
    used, units, form = task.used, task.units, task.form
    k, reml = used.x.shape[1], task.reml
    mean, covariance, complete = _means_back(units, form, found)
    between, within = units.spreads_back(found.spreads.between, found.spreads.within)
    entries = units.entries_back(form)
    of_spreads = entries @ found.spread_covariance @ entries.T
    fixed = tuple(
        name if not column else f"{name}:{column}" for name in form.fixed for column in ("", *used.covariates)
    )
    extra, extra_se = np.array([*more.values()]).reshape(-1, 2).T
    values = np.concatenate([mean.ravel(), form.natural(between, within), extra])
    errors = np.concatenate([np.sqrt([*np.diag(covariance), *np.diag(of_spreads)]), extra_se])
    names = (*fixed, *form.spread_names, *more)
    shift += units.loglik_shift(form, used.occasions.count.sum(axis=0), k, reml=reml)
    return Growth(
        method=task.method(way),
        estimates=dict(zip(names, values.tolist(), strict=True)),
        se=dict(zip(names, errors.tolist(), strict=True)),
        n_couples=len(used.ids),
        dropped=task.dropped,
        loglik=found.reading.loglik + shift,
        warnings=_warnings(task, found, len(names)),
        roles=task.roles,
        fixed=fixed,
        mean=mean,
        mean_covariance=covariance,
        pooled=form.pooled,
        between=between[np.ix_(*(curve_places(form.columns),) * 2)],
        within=within,
        se_complete=dict(zip(fixed, np.sqrt(np.diag(complete)).tolist(), strict=True)),
        covariates=used.covariates,
        varying=used.varying,
        ids=used.ids,
        curves=_curves_back(task, reader, found),
        scores=int(used.occasions.count.sum(axis=0) @ [2, 1, 1]),
        alike=task.alike,
        restricted=reml,
        converged=found.converged,
        rounds=found.rounds,
        autocorrelation=more["autocorrelation"][0] if more else None,
    )


def _form(
    sums: GrowthSums, roles: tuple[str, str], alike: tuple[str, ...], *, indistinguishable: bool
) -> Form:
    if not set(alike) <= set(roles):
        raise UnknownName(f"Slopes are alike for roles among {', '.join(roles)}, not {', '.join(alike)}.")
    if not indistinguishable:
        return with_roles(roles, sums.varying, alike=alike)
    if len(set(alike)) == 1:
        raise UnknownName("Partners without roles have alike slopes both or neither: name both.")
    return exchangeable(sums.varying, alike=bool(alike))


def _means_back(
    units: Units, form: Form, found: Found
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the means, their covariance with spreads known, and that from the complete information."""
    back = units.means_back(form)
    mean = back @ found.reading.mean
    intercepts = mean[:: form.columns, 0]
    intercepts += units.origin[: len(intercepts)]
    turn = np.kron(back, np.eye(mean.shape[1]))
    covariance = turn @ found.reading.mean_covariance @ turn.T
    return mean, covariance, covariance + turn @ found.mean_unsure @ turn.T


def _usable(sums: GrowthSums) -> tuple[GrowthSums, dict[str, int]]:
    """Leave out couples without an answer or without a covariate, and count them."""
    silent = sums.occasions.count.sum(axis=1) == 0
    dropped = {"no answer": int(silent.sum())}
    keep = ~silent
    for name, column in zip(sums.covariates, sums.x.T[1:], strict=True):
        dropped[f"no {name}"] = int((keep & np.isnan(column)).sum())
        keep &= ~np.isnan(column)
    return sums if keep.all() else sums.chosen(keep), {why: count for why, count in dropped.items() if count}


def _check_covariates(sums: GrowthSums) -> None:
    if np.linalg.matrix_rank(sums.x / np.abs(sums.x).max(axis=0).clip(1e-300)) < sums.x.shape[1]:
        raise ConstantColumn(
            f"{', '.join(sums.covariates)}: one has the same value for every couple or repeats others; leave it out."
        )


def _curves_back(task: Task, reader: Reader, found: Found) -> Curves:
    those = reader.curves(found.spreads)
    turn = task.units.turn
    level = np.kron(task.units.origin, np.eye(task.form.columns)[0])
    return Curves(those.mean @ turn.T + level, those.own @ turn.T + level, turn @ those.covariance @ turn.T)


def _warnings(task: Task, found: Found, parameters: int) -> tuple[Caution, ...]:
    used, differing = task.used, task.form.differing_part(found.spreads.between)
    n, alone = len(used.ids), int(used.occasions.count[:, 1:].any(axis=1).sum())
    each = (
        (not found.converged, NotConverged(found.rounds)),
        (on_boundary(differing), OnBoundary("the spread of curves between couples")),
        (alone > 0, MissingAtRandom(alone)),
        (used.unread > 0, OccasionsDropped(used.unread, ", ".join(each.name for each in used.varying))),
        (n < MANY * parameters, FewCouples(n, parameters)),
    )
    return tuple(caution for holds, caution in each if holds)
