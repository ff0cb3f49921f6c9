"""How a file of couples with one row a person is read: partners side by side, or one line that says what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_rows import TWO, Rows, marks
from troth.commands.couple_singles import KEEP, REFUSE, Singles
from troth.commands.tables import check_size
from troth.science.dyad.pairs import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from troth.commands.couple_singles import SinglesRule
    from troth.commands.tables import Table

SUFFIXES = (
    ("_A", "_P"),
    ("_a", "_p"),
    ("_own", "_partner"),
    ("_actor", "_partner"),
    ("_self", "_partner"),
    ("", "_partner"),
)
LONG = "long (one row a person)"
MANY = 1000
"""Roles of which one more tells nothing more."""


@dataclass(frozen=True, slots=True, eq=False)
class Couples:
    """Numbers of both partners by column, shape (n, 2); NaN where a person, or an answer, is missing.

    ``layout`` says how the file lies, in words; ``by_role`` whether each partner stands in the column of a role;
    ``singles`` who is not among them because one member only is in the file.
    """

    ids: NDArray[Any]
    roles: tuple[str, str]
    values: Mapping[str, NDArray[np.float64]]
    layout: str
    by_role: bool
    singles: Singles

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Form:
    """How a file of couples is to be read: by which columns, and who the partners are.

    Attributes:
        table: The file's columns; its rows do not matter.
        dyad: The column that names the couple.
        role: The column that tells partners apart, or None.
        roles: Names of the two partners.
        as_they_come: Whether partners stand in the order of the file, and not by their roles.
        columns: What to read of each person.
        repeats: Columns, each with one that repeats it for the partner, where the file has such.
        singles: What becomes of couples with one member in the file.
    """

    table: Table
    dyad: str
    role: str | None
    roles: tuple[str, str]
    as_they_come: bool
    columns: tuple[str, ...]
    repeats: tuple[tuple[str, str], ...]
    singles: SinglesRule = REFUSE

    @property
    def read(self) -> list[str]:
        """All columns that are looked at."""
        partners = [partner for _, partner in self.repeats]
        return [self.dyad, *([self.role] if self.role else []), *self.columns, *partners]

    def rows(self, table: Table) -> Rows:
        """Return the people of a piece of the file. Raises `BadInput`."""
        couple, seat = table.names(self.dyad), self._seats(table)
        values = [table.finite(name, in_pieces=True) for name in self.columns]
        values += [table.numbers(partner) for _, partner in self.repeats]
        return Rows(couple, seat, table.lines, np.array(values).reshape(-1, len(couple)))

    def side_by_side(self, rows: Rows) -> Couples:
        """Return couples, sorted, from all rows of each. Raises `BadInput` where partners contradict each other.

        Couples with one row are left out and told, unless they are to be kept.
        """
        ids, both, where = rows.side_by_side(as_they_come=self.as_they_come)
        for pair, given in zip(self.repeats, both[len(self.columns) :], strict=True):
            expected = both[self.columns.index(pair[0])][:, ::-1]
            wrong = differ(given, expected)
            if wrong.any():
                at = np.unravel_index(np.where(wrong, where, where.max() + 1).argmin(), where.shape)
                raise contradiction(self._where(where[at]), pair, given[at], expected[at])
        alone = (where[:, 0] == 0) | (where[:, 1] == 0)
        singles = Singles()
        if alone.any() and not self.singles.keeps:
            singles = self._singles(ids[alone], where[alone])
            ids, both = ids[~alone], both[:, ~alone]
        values = dict(zip(self.columns, both, strict=False))
        words = layout(self.table, self.columns)
        return Couples(ids, self.roles, values, words, not self.as_they_come, singles)

    def check_two(self, rows: Rows) -> None:
        """Raise `BadInput` naming the first row in which a couple, sorted, has more people than two, or one twice."""
        row = rows.third()
        if row is not None:
            raise BadInput(
                f"{self._where(rows.row[row])}: couple {rows.couple[row]} has a third member, a third row where two are "
                f"needed; take one out, or mend {self.dyad}"
            )
        row = rows.second_of_a_seat() if self.role else None
        if row is not None:
            whom = f"the same {self.role}" if self.as_they_come else self.roles[rows.seat[row]]
            raise BadInput(
                f"{self._where(rows.row[row])}: couple {rows.couple[row]} has a second row for {whom}; "
                f"take one out, or mend {self.role}"
            )

    def check_pairs(self, most: int) -> None:
        """Raise `BadInput` where no couple has more than one row."""
        if most < TWO:
            raise BadInput(
                f"{self.table.path}: no couple has two rows, and one row for each partner is needed; put the second "
                "partner in a row of their own"
            )

    def check_sizes(self, extremes: Rows) -> None:
        """Raise `BadInput` where the numbers of a column are all too small to be squared."""
        for place, name in enumerate(self.columns):
            check_size(self._where(extremes.row[place]), name, extremes.values[place, place])

    def check_singles(self, found: Singles) -> None:
        """Raise `BadInput` where couples with one member are to be refused, and there are such."""
        self.singles.check(self.table, found)

    def _singles(self, ids: NDArray[Any], where: NDArray[np.int64]) -> Singles:
        first = int(where.max(axis=1).argmin())
        role = "" if self.as_they_come else self.roles[int(where[first].argmax())]
        return Singles(len(ids), int(where[first].max()), str(ids[first]), role)

    def _seats(self, table: Table) -> NDArray[np.int64]:
        if self.role is None:
            return np.zeros(table.frame.height, np.int64)
        if self.as_they_come:
            return marks(table.words(self.role))
        table.kinds(self.role)  # refuses an empty one
        return table.is_kind(self.role, self.roles[1]).astype(np.int64)

    def _where(self, row: int) -> str:
        return f"{self.table.path}, {self.table.row_word} {row}"


def side_by_side(
    table: Table,
    dyad: str,
    role: str | None,
    columns: Sequence[str],
    *,
    exchangeable: bool = False,
    singles: SinglesRule = REFUSE,
) -> Couples:
    """Return each column as (couples, two partners), from a file with one row a person.

    Where ``role`` is None the partners are numbered as they come; with ``exchangeable`` partners it may name each
    person anew; ``singles`` says what becomes of couples with one row. Raises `BadInput`.
    """
    check_columns(table, dyad, role, columns)
    roles = table.kinds(role) if role else ROLES
    if not are_two(roles, exchangeable=exchangeable):
        side_by_side(table, dyad, None, [], singles=KEEP)  # a third member, or nobody's second, is said first
        raise not_two(role or "", roles, [table])
    form = form_of(table, dyad, role, columns, roles, singles)
    rows = form.rows(table).sorted()
    form.check_two(rows)
    form.check_pairs(int(rows.sizes().max()))
    form.check_sizes(rows.extremes())
    found = form.side_by_side(rows)
    form.check_singles(found.singles)
    return found


def check_columns(table: Table, dyad: str, role: str | None, columns: Sequence[str]) -> None:
    """Raise `BadInput` for the first name that is no column."""
    table.check_has([dyad, *([role] if role else []), *columns])


def are_two(roles: Sequence[str], *, exchangeable: bool) -> bool:
    """Tell whether all the roles of a file are two, or may be more because each person has an own one."""
    return len(roles) == TWO or (exchangeable and len(roles) > TWO)


def not_two(role: str, roles: Sequence[str], tables: Iterable[Table]) -> BadInput:
    """Return what to say where the roles are not two: of a few rare ones too many, where the first of them stands.

    ``tables`` are the rows of the file, one or more.
    """
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    path = ""
    for table in tables:
        words, rows, many = np.unique(table.words(role), return_index=True, return_counts=True)
        counts.update(dict(zip(words.tolist(), many.tolist(), strict=True)))
        first = {
            word: table.where(row) for word, row in zip(words.tolist(), rows.tolist(), strict=True)
        } | first
        path = str(table.path)
    (_, usual), *rare = counts.most_common()[1:] or [("", 0)]
    place = f", {first[rare[0][0]]}" if rare and rare[0][1] < usual else ""
    has = f"{len(roles)}: {', '.join(roles[:6])}" if len(roles) <= MANY else f"more than {MANY}"
    return BadInput(
        f"{path}{place}: {role} must have two values, and has {has}; mend the file, or name another column"
    )


def form_of(
    table: Table,
    dyad: str,
    role: str | None,
    columns: Sequence[str],
    roles: Sequence[str],
    singles: SinglesRule,
) -> Form:
    """Return how to read the file, given the roles it has: two, or one for each person."""
    names = tuple(dict.fromkeys(columns))
    pairs = tuple(repeated(names, table.frame.columns))
    by_role = role is not None and len(roles) == TWO
    named = (roles[0], roles[1]) if by_role else ROLES
    return Form(table, dyad, role, named, not by_role, names, pairs, singles)


def repeated(columns: Sequence[str], given: Sequence[str]) -> list[tuple[str, str]]:
    """Return each column of which the file also holds the partner's value, and the column of that."""
    pairs = ((name, partner) for name in columns for partner in _partner_names(name))
    return [pair for pair in pairs if pair[1] in given]


def layout(table: Table, columns: Sequence[str]) -> str:
    """Say how a file with these columns lies."""
    pairs = repeated(columns, table.frame.columns)
    return f"pairwise ({pairs[0][1]} repeats the partner's {pairs[0][0]})" if pairs else LONG


def differ(given: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell where two numbers that are both known are not the same."""
    return np.asarray(np.abs(given - expected) > 1e-9 * (1 + np.abs(expected)))


def contradiction(where: str, columns: tuple[str, str], given: float, expected: float) -> BadInput:
    """Return what to say where a file holds a partner's number and another one in its stead."""
    name, partner = columns
    return BadInput(
        f"{where}: {partner} is {given:g}, but the partner's {name} is {expected:g}; mend the file, or rename the "
        "column if it means something else"
    )


def _partner_names(name: str) -> Iterator[str]:
    for own, other in SUFFIXES:
        if name.endswith(own):
            yield name.removesuffix(own) + other
    yield f"partner_{name}"
