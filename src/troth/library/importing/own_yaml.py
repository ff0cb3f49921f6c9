"""Troth's own YAML for the words of a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from troth.library.importing.texts import KeyedScale, RawItem, RawTexts, TextsRefused
from troth.library.measure_sources import Items, Range
from troth.library.sources import Label, Name, Prose, Source
from troth.library.wording import validated
from troth.library.yaml_files import parse_yaml

if TYPE_CHECKING:
    from troth.library.problems import Problem

ItemSentence = Annotated[str, Field(min_length=1, max_length=1000)]


class WordsOfItem(Source):
    """One item with answers of its own."""

    text: ItemSentence
    options: dict[int, Label] = Field(default_factory=dict)


def _with_text(written: object) -> object:
    if isinstance(written, dict) and "text" not in written:
        raise ValueError("an item is its words, or text with options, and each language is a file of its own")
    return {"text": written} if isinstance(written, str) else written


class KeyOfScale(Source):
    """Which items count on a scale of a measure whose key is not shipped."""

    id: Name
    items: Items
    reverse: Items = ()
    method: Literal["sum", "mean"] | None = None


class TextsSource(Source):
    """The words of a measure: title, language, answers and items by their published number."""

    measure: Label | None = None
    title: Label
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    instructions: Prose | None = None
    range: Range | None = Field(None, description="Where options name only some of the answers.")
    options: dict[int, Label] = Field(default_factory=dict)
    items: Annotated[
        dict[int | str, Annotated[WordsOfItem, BeforeValidator(_with_text)]], Field(min_length=1)
    ]
    scales: tuple[KeyOfScale, ...] = ()


def parse_own_yaml(file: str, text: str) -> RawTexts:
    """Read the words of a measure; raises `TextsRefused` naming the line of what cannot be read."""
    problems: list[Problem] = []
    document = parse_yaml(file, text, problems)
    source = validated(document, TextsSource, problems) if document else None
    if document is None or source is None:
        first = min(problems, key=lambda problem: problem.line or 0)
        place = f"line {first.line}" if first.line else None
        raise TextsRefused(file, place, first.message, first.remedy)
    items = []
    for name, words in source.items.items():
        options = words.options or source.options
        place = f"line {document.line('items', name)}"
        items.append(RawItem(str(name), place, words.text, tuple(options.items()), source.range))
    return RawTexts(
        "yaml",
        tuple(items),
        names=tuple(name for name in (source.title, source.measure) if name),
        title=source.title,
        language=source.language,
        instructions=source.instructions or "",
        keys=tuple(KeyedScale(each.id, each.items, each.reverse, each.method) for each in source.scales),
    )
