"""The shape of a programme's files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from troth.library.programme import GateKind
from troth.library.sources import Label, Prose, Sentence, Slug, Source, Status, TherapistWords, Title, Version


class StageGateSource(Source):
    """What must hold before a stage is opened."""

    kind: GateKind
    exercises: tuple[Slug, ...] = Field((), description="For kind: done.")
    id: Slug | None = Field(None, description="For kind: asked; the words stand in therapist.en.md.")


class StageSource(Source):
    """One stage, without its words."""

    id: Slug
    exercises: Annotated[tuple[Slug, ...], Field(min_length=1)]
    gate: tuple[StageGateSource, ...] = ()


class ProgrammeSource(Source):
    """`programme.yaml`: everything about a programme except its words."""

    id: Slug
    version: Version
    status: Status
    licence: Label
    source: Sentence
    causes: tuple[Slug, ...] = ()
    stages: Annotated[tuple[StageSource, ...], Field(min_length=1)]


class ProgrammeWords(Source):
    """The head of `partner.<language>.md`."""

    title: Title
    goal: Sentence
    why: Prose


class ProgrammeGuide(TherapistWords):
    """The head of `therapist.<language>.md`."""

    gates: dict[Slug, Sentence] = Field(default_factory=dict, description="What is asked, by id.")
