"""Whether a CSV is text of one encoding, with as many fields in every line as in the first: told in one quick pass."""

from __future__ import annotations

from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["seems_even"]

BLOCK = 1 << 20
NEWLINE, QUOTE = ord("\n"), ord('"')


def seems_even(path: Path, separator: str, *, block: int = BLOCK) -> bool:
    """Tell whether all lines, but blank ones, have as many fields as the first; False also where that is in doubt.

    ``block`` is how many bytes are read at a time, more where a line is longer.
    Raises UnicodeDecodeError where the file is not text in UTF-8, to its end.
    """
    fields, even = _Fields(ord(separator)), True
    for lines in _lines(path, block):
        even = even and fields.are_even(lines)
    return even and not fields.inside


def _lines(path: Path, size: int) -> Iterator[bytes]:
    """Return the file some lines at a time, the last with its newline too."""
    decoder, rest = getincrementaldecoder("utf-8")(), b""
    with path.open("rb") as file:
        while block := file.read(size):
            decoder.decode(block)
            if b"\0" in block:
                at = block.index(b"\0")
                raise UnicodeDecodeError("utf-8", block, at, at + 1, "no character of a text")
            end = block.rfind(b"\n") + 1
            if end:
                yield rest + block[:end]
            rest = block[end:] if end else rest + block
    decoder.decode(b"", final=True)
    if rest:
        yield rest + b"\n"


class _Fields:
    """Counts separators line by line; ``inside`` is 1 where the lines so far end within quotes."""

    def __init__(self, separator: int) -> None:
        self.separator, self.inside = separator, 0
        self.before = 0
        self.expected: int | None = None

    def are_even(self, lines: bytes) -> bool:
        """Tell whether each of these lines has the separators of the very first, or is blank."""
        data = np.frombuffer(lines, np.uint8)
        marks = self._outside_quotes(data, np.flatnonzero((data == self.separator) | (data == NEWLINE)))
        ends = np.flatnonzero(data[marks] == NEWLINE)
        if not ends.size:
            self.before += marks.size
            return True
        counts = np.diff(ends, prepend=-1) - 1
        counts[0] += self.before
        self.before = marks.size - 1 - int(ends[-1])
        if self.expected is None:
            self.expected = int(counts[0])
        stops = marks[ends]
        starts = np.concatenate([[0], stops[:-1] + 1])
        odd = counts != self.expected
        return not any(lines[start:stop].strip() for start, stop in zip(starts[odd], stops[odd], strict=True))

    def _outside_quotes(self, data: NDArray[np.uint8], marks: NDArray[np.intp]) -> NDArray[np.intp]:
        quotes = data == QUOTE
        if not self.inside and not quotes.any():
            return marks
        within = (np.cumsum(quotes, dtype=np.uint8) & 1) ^ self.inside  # its parity outlives the overflow
        self.inside = int(within[-1])
        return np.asarray(marks[within[marks] == 0])
