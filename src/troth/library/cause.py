"""One root of distrust: what speaks for it, what it is mistaken for, what serves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library.instrument import Value

Phase = Literal["stability", "understand", "repair", "strengthen", "keep"]
Gate = Literal["safety_reviewed", "harm_ended", "crisis_settled", "shared_goal"]
WorkKind = Literal["exercise", "programme"]
Direction = Literal["high", "low"]
PHASES: tuple[Phase, ...] = ("stability", "understand", "repair", "strengthen", "keep")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An answer that speaks for the cause: a scale from `at` on, or an item answered with one of `any_of`.

    `at` is a part of the scale's range (0 to 1). `words` finish the sentence "Alice …".
    """

    id: str
    instrument: str
    scale: str | None
    direction: Direction
    at: float
    item: str | None
    any_of: tuple[Value, ...]
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class NeededGate:
    """Something that must be settled before work of this phase, or of a later one, is proposed."""

    gate: Gate
    phase: Phase


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Work that serves the cause; `planned` work has no content yet and goes by its label."""

    id: str
    kind: WorkKind
    phase: Phase
    planned: bool
    label: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in one language; the evidence is safe HTML, all other words are plain text.

    `files` holds the texts from which it was read, by name, so that it can be read again.
    """

    id: str
    version: int
    content_hash: str
    licence: str
    source: str
    label: str
    explanation: str
    therapist_note: str
    mistaken_for: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    gates: tuple[NeededGate, ...]
    suggestions: tuple[Suggestion, ...]
    evidence: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def title(self) -> str:
        """Return its label: what other content calls a title."""
        return self.label

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The phases in which there is work for this cause, in order."""
        return tuple(phase for phase in PHASES if any(one.phase == phase for one in self.suggestions))
