"""Topics of expectations and limits, whose words a practice can change: whether openness fits stays Troth's."""

from __future__ import annotations

from typing import Any

from troth.library import BoundaryTopic, topic_from
from troth.practice.wordings.kind import Kind

TOPIC: Kind[BoundaryTopic] = Kind(
    "boundary_topic",
    "Topics for agreements",
    files={
        "words.en.yaml": "Title, questions, examples, what to watch for",
        "evidence.md": "What it rests on",
    },
    fixed=("topic.yaml",),
    items=lambda library: library.boundary_topics,
    read=topic_from,
    shown=lambda topic, _: topic,
    preview="boundaries/_shown_topic.html",
    counts="A change is read from then on. Who has begun to write their side keeps the questions they began with.",
)
KINDS: tuple[Kind[Any], ...] = (TOPIC,)
