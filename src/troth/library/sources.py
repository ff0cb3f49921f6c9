"""The shape of each content file, as its author writes it.

The JSON Schemas in `content/schema/` are made from these models, so an editor can complete and
check a file while it is written. What needs more than one file is checked by the readers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from troth.library.exercise import LeadsTo, StepKind, Theme

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Label = Annotated[str, Field(min_length=1, max_length=120)]
Title = Annotated[str, Field(min_length=1, max_length=80)]
Version = Annotated[int, Field(ge=1, le=9999)]
Sentence = Annotated[str, Field(min_length=1, max_length=300)]
Prose = Annotated[str, Field(min_length=1, max_length=2000)]
Value = Annotated[int | str, Field(union_mode="left_to_right")]
Audience = Literal["me", "therapist", "couple", "sealed"]
Status = Literal["draft", "active", "retired"]


class Source(BaseModel):
    """A piece of a content file: no unknown fields, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AnswerSet(Source):
    """What can be answered: every whole number of a range, or named values."""

    range: tuple[int, int] | None = None
    values: tuple[Name, ...] | None = None

    def possible(self) -> tuple[int | str, ...]:
        """Return every answer there can be."""
        if self.range is not None:
            return tuple(range(self.range[0], self.range[1] + 1))
        return self.values or ()


class ConditionSource(Source):
    """Asked only when an earlier answer, or the score of an earlier scale, calls for it."""

    item: Name | None = None
    scale: Name | None = None
    any_of: tuple[Value, ...] = Field((), description="Answers to the item that call for it.")
    at_least: int | float | None = Field(None, description="Or: the lowest number that calls for it.")


class AlertSource(Source):
    """Answers that the therapist must hear of."""

    kind: Literal["danger_to_self", "partner_safety", "goal_to_leave"]
    any_of: Annotated[tuple[Value, ...], Field(min_length=1)]


class ItemSource(Source):
    """One question, without its words."""

    id: Name
    kind: Literal["rating", "choice", "choices", "text"]
    answers: Name | None = Field(None, description="The answer set; none for a text.")
    required: bool = True
    facet: Name | None = None
    audience: Audience | None = Field(None, description="Overrides the instrument's audience.")
    protected: bool = False
    max_length: Annotated[int, Field(ge=1, le=20_000)] = 4000
    show_when: ConditionSource | None = None
    alerts: tuple[AlertSource, ...] = ()


class SectionSource(Source):
    """A heading with its questions. With `show_when` it is a follow-up of the section before it."""

    id: Name
    place: Literal["first", "last"] | None = Field(None, description="Stays there when the order varies.")
    show_when: ConditionSource | None = None
    items: Annotated[tuple[ItemSource, ...], Field(min_length=1)]


class ScaleSource(Source):
    """How a score is made. The arithmetic is one of two named methods."""

    id: Name
    method: Literal["mean", "sum"]
    items: Annotated[tuple[Name, ...], Field(min_length=1)]
    range: tuple[int, int]
    minimum_answered: Annotated[int, Field(ge=1)]


class InstrumentSource(Source):
    """`instrument.yaml`: everything about a questionnaire except its words."""

    id: Slug
    version: Version
    kind: Literal["routine", "intake", "safety"]
    schedule: Literal["once", "weekly", "each_session_before", "each_session_after", "every_weeks"]
    every_weeks: Annotated[int, Field(ge=1, le=52)] | None = None
    asked_of: Literal["both", "one"] = Field("both", description="One: given to one partner, by role.")
    order: Literal["fixed", "varies"] = Field("fixed", description="Varies: another order for each partner.")
    audience: Audience
    minutes: Annotated[int, Field(ge=1, le=60)]
    validated: bool
    licence: Label
    source: Sentence
    protected: bool = Field(False, description="No secrets policy may ever release it.")
    guarded: bool = Field(False, description="Kept in the safety storage.")
    answer_sets: dict[Name, AnswerSet] = Field(default_factory=dict)
    sections: Annotated[tuple[SectionSource, ...], Field(min_length=1)]
    reverse: tuple[Name, ...] = Field((), description="Ids of the items that count backwards.")
    scales: tuple[ScaleSource, ...] = ()

    def all_items(self) -> tuple[ItemSource, ...]:
        """Return every item, in order."""
        return tuple(item for section in self.sections for item in section.items)

    def placed_items(self) -> Iterator[tuple[tuple[str | int, ...], ItemSource]]:
        """Yield every item, in order, with its place in the file."""
        for s_index, section in enumerate(self.sections):
            for i_index, item in enumerate(section.items):
                yield ("sections", s_index, "items", i_index), item

    def possible_answers(self, item: ItemSource) -> tuple[int | str, ...]:
        """Return every answer there can be to an item (none for a text)."""
        answer_set = self.answer_sets.get(item.answers or "")
        return answer_set.possible() if answer_set else ()


class SectionWords(Source):
    """The words above a section."""

    title: Title
    intro: Prose | None = None


class ItemWords(Source):
    """The words of one question."""

    text: Sentence
    help: Sentence | None = None


class ItemsSource(Source):
    """`items.<language>.yaml`: the words of a questionnaire, as plain text."""

    title: Title = Field(description="Neutral: safe on a screen that others can see.")
    purpose: Annotated[str, Field(min_length=1, max_length=200)]
    note: Sentence | None = Field(None, description="For the clinician who asks: of whom, and when.")
    intro: Prose
    thanks: Prose
    sections: dict[Name, SectionWords]
    items: dict[Name, ItemWords]
    answer_sets: dict[Name, dict[Value, Label]] = Field(default_factory=dict)
    scales: dict[Name, Label] = Field(default_factory=dict)


