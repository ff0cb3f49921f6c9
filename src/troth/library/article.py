"""One article for couples: words to read, what they rest on, and what goes with them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from troth.library.cause import Phase
    from troth.library.exercise import Status
    from troth.library.measure import Mark

Topic = Literal[
    "trust",
    "betrayal",
    "earlier-trauma",
    "insecurity",
    "communication",
    "conflict",
    "therapy",
    "safety",
    "techniques",
    "connection",
    "boundaries",
    "keeping",
]
TOPICS: dict[Topic, str] = {
    "trust": "Trust",
    "betrayal": "Broken promises",
    "earlier-trauma": "Earlier hurts",
    "insecurity": "Worry and self-doubt",
    "communication": "Talking and listening",
    "conflict": "Conflict",
    "therapy": "How therapy works",
    "safety": "Feeling safe",
    "techniques": "Things to try",
    "connection": "Closeness",
    "boundaries": "Boundaries",
    "keeping": "Keeping what you have won",
}
MARKS: dict[Mark, str] = {
    "V": "stated by the source itself",
    "V2": "seen in a page about the source",
    "TV": "still to verify",
    "C": "computed by Troth",
}
WORDS_A_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Work:
    """An exercise that goes with an article; `planned` work has no content yet."""

    id: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A source, in the order in which the article lists them; `number` begins at 1."""

    id: str
    number: int
    mark: Mark
    text: str

    @property
    def known(self) -> str:
        """How far the source was checked, in words."""
        return MARKS[self.mark]


@dataclass(frozen=True, slots=True)
class Article:
    """An article in one language; `body` and `evidence` are safe HTML, `text` is the body as plain text.

    Links in the HTML lead to `#source-…` and `#exercise-…` on the same page, and to `../other-article/`.
    `files` holds the texts from which it was read, by name, so that it can be read again.
    """

    id: str
    version: int
    content_hash: str
    status: Status
    licence: str
    author: str
    reviewer: str | None
    reviewed_on: dt.date | None
    topics: tuple[Topic, ...]
    causes: tuple[str, ...]
    phases: tuple[Phase, ...]
    exercises: tuple[Work, ...]
    see_also: tuple[str, ...]
    sources: tuple[Reference, ...]
    title: str
    summary: str
    headings: tuple[str, ...]
    body: str
    text: str
    evidence: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def words(self) -> int:
        """How many words the body has."""
        return len(self.text.split())

    @property
    def minutes(self) -> int:
        """How long it takes to read."""
        return math.ceil(self.words / WORDS_A_MINUTE)

    @property
    def topic(self) -> Topic:
        """The topic under which it is listed."""
        return self.topics[0]
