"""The words of a measure, whatever file they came in."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Method = Literal["sum", "mean"]
Format = Literal["fhir", "redcap", "yaml"]
FORMULA = re.compile(r"^[\t\r]|^\s*[=+\-@]")  # what a spreadsheet would carry out when it opens an export


class TextsRefused(Exception):
    """The file cannot be taken in; the message says where, why, and how to mend it."""

    def __init__(self, file: str, place: str | None, message: str, remedy: str) -> None:
        self.file, self.place = file, place
        where = file if place is None else f"{file}, {place}"
        super().__init__(f"{where}: {message} {remedy}")


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item as its file names it; `place` is how a person finds it there.

    `number` is the number printed before it, where the file keeps that apart from the name.
    `options` are the answers with their codes, in the file's order; `range` is the lowest and the
    highest answer where the file says so; `keys` are the scales that the file says it counts on,
    each with whether it counts backwards.
    """

    name: str
    place: str
    text: str
    options: tuple[tuple[int, str], ...] = ()
    range: tuple[int, int] | None = None
    keys: tuple[tuple[str, bool], ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class KeyedScale:
    """Which items count on a scale, and which of them backwards, as the practice's file says."""

    id: str
    items: tuple[str, ...]
    reverse: tuple[str, ...]
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class RawTexts:
    """A whole file as it stands, not yet compared with anything."""

    format: Format
    items: tuple[RawItem, ...]
    names: tuple[str, ...] = ()  # every name that the file calls its questionnaire by
    title: str = ""
    language: str | None = None
    instructions: str = ""
    keys: tuple[KeyedScale, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemText:
    """The words of one item and of its answers, in the file's order."""

    id: str
    text: str
    options: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class MeasureTexts:
    """The words of a measure in one language, checked against its definition."""

    measure: str
    measure_version: int
    language: str
    title: str
    instructions: str
    items: tuple[ItemText, ...]
    keys: tuple[KeyedScale, ...]
    format: Format

    def to_json(self) -> dict[str, Any]:
        """Return plain values, to be kept as JSON in the practice's own data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> MeasureTexts:
        """Return what :meth:`to_json` gave, after a journey through JSON."""
        items = tuple(
            ItemText(item["id"], item["text"], tuple((code, label) for code, label in item["options"]))
            for item in data["items"]
        )
        keys = tuple(
            KeyedScale(key["id"], tuple(key["items"]), tuple(key["reverse"]), key["method"])
            for key in data["keys"]
        )
        return cls(**{**data, "items": items, "keys": keys})
