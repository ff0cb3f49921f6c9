"""The page of figures: one section for each benchmark, each written by its own run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HEAD = """# Speed

Every section of this page is written by the command that it names.
"""


def store(path: Path, name: str, section: str) -> None:
    """Put a section into the page, in the place of its last version."""
    text = path.read_text("utf-8") if path.exists() else HEAD
    block = f"<!-- {name} -->\n{section.strip()}\n<!-- end of {name} -->"
    pattern = re.compile(rf"<!-- {name} -->.*?<!-- end of {name} -->", re.DOTALL)
    text, replaced = pattern.subn(lambda _: block, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text if replaced else f"{text.rstrip()}\n\n{block}\n", "utf-8")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a Markdown table that also reads well in a terminal."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, tuple("-" * width for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    )