class ExampleSource(Source):
    """Answers of one person and the scores they must give (null: no score)."""

    name: Label
    answers: dict[Name, int | None]
    scores: Annotated[dict[Name, float | None], Field(min_length=1)]


class ExamplesSource(Source):
    """`examples.yaml`: worked examples, scored anew at every check."""

    examples: Annotated[tuple[ExampleSource, ...], Field(min_length=1)]


class StepConditionSource(Source):
    """Asks a partner only where their own answer to an earlier choose or rate step calls for it."""

    step: Slug
    any_of: tuple[Slug, ...] = Field((), description="Choices that call for it.")
    at_least: int | None = Field(None, description="Or: the lowest number that calls for it.")
    at_most: int | None = Field(None, description="Or: the highest number that calls for it.")


class StepSource(Source):
    """One step of an exercise, without its words."""

    id: Slug
    who: Literal["each", "together", "therapist", "a", "b"]
    kind: StepKind
    audience: Audience | None = Field(None, description="Who may read what is written here.")
    max_length: Annotated[int, Field(ge=1, le=20_000)] = 4000
    minutes: Annotated[int, Field(ge=1, le=60)] | None = None
    opens: Slug | None = Field(None, description="The earlier step that is shown or looked back at here.")
    barrier: bool = Field(False, description="Waits until both have finished what comes before.")
    first: Literal["a", "b"] | None = Field(None, description="Who speaks first; then the other.")
    lowest: Annotated[int, Field(ge=0, le=100)] = 0
    highest: Annotated[int, Field(ge=1, le=100, description="The two ends of what is rated.")] = 10
    options: tuple[Slug, ...] = Field((), description="What can be chosen; the words are in partner.en.md.")
    at_most: Annotated[int, Field(ge=1, le=30)] | None = Field(None, description="How many, where several.")
    protected: bool = Field(False, description="No secrets policy may ever release what is written here.")
    matches: bool = Field(False, description="A choice of which only what both marked is ever shown.")
    rounds: Annotated[int, Field(ge=1, le=60, description="How often the timed lines come.")] = 1
    skippable: bool = Field(
        False,
        description="Each partner may go past it. It need not be said where words for others are asked for.",
    )
    when: StepConditionSource | None = Field(
        None, description="Only where the own earlier answer calls for it."
    )
    after_days: Annotated[int, Field(ge=1, le=90)] | None = Field(
        None, description="Opens so many days after its doer came to it."
    )


class ExerciseSource(Source):
    """`exercise.yaml`: everything about an exercise except its words."""

    id: Slug
    version: Version
    status: Status
    theme: Theme = Field(description="Where a therapist looks for it.")
    minutes: Annotated[int, Field(ge=1, le=180)]
    joint: bool
    licence: Label
    source: Sentence
    prerequisites: tuple[Slug, ...] = Field((), description="Exercises that come before this one.")
    leads_to: LeadsTo | None = Field(
        None, description="Where the work goes on; a theme may have a place of its own."
    )
    steps: Annotated[tuple[StepSource, ...], Field(min_length=1)]


class PartnerWords(Source):
    """The head of `partner.<language>.md`."""

    title: Title
    goal: Sentence
    why: Prose
    stop_rules: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class Parts(Source):
    """What the therapist reads to say who takes which part."""

    a: Label
    b: Label


class Contraindications(Source):
    """When an exercise is not given, by what keeps it from being done then."""

    door: tuple[Sentence, ...] = Field((), description="The closed door of joint work keeps it.")
    asked: tuple[Sentence, ...] = Field((), description="Whoever gives the exercise is asked about it.")

    @model_validator(mode="before")
    @classmethod
    def _each_has_a_gate(cls, given: object) -> object:
        if isinstance(given, list):
            message = "a contraindication has no gate; write it below door: or asked:"
            raise ValueError(message)  # noqa: TRY004 - pydantic wants it
        return given


class TherapistWords(Source):
    """The head of `therapist.<language>.md`."""

    parts: Parts | None = Field(None, description="The two parts, where the two do or read different things.")
    contraindications: Contraindications


class LetterSource(Source):
    """`letter.yaml`: what kind of letter it is and which placeholders it may use."""

    id: Slug
    version: Version
    kind: Literal["consent", "policy", "wording", "mail"]
    placeholders: tuple[Name, ...] = ()


class LetterWords(Source):
    """The head of `body.<language>.md`."""

    title: Title
    subject: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class CrisisLineSource(Source):
    """One helpline."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    name: Label
    number: Annotated[str, Field(min_length=2, max_length=40)]
    for_whom: Sentence
    hours: Label | None = None
    languages: tuple[Label, ...] = ()
    web: Label | None = Field(None, description="Shown as text, never as a link.")


class CrisisSource(Source):
    """`safety/crisis/<COUNTRY>.yaml`: whom to call."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    country: Annotated[str, Field(pattern=r"^([A-Z]{2}|international)$")]
    version: Version
    country_name: Label
    emergency_number: Annotated[str, Field(pattern=r"^[0-9]{2,6}$")]
    lines: tuple[CrisisLineSource, ...] = ()
    verified_on: date | None = Field(description="When the practice last checked the numbers.")
    note: Sentence
