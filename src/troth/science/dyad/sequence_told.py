"""How tables of transitions are told to people: each cell over couples, and each couple's test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from troth.science.dyad.told import medians, table
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from troth.science.dyad.sequence_cells import Cells, TableTest
    from troth.science.dyad.sequence_chance import Chance
    from troth.science.dyad.told import Columns

__all__ = ["cells_told", "chance_told", "whole_tables_told"]

CELLS = 64
"""Eight codes' cells are shown whole."""
SURE = 0.05


def cells_told(found: Cells) -> str:
    """Return medians over couples of every cell, with how many couples tell something of it.

    Example:
        >>> from troth.science.dyad.sequence import count_transitions
        >>> from troth.science.dyad.sequence_cells import cells
        >>> print(cells_told(cells(count_transitions([[0, 1, 0, 1, 1, 0, 0, 1, 0]], 2))).splitlines()[3])
         0>1        1    2.0000   1.4142    0.8000    1.6946   0.5000
    """
    n, k = found.reason.shape[:2]
    columns: Columns = {
        "cell": _cells(k),
        "couples": _flat((found.reason == 0).sum(axis=0)),
        "expected": _flat(medians(found.expected)),
        "z": _flat(medians(found.z)),
        "Yule's Q": _flat(medians(found.q)),
        "log odds": _flat(medians(found.log_odds)),
        "kappa": _flat(medians(found.kappa)),
    }
    head = f"Transitions against chance, {counted(n, 'couple')}; medians over the couples that tell of a cell"
    return "\n".join([head, *table(columns, "cell", first=CELLS), "", whole_tables_told(found.test)])


def whole_tables_told(found: TableTest) -> str:
    """Return the tests of the first couples' tables, and how many depart from chance.

    Example:
        >>> from troth.science.dyad.sequence_cells import TableTest
        >>> print(whole_tables_told(TableTest(np.array([4.0]), np.array([1]), 1)))
        Tests of whole tables against chance, 1 couple: p < .05 in 1 of 1
        couple  chi-square  df       p
             1      4.0000   1  0.0455
    """
    n, p = len(found.df), found.p
    known = int(np.isfinite(p).sum())
    head = f"Tests of whole tables against chance, {counted(n, 'couple')}: p < .05 in {(p < SURE).sum()} of {known}"
    columns: Columns = {"couple": range(1, n + 1), "chi-square": found.chi_square, "df": found.df, "p": p}
    return "\n".join([head, *table(columns, "couple")])


def chance_told(found: Chance) -> str:
    """Return every cell's p over all couples, and in how many couples alone it departs from chance.

    Example:
        >>> from troth.science.dyad.sequence_chance import Chance
        >>> print(chance_told(Chance(np.ones((1, 2, 2)), np.ones((2, 2)), np.full((1, 2, 2), 5.0), 99)).splitlines()[2])
         0>0    5.0000  1.0000                     0
    """
    n, k = found.p.shape[:2]
    columns: Columns = {
        "cell": _cells(k),
        "expected": _flat(found.expected.sum(axis=0)),
        "p": _flat(found.p_total),
        "couples with p < .05": _flat((found.p < SURE).sum(axis=0)),
    }
    head = f"Counts against {counted(found.draws, 'other order')} of the same codes, {counted(n, 'couple')} together"
    return "\n".join([head, *table(columns, "cell", first=CELLS)])


def _cells(k: int) -> list[str]:
    return [f"{a}>{b}" for a, b in np.ndindex(k, k)]


def _flat(values: NDArray[np.generic]) -> NDArray[np.generic]:
    return values.ravel()
