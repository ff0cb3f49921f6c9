"""What an analysis says: plain values for programs, lines for people, a chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from troth.commands.tables import Table
    from troth.science.dyad.result import Result

Spec = dict[str, "Any"]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """``told`` is the object of `--json`, ``text`` the answer without it; ``spec`` makes the chart when asked."""

    told: dict[str, Any]
    text: str
    spec: Callable[[], Spec]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the file, how it lies, and which column was taken for what."""

    table: Table
    layout: str
    columns: Mapping[str, object]


def report(
    analysis: str,
    read: Read,
    result: Result,
    spec: Callable[[], Spec],
    more: Mapping[str, object] | None = None,
    lines: Sequence[str] | None = None,
) -> Report:
    """Return a report of a result with ``more`` facts of the command's own, which hold plain values.

    ``lines`` say these facts to people; without them each gets a line by its name.
    """
    facts = dict(more or {})
    columns = {what: name for what, name in read.columns.items() if name}
    head = {"analysis": analysis, "file": str(read.table.path), "layout": read.layout, "columns": columns}
    words = [f"{name.replace('_', ' ')}: {_words(value)}" for name, value in facts.items()]
    text = [
        f"{read.table.path}: {read.layout}",
        "; ".join(f"{what} {_words(name)}" for what, name in columns.items()),
        "",
        result.summary(),
        *(words if lines is None else lines),
    ]
    return Report({**head, **result.to_dict(), **facts}, "\n".join(text), spec)


def _words(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, dict):
        return "; ".join(f"{name} {_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return "not defined" if value is None else str(value)
