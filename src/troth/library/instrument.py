"""A questionnaire, ready to be shown and scored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from troth.science import scoring

if TYPE_CHECKING:
    from collections.abc import Mapping

Audience = Literal["me", "therapist", "couple", "sealed"]
Kind = Literal["routine", "intake", "safety"]
Schedule = Literal["once", "weekly"]
ItemKind = Literal["rating", "choice", "choices", "text"]
AlertKind = Literal["danger_to_self", "partner_safety", "goal_to_leave"]
Value = int | str


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    value: Value
    label: str


@dataclass(frozen=True, slots=True)
class Condition:
    """An item is shown only when `item` was answered with one of `any_of`."""

    item: str
    any_of: tuple[Value, ...]


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
    """One question. `audience` None means: that of the instrument."""

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
    show_when: Condition | None
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of questions."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]


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
    """A questionnaire in one language. All words are plain text."""

    id: str
    version: int
    content_hash: str
    title: str
    purpose: str
    intro: str
    thanks: str
    minutes: int
    kind: Kind
    schedule: Schedule
    audience: Audience
    protected: bool
    guarded: bool
    validated: bool
    licence: str
    source: str
    sections: tuple[Section, ...]
    scales: tuple[Scale, ...]
    definitions: tuple[scoring.ScaleDefinition, ...] = field(repr=False)

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

    def score(self, answers: Mapping[str, object]) -> tuple[scoring.ScaleScore, ...]:
        """Score the answers on every scale, in order; other answers are left alone."""
        return tuple(
            scoring.score(definition, _numbers(definition, answers)) for definition in self.definitions
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
