"""The body of a table in one go: as nested loops of a template, three years of weeks took longer than all else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html_join

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def as_rows(rows: Iterable[Sequence[object]]) -> SafeString:
    """Return rows of cells as HTML, escaped; the first cell names its row."""
    return format_html_join(
        "\n",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((name, format_html_join("", "<td>{}</td>", ((cell,) for cell in cells))) for name, *cells in rows),
    )
