"""The body of a table in one go: as nested loops of a template, three years of weeks took longer than all else."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

register = template.Library()


@register.filter
def as_rows(rows: Iterable[Sequence[object]]) -> SafeString:
    """Return rows of cells as HTML, escaped; the first cell names its row."""
    return mark_safe("\n".join(_row(*cells) for cells in rows))  # noqa: S308 - `_escaped` has seen every cell


def _row(name: object, *cells: object) -> str:
    data = "".join(f"<td>{_escaped(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{_escaped(name)}</th>{data}</tr>'


def _escaped(cell: object) -> str:
    """Django's own way of asking takes nine times as long, which three years of weeks feel."""
    return cell if isinstance(cell, SafeString) else escape(str(cell))
