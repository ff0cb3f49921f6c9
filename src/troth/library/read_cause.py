"""From the files of a cause to a `Cause`, finding every problem on the way."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.cause import Cause, Indicator, NeededGate, Suggestion
from troth.library.cause_sources import CauseSource, CauseWords
from troth.library.prose import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from troth.library.cause_sources import IndicatorSource
    from troth.library.folder import Folder
    from troth.library.yaml_files import Document, Place

Fault = tuple["Place", str, str]


def read_cause(folder: Folder, language: str) -> Cause | None:
    """Read a cause in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    structure = folder.document("cause.yaml", CauseSource)
    words_name = folder.in_language("words", "yaml", language)
    words = folder.document(words_name, CauseWords)
    evidence = folder.prose("evidence.md", with_head=False)
    if structure is not None:
        document, source = structure
        for place, message, remedy in _faults(source):
            folder.report("cause.yaml", document.line(*place), message, remedy)
        if words is not None:
            _compare(folder, words_name, *words, source)
    folder.says("evidence.md", evidence, "Write what it rests on, and its limits.")
    if len(folder.problems) > before or not (structure and words and evidence):
        return None
    return _cause(folder, structure[1], words[1], render(evidence.body))


def _cause(folder: Folder, source: CauseSource, words: CauseWords, evidence: str) -> Cause:
    return Cause(
        id=source.id,
        version=source.version,
        content_hash=folder.content_hash(),
        licence=source.licence,
        source=source.source,
        label=words.label,
        explanation=words.explanation,
        therapist_note=words.therapist_note,
        mistaken_for=words.mistaken_for,
        indicators=tuple(_indicator(one, words.indicators[one.id]) for one in source.indicators),
        gates=tuple(NeededGate(one.gate, one.phase) for one in source.gates),
        suggestions=tuple(
            Suggestion(one.id, one.kind, one.phase, one.planned, words.suggests[one.id])
            for one in source.suggests
        ),
        evidence=evidence,
        files=MappingProxyType(dict(folder.read)),
    )


def _indicator(source: IndicatorSource, words: str) -> Indicator:
    return Indicator(
        id=source.id,
        instrument=source.instrument,
        scale=source.scale,
        direction=source.direction or "high",
        at=source.at,
        item=source.item,
        any_of=source.any_of,
        weight=source.weight,
        words=words,
    )


def _faults(source: CauseSource) -> Iterator[Fault]:
    for index, one in enumerate(source.indicators):
        for place, message, remedy in _indicator_faults(one):
            yield ("indicators", index, *place), message, remedy
    named: tuple[tuple[str, list[str]], ...] = (
        ("indicators", [one.id for one in source.indicators]),
        ("gates", [one.gate for one in source.gates]),
        ("suggests", [one.id for one in source.suggests]),
    )
    for field, names in named:
        for name, count in Counter(names).items():
            if count > 1:
                yield (field,), f'"{name}" stands twice in {field}.', "Keep one of them."


def _indicator_faults(source: IndicatorSource) -> Iterator[Fault]:
    name = source.id
    if (source.scale is None) == (source.item is None):
        yield ("id",), f'"{name}" needs either a scale or an item.', "Write one of the two."
    elif source.scale is not None:
        if source.direction is None:
            remedy = "Add direction: high or direction: low."
            yield ("scale",), f'"{name}" does not say which end of the scale counts.', remedy
        if source.any_of:
            yield ("any_of",), f'"{name}" counts a scale, which has no named answers.', "Take any_of out."
        if source.at == {"high": 1, "low": 0}.get(source.direction or ""):
            message = f'"{name}" leaves no room beyond {source.at:g}.'
            yield ("at",), message, "Let it count earlier."
    elif not source.any_of:
        yield ("item",), f'"{name}" does not say which answers count.', "Add any_of: [answer, …]."
    elif source.direction is not None:
        yield ("direction",), f'"{name}" counts an item, which has no direction.', "Take the line out."


def _compare(folder: Folder, name: str, document: Document, words: CauseWords, source: CauseSource) -> None:
    def each(field: str, needed: Iterable[str], given: Iterable[str]) -> None:
        wanted, written = set(needed), set(given)
        for one in sorted(wanted - written):
            message = f'The words for "{one}" are missing under "{field}".'
            folder.report(name, document.line(field), message, "Write them.")
        for one in sorted(written - wanted):
            message = f'There are words for "{one}" under "{field}", but it does not exist.'
            folder.report(name, document.line(field, one), message, "Take them out, or mend the id.")

    each("indicators", (one.id for one in source.indicators), words.indicators)
    each("suggests", (one.id for one in source.suggests), words.suggests)
