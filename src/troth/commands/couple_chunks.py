"""Couples of a file that is larger than memory, read in pieces and put side by side as both partners appear."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.couple_form import MANY, Form, are_two, check_columns, form_of, not_two
from troth.commands.couple_rows import marks
from troth.commands.couple_singles import KEEP, REFUSE, Singles
from troth.science.dyad.pairs import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from troth.commands.couple_form import Couples
    from troth.commands.couple_rows import Rows
    from troth.commands.couple_singles import SinglesRule
    from troth.commands.tables import LongTable, Table

DOUBTFUL = 1000
"""Couples looked at again, at most, to say which of them has too many members."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is held in memory.

    Attributes:
        piece: Rows read at a time.
        alone: People held whose partner was not seen yet.
        remembered: Couples remembered, 8 bytes each, so that a third member is found wherever it stands.
    """

    piece: int = 250_000
    alone: int = 1_000_000
    remembered: int = 10_000_000


LIMITS = Limits()


def couples_of_file(
    file: LongTable,
    dyad: str,
    role: str | None,
    columns: Sequence[str],
    *,
    exchangeable: bool = False,
    singles: SinglesRule = REFUSE,
    limits: Limits = LIMITS,
) -> Iterator[Couples]:
    """Return the couples of a file of any length some at a time, each once and whole; otherwise as `side_by_side`.

    Rows in the order of their couples may be of any number. In another order no more people may wait for their
    partner, and no more couples be whole, than `limits` allows. Raises `BadInput` with the words that reading the
    file whole gives (of several faults the first in the file), or where it is too large for its order.
    """
    check_columns(file.columns, dyad, role, columns)
    roles = _roles(file, role, limits.piece)
    if not are_two(roles, exchangeable=exchangeable):
        for _ in couples_of_file(file, dyad, None, [], singles=KEEP, limits=limits):
            pass  # a third member, or nobody's second, is said first
        raise not_two(role or "", roles, file.pieces([role or ""], limits.piece))
    form = form_of(file.columns, dyad, role, columns, roles, singles)
    queue, alone = _Queue(form, limits), Singles()
    for piece in file.pieces(form.read, limits.piece):
        couples = form.side_by_side(queue.taken(form.rows(piece)))
        alone += couples.singles
        yield couples
    returned = queue.returned()
    if returned.size:
        _check_again(form, file.pieces(form.read, limits.piece), returned)
    form.check_pairs(queue.most)
    if queue.waiting is not None and queue.extremes is not None:
        form.check_sizes(queue.extremes)
        couples = form.side_by_side(queue.waiting)
        form.check_singles(alone + couples.singles)
        yield couples


def _roles(file: LongTable, role: str | None, size: int) -> Sequence[str]:
    """Return all the roles there are, or more than `MANY`, which takes one look at their column."""
    if role is None:
        return ROLES
    found: set[str] = set()
    for piece in file.pieces([role], size):
        found.update(piece.kinds(role))
        if len(found) > MANY:
            break
    return sorted(found)


@dataclass(slots=True)
class _Queue:
    """Who waits for a partner, and which couples are done.

    As long as the file is in the order of its couples, only the last couple can get another member.
    """

    form: Form
    limits: Limits
    waiting: Rows | None = None
    extremes: Rows | None = None
    last: Any = None
    most: int = 0
    in_order: bool = True
    done: list[NDArray[np.int64]] = field(default_factory=list)
    n_done: int = 0
    order_is_needed: bool = False

    def taken(self, new: Rows) -> Rows:
        """Take people in, and return those whose couple is whole."""
        self._note_order(new)
        extremes = new.extremes()
        self.extremes = extremes if self.extremes is None else (self.extremes + extremes).extremes()
        rows = (new if self.waiting is None else self.waiting + new).sorted()
        self.form.check_two(rows)
        sizes = rows.sizes()
        self.most = max(self.most, int(sizes.max()))
        last = rows.couple == self.last
        keep = last if self.order_is_needed else last | (sizes == 1)
        self.waiting = rows.chosen(keep)
        whole = rows.chosen(~keep)
        self._remember(whole)
        return whole

    def returned(self) -> NDArray[np.int64]:
        """Return the marks of couples that seem to have come back after they were whole, sorted."""
        if self.in_order or self.waiting is None:
            return np.zeros(0, np.int64)
        all_marks = np.concatenate([*self.done, marks(self.waiting.couple[self.waiting.starts()])])
        all_marks.sort()
        return np.asarray(all_marks[1:][all_marks[1:] == all_marks[:-1]][:DOUBTFUL])

    def _note_order(self, new: Rows) -> None:
        follows = self.last is None or new.couple[0] >= self.last
        self.in_order = self.in_order and bool(follows) and new.is_in_order()
        if self.order_is_needed and not self.in_order:
            raise BadInput(self._ask_for_order())
        self.last = new.couple[-1]

    def _remember(self, whole: Rows) -> None:
        """Note who is done; where that grows too long, go on only if the order of the file tells as much."""
        if self.order_is_needed:
            return
        ids = whole.couple[whole.starts()]
        self.done.append(marks(ids))
        self.n_done += len(ids)
        waiting = 0 if self.waiting is None else len(self.waiting)
        if waiting <= self.limits.alone and self.n_done <= self.limits.remembered:
            return
        if not self.in_order:
            raise BadInput(self._ask_for_order())
        self.order_is_needed = True
        self.done.clear()

    def _ask_for_order(self) -> str:
        path, dyad = self.form.table.path, self.form.dyad
        kind = "parquet" if path.suffix == ".parquet" else "csv"
        return (
            f"{path} is too large to be put together in the order it has: sort it by {dyad} first, for instance "
            f"with polars.scan_{kind}({str(path)!r}).sort({dyad!r}).sink_{kind}({'sorted.' + kind!r})"
        )


def _check_again(form: Form, pieces: Iterator[Table], doubtful: NDArray[np.int64]) -> None:
    """Read the file once more for some couples only, and refuse the first that has too many members."""
    found = [rows.chosen(np.isin(marks(rows.couple), doubtful)) for rows in map(form.rows, pieces)]
    form.check_two(reduce(add, found).sorted())
