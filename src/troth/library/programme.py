"""An ordered set of exercises in stages; each stage has gates that are thought of before it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from troth.library.exercise import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.library.exercise import Contraindication, Side, Status

GateKind = Literal["door", "seen_alone", "done", "asked"]
GATES: dict[GateKind, str] = {
    "door": "The door of joint work is open.",
    "seen_alone": "Each of the two was seen alone.",
    "done": "What comes first has been done.",
    "asked": "You are asked.",
}
HARD_GATES: frozenset[GateKind] = frozenset({"door", "seen_alone"})  # nobody goes past these


@dataclass(frozen=True, slots=True)
class StageGate:
    """What must hold before a stage is opened: `exercises` have been done, or `words` were thought of."""

    kind: GateKind
    words: str
    exercises: tuple[str, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether no reason can overrule it."""
        return self.kind in HARD_GATES


@dataclass(frozen=True, slots=True)
class ProgrammeStage:
    """A stretch of the way. `texts` is what each part reads about it, as safe HTML."""

    id: str
    titles: tuple[str, str]
    texts: tuple[str, str]
    exercises: tuple[str, ...]
    gates: tuple[StageGate, ...]

    def title(self, part: Side) -> str:
        """Return the title as one part reads it."""
        return self.titles["ab".index(part)]

    def text(self, part: Side) -> str:
        """Return the words as one part reads them."""
        return self.texts["ab".index(part)]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme in one language; the therapist's guide and the evidence are safe HTML.

    `files` holds the texts from which it was read, by name, so that it can be read again.
    """

    id: str
    version: int
    content_hash: str
    status: Status
    licence: str
    source: str
    causes: tuple[str, ...]
    title: str
    goal: str
    why: str
    parts: tuple[str, str] | None
    contraindications: tuple[Contraindication, ...]
    stages: tuple[ProgrammeStage, ...]
    therapist_guide: str
    evidence: str
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def asked(self) -> tuple[str, ...]:
        """When it is not given, as far as nothing but the one who gives it can stop it."""
        return texts_of(self.contraindications, "asked")

    @property
    def kept_by_the_door(self) -> tuple[str, ...]:
        """When it is not given, as far as the closed door of joint work stops it."""
        return texts_of(self.contraindications, "door")

    @property
    def exercises(self) -> tuple[str, ...]:
        """All exercises in their order."""
        return tuple(slug for stage in self.stages for slug in stage.exercises)

    def stage(self, stage_id: str) -> ProgrammeStage:
        """Return one stage; a `KeyError` says that there is none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)
