"""One topic of expectations and limits: questions that help, examples, and what to watch for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library.exercise import Status


@dataclass(frozen=True, slots=True)
class BoundaryTopic:
    """A topic in one language; the evidence is safe HTML, all other words are plain text.

    `place` orders the list. `openness` says that a transparency agreement can be made about it.
    `files` holds the texts from which it was read, by name, so that it can be read again.
    """

    id: str
    version: int
    content_hash: str
    status: Status
    place: int
    openness: bool
    licence: str
    source: str
    title: str
    summary: str
    questions: tuple[str, ...]
    examples: tuple[str, ...]
    watch_for: tuple[str, ...]
    evidence: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
