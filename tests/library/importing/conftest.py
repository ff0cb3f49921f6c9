"""Files of words to break. The words are nonsense: no item of any measure is ever written here."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from troth.library import load_library
from troth.library.importing import Taken, read_texts

LABELS = (
    "low",
    "rather low",
    "middling",
    "rather high",
    "high",
    "very high",
    "top",
    "utmost",
    "all",
    "whole",
    "full",
)


def labels(low: int, high: int) -> list[tuple[int, str]]:
    return [(code, f"{LABELS[place]} answer") for place, code in enumerate(range(low, high + 1))]


def sentence(number: int | str) -> str:
    return f"Placeholder sentence {number}"


def questionnaire(count: int, low: int, high: int, **more: Any) -> dict[str, Any]:
    """A FHIR Questionnaire of nonsense."""
    options = [{"valueCoding": {"code": str(code), "display": label}} for code, label in labels(low, high)]
    items = [
        {"linkId": str(number), "text": sentence(number), "type": "choice", "answerOption": options}
        for number in range(1, count + 1)
    ]
    return {"resourceType": "Questionnaire", "language": "en", "title": "Some sheet", "item": items} | more


HEADER = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Field Annotation",
]


def dictionary(count: int, low: int, high: int, form: str = "some_sheet") -> list[list[str]]:
    """The rows of a REDCap data dictionary of nonsense, with its header."""
    choices = " | ".join(f"{code}, {label}" for code, label in labels(low, high))
    return [
        HEADER,
        ["record_id", form, "", "text", "Record", "", "", "", "", "", ""],
        *(
            [f"item_{number}", form, "", "radio", sentence(number), choices, "", "", "", "", ""]
            for number in range(1, count + 1)
        ),
    ]


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_json(data: object) -> bytes:
    return json.dumps(data).encode()


def own_yaml(count: int, low: int, high: int, more: str = "") -> str:
    options = "".join(f"  {code}: {label}\n" for code, label in labels(low, high))
    items = "".join(f"  {number}: {sentence(number)}\n" for number in range(1, count + 1))
    return f"title: Some sheet\nlanguage: en\noptions:\n{options}items:\n{items}{more}"


@pytest.fixture
def take():
    """Read a file of words as a measure."""

    def read(file: str, data: object, measure: str, language: str | None = None) -> Taken:
        if isinstance(data, dict):
            data = as_json(data)
        elif isinstance(data, list):
            data = as_csv(data)
        elif isinstance(data, str):
            data = data.encode()
        return read_texts(load_library(), file, data, measure=measure, language=language)

    return read
