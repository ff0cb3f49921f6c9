"""`troth dyad dynamics`: how the partners of a file carry on and answer each other."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_files import occasions, role_column
from troth.commands.couple_singles import chosen_rule, with_singles
from troth.commands.dyad.plots import clines
from troth.commands.dyad.report import Read, report
from troth.science.dyad.dynamics import dynamics
from troth.science.dyad.dynamics_steady import KINDS, steady_states
from troth.science.dyad.result import plain
from troth.science.dyad.series import series

if TYPE_CHECKING:
    from argparse import Namespace

    from numpy.typing import NDArray

    from troth.commands.couple_files import Occasions
    from troth.commands.dyad.report import Report, Spec
    from troth.commands.tables import LongTable, Table
    from troth.science.dyad.dynamics_result import Dynamics

POINTS = 81
ENDS = (1, 99)
"""Percentiles between which lines are drawn."""


def naming(chosen: Namespace) -> str:
    """Say which columns a refusal is about."""
    return f"{chosen.score} over {chosen.time}"


def analyse(file: LongTable, chosen: Namespace) -> Report:
    """Return the dynamics of the chosen column. Raises `BadInput` and `DyadError`."""
    table = file.whole()
    role = role_column(table, chosen.role)
    if role is None:
        raise BadInput("name the column that says who of the two a row is of with --role")
    if chosen.couples and not chosen.json:
        raise BadInput("--couples adds each couple's numbers to --json: give both")
    rows = occasions(table, chosen.dyad, role, chosen.time, [chosen.score], singles=chosen_rule(chosen))
    roles, values = _in_turn(table, rows, chosen)
    who, scores = series(rows.ids, rows.times, values, step=chosen.step)
    drawing = {} if chosen.draws is None else {"draws": chosen.draws}
    found = dynamics(
        scores,
        couples=who,
        form=chosen.form,
        influence=chosen.influence,
        minimum_cell=chosen.minimum_cell,
        roles=roles,
        rng=None if chosen.draws is None else np.random.default_rng(chosen.seed),
        **drawing,
    )
    found = with_singles(found, rows.singles)
    if not found.n_couples:
        why = ", ".join(f"{reason} {count}" for reason, count in found.dropped.items())
        raise BadInput(f"{table.path}, {naming(chosen)}: no couple has enough to describe ({why})")
    columns = {"dyad": chosen.dyad, "role": role, "score": chosen.score, "time": chosen.time}
    more: dict[str, object] = {
        "form": chosen.form,
        "influence": chosen.influence,
        "minimum_cell": chosen.minimum_cell,
        "step": chosen.step,
        "draws": chosen.draws,
        "seed": chosen.seed,
    }
    if chosen.couples:
        more["couples"] = {str(one): plain(asdict(found.couple(at))) for at, one in enumerate(who.tolist())}
    return report(
        "dynamics", Read(table, rows.layout, columns), found, lambda: _spec(found, scores), more, []
    )


def _in_turn(table: Table, rows: Occasions, chosen: Namespace) -> tuple[tuple[str, str], NDArray[np.float64]]:
    """Return the roles and their scores, who acts first before the other."""
    one, other = rows.roles
    if chosen.first not in {None, one, other}:
        raise BadInput(f"{table.path} has no {chosen.first} to act first: name {one} or {other}")
    if chosen.first == other:
        return (other, one), rows.values[chosen.score][:, ::-1]
    return rows.roles, rows.values[chosen.score]


def _spec(found: Dynamics, scores: NDArray[np.float64]) -> Spec:
    """Draw where each partner would stay, given the other, by the mean numbers, and the points where both would."""
    mean = found.population.mean
    edges = None if found.thresholds is None else np.nanmean(found.thresholds, axis=0)
    low, high = np.nanpercentile(scores, ENDS)
    others = np.linspace(low, high, POINTS)
    stays = [
        (mean[side, 0] + _influence(mean[side, 2:], others, None if edges is None else edges[side]))
        / (1 - mean[side, 1])
        for side in (0, 1)
    ]
    states = steady_states(mean, form=found.form, influence=found.influence, thresholds=edges)
    points = [
        (float(point[0]), float(point[1]), KINDS[kind])
        for point, kind in zip(states.points, states.kinds, strict=True)
        if kind
    ]
    return clines({found.roles[0]: (stays[0], others), found.roles[1]: (others, stays[1])}, points)


def _influence(
    numbers: NDArray[np.float64], score: NDArray[np.float64], edges: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    if len(numbers) == 1:
        found = numbers[0] * score
    elif edges is not None:
        found = np.where(score > edges[1], numbers[0], np.where(score < edges[0], numbers[1], 0.0))
    else:
        found = numbers[0] * np.maximum(score, 0) + numbers[1] * np.minimum(score, 0)
    return np.asarray(found)
