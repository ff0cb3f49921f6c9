"""The shape of the files of a boundary topic, as their author writes them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from troth.library.sources import Label, Sentence, Slug, Source, Status, Title, Version

Lines = Annotated[tuple[Sentence, ...], Field(min_length=3, max_length=8)]


class TopicSource(Source):
    """`topic.yaml`: everything about a topic except its words."""

    id: Slug
    version: Version
    status: Status
    place: Annotated[int, Field(ge=1, le=99, description="Where it stands in the list.")]
    openness: bool = Field(False, description="A transparency agreement can be made about it.")
    licence: Label
    source: Sentence


class TopicWords(Source):
    """`words.<language>.yaml`: the words of a topic, as plain text."""

    title: Title = Field(description="Neutral: safe on a screen that others can see.")
    summary: Sentence
    questions: Lines = Field(description="What one asks oneself, alone; in the first person.")
    examples: Lines = Field(description="Behaviour that both could see on any day.")
    watch_for: Lines = Field(description="Where it tips over into control, or asks too much.")
