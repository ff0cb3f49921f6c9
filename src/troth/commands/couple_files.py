"""Files of couples: which columns they have, and one row a person and occasion, put side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_form import contradiction, differ, layout, not_two, repeated
from troth.commands.couple_rows import TWO
from troth.commands.couple_singles import REFUSE, without_partner
from troth.science.dyad.pairs import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from troth.commands.couple_singles import SinglesRule
    from troth.commands.tables import Table

COUPLE, PERSON = "of the couple", "of the person"
NAMES = ("couple", "coupleid", "dyad", "dyadid")
"""What a column of couples is often called, in small letters and without marks."""


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """As `Couples`, at m occasions: whose each is, when it was, and both partners' numbers, shape (m, 2), in order.

    ``singles`` counts the couples that were left out because one member only is in the file.
    """

    ids: NDArray[np.str_]
    times: NDArray[np.float64]
    roles: tuple[str, str]
    values: Mapping[str, NDArray[np.float64]]
    layout: str
    singles: int


def couple_column(table: Table, named: str | None) -> str:
    """Return the column that names the couples: the one given, or the only one called so. Raises `BadInput`."""
    if named is not None:
        table.check_has([named])
        return named
    columns = table.frame.columns
    found = [name for name in columns if "".join(filter(str.isalnum, name)).lower() in NAMES]
    if len(found) != 1:
        which = f"both {' and '.join(found)} may be it" if found else f"it has {', '.join(columns)}"
        raise BadInput(
            f"{table.path}: name the column that says which couple a row is of with --dyad: {which}"
        )
    return found[0]


def role_column(table: Table, named: str | None) -> str | None:
    """Return the column of roles: the one given, or one called `role`, or None."""
    return named or ("role" if "role" in table.frame.columns else None)


def occasions(
    table: Table,
    dyad: str,
    role: str,
    time: str,
    columns: Sequence[str],
    *,
    exchangeable: bool = False,
    singles: SinglesRule = REFUSE,
) -> Occasions:
    """Return each column as (occasions, two partners), from a file with one row a person and occasion.

    With ``exchangeable`` partners ``role`` may name each person anew; ``singles`` says what becomes of couples of
    which one member has no row at all. Raises `BadInput`.
    """
    table.check_has([dyad, role, time, *columns])
    ids, couple = np.unique(table.words(dyad), return_inverse=True)
    times, moment = np.unique(table.complete(time), return_inverse=True)
    keys, place = np.unique(couple * len(times) + moment, return_inverse=True)
    whose, when = ids[keys // len(times)], times[keys % len(times)]
    roles, seat = _seats(table, role, couple, ids, exchangeable=exchangeable)
    _check_once(table, place, seat, roles, lambda which: f"couple {whose[which]} at {when[which]:g}")
    values = {name: _spread(place, seat, table.finite(name), len(keys)) for name in columns}
    _check_repeats(table, place, seat, columns, len(keys))
    words = layout(table, columns).replace("a person", "a person and time")
    alone = without_partner(table, (dyad, role), couple, seat, singles)
    both = ~alone[keys // len(times)]
    values = {name: column[both] for name, column in values.items()}
    return Occasions(whose[both], when[both], roles, values, words, int(alone.sum()))


def kind_of(both: NDArray[np.float64]) -> str:
    """Say whether a column, shape (m, 2), is of the couple, both partners always having the same value."""
    known = ~np.isnan(both).any(axis=1)
    return COUPLE if (both[known, 0] == both[known, 1]).all() else PERSON


def as_kind(both: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    """Return a column of persons as it is, shape (m, 2), and one of couples with one value, shape (m,)."""
    return both if kind == PERSON else np.where(np.isnan(both[:, 0]), both[:, 1], both[:, 0])


def of_couple(
    table: Table, dyad: NDArray[np.str_], name: str, both: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a column that has one value a couple, from the rows of both partners; NaN where nobody has one.

    Args:
        table: The file, for messages.
        dyad: The couple of each row of ``both``.
        name: The column.
        both: Its values, shape (m, 2).

    Raises `BadInput` where a couple has two values.
    """
    ids, couple = np.unique(dyad, return_inverse=True)
    low, high = np.full(len(ids), np.inf), np.full(len(ids), -np.inf)
    np.minimum.at(low, couple, np.nanmin(np.where(np.isnan(both), np.inf, both), axis=1))
    np.maximum.at(high, couple, np.nanmax(np.where(np.isnan(both), -np.inf, both), axis=1))
    if (low < high).any():
        which = int((low < high).argmax())
        raise BadInput(
            f"{table.path}: {name} is {low[which]:g} and {high[which]:g} within couple {ids[which]}, and must be one "
            "value for each couple"
        )
    found: NDArray[np.float64] = np.where(np.isinf(low), np.nan, low)[couple]
    return found


def _spread(
    place: NDArray[np.intp], seat: NDArray[np.intp], column: NDArray[np.float64], n: int
) -> NDArray[np.float64]:
    both = np.full((n, TWO), np.nan)
    both[place, seat] = column
    return both


def _seats(
    table: Table, role: str, couple: NDArray[np.intp], ids: NDArray[np.str_], *, exchangeable: bool = False
) -> tuple[tuple[str, str], NDArray[np.intp]]:
    """Return the names of the two roles, and of each row which of the two it is."""
    roles, seat = np.unique(table.words(role), return_inverse=True)
    if len(roles) == TWO:
        return (str(roles[0]), str(roles[1])), seat
    if not exchangeable or len(roles) < TWO:
        raise not_two(role, roles.tolist(), [table])
    people, person = np.unique(couple * len(roles) + seat, return_inverse=True)
    own = _in_order(people // len(roles))[person]
    if (own >= TWO).any():
        row = int((own >= TWO).argmax())
        raise BadInput(
            f"{table.path}, {table.where(row)}: couple {ids[couple[row]]} has a third member; take one out, or mend {role}"
        )
    return ROLES, own


def _check_once(
    table: Table,
    place: NDArray[np.intp],
    seat: NDArray[np.intp],
    roles: tuple[str, str],
    named: Callable[[int], str],
) -> None:
    repeated = _in_order(place * TWO + seat)
    if repeated.any():
        row = int(repeated.argmax())
        raise BadInput(
            f"{table.path}, {table.where(row)}: {named(place[row])} has a second row for {roles[seat[row]]}; "
            "take one out, or mend who or when it is"
        )


def _in_order(couple: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each row which row of its couple it is, from 0."""
    order = np.argsort(couple, kind="stable")
    first = np.searchsorted(couple[order], couple[order], side="left")
    place = np.empty_like(order)
    place[order] = np.arange(len(couple)) - first
    return place


def _check_repeats(
    table: Table, place: NDArray[np.intp], seat: NDArray[np.intp], columns: Sequence[str], n: int
) -> None:
    """Raise `BadInput` where the file also holds the partner's values in columns of their own, and others."""
    for pair in repeated(columns, table.frame.columns):
        expected = _spread(place, seat, table.numbers(pair[0]), n)[place, 1 - seat]
        given = table.numbers(pair[1])
        wrong = differ(given, expected)
        if wrong.any():
            row = int(wrong.argmax())
            raise contradiction(f"{table.path}, {table.where(row)}", pair, given[row], expected[row])
