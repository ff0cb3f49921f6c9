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
    name = str(place[-1]) if place else document.name
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
    context = details.get("ctx", {})
    given = _shown(details.get("input"))
    match details["type"]:
        case "missing":
            return f'"{name}" is missing.', f'Add a line "{name}: …".'
        case "extra_forbidden":
            close = difflib.get_close_matches(name, _field_names(model), n=1)
            hint = f'Did you mean "{close[0]}"?' if close else "Take the line out."
            return f'"{name}" is not a field that belongs here.', hint
        case "literal_error":
            return f'"{name}" is {given}.', f"Use one of: {context['expected']}."
        case "string_too_long":
            limit = context["max_length"]
            return f'"{name}" is too long.', f"Use at most {limit} characters."
        case "string_too_short" | "too_short":
            return f'"{name}" is empty or too short.', "Write what belongs here."
        case "string_pattern_mismatch":
            remedy = (
                "Use small letters, digits and hyphens or underscores, "
                "as the neighbouring files do."
            )
            return f'"{name}" is {given}, which has the wrong form.', remedy
        case "greater_than_equal" | "less_than_equal":
            return f'"{name}" is {given}.', f"{details['msg'].removeprefix('Input ').capitalize()}."
        case "int_type" | "int_parsing" | "int_from_float":
            return f'"{name}" is {given}.', "Write a whole number."
        case "bool_type" | "bool_parsing":
            return f'"{name}" is {given}.', "Write true or false."
        case "string_type":
            return f'"{name}" is {given}, not text.', "Write words, in quotes if need be."
        case "date_from_datetime_parsing" | "date_type" | "date_parsing":
            return f'"{name}" is {given}, not a date.', "Write it like 2026-11-30, or null."
        case "dict_type" | "model_type" | "model_attributes_type":
            return f'"{name}" should hold fields.', 'Write "field: value" lines below it.'
        case "list_type" | "tuple_type":
            return f'"{name}" should be a list.', 'Begin each entry with "- ".'
        case _:
            return f'"{name}" cannot be read ({details["msg"]}).', "Compare a neighbouring file."


def _shown(given: object) -> str:
    written = repr(given)
    return f"{written[:40]}…" if len(written) > 40 else written


def _field_names(model: type[BaseModel]) -> list[str]:
    names: set[str] = set()
    for definition in model.model_json_schema().get("$defs", {}).values():
        names.update(definition.get("properties", {}))
    return sorted(names | set(model.model_fields))
