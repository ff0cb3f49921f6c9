"""Pydantic's findings in a clinician's words."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from troth.library.problems import Problem

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from troth.library.yaml_files import Document, Place

Model = TypeVar("Model", bound=BaseModel)

NEIGHBOUR = "Compare a neighbouring file."
LONGEST_QUOTE = 40
NOT_WHOLE = ('"{name}" is {given}.', "Write a whole number.")
NOT_TRUTH = ('"{name}" is {given}.', "Write true or false.")
NOT_DATE = ('"{name}" is {given}, not a date.', "Write it like 2026-11-30, or null.")
NOT_FIELDS = ('"{name}" should hold fields.', 'Write "field: value" lines below it.')
NOT_LIST = ('"{name}" should be a list.', 'Begin each entry with "- ".')
TOO_LITTLE = ('"{name}" is empty or too short.', "Write what belongs here.")
FORM = "Use small letters, digits and hyphens or underscores, as the neighbouring files do."
WORDS = {
    "missing": ('"{name}" is missing.', 'Add a line "{name}: …".'),
    "extra_forbidden": ('"{name}" is not a field that belongs here.', "{hint}"),
    "literal_error": ('"{name}" is {given}.', "Use one of: {expected}."),
    "string_too_long": ('"{name}" is too long.', "Use at most {max_length} characters."),
    "too_long": ('"{name}" has too many entries.', "Use at most {max_length}."),
    "string_too_short": TOO_LITTLE,
    "too_short": TOO_LITTLE,
    "string_pattern_mismatch": ('"{name}" is {given}, which has the wrong form.', FORM),
    "greater_than": ('"{name}" is {given}.', "Write more than {gt}."),
    "greater_than_equal": ('"{name}" is {given}.', "Write {ge} or more."),
    "less_than_equal": ('"{name}" is {given}.', "Write {le} or less."),
    "int_type": NOT_WHOLE,
    "int_parsing": NOT_WHOLE,
    "int_from_float": NOT_WHOLE,
    "float_type": ('"{name}" is {given}.', "Write a number."),
    "float_parsing": ('"{name}" is {given}.', "Write a number."),
    "bool_type": NOT_TRUTH,
    "bool_parsing": NOT_TRUTH,
    "string_type": ('"{name}" is {given}, not text.', "Write words, in quotes if need be."),
    "value_error": ('"{name}" cannot be read: {error}.', NEIGHBOUR),
    "date_type": NOT_DATE,
    "date_parsing": NOT_DATE,
    "date_from_datetime_parsing": NOT_DATE,
    "dict_type": NOT_FIELDS,
    "model_type": NOT_FIELDS,
    "model_attributes_type": NOT_FIELDS,
    "list_type": NOT_LIST,
    "tuple_type": NOT_LIST,
}


def validated(document: Document, model: type[Model], problems: list[Problem]) -> Model | None:
    """Read a document as `model`; every disagreement goes to `problems`."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        found = [_problem(document, model, details) for details in error.errors()]
        problems.extend(dict.fromkeys(found))
        return None


def _problem(document: Document, model: type[BaseModel], details: ErrorDetails) -> Problem:
    place = _written_place(document, details["loc"])
    named = [step for step in place if isinstance(step, str)]
    name = named[-1] if named else document.name.rpartition("/")[2]
    message, remedy = _words(name, details, model)
    where = place[:-1] if details["type"] == "missing" else place
    return Problem(document.name, document.line(*where), message, remedy)


def _written_place(document: Document, loc: Place) -> Place:
    # Pydantic adds steps of its own (a key marker, a branch of a union): keep what is written.
    place: Place = ()
    for step in loc:
        if (*place, step) in document.lines:
            place = (*place, step)
    if loc and loc[-1] not in place and isinstance(loc[-1], str) and "[" not in loc[-1]:
        place = (*place, loc[-1])
    return place


def _words(name: str, details: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    message, remedy = WORDS.get(details["type"], ('"{name}" cannot be read ({msg}).', NEIGHBOUR))
    close = difflib.get_close_matches(name, _field_names(model), n=1)
    facts = {
        "name": name,
        "given": _shown(details.get("input")),
        "msg": details["msg"],
        "hint": f'Did you mean "{close[0]}"?' if close else "Take the line out.",
        **details.get("ctx", {}),
    }
    return message.format_map(facts), remedy.format_map(facts)


def _shown(given: object) -> str:
    written = "empty" if given is None else repr(given)
    return f"{written[:LONGEST_QUOTE]}…" if len(written) > LONGEST_QUOTE else written


def _field_names(model: type[BaseModel]) -> list[str]:
    names: set[str] = set()
    for definition in model.model_json_schema().get("$defs", {}).values():
        names.update(definition.get("properties", {}))
    return sorted(names | set(model.model_fields))
