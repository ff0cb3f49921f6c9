"""A REDCap data dictionary as CSV."""

from __future__ import annotations

import csv
import io
import re

from troth.library.importing.texts import FORMULA, RawItem, RawTexts, TextsRefused

COLUMNS = {
    "name": ("Variable / Field Name", "field_name"),
    "form": ("Form Name", "form_name"),
    "header": ("Section Header", "section_header"),
    "type": ("Field Type", "field_type"),
    "label": ("Field Label", "field_label"),
    "choices": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
    "validation": (
        "Text Validation Type OR Show Slider Number",
        "text_validation_type_or_show_slider_number",
    ),
    "low": ("Text Validation Min", "text_validation_min"),
    "high": ("Text Validation Max", "text_validation_max"),
    "annotation": ("Field Annotation", "field_annotation"),
}
NEEDED = ("name", "form", "type", "label", "choices")
NUMBERS = {"choices", "low", "high"}  # these may begin with a minus
_CHOICE = re.compile(r"\s*(-?\d{1,6})\s*,\s*(.+?)\s*")
_NUMBER = re.compile(r"\s*-?\d{1,6}\s*")
_KEY = re.compile(r"(scale|reverse)\s*:\s*([a-z][a-z0-9_]*)")


def parse_redcap(file: str, text: str) -> RawTexts:
    """Read a data dictionary; raises `TextsRefused` naming the line of what cannot be read.

    A variable name ends in the number of its item: `ras_4` is item 4. The key of a measure, where the file must bring it, stands in the field annotation: `scale: faith` names a
    scale that the item counts on, `reverse: faith` one on which it counts backwards.
    """
    rows = _rows(file, text)
    forms = list(dict.fromkeys(row["form"] for _, row in rows))
    if len(forms) > 1:
        remedy = "Export one instrument only."
        raise TextsRefused(file, None, f"The file holds several forms ({', '.join(forms)}).", remedy)
    items: list[RawItem] = []
    headers: list[str] = []
    for line, row in rows:
        if row["header"] and not items:
            headers.append(row["header"])
        if row["type"] != "descriptive" and not (row is rows[0][1] and row["name"].endswith("_id")):
            items.append(_item(file, line, row))
        elif row["type"] == "descriptive" and not items:
            headers.append(row["label"])
    name = forms[0].replace("_", " ") if forms else ""
    return RawTexts("redcap", tuple(items), names=(name,), title=name, instructions=" ".join(headers))


def _rows(file: str, text: str) -> list[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        places = _places(file, next(reader, []))
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = {
                name: cells[index] if index is not None and index < len(cells) else ""
                for name, index in places.items()
            }
            numbers = {places[name] for name in NUMBERS}
            _refuse_formulas(file, reader.line_num, cells, numbers)
            rows.append((reader.line_num, {name: cell.strip() for name, cell in row.items()}))
    except csv.Error as error:
        remedy = "Export the data dictionary again as CSV."
        raise TextsRefused(file, f"line {reader.line_num}", f"This is not CSV ({error}).", remedy) from error
    return rows


def _places(file: str, header: list[str]) -> dict[str, int | None]:
    written = [cell.strip().strip('"').casefold() for cell in header]
    places: dict[str, int | None] = {}
    for name, known in COLUMNS.items():
        places[name] = next(
            (written.index(each.casefold()) for each in known if each.casefold() in written), None
        )
        if places[name] is None and name in NEEDED:
            message = f'The column "{known[0]}" is missing, so this is no REDCap data dictionary.'
            raise TextsRefused(file, "line 1", message, "Export the data dictionary again as CSV.")
    return places


def _refuse_formulas(file: str, line: int, cells: list[str], numbers: set[int | None]) -> None:
    for index, cell in enumerate(cells):
        signed = index in numbers and re.match(r"\s*-\d", cell)
        if FORMULA.match(cell) and not signed:
            message = f"A cell begins like a spreadsheet formula ({cell.strip()[:20]!r})."
            raise TextsRefused(file, f"line {line}", message, "Begin it with a word.")


def _item(file: str, line: int, row: dict[str, str]) -> RawItem:
    place = f"line {line}"
    options: tuple[tuple[int, str], ...] = ()
    if row["type"] in {"radio", "dropdown"}:
        options = tuple(_choice(file, place, choice) for choice in row["choices"].split("|"))
    elif row["type"] != "slider" and not (row["type"] == "text" and row["validation"] == "integer"):
        message = f'The field type "{row["type"]}" cannot be scored.'
        raise TextsRefused(file, place, message, "Use radio, dropdown or a whole number, or take it out.")
    ends = [int(row[name]) for name in ("low", "high") if _NUMBER.fullmatch(row[name])]
    answers = (ends[0], ends[1]) if len(ends) == len(("low", "high")) else None
    keys = tuple((scale, kind == "reverse") for kind, scale in _KEY.findall(row["annotation"]))
    return RawItem(row["name"], place, row["label"], options, answers, keys)


def _choice(file: str, place: str, written: str) -> tuple[int, str]:
    found = _CHOICE.fullmatch(written)
    if found is None:
        message = f"The choice {written.strip()[:40]!r} is not a number and words."
        raise TextsRefused(file, place, message, 'Write choices like "0, Never | 1, Often".')
    return int(found[1]), found[2]
