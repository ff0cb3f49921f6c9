"""A FHIR R4 Questionnaire as JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from troth.library.importing.texts import RawItem, RawTexts, TextsRefused

DEEPEST = 10
ORDINAL = ("/ordinalValue", "/itemWeight")
_CODE = re.compile(r"-?[0-9]{1,6}")
SCALE, REVERSE = "urn:troth:scale", "urn:troth:reverse"


def parse_fhir(file: str, text: str) -> RawTexts:
    """Read a Questionnaire; raises `TextsRefused` naming the linkId of what cannot be read.

    The linkId of an item, or else its prefix, is its number.
    The key of a measure, where the file must bring it, stands in `item.code`: the system
    `urn:troth:scale` names a scale that the item counts on, `urn:troth:reverse` one on which it
    counts backwards.
    """
    try:
        data = json.loads(text, object_pairs_hook=lambda pairs: _once(file, pairs))
    except json.JSONDecodeError as error:
        remedy = "Export the Questionnaire again as JSON."
        raise TextsRefused(
            file, f"line {error.lineno}", f"This is not JSON ({error.msg}).", remedy
        ) from error
    except (RecursionError, ValueError) as error:
        raise TextsRefused(file, None, "This is not JSON of a form.", "Export it again as JSON.") from error
    if not isinstance(data, dict) or data.get("resourceType") != "Questionnaire":
        remedy = 'Give a FHIR R4 resource with "resourceType": "Questionnaire".'
        raise TextsRefused(file, None, "This is no FHIR Questionnaire.", remedy)
    reader = _Reader(file, _contained(data))
    reader.items_of(data, 0)
    title = _text(data.get("title")) or _text(data.get("name"))
    names = [*(_text(data.get(name)) for name in ("title", "name", "id")), _last_part(data.get("url"))]
    return RawTexts(
        "fhir",
        tuple(reader.found),
        names=tuple(filter(None, names)),
        title=title,
        language=_text(data.get("language")) or None,
        instructions=" ".join(reader.displayed),
    )


@dataclass(slots=True)
class _Reader:
    file: str
    value_sets: dict[str, list[dict[str, Any]]]
    found: list[RawItem] = field(default_factory=list)
    displayed: list[str] = field(default_factory=list)

    def refuse(self, link: str, message: str, remedy: str) -> TextsRefused:
        return TextsRefused(self.file, f'linkId "{link}"', message, remedy)

    def items_of(self, parent: dict[str, Any], depth: int) -> None:
        link = _text(parent.get("linkId"))
        children = parent.get("item", [])
        if depth > DEEPEST:
            raise self.refuse(link, "Groups lie too deep in one another.", "Put the items side by side.")
        if not isinstance(children, list) or not all(isinstance(child, dict) for child in children):
            raise self.refuse(link, '"item" is not a list of items.', "Export the Questionnaire again.")
        for child in children:
            self.item(child, depth)

    def item(self, item: dict[str, Any], depth: int) -> None:
        link, kind, text = (_text(item.get(name)) for name in ("linkId", "type", "text"))
        if any(url.endswith("/translation") for url in _urls(item.get("_text"))):
            remedy = "Give each language as a file of its own."
            raise self.refuse(link, "The item holds a translation, so languages are mixed.", remedy)
        if kind == "display":
            if not self.found:
                self.displayed.append(text)
            return
        if kind == "group":
            if text and not self.found:
                self.displayed.append(text)
            self.items_of(item, depth + 1)
            return
        if kind not in {"choice", "integer"}:
            message = f'The type "{kind}" cannot be scored.'
            raise self.refuse(link, message, 'Use "choice" or "integer", or take the item out.')
        options = self.options(link, item)
        low, high = _value(item, "/minValue"), _value(item, "/maxValue")
        answers = (low, high) if low is not None and high is not None else None
        number = _text(item.get("prefix"))
        self.found.append(RawItem(link, f'linkId "{link}"', text, options, answers, _keys(item), number))
        self.items_of(item, depth + 1)

    def options(self, link: str, item: dict[str, Any]) -> tuple[tuple[int, str], ...]:
        named = _text(item.get("answerValueSet")).removeprefix("#")
        given = item.get("answerOption", self.value_sets.get(named, []))
        if not isinstance(given, list) or not all(isinstance(option, dict) for option in given):
            raise self.refuse(link, '"answerOption" is not a list.', "Export the Questionnaire again.")
        if named and not given:
            message = f'The answers are kept elsewhere ("{named}").'
            raise self.refuse(link, message, "Put them into answerOption.")
        return tuple(self.option(link, option) for option in given)

    def option(self, link: str, option: dict[str, Any]) -> tuple[int, str]:
        whole = option.get("valueInteger")
        if type(whole) is int:
            return whole, str(whole)
        coding = option.get("valueCoding", option)
        if not isinstance(coding, dict):
            raise self.refuse(link, "An answer has no valueCoding.", "Give each answer a code and words.")
        label = _text(coding.get("display"))
        for holder in (option, coding):
            for end in ORDINAL:
                if (weight := _value(holder, end)) is not None:
                    return weight, label
        code = _text(coding.get("code"))
        if not _CODE.fullmatch(code):
            message = f'The answer "{label or code}" has no number.'
            raise self.refuse(link, message, "Give it a whole number as code, or an ordinalValue.")
        return int(code), label or code


def _once(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise TextsRefused(file, None, f'"{twice}" stands twice in one place.', "Keep one of the two.")
    return found


def _contained(data: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in _dicts(data.get("contained")):
        if resource.get("resourceType") == "ValueSet":
            compose = resource.get("compose")
            includes = _dicts(compose.get("include") if isinstance(compose, dict) else None)
            concepts = [concept for include in includes for concept in _dicts(include.get("concept"))]
            found[_text(resource.get("id"))] = concepts
    return found


def _keys(item: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (_text(code.get("code")), system == REVERSE)
        for code in _dicts(item.get("code"))
        if (system := _text(code.get("system"))) in {SCALE, REVERSE}
    )


def _value(holder: dict[str, Any], end: str) -> int | None:
    for extension in _dicts(holder.get("extension")):
        if _text(extension.get("url")).endswith(end):
            value = extension.get("valueInteger", extension.get("valueDecimal"))
            if type(value) is int or (isinstance(value, float) and value.is_integer()):
                return int(value)
    return None


def _urls(holder: object) -> list[str]:
    extensions = _dicts(holder.get("extension")) if isinstance(holder, dict) else []
    return [_text(extension.get("url")) for extension in extensions]


def _dicts(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _last_part(url: object) -> str:
    return _text(url).rstrip("/").rpartition("/")[2]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
