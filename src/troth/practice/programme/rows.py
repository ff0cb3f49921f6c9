"""Answers in rows of small fields: a timeline, a plan, a look back at a plan. Pure.

Each row is kept as one line, its cells parted by `|`; so it is encrypted, sealed and opened like written words.
A draft may have gaps; what a row must say is asked for when the step is handed in.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from django.utils import formats

from troth.practice.common.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.library import Step

PARTED = " | "
YEAR = re.compile(r"\b((?:1[89]|20)\d\d)(?:-(\d\d))?\b")
WHO = ("me", "my partner", "both of us")
HOW_IT_WENT = ("kept", "partly", "not yet")
LINES_OPEN = 4  # a phone shows no more without much scrolling


class Column(NamedTuple):
    """One small field of each row; `shape` is the input's type, or "said" for words that are only shown."""

    label: str
    shape: str = "text"
    options: tuple[str, ...] = ()


class Shown(NamedTuple):
    """A row as people read it."""

    head: str
    words: str


class Drawn(NamedTuple):
    """All rows of one person, with the kind that says how they are drawn."""

    kind: str
    rows: list[Shown]


COLUMNS: dict[str, tuple[Column, ...]] = {
    "timeline": (Column("When"), Column("What happened")),
    "plan": (Column("What"), Column("Who", "select", WHO), Column("Day", "date"), Column("Time", "time")),
    "review": (Column("", "said"), Column("How it went", "select", HOW_IT_WENT), Column("What helped")),
}


def typed(step: Step, values: Sequence[str]) -> str:
    """Return what a page sent as the text that is kept: one value, or the cells of all rows one after the other."""
    width = len(COLUMNS.get(step.kind, ()))
    if not width or len(values) % width:
        return "\n".join(values)
    rows = [values[start : start + width] for start in range(0, len(values), width)]
    return "\n".join(PARTED.join(_cell(cell) for cell in row) for row in rows)


def rows_of(step: Step, text: str) -> list[list[str]]:
    """Return the cells of each row that says something, as they were typed."""
    width = len(COLUMNS[step.kind])
    rows = [[cell.strip() for cell in line.split("|", width - 1)] for line in text.splitlines()]
    return [row + [""] * (width - len(row)) for row in rows if any(row)]


def kept(step: Step, text: str) -> str:
    """Return the rows as they are kept, without the empty ones. Raises `Refused` where there are too many."""
    rows = rows_of(step, text)
    if step.is_counted and len(rows) > step.at_most:
        raise Refused(f"Keep it to {step.at_most} lines. Take some out, then save again.")
    return "\n".join(PARTED.join(row) for row in rows)


def check_whole(step: Step, text: str, today: dt.date) -> None:
    """What is handed in says in each row what it must, and plans nothing for a day that has passed."""
    for number, row in enumerate(rows_of(step, text), 1):
        if step.kind == "timeline" and not row[1]:
            raise Refused(f"Write in line {number} what happened, or empty that line.")
        if step.kind == "plan":
            _check_planned(number, row, today)
        if step.kind == "review" and row[1] not in HOW_IT_WENT:
            raise Refused(f"Say of line {number} how it went: kept, partly or not yet.")


def shown(step: Step, text: str) -> list[Shown]:
    """Return the rows as people read them; a timeline in the order of its years."""
    rows = rows_of(step, text)
    if step.kind == "timeline":
        return [Shown(*row) for row in _in_order(rows)]
    if step.kind == "plan":
        return [Shown(what, _joined(who, _day(day), time)) for what, who, day, time in rows]
    return [Shown(what, _joined(how, helped)) for what, how, helped in rows]


def drawn(step: Step, text: str) -> Drawn | None:
    """Return what is drawn as rows, or nothing for the kinds that are plain words."""
    return Drawn(step.kind, shown(step, text)) if step.is_rowed else None


def heads(step: Step, text: str) -> list[str]:
    """Return what each line is about, for a look back at it."""
    rows = rows_of(step, text) if step.is_rowed else [[line] for line in text.splitlines()]
    return [cell for cell in (_cell(row[0]) for row in rows) if cell]


def to_fill(step: Step, text: str, looked_back_at: Sequence[str]) -> list[list[tuple[Column, str]]]:
    """Return the rows of a page, each cell with its column: those that were filled, and room for more."""
    columns = COLUMNS[step.kind]
    filled = rows_of(step, text)
    if step.kind == "review":
        told = {row[0]: row for row in filled}
        filled = [told.get(head, [head, "", ""]) for head in looked_back_at]
    else:
        filled += [[""] * len(columns) for _ in range(step.at_most - len(filled))]
    return [list(zip(columns, row, strict=True)) for row in filled]


def first_folded(rows: Sequence[Sequence[tuple[Column, str]]]) -> int:
    """Return the number of the first line that is folded away: those that were filled and one more stand open.

    0 where all of them do.
    """
    filled = sum(any(value for _, value in row) for row in rows)
    stand_open = max(filled + 1, LINES_OPEN)
    return stand_open + 1 if len(rows) > stand_open else 0


def worded(step: Step, text: str) -> str:
    """Return the rows as plain text."""
    return "\n".join(_joined(row.head, row.words, by=": ") for row in shown(step, text))


def _check_planned(number: int, row: list[str], today: dt.date) -> None:
    what, who, day, _ = row
    if not what:
        raise Refused(f"Write in line {number} what you plan, or empty that line.")
    if who not in WHO:
        raise Refused(f"Say in line {number} who does it: me, my partner or both of us.")
    if day and _date(day) is None:
        raise Refused(f"Write the day in line {number} as in 2027-03-24.")
    if day and (_date(day) or today) < today:
        raise Refused(f"The day in line {number} has passed. Choose a later one, or leave it open.")


def _in_order(rows: list[list[str]]) -> list[list[str]]:
    """Sort by year and month; a row without a year stays behind the one it was written after."""
    dated: list[tuple[tuple[int, int], list[str]]] = []
    last = (0, 0)
    for row in rows:
        found = YEAR.search(row[0])
        last = (int(found[1]), int(found[2] or 0)) if found else last
        dated.append((last, row))
    return [row for _, row in sorted(dated, key=lambda pair: pair[0])]


def _cell(typed_in: str) -> str:
    return " ".join(typed_in.replace("|", "/").split())


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)


def _date(day: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        return None


def _day(day: str) -> str:
    date = _date(day)
    return formats.date_format(date, "l, j F Y") if date else day
