"""Reads a coded conversation from a CSV file: whole or not at all, with one sentence for what does not fit. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from troth.practice.common.errors import Refused
from troth.practice.conversation.states import Rated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST = 1_000_000
MOST_ROWS = 5_000
MOST_SPEAKERS = 6
MOST_CODES = 40
LONGEST_WORD = 60
LARGEST_SCORE = 1_000
LONGEST_SECONDS = 86_400
EMPTIEST = 10
"""How many empty moments a rated one may bring along."""
ROUNDING = 1e-6
NUMBER = re.compile(r"[+-]?\d{1,9}([.,]\d{1,9})?", re.ASCII)
COLUMN = {Rated.CODES: "code", Rated.SCORES: "score"}


class Row(NamedTuple):
    """One turn or moment of a file; ``line`` is where it stood."""

    line: int
    speaker: str
    value: str | float
    at: float | None


def read_coded(data: bytes, rated: Rated) -> list[Row]:
    """Return the rows of a file in order. Raises `Refused` with the first thing that does not fit, and its line."""
    if len(data) > LARGEST:
        raise Refused(f"The file is larger than {LARGEST // 1_000_000} MB. Bring one conversation at a time.")
    lines = _lines(_decoded(data))
    if not lines:
        raise Refused("The file is empty. Its first line names the columns, and each further line is a turn.")
    first, head = lines[0]
    columns = _columns(first, head, rated)
    if len(lines) - 1 > MOST_ROWS:
        raise Refused(f"The file has {len(lines) - 1} rows; at most {MOST_ROWS} can be read. Leave some out.")
    rows = [_row(line, cells, columns, rated) for line, cells in lines[1:]]
    _check_speakers(rows)
    _check_times(rows)
    if rated is Rated.CODES:
        _check_few({str(row.value) for row in rows}, MOST_CODES, "codes")
    else:
        step_of(rows)
    return rows


def step_of(rows: Sequence[Row]) -> float | None:
    """Return the seconds between neighbouring moments where most times have rows of two speakers, else None.

    Raises `Refused` where such times do not lie in equal steps, or one speaker has two rows at one time.
    """
    held = Counter(row.at for row in rows if row.at is not None)
    times = sorted(held)
    if 2 * sum(count > 1 for count in held.values()) <= len(times):
        return None
    twice, count = Counter((row.speaker, row.at) for row in rows).most_common(1)[0]
    if count > 1:
        raise Refused(f"{_quoted(twice[0])} has {count} rows at {twice[1]:g} seconds. Keep one.")
    gaps = [later - earlier for earlier, later in pairwise(times)]
    if not gaps:
        raise Refused("All rows have the same time. Give each moment its own, in seconds.")
    step = min(gaps)
    if (times[-1] - times[0]) / step > EMPTIEST * len(times):
        raise Refused(
            f"With steps of {step:g} seconds most moments would be empty. Give times in equal steps."
        )
    for row in rows:
        places = ((row.at or 0.0) - times[0]) / step
        if abs(places - round(places)) > ROUNDING:
            raise Refused(
                f"Line {row.line}: {row.at:g} seconds lies between the steps of {step:g}. Give times in equal steps."
            )
    return step


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refused(
            f"Line {line} is not in UTF-8. Save the file as “CSV UTF-8” and bring it again."
        ) from None


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each line that is not empty, with its number."""
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        found = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        raise Refused(
            f"Line {reader.line_num} cannot be read: a quotation mark is open, or stands inside a word."
        ) from None
    return [(line, cells) for line, cells in found if any(cells)]


def _columns(line: int, head: Sequence[str], rated: Rated) -> dict[str, int]:
    names, wanted = [cell.lower() for cell in head], ("speaker", COLUMN[rated])
    told = f"Line {line} must name the columns {wanted[0]} and {wanted[1]}, and may name time"
    for name in wanted:
        if name not in names:
            raise Refused(f"{told}. There is no column “{name}”.")
    for name in names:
        if name not in {*wanted, "time"}:
            raise Refused(f"{told}. Leave out the column {_quoted(name)}.")
        if names.count(name) > 1:
            raise Refused(f"{told}. The column “{name}” is there twice.")
    return {name: place for place, name in enumerate(names)}


def _row(line: int, cells: Sequence[str], columns: dict[str, int], rated: Rated) -> Row:
    if len(cells) != len(columns):
        raise Refused(f"Line {line} has {len(cells)} cells, but the first line names {len(columns)} columns.")
    of = {name: cells[place] for name, place in columns.items()}
    value = _word(line, of["code"], "code") if rated is Rated.CODES else _score(line, of["score"])
    at = _number(line, of["time"], "time", 0, LONGEST_SECONDS) if of.get("time") else None
    return Row(line, _word(line, of["speaker"], "speaker"), value, at)


def _word(line: int, cell: str, what: str) -> str:
    if not cell:
        raise Refused(f"Line {line} has no {what}. Write one, or leave the line out.")
    if len(cell) > LONGEST_WORD:
        raise Refused(f"Line {line}: the {what} is longer than {LONGEST_WORD} characters. Shorten it.")
    if not cell.isprintable():
        raise Refused(f"Line {line}: the {what} holds a sign that cannot be shown. Write it anew.")
    return cell


def _score(line: int, cell: str) -> float:
    return _number(line, cell, "score", -LARGEST_SCORE, LARGEST_SCORE)


def _number(line: int, cell: str, what: str, low: int, high: int) -> float:
    plain = cell.replace("\N{MINUS SIGN}", "-")
    if not NUMBER.fullmatch(plain):
        told = f"is {_quoted(cell)}, which is no number" if cell else "is missing"
        raise Refused(f"Line {line}: the {what} {told}. Write one such as 2 or -1.5.")
    value = float(plain.replace(",", "."))
    if not low <= value <= high:
        raise Refused(f"Line {line}: the {what} is {value:g}. It can be {low} to {high}.")
    return value


def _check_speakers(rows: Sequence[Row]) -> None:
    if len(rows) < 2:  # noqa: PLR2004 - something must follow something
        raise Refused("The file needs two rows or more below the names of the columns.")
    speakers = {row.speaker for row in rows}
    _check_few(speakers, MOST_SPEAKERS, "speakers")
    if len(speakers) == 1:
        raise Refused(f"All rows are of {_quoted(*speakers)}. A conversation needs rows of both partners.")


def _check_few(words: Iterable[str], most: int, what: str) -> None:
    seen: dict[str, str] = {}
    for word in sorted(words):
        other = seen.setdefault(word.casefold(), word)
        if other != word:
            raise Refused(
                f"The {what} {_quoted(other)} and {_quoted(word)} differ in capitals alone. Write one."
            )
    if len(seen) > most:
        raise Refused(f"The file has {len(seen)} different {what}; at most {most} can be told apart.")


def _check_times(rows: Sequence[Row]) -> None:
    first = rows[0]
    for before, row in pairwise(rows):
        if (row.at is None) != (first.at is None):
            has, lacks = (first, row) if row.at is None else (row, first)
            raise Refused(
                f"Line {lacks.line} has no time, but line {has.line} has one. Give it in every line, or in none."
            )
        if row.at is not None and before.at is not None and row.at < before.at:
            raise Refused(f"Line {row.line} lies before line {before.line} in time. Set the rows in order.")


def _quoted(word: str) -> str:
    return f"“{word if len(word) <= LONGEST_WORD else word[:LONGEST_WORD] + '…'}”"
