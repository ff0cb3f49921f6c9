"""Reading a table of numbers from CSV or Parquet; what is wrong with it is said in one line."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.commands.answers import BadInput
from troth.commands.csv_faults import EMPTY, csv_fault, separator_of
from troth.commands.csv_shape import seems_even

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

FILL = ", and every row needs it: fill it in, or take the row out"
TRUTH = {"true": "1", "false": "0"}
SMALL, LARGE = 1e-50, 1e50
"""Between these a column's largest number must lie, so that sums of squares keep their digits."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file with named columns; ``lines`` is where each row stands, for messages."""

    path: Path
    frame: pl.DataFrame
    lines: NDArray[np.int64]
    row_word: str

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column as floats, NaN where it is empty, 1 where it is true. Raises `BadInput` naming a word in it."""
        column = self.frame[name]
        if column.dtype.is_numeric() or column.dtype == _polars().Boolean:
            return np.asarray(column.cast(_polars().Float64).fill_null(float("nan")).to_numpy())
        words = self._text(name)
        words = words.set(words.is_in(EMPTY), None)
        known = words.str.to_lowercase().replace(TRUTH)
        found = known.cast(_polars().Float64, strict=False)
        broken = (words.is_not_null() & found.is_null()).arg_max()
        if broken is not None and words[broken] is not None and found[broken] is None:
            raise BadInput(
                f'{self.path}, {self.where(broken)}: {name} is "{words[broken]}", which is not a number; '
                "leave it empty where nothing was answered"
            )
        return np.asarray(found.fill_null(float("nan")).to_numpy())

    def words(self, name: str) -> NDArray[np.str_]:
        """Return a column as trimmed words. Raises `BadInput` where one is empty."""
        column = self._text(name)
        empty = (column.is_null() | column.is_in(EMPTY)).to_numpy()
        if empty.any():
            raise BadInput(f"{self.path}, {self.where(int(empty.argmax()))}: {name} is empty{FILL}")
        return column.to_numpy().astype(np.str_)

    def words_or_none(self, name: str) -> NDArray[np.str_]:
        """Return a column as trimmed words, `""` where it is empty."""
        column = self._text(name)
        return column.set(column.is_null() | column.is_in(EMPTY), "").to_numpy().astype(np.str_)

    def finite(self, name: str, *, in_pieces: bool = False) -> NDArray[np.float64]:
        """Return a column as floats, NaN where it is empty. Raises `BadInput` where it is infinite or holds words.

        Nor may its largest number be too large or too small to be squared; ``in_pieces`` there may be larger ones.
        """
        column = self.numbers(name)
        infinite = np.isinf(column)
        if infinite.any():
            where = self.where(int(infinite.argmax()))
            raise BadInput(
                f"{self.path}, {where}: {name} is infinite; leave it empty where the number is not known"
            )
        row = int(np.nan_to_num(np.abs(column)).argmax()) if column.size else 0
        if column.size and not (in_pieces and abs(column[row]) <= SMALL):
            check_size(f"{self.path}, {self.where(row)}", name, column[row])
        return column

    def complete(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers without gaps. Raises `BadInput`."""
        column = self.finite(name)
        missing = np.isnan(column)
        if missing.any():
            raise BadInput(f"{self.path}, {self.where(int(missing.argmax()))}: {name} is empty{FILL}")
        return column

    def names(self, name: str) -> NDArray[Any]:
        """Return whom each row is about: whole numbers as they are, all else as `words`."""
        column = self.frame[name]
        if column.dtype.is_integer() and column.dtype != _polars().Int128 and not column.has_nulls():
            return np.asarray(column.to_numpy())
        return self.words(name)

    def kinds(self, name: str) -> list[str]:
        """Return the different words of a column that has few, sorted. Raises as `words` does."""
        found = self._text(name).unique()
        if found.is_null().any() or found.is_in(EMPTY).any():
            self.words(name)
        return sorted(found.to_list())

    def is_kind(self, name: str, word: str) -> NDArray[np.bool_]:
        """Return in which rows a column without gaps has this word."""
        return np.asarray((self._text(name) == word).to_numpy())

    def _text(self, name: str) -> pl.Series:
        column = self.frame[name]
        broken = BadInput(f"{self.path}: {name} holds {column.dtype}, and neither numbers nor words")
        if column.dtype.is_nested():
            raise broken
        try:
            return column.cast(_polars().String).str.strip_chars()
        except _polars().exceptions.PolarsError as error:
            raise broken from error

    def chosen(self, which: NDArray[np.bool_]) -> Table:
        """Return the table with some of its rows."""
        return replace(self, frame=self.frame.filter(which), lines=self.lines[which])

    def where(self, row: int) -> str:
        """Name a row as the person finds it in the file."""
        return f"{self.row_word} {self.lines[row]}"

    def check_has(self, names: Sequence[str]) -> None:
        """Raise `BadInput` for the first name that is no column, with the ones that are near."""
        for name in names:
            if name not in self.frame.columns:
                folded = {column: column.casefold() for column in self.frame.columns}
                close = get_close_matches(name.casefold(), set(folded.values()), n=2, cutoff=0.65)
                near = [_seen(column) for column in folded if folded[column] in close]
                hint = (
                    f"did you mean {' or '.join(near)}?"
                    if near
                    else f"it has {', '.join(self.frame.columns)}"
                )
                raise BadInput(f"{self.path} has no column {name!r}: {hint}")


