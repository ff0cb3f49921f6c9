"""What is wrong with a CSV that cannot be read, told by the line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from troth.science.dyad.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["EMPTY", "csv_fault", "separator_of"]

EMPTY = ["", "NA", "NaN", "nan", "."]
SEPARATORS = ",;\t"
UNCLOSED = "a quote opens there and is not closed: close it, or take it out"
STRAY = "a quote stands within a cell: put the whole cell in quotes and write the quote twice, or take it out"


def separator_of(header: str) -> str:
    """Return what separates the cells of a file, by its first line."""
    return max(SEPARATORS, key=header.count)


def csv_fault(path: Path) -> str | None:
    """Return what is wrong with the first line that does not fit, in a sentence; None where all lines do."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        file.seek(0)
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=separator_of(header), strict=True)
        named, start = 0, 1
        try:
            for cells in reader:
                named = named or len(cells)
                if len(cells) > named or (len(cells) < named and not _blank(cells)):
                    return _uneven(path, start, len(cells), named)
                if lines.quotes % 2:
                    return f"{path}, line {start}: {STRAY}"
                start, lines.quotes = reader.line_num + 1, 0
        except csv.Error as error:
            return f"{path}, line {start}: {STRAY if 'expected after' in str(error) else UNCLOSED}"
    return None


def _blank(cells: list[str]) -> bool:
    return all(cell.strip() in EMPTY for cell in cells)


class _Lines:
    """The lines of a file, with how many quotes were in those read since they were last counted."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.quotes = lines, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.quotes += line.count('"')
            yield line


def _uneven(path: Path, line: int, fields: int, named: int) -> str:
    way = (
        "put a cell that holds the separator in quotes, or take out what is too much"
        if fields > named
        else "add what is missing, for an empty cell the separator alone"
    )
    return f"{path}, line {line} has {counted(fields, 'field')}, and the first line names {named}: {way}"
