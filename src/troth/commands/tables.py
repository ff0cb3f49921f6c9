"""Reading a table of numbers from CSV or Parquet; what is wrong with it is said in one line."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from troth.commands.answers import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

EMPTY = ["", "NA", "NaN", "nan", "."]
SEPARATORS = ",;\t"
SMALL, LARGE = 1e-50, 1e50
"""Between these a column's largest number must lie, so that sums of squares keep their digits."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A file with named columns; ``first_line`` is where its first row stands, for messages."""

    path: Path
    frame: pl.DataFrame
    first_line: int
    row_word: str

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column as floats, NaN where it is empty. Raises `BadInput` naming the first word in it."""
        column = self.frame[name]
        if column.dtype.is_numeric() or column.dtype == _polars().Boolean:
            return np.asarray(column.cast(_polars().Float64).fill_null(float("nan")).to_numpy())
        words = self._text(name)
        words = words.set(words.is_in(EMPTY), None)
        found = words.cast(_polars().Float64, strict=False)
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
            raise BadInput(f"{self.path}, {self.where(int(empty.argmax()))}: {name} is empty")
        return column.to_numpy().astype(np.str_)

    def words_or_none(self, name: str) -> NDArray[np.str_]:
        """Return a column as trimmed words, `""` where it is empty."""
        column = self._text(name)
        return column.set(column.is_null() | column.is_in(EMPTY), "").to_numpy().astype(np.str_)

    def finite(self, name: str) -> NDArray[np.float64]:
        """Return a column as floats, NaN where it is empty. Raises `BadInput` where it is infinite or holds words."""
        column = self.numbers(name)
        infinite = np.isinf(column)
        if infinite.any():
            raise BadInput(f"{self.path}, {self.where(int(infinite.argmax()))}: {name} is infinite")
        sizes = np.nan_to_num(np.abs(column))
        largest = sizes.max(initial=0.0)
        if largest and not SMALL < largest < LARGE:
            what = f"{self.where(int(sizes.argmax()))}: {name} is {column[sizes.argmax()]:g}"
            raise BadInput(
                f"{self.path}, {what}, {'the largest there is' if largest <= SMALL else 'too large to be squared'}: "
                "give the column in another unit"
            )
        return column

    def complete(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers without gaps. Raises `BadInput`."""
        column = self.finite(name)
        missing = np.isnan(column)
        if missing.any():
            raise BadInput(f"{self.path}, {self.where(int(missing.argmax()))}: {name} is empty")
        return column

    def _text(self, name: str) -> pl.Series:
        try:
            return self.frame[name].cast(_polars().String).str.strip_chars()
        except _polars().exceptions.PolarsError as error:
            raise BadInput(
                f"{self.path}: {name} holds {self.frame[name].dtype}, and neither numbers nor words"
            ) from error

    def where(self, row: int) -> str:
        """Name a row as the person finds it in the file."""
        return f"{self.row_word} {row + self.first_line}"

    def check_has(self, names: Sequence[str]) -> None:
        """Raise `BadInput` for the first name that is no column, with the ones that are near."""
        for name in names:
            if name not in self.frame.columns:
                close = get_close_matches(name, self.frame.columns, n=2, cutoff=0.65)
                near = [column for column in self.frame.columns if column in close]
                hint = (
                    f"did you mean {' or '.join(near)}?"
                    if near
                    else f"it has {', '.join(self.frame.columns)}"
                )
                raise BadInput(f"{self.path} has no column {name!r}: {hint}")


def read_table(path: Path) -> Table:
    """Read a file whole, by its ending. Raises `BadInput` in one line."""
    try:
        is_there = path.is_file()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    if not is_there:
        raise BadInput(f"there is no file {path}")
    if path.suffix == ".parquet":
        try:
            table = Table(path, _polars().read_parquet(path), 1, "row")
        except (OSError, _polars().exceptions.PolarsError) as error:
            raise BadInput(f"{path} cannot be read as Parquet: {_first_line(error)}") from error
    else:
        table = Table(path, _read_csv(path), 2, "line")
    if table.frame.height == 0:
        raise BadInput(f"{path} has no rows")
    return table


def _read_csv(path: Path) -> pl.DataFrame:
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = file.readline()
            for _ in file:  # the whole file must be text of one encoding, or a later line would be misread
                pass
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text: save it again as CSV in UTF-8") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error
    if not header.strip():
        raise BadInput(f"{path} is empty: its first line must name the columns")
    separator = max(SEPARATORS, key=header.count)
    _check_names(path, next(csv.reader([header.strip()], delimiter=separator)))
    try:
        found: pl.DataFrame = _polars().read_csv(
            path, separator=separator, null_values=EMPTY, infer_schema_length=None
        )
    except _polars().exceptions.PolarsError as error:
        raise BadInput(f"{path} cannot be read as CSV: {_first_line(error)}") from error
    return found


def _check_names(path: Path, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise BadInput(
                f"{path} has {names.count(name)} columns named {name!r}: give each a name of its own"
            )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".")


def _polars() -> Any:
    try:
        import polars as pl
    except ImportError as error:
        raise BadInput("research files need polars: pip install 'troth[research]'") from error
    return pl
