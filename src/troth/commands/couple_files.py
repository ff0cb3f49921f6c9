"""Files of couples: one row a person, put side by side; what does not fit together is said in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.commands.answers import BadInput
from troth.science.dyad.pairs import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from troth.commands.tables import Table

TWO = 2
SUFFIXES = (("_A", "_P"), ("_a", "_p"), ("_own", "_partner"), ("_actor", "_partner"), ("_self", "_partner"))


@dataclass(frozen=True, slots=True, eq=False)
class Couples:
    """Numbers of both partners by column, shape (n, 2); NaN where a person, or an answer, is missing.

    ``layout`` says how the file lies, in words.
    """

    ids: NDArray[np.str_]
    roles: tuple[str, str]
    values: Mapping[str, NDArray[np.float64]]
    layout: str

    def __len__(self) -> int:
        return len(self.ids)


def side_by_side(table: Table, dyad: str, role: str | None, columns: Sequence[str]) -> Couples:
    """Return each column as (couples, two partners), from a file with one row a person.

    Where ``role`` is None the partners are numbered as they come. Raises `BadInput`.
    """
    table.check_has([dyad, *([role] if role else []), *columns])
    ids, couple = np.unique(table.words(dyad), return_inverse=True)
    roles, seat = _seats(table, ids, couple, role)
    values = {}
    for name in columns:
        both = np.full((len(ids), TWO), np.nan)
        both[couple, seat] = _finite(table, name)
        values[name] = both
    return Couples(ids, roles, values, _layout(table, couple, seat, columns, len(ids)))


def _seats(
    table: Table, ids: NDArray[np.str_], couple: NDArray[np.intp], role: str | None
) -> tuple[tuple[str, str], NDArray[np.intp]]:
    """Return the names of the two roles, and of each row which of the two it is."""
    if role is None:
        seat = _in_order(couple)
        if (seat >= TWO).any():
            row = int((seat >= TWO).argmax())
            raise BadInput(
                f"{table.path}, {table.where(row)}: couple {ids[couple[row]]} has a third member; two are needed"
            )
        return ROLES, seat
    roles, seat = np.unique(table.words(role), return_inverse=True)
    if len(roles) != TWO:
        found = ", ".join(map(str, roles[:6]))
        raise BadInput(f"{table.path}: {role} must have two values, and has {len(roles)}: {found}")
    twice = Counter(zip(couple.tolist(), seat.tolist(), strict=True)).most_common(1)[0]
    if twice[1] > 1:
        (which, side), _ = twice
        rows = np.flatnonzero((couple == which) & (seat == side))
        raise BadInput(
            f"{table.path}, {table.where(int(rows[1]))}: couple {ids[which]} has a second row for {roles[side]}"
        )
    return (str(roles[0]), str(roles[1])), seat


def _in_order(couple: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each row which row of its couple it is, from 0."""
    order = np.argsort(couple, kind="stable")
    first = np.searchsorted(couple[order], couple[order], side="left")
    place = np.empty_like(order)
    place[order] = np.arange(len(couple)) - first
    return place


def _finite(table: Table, name: str) -> NDArray[np.float64]:
    column = table.numbers(name)
    infinite = np.isinf(column)
    if infinite.any():
        raise BadInput(f"{table.path}, {table.where(int(infinite.argmax()))}: {name} is infinite")
    return column


def _layout(
    table: Table, couple: NDArray[np.intp], seat: NDArray[np.intp], columns: Sequence[str], n: int
) -> str:
    """Say whether the file also holds the partner's values in columns of their own, and that they agree."""
    for name in columns:
        for own, other in SUFFIXES:
            partner = name.removesuffix(own) + other
            if not name.endswith(own) or partner not in table.frame.columns:
                continue
            both = np.full((n, TWO), np.nan)
            both[couple, seat] = table.numbers(name)
            given, expected = table.numbers(partner), both[couple, 1 - seat]
            known = ~np.isnan(given) & ~np.isnan(expected)
            wrong = known & (np.abs(given - expected) > 1e-9 * (1 + np.abs(expected)))
            if wrong.any():
                row = int(wrong.argmax())
                raise BadInput(
                    f"{table.path}, {table.where(row)}: {partner} is {given[row]:g}, but the partner's {name} is "
                    f"{expected[row]:g}; mend the file, or rename the column if it means something else"
                )
            return f"pairwise ({partner} repeats the partner's {name})"
    return "long (one row a person)"
