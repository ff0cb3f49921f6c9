"""From the files of a boundary topic to a `BoundaryTopic`, finding every problem on the way."""

from __future__ import annotations

from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from troth.library.prose import render
from troth.library.topic import BoundaryTopic
from troth.library.topic_sources import TopicSource, TopicWords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from troth.library.folder import Folder


def read_topic(folder: Folder, language: str) -> BoundaryTopic | None:
    """Read a topic in one language, or note in the folder why it cannot be read."""
    before = len(folder.problems)
    structure = folder.document("topic.yaml", TopicSource)
    words_name = folder.in_language("words", "yaml", language)
    words = folder.document(words_name, TopicWords)
    evidence = folder.prose("evidence.md", with_head=False)
    folder.says("evidence.md", evidence, "Write what it rests on, and its limits.")
    if words is not None:
        for field, message, remedy in _twice(words[1]):
            folder.report(words_name, words[0].line(field), message, remedy)
    if len(folder.problems) > before or not (structure and words and evidence):
        return None
    source, said = structure[1], words[1]
    return BoundaryTopic(
        id=source.id,
        version=source.version,
        content_hash=folder.content_hash(),
        status=source.status,
        place=source.place,
        openness=source.openness,
        licence=source.licence,
        source=source.source,
        title=said.title,
        summary=said.summary,
        questions=said.questions,
        examples=said.examples,
        watch_for=said.watch_for,
        evidence=render(evidence.body),
        files=MappingProxyType(dict(folder.read)),
    )


def _twice(words: TopicWords) -> Iterator[tuple[str, str, str]]:
    for field in ("questions", "examples", "watch_for"):
        for line, count in Counter(getattr(words, field)).items():
            if count > 1:
                yield field, f'"{line}" stands twice under {field}.', "Keep one of them."
