"""One piece of work for a couple, as a row of steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from troth.library.instrument import Audience

Who = Literal[  # therapist: the care team opens it for both; other: it waits for the one whose step it is
    "each", "together", "therapist", "a", "b", "other"
]
StepKind = Literal[
    "read",
    "write",
    "talk",
    "reveal",
    "takeaway",
    "rate",
    "choose",
    "list",
    "timeline",
    "plan",
    "review",
    "breathe",
    "timer",
    "imagery",
    "cards",
]
Status = Literal["draft", "active", "retired"]
Side = Literal["a", "b"]
Theme = Literal[
    "communication", "healing", "patterns", "boundaries", "connection", "betrayal", "self", "keeping"
]
THEMES: dict[Theme, str] = {
    "communication": "Communication",
    "healing": "Healing past wounds",
    "patterns": "Unhealthy patterns",
    "boundaries": "Boundaries and expectations",
    "connection": "Intimacy and connection",
    "betrayal": "After betrayal",
    "self": "Each for oneself",
    "keeping": "Keeping it",
}
LeadsTo = Literal["agreements", "cycle", "keeping", "pause"]
LEADS_BY_THEME: dict[Theme, LeadsTo] = {"boundaries": "agreements"}
Gate = Literal["door", "asked"]
ROWED = frozenset({"timeline", "plan", "review"})
COUNTED = frozenset({"list", "timeline", "plan"})
WRITTEN = ROWED | {"write", "takeaway", "rate", "choose", "list"}
PACED = frozenset({"breathe", "timer", "imagery"})
MARKED = PACED | {"rate", "choose", "cards"}
SPOKEN = frozenset({"talk", "cards"})


@dataclass(frozen=True, slots=True)
class Contraindication:
    """When an exercise is not given: the closed door of joint work keeps it, or the therapist is asked."""

    gate: Gate
    text: str


def texts_of(contraindications: Iterable[Contraindication], gate: Gate) -> tuple[str, ...]:
    """Return the contraindications that one gate keeps."""
    return tuple(one.text for one in contraindications if one.gate == gate)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line `- [key] words`: an end of a scale, a word to choose, a text with its seconds, or the cue card of a side.

    A cue card without words is one of the other side.
    """

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Condition:
    """The own earlier answer that calls for a step: one of these choices, or a number within these ends."""

    step: str
    any_of: tuple[str, ...] = ()
    at_least: int | None = None
    at_most: int | None = None

    def is_met(self, answer: str) -> bool:
        """Tell whether an answer calls for the step; none does not."""
        if self.any_of:
            return not set(self.any_of).isdisjoint(answer.split())
        if not answer.isdecimal():
            return False
        lowest = self.at_least if self.at_least is not None else 0
        return lowest <= int(answer) and (self.at_most is None or int(answer) <= self.at_most)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `text` is safe HTML; `prompt` is the plain question above a field to write in.

    `after_days` is how many days after its doer came to it the step opens.
    """

    id: str
    who: Who
    kind: StepKind
    title: str
    text: str
    prompt: str
    audience: Audience | None
    max_length: int
    minutes: int | None
    opens: str | None
    barrier: bool
    first: Side | None
    marks: tuple[Mark, ...] = ()
    lowest: int = 0
    highest: int = 10
    at_most: int = 1
    matches: bool = False
    protected: bool = False
    rounds: int = 1
    skippable: bool = False
    when: Condition | None = None
    after_days: int | None = None

    @property
    def is_written(self) -> bool:
        """Whether each partner writes, rates, chooses or lists something here."""
        return self.kind in WRITTEN

    @property
    def is_rowed(self) -> bool:
        """Whether it is given in rows of small fields, kept as one line each."""
        return self.kind in ROWED

    @property
    def is_counted(self) -> bool:
        """Whether it is given in up to `at_most` lines."""
        return self.kind in COUNTED

    @property
    def is_spoken(self) -> bool:
        """Whether the two go through it aloud, side by side."""
        return self.kind in SPOKEN

    @property
    def is_paced(self) -> bool:
        """Whether the text comes at its own pace, line by line."""
        return self.kind in PACED

    @property
    def seconds(self) -> int:
        """How long a paced step lasts."""
        return self.rounds * sum(int(mark.key) for mark in self.marks)

    def with_cards_of(self, part: Side) -> Step:
        """Return the step with the cue cards of one part only; those of the other lose their words."""
        if self.kind != "cards":
            return self
        marks = (mark if mark.key == part else Mark(mark.key, "") for mark in self.marks)
        return replace(self, marks=tuple(marks))

    def mark(self, key: str) -> str:
        """Return the words of a mark, or the key itself where there are none."""
        return next((mark.words for mark in self.marks if mark.key == key), key)

    @property
    def seconds_each(self) -> int | None:
        """How long each of the two speaks, where they take turns."""
        if self.first is None or self.minutes is None:
            return None
        return self.minutes * 30


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise in one language; the therapist's guide and the evidence are safe HTML.

    `steps` has each step as whoever does it sees it. Where there are two `parts`, `views` has all steps as each part
    sees them: words of its own, and a wait where the other one does something. `leads_to` is where the work goes on once
    it is done. `files` holds the texts from which it was read; from them it can be read again.
    """

    id: str
    version: int
    content_hash: str
    status: Status
    theme: Theme
    title: str
    goal: str
    why: str
    minutes: int
    joint: bool
    licence: str
    source: str
    prerequisites: tuple[str, ...]
    contraindications: tuple[Contraindication, ...]
    stop_rules: tuple[str, ...]
    steps: tuple[Step, ...]
    therapist_guide: str
    evidence: str
    parts: tuple[str, str] | None = None
    views: tuple[tuple[Step, ...], tuple[Step, ...]] | None = None
    leads_to: LeadsTo | None = None
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def asked(self) -> tuple[str, ...]:
        """When it is not given, as far as nothing but the one who gives it can stop it."""
        return texts_of(self.contraindications, "asked")

    @property
    def kept_by_the_door(self) -> tuple[str, ...]:
        """When it is not given, as far as the closed door of joint work stops it."""
        return texts_of(self.contraindications, "door")

    def seen_by(self, part: Side) -> Exercise:
        """Return the exercise as one of the two parts sees it."""
        steps = self.steps if self.views is None else self.views["ab".index(part)]
        return replace(self, steps=tuple(step.with_cards_of(part) for step in steps), views=None)

    def step(self, step_id: str) -> Step:
        """Return one step; a `KeyError` says that there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)
