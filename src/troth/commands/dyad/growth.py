"""`troth dyad growth`: both partners' curves over many couples of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from troth.commands.answers import BadInput
from troth.commands.couple_files import as_kind, kind_of, occasions, of_couple, role_column
from troth.commands.couple_singles import chosen_rule, with_singles
from troth.commands.dyad.plots import lines
from troth.commands.dyad.report import Read, report
from troth.science.dyad.growth import growth
from troth.science.dyad.growth_ar1 import growth_ar1
from troth.science.dyad.result import LEVEL

if TYPE_CHECKING:
    from argparse import Namespace

    from numpy.typing import NDArray

    from troth.commands.couple_files import Occasions
    from troth.commands.dyad.report import Report, Spec
    from troth.commands.tables import LongTable
    from troth.science.dyad.growth_result import Growth

POINTS = 60


def naming(chosen: Namespace) -> str:
    """Say which columns a refusal is about."""
    return f"{chosen.outcome} over {', '.join([chosen.time, *chosen.covariate, *chosen.varying])}"


def analyse(file: LongTable, chosen: Namespace) -> Report:
    """Return the growth of the chosen column. Raises `BadInput` and `DyadError`."""
    table = file.whole()
    role = role_column(table, chosen.role)
    if role is None:
        raise BadInput("name the column that says who of the two a row is of with --role")
    found = occasions(
        table,
        chosen.dyad,
        role,
        chosen.time,
        list(dict.fromkeys([chosen.outcome, *chosen.covariate, *chosen.varying])),
        exchangeable=chosen.indistinguishable,
        singles=chosen_rule(chosen, usable=True),
    )
    covariates = {name: of_couple(table, found.ids, name, found.values[name]) for name in chosen.covariate}
    kinds = {name: kind_of(found.values[name]) for name in chosen.varying}
    fit = (growth_ar1 if chosen.ar1 else growth)(
        found.ids,
        found.times,
        found.values[chosen.outcome],
        covariates=covariates,
        varying={name: as_kind(found.values[name], kind) for name, kind in kinds.items()},
        roles=found.roles,
        indistinguishable=chosen.indistinguishable,
        reml=chosen.reml,
    )
    fit = with_singles(fit, found.singles)
    columns = {
        "dyad": chosen.dyad,
        "role": role,
        "outcome": chosen.outcome,
        "time": chosen.time,
        "covariate": chosen.covariate,
        "varying": kinds,
    }
    read = Read(table, found.layout, columns)
    more = {"occasions": _answered(found, chosen.outcome)}
    middles = np.array([1.0, *(np.nanmean(values) for values in covariates.values())])
    return report("growth", read, fit, lambda: _spec(fit, found.times, middles, chosen), more)


def _answered(found: Occasions, outcome: str) -> dict[str, int]:
    given = (~np.isnan(found.values[outcome])).sum(axis=1)
    names = ("neither_answered", "one_answered", "both_answered")
    return {name: int((given == many).sum()) for many, name in reversed(list(enumerate(names)))}


def _spec(fit: Growth, times: NDArray[np.float64], middles: NDArray[np.float64], chosen: Namespace) -> Spec:
    """Draw the mean lines with 95 % bands, where covariates are at their means and what varies is at 0."""
    at = np.linspace(times.min(), times.max(), POINTS)
    coefficients = fit.mean @ middles
    turn = np.kron(np.eye(len(fit.mean)), middles)
    covariance = turn @ fit.mean_covariance @ turn.T
    f = np.stack([np.ones_like(at), at], axis=1)
    half = float(ndtri(0.5 + LEVEL / 2))
    bands = {}
    for place, who in enumerate(["both partners"] if chosen.indistinguishable else fit.roles):
        own = slice(place * len(fit.pooled) // 2, place * len(fit.pooled) // 2 + 2)
        mean = f @ coefficients[own]
        error = half * np.sqrt(np.einsum("ti,ij,tj->t", f, covariance[own, own], f))
        bands[who] = (mean, mean - error, mean + error)
    title = "Mean curves with 95 % bands of the means" + (", what varies at 0" if chosen.varying else "")
    return lines(at.tolist(), bands, (title, chosen.time, chosen.outcome))
