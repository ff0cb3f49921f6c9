"""Couples with one member in the file: refused in one line, unless the person says what is to become of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from troth.commands.answers import BadInput
from troth.science.dyad.apim_table import ONE_PARTNER
from troth.science.dyad.result import Result
from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from troth.commands.couple_form import Couples
    from troth.commands.tables import Table

__all__ = [
    "KEEP",
    "REFUSE",
    "Counting",
    "Singles",
    "SinglesRule",
    "chosen_rule",
    "with_singles",
    "without_partner",
]

Found = TypeVar("Found", bound=Result)


@dataclass(frozen=True, slots=True)
class SinglesRule:
    """What becomes of such couples.

    Attributes:
        rule: They are refused, left out and counted, or kept, with nothing on the side of the other.
        usable: Whether keeping them makes sense here, so that a refusal offers it.
    """

    rule: Literal["refuse", "drop", "keep"] = "refuse"
    usable: bool = False

    @property
    def keeps(self) -> bool:
        """Tell whether they stay among the others."""
        return self.rule == "keep"

    def check(self, table: Table, found: Singles) -> None:
        """Raise `BadInput` where there are such couples and nothing was said about them."""
        if self.rule != "refuse" or not found.count:
            return
        who = f", {found.role}" if found.role else ""
        keep = ", or use what the one gave with --singles keep" if self.usable else ""
        raise BadInput(
            f"{table.path}, {table.row_word} {found.row}: couple {found.couple} has one member only{who} "
            f"({counted(found.count, 'such couple')} in the file): add the other partner's rows, or leave such "
            f"couples out with --singles drop{keep}"
        )


REFUSE, KEEP = SinglesRule(), SinglesRule("keep")


@dataclass(frozen=True, slots=True)
class Singles:
    """Couples of which one member is in the file, and that are not kept.

    Attributes:
        count: How many.
        row: Where the first of them stands, as a person counts.
        couple: Which couple that is.
        role: Which partner is there; empty where nothing names the partners.
    """

    count: int = 0
    row: int = 0
    couple: str = ""
    role: str = ""

    def __add__(self, other: Singles) -> Singles:
        """Return those of both parts of a file."""
        first = min((one for one in (self, other) if one.count), key=lambda one: one.row, default=self)
        return replace(first, count=self.count + other.count)


@dataclass(slots=True)
class Counting:
    """Passes the couples of a file on, some at a time, and counts who was left out."""

    pieces: Iterable[Couples]
    left_out: int = 0

    def __iter__(self) -> Iterator[Couples]:
        for couples in self.pieces:
            self.left_out += couples.singles.count
            yield couples


def chosen_rule(chosen: Namespace, *, usable: bool = False) -> SinglesRule:
    """Return what was asked for; ``usable`` where keeping such couples makes sense."""
    return SinglesRule(chosen.singles, usable)


def without_partner(
    table: Table,
    columns: tuple[str, str],
    couple: NDArray[np.intp],
    member: NDArray[np.intp],
    rule: SinglesRule,
) -> NDArray[np.bool_]:
    """Tell which couples are to be left out, for all their rows are of one member.

    Args:
        table: The file.
        columns: Those that name the couple and the member.
        couple: Which couple each row is of, from 0.
        member: Which member, from 0.
        rule: What becomes of such couples.

    Raises `BadInput` where they are refused, or nobody else is left.
    """
    many = int(member.max()) + 1
    alone = np.asarray(np.bincount(np.unique(couple * many + member) // many) == 1)
    if rule.keeps or not alone.any():
        return np.zeros_like(alone)
    row = int(alone[couple].argmax())
    whose, who = (str(table.words(name)[row]) for name in columns)
    rule.check(table, Singles(int(alone.sum()), int(table.lines[row]), whose, who))
    if alone.all():
        raise BadInput(f"{table.path}: no couple has two members, and rows of both are needed")
    return alone


def with_singles(found: Found, left_out: int) -> Found:
    """Return a result that also counts the couples that were left out for having one member in the file."""
    if not left_out:
        return found
    before = found.dropped.get(ONE_PARTNER, 0)
    return replace(found, dropped={**found.dropped, ONE_PARTNER: before + left_out})
