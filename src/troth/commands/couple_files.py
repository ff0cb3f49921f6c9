"""Files of couples: one row a person, put side by side; what does not fit together is said in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from troth.commands.answers import BadInput
from troth.science.dyad.pairs import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from troth.commands.tables import Table

TWO = 2
COUPLE, PERSON = "of the couple", "of the person"
SUFFIXES = (
    ("_A", "_P"),
    ("_a", "_p"),
    ("_own", "_partner"),
    ("_actor", "_partner"),
    ("_self", "_partner"),
    ("", "_partner"),
)
NAMES = ("couple", "coupleid", "dyad", "dyadid")
"""What a column of couples is often called, in small letters and without marks."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """The same at m occasions: whose each is, when it was, and both partners' numbers, shape (m, 2), in order."""

    ids: NDArray[np.str_]
    times: NDArray[np.float64]
    roles: tuple[str, str]
    values: Mapping[str, NDArray[np.float64]]
    layout: str


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


def side_by_side(
    table: Table, dyad: str, role: str | None, columns: Sequence[str], *, exchangeable: bool = False
) -> Couples:
    """Return each column as (couples, two partners), from a file with one row a person.

    Where ``role`` is None the partners are numbered as they come; with ``exchangeable`` partners it may name each
    person anew. Raises `BadInput`.
    """
    table.check_has([dyad, *([role] if role else []), *columns])
    ids, couple = np.unique(table.words(dyad), return_inverse=True)
    _check_two(table, couple, ids)
    if role is None:
        roles, seat = ROLES, _in_order(couple)
    else:
        roles, seat = _seats(table, role, couple, ids, exchangeable=exchangeable)
    _check_once(table, couple, seat, roles, lambda which: f"couple {ids[which]}")
    values = {name: _spread(couple, seat, table.finite(name), len(ids)) for name in columns}
    return Couples(ids, roles, values, _layout(table, couple, seat, columns, len(ids)))


def occasions(
    table: Table, dyad: str, role: str, time: str, columns: Sequence[str], *, exchangeable: bool = False
) -> Occasions:
    """Return each column as (occasions, two partners), from a file with one row a person and occasion.

    With ``exchangeable`` partners ``role`` may name each person anew. Raises `BadInput`.
    """
    table.check_has([dyad, role, time, *columns])
    ids, couple = np.unique(table.words(dyad), return_inverse=True)
    times, moment = np.unique(table.complete(time), return_inverse=True)
    keys, place = np.unique(couple * len(times) + moment, return_inverse=True)
    whose, when = ids[keys // len(times)], times[keys % len(times)]
    roles, seat = _seats(table, role, couple, ids, exchangeable=exchangeable)
    _check_once(table, place, seat, roles, lambda which: f"couple {whose[which]} at {when[which]:g}")
    values = {name: _spread(place, seat, table.finite(name), len(keys)) for name in columns}
    layout = _layout(table, place, seat, columns, len(keys)).replace("a person", "a person and time")
    return Occasions(whose, when, roles, values, layout)


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
        found = ", ".join(map(str, roles[:6]))
        raise BadInput(f"{table.path}: {role} must have two values, and has {len(roles)}: {found}")
    people, person = np.unique(couple * len(roles) + seat, return_inverse=True)
    own = _in_order(people // len(roles))[person]
    if (own >= TWO).any():
        row = int((own >= TWO).argmax())
        raise BadInput(f"{table.path}, {table.where(row)}: couple {ids[couple[row]]} has a third member")
    return ROLES, own


def _check_two(table: Table, couple: NDArray[np.intp], ids: NDArray[np.str_]) -> None:
    place = _in_order(couple)
    if (place >= TWO).any():
        row = int((place >= TWO).argmax())
        raise BadInput(
            f"{table.path}, {table.where(row)}: couple {ids[couple[row]]} has a third member, a third row where two are "
            "needed"
        )
    if place.max() == 0:
        raise BadInput(
            f"{table.path}: no couple has two rows, and one row for each partner is needed; put the second partner in a "
            "row of their own"
        )


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
            f"{table.path}, {table.where(row)}: {named(place[row])} has a second row for {roles[seat[row]]}"
        )


def _in_order(couple: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each row which row of its couple it is, from 0."""
    order = np.argsort(couple, kind="stable")
    first = np.searchsorted(couple[order], couple[order], side="left")
    place = np.empty_like(order)
    place[order] = np.arange(len(couple)) - first
    return place


def _layout(
    table: Table, couple: NDArray[np.intp], seat: NDArray[np.intp], columns: Sequence[str], n: int
) -> str:
    """Say whether the file also holds the partner's values in columns of their own, and make sure that they agree."""
    found = "long (one row a person)"
    for name in reversed(columns):
        for partner in _partner_names(name):
            if partner in table.frame.columns:
                own = _spread(couple, seat, table.numbers(name), n)
                _check_repeated(table, name, partner, own[couple, 1 - seat])
                found = f"pairwise ({partner} repeats the partner's {name})"
    return found


def _check_repeated(table: Table, name: str, partner: str, expected: NDArray[np.float64]) -> None:
    given = table.numbers(partner)
    known = ~np.isnan(given) & ~np.isnan(expected)
    wrong = known & (np.abs(given - expected) > 1e-9 * (1 + np.abs(expected)))
    if wrong.any():
        row = int(wrong.argmax())
        raise BadInput(
            f"{table.path}, {table.where(row)}: {partner} is {given[row]:g}, but the partner's {name} is "
            f"{expected[row]:g}; mend the file, or rename the column if it means something else"
        )


def _partner_names(name: str) -> Iterator[str]:
    for own, other in SUFFIXES:
        if name.endswith(own):
            yield name.removesuffix(own) + other
    yield f"partner_{name}"
