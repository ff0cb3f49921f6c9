"""A questionnaire, ready to be shown and scored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from troth.science import scoring

if TYPE_CHECKING:
    from collections.abc import Mapping

Audience = Literal["me", "therapist", "couple", "sealed"]
Kind = Literal["routine", "intake", "safety"]
Schedule = Literal["once", "weekly", "each_session_before", "each_session_after", "every_weeks"]
AskedOf = Literal["both", "one"]
Place = Literal["first", "last"]
ItemKind = Literal["rating", "choice", "choices", "text"]
AlertKind = Literal["danger_to_self", "partner_safety", "goal_to_leave"]
Value = int | str
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    value: Value
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What an earlier answer must be for something to be asked.

    `of` names an item or, where `scale` is given, that scale. It holds for an answer among `any_of`, or for a
    number (an answer, or the score of the scale) that is `at_least` so much.
    """

    of: str
    any_of: tuple[Value, ...] = ()
    at_least: float | None = None
    scale: scoring.ScaleDefinition | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items whose answers decide."""
        return tuple(item.id for item in self.scale.items) if self.scale else (self.of,)

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Tell whether the answers so far call for it."""
        if self.scale is not None:
            given: object = scoring.score(self.scale, _numbers(self.scale, answers)).value
        else:
            given = answers.get(self.of)
        if self.at_least is not None:
            return isinstance(given, int | float) and given >= self.at_least
        chosen = given if isinstance(given, list | tuple | set | frozenset) else (given,)
        return any(value in self.any_of for value in chosen)


@dataclass(frozen=True, slots=True)
class Alert:
    """Answers that the therapist must hear of."""

    kind: AlertKind
    any_of: tuple[Value, ...]

    def is_raised_by(self, answer: object) -> bool:
        """Tell whether this answer (a value, or a list of chosen values) raises the alert."""
        chosen = answer if isinstance(answer, list | tuple | set | frozenset) else (answer,)
        return any(value in self.any_of for value in chosen)


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `audience` None means: that of the instrument.

    `show_when` holds the conditions of its section and its own; all of them must hold.
    """

    id: str
    kind: ItemKind
    text: str
    help: str
    options: tuple[Option, ...]
    required: bool
    reverse: bool
    facet: str | None
    audience: Audience | None
    protected: bool
    max_length: int
    show_when: tuple[Condition, ...]
    alerts: tuple[Alert, ...]

    def is_asked(self, answers: Mapping[str, object]) -> bool:
        """Tell whether the item is asked, given the answers to what comes before it."""
        return all(condition.holds(answers) for condition in self.show_when)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its questions. A follow-up asks more about the section before it, where that calls for it."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]
    place: Place | None = None
    is_follow_up: bool = False


Part = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How a score is made; `is_facet` where items name it as the facet they belong to."""

    id: str
    label: str
    method: scoring.Method
    items: tuple[str, ...]
    range: tuple[int, int]
    minimum_answered: int
    is_facet: bool


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire in one language. All words are plain text.

    `files` holds the texts from which it was read, by name, so that it can be read again.
    """

    id: str
    version: int
    content_hash: str
    title: str
    purpose: str
    note: str
    intro: str
    thanks: str
    minutes: int
    kind: Kind
    schedule: Schedule
    every_weeks: int | None
    asked_of: AskedOf
    order_varies: bool
    audience: Audience
    protected: bool
    guarded: bool
    validated: bool
    licence: str
    source: str
    sections: tuple[Section, ...]
    scales: tuple[Scale, ...]
    definitions: tuple[scoring.ScaleDefinition, ...] = field(repr=False)
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def asks_about_safety(self) -> bool:
        """Tell whether an answer can tell the therapist about danger or about a private goal."""
        return self.guarded or any(item.alerts for item in self.items)

    def item(self, item_id: str) -> Item:
        """Return one item; a `KeyError` says that there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def audience_of(self, item_id: str) -> Audience:
        """Return who may read the answer to an item."""
        return self.item(item_id).audience or self.audience

    def asked(self, answers: Mapping[str, object]) -> tuple[Item, ...]:
        """Return the items that these answers call for, in order.

        An answer to something that is not asked (any more) calls for nothing.
        """
        found: list[Item] = []
        counted: dict[str, object] = {}
        for item in self.items:
            if item.is_asked(counted):
                found.append(item)
                if item.id in answers:
                    counted[item.id] = answers[item.id]
        return tuple(found)

    def counted(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Return the answers to what is asked; the others stay out of scores and of what is read."""
        return {item.id: answers[item.id] for item in self.asked(answers) if item.id in answers}

    def parts(self, *, turned: bool = False) -> tuple[Part, ...]:
        """Return the sections, each with its follow-ups, in the order in which one partner sees them.

        Where the order varies, the parts between the first and the last ones begin half-way round when
        `turned`, so that no part stands at the same place for both partners.
        """
        parts: list[Part] = []
        for section in self.sections:
            if section.is_follow_up:
                parts[-1] += (section,)
            else:
                parts.append((section,))
        if not (turned and self.order_varies):
            return tuple(parts)
        first, middle, last = (
            [part for part in parts if part[0].place == place] for place in ("first", None, "last")
        )
        half = len(middle) // 2
        return (*first, *middle[half:], *middle[:half], *last)

    def score(self, answers: Mapping[str, object]) -> tuple[scoring.ScaleScore, ...]:
        """Score what was asked and answered on every scale, in order."""
        counted = self.counted(answers)
        return tuple(
            scoring.score(definition, _numbers(definition, counted)) for definition in self.definitions
        )


def _numbers(definition: scoring.ScaleDefinition, answers: Mapping[str, object]) -> dict[str, int | None]:
    numbers: dict[str, int | None] = {}
    for item in definition.items:
        answer = answers.get(item.id)
        if answer is not None and not isinstance(answer, int):
            message = f"Item {item.id!r}: {answer!r} is not a whole number."
            raise ValueError(message)
        numbers[item.id] = answer
    return numbers