@dataclass(frozen=True, slots=True, eq=False)
class LongTable:
    """A file that may be larger than memory: its columns, without rows, and the rows whole or in pieces."""

    columns: Table
    scan: pl.LazyFrame
    first_line: int

    def whole(self) -> Table:
        """Return all rows, without blank lines. Raises `BadInput` in one line."""
        with _readable(self.columns.path):
            found = self._table(self.scan.collect(), self.first_line)
        if found.frame.height == 0:
            raise BadInput(f"{self.columns.path} has no rows: name the file that holds the answers")
        return found

    def pieces(self, names: Sequence[str], rows: int) -> Iterator[Table]:
        """Return some columns of all rows, so many at a time, in their order; otherwise as `whole`."""
        line, empty = self.first_line, True
        with _readable(self.columns.path):
            for frame in self._frames(list(dict.fromkeys(names)), rows):
                piece = self._table(frame, line)
                line += frame.height
                if piece.frame.height:
                    empty = False
                    yield piece
        if empty:
            raise BadInput(f"{self.columns.path} has no rows: name the file that holds the answers")

    def _table(self, frame: pl.DataFrame, first_line: int) -> Table:
        """Return rows that begin in this line, without those of a CSV that hold nothing at all."""
        lines = np.arange(first_line, first_line + frame.height)
        found = replace(self.columns, frame=frame, lines=lines)
        if not _is_parquet(self.columns.path) and (blank := _blank(frame)).any():
            found = found.chosen(~blank)
        return found

    def _frames(self, names: list[str], rows: int) -> Iterator[pl.DataFrame]:
        if not _is_parquet(self.columns.path):
            # A line of CSV must be looked at whole, to see that it has too much, and in one go from the first.
            frames = self.scan.collect_batches(chunk_size=rows, maintain_order=True)
            return (frame for frame in frames if frame.height)
        height = self.scan.select(_polars().len()).collect().item()
        scan = self.scan.select(names)
        return (scan.slice(start, rows).collect() for start in range(0, height, rows))


def _seen(name: str) -> str:
    """Return a name as it is typed, in quotes where it begins or ends with a space."""
    return name if name == name.strip() else repr(name)


def check_size(where: str, name: str, largest: float) -> None:
    """Raise `BadInput` where the square of a column's largest number, unless it is 0, loses digits."""
    if SMALL < abs(largest) < LARGE or largest == 0 or np.isnan(largest):
        return
    what = "the largest there is" if abs(largest) <= SMALL else "too large to be squared"
    raise BadInput(f"{where}: {name} is {largest:g}, {what}: give the column in another unit")


def open_table(path: Path) -> LongTable:
    """Open a file, by its ending; words of a CSV stand as they are. Raises `BadInput` in one line."""
    try:
        is_there = path.is_file()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    if not is_there:
        raise BadInput(f"there is no file {path}")
    with _readable(path):
        if _is_parquet(path):
            scan, first_line, row_word = _polars().scan_parquet(path), 1, "row"
        else:
            scan, first_line, row_word = _scan_csv(path), 2, "line"
        columns = Table(path, scan.head(0).collect(), np.arange(0), row_word)
        return LongTable(columns, scan, first_line)


def _scan_csv(path: Path) -> pl.LazyFrame:
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
        even = seems_even(path, separator_of(header))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text: save it again as CSV in UTF-8") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    if not header.strip():
        raise BadInput(f"{path} is empty: its first line must name the columns")
    separator = separator_of(header)
    _check_names(path, next(csv.reader([header.strip()], delimiter=separator)))
    if not even and (fault := csv_fault(path)):  # polars would fill a short line up and say nothing
        raise BadInput(fault)
    found: pl.LazyFrame = _polars().scan_csv(path, separator=separator, null_values=EMPTY, infer_schema=False)
    return found


def _check_names(path: Path, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise BadInput(
                f"{path} has {names.count(name)} columns named {name!r}: give each a name of its own"
            )


def _blank(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """Tell in which rows of words no cell holds any; only those with an empty first cell are looked at whole."""
    cell = _polars().all().str.strip_chars()
    nothing = cell.is_null() | cell.is_in(EMPTY)
    found = np.array(frame[:, :1].select(nothing).to_series())
    suspects = np.flatnonzero(found)
    if suspects.size:
        found[suspects] = frame[suspects].select(_polars().all_horizontal(nothing)).to_series().to_numpy()
    return found


def _is_parquet(path: Path) -> bool:
    return path.suffix == ".parquet"


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, _polars().exceptions.PolarsError) as error:
        fault = None if _is_parquet(path) or isinstance(error, OSError) else csv_fault(path)
        kind = "Parquet" if _is_parquet(path) else "CSV"
        raise BadInput(fault or f"{path} cannot be read as {kind}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")


def _polars() -> Any:
    try:
        import polars as pl
    except ImportError as error:
        raise BadInput("research files need polars: pip install 'troth[research]'") from error
    return pl
