"""The shape of the files of a cause, as their author writes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from troth.library.cause import Direction, Gate, Phase, WorkKind
from troth.library.sources import Label, Name, Prose, Sentence, Slug, Source, Title, Value, Version


class IndicatorSource(Source):
    """One answer that speaks for a cause: of a scale, or of an item."""

    id: Name
    instrument: Slug
    scale: Name | None = Field(None, description="A scale; say its direction.")
    direction: Direction | None = Field(None, description="Which end of the scale speaks for the cause.")
    at: Annotated[float, Field(ge=0, le=1)] = Field(
        0.5, description="The part of the range from which it counts. A reading rule, not a cut-off."
    )
    item: Name | None = Field(None, description="An item; say with any_of which answers count.")
    any_of: tuple[Value, ...] = ()
    weight: Annotated[float, Field(gt=0, le=10)]
    planned: bool = Field(False, description="The questionnaire is not written yet.")


class GateSource(Source):
    """What must be settled, and from which phase on."""

    gate: Gate
    phase: Phase


class SuggestionSource(Source):
    """One piece of work."""

    id: Slug
    kind: WorkKind
    phase: Phase
    planned: bool = Field(False, description="It is not written yet and goes by its label.")


class CauseSource(Source):
    """`cause.yaml`: everything about a cause except its words."""

    id: Slug
    version: Version
    licence: Label
    source: Sentence
    indicators: Annotated[tuple[IndicatorSource, ...], Field(min_length=1)]
    gates: tuple[GateSource, ...] = ()
    suggests: Annotated[tuple[SuggestionSource, ...], Field(min_length=1)]


class CauseWords(Source):
    """`words.<language>.yaml`: the words of a cause, as plain text."""

    label: Title
    explanation: Prose = Field(description="For both partners: warm, plain, and nobody is to blame.")
    therapist_note: Prose
    mistaken_for: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    indicators: dict[Name, Sentence] = Field(description='Each finishes the sentence "Alice …".')
    suggests: dict[Slug, Title]
