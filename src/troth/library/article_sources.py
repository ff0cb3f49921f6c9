"""The shape of the files of an article, as their author writes them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from troth.library.article import Topic
from troth.library.cause import Phase
from troth.library.measure import Mark
from troth.library.sources import Label, Slug, Source, Status, Title, Version


class PlannedWorkSource(Source):
    """An exercise that is not written yet."""

    id: Slug
    planned: Literal[True]


class ReferenceSource(Source):
    """One source of what the article says; the body names it as `[s1]`."""

    id: Annotated[str, Field(pattern=r"^s[1-9][0-9]?$")]
    mark: Mark = Field(description="V: seen in it; V2: seen in a page about it; TV: to verify; C: computed.")
    text: Annotated[str, Field(min_length=1, max_length=500)]


class ArticleSource(Source):
    """`article.yaml`: everything about an article except its words."""

    id: Slug
    version: Version
    status: Status
    licence: Label
    author: Label
    reviewer: Label | None = Field(description="The clinician who read it; null until then.")
    reviewed_on: date | None
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)] = Field(
        description="It is listed under the first."
    )
    causes: tuple[Slug, ...] = Field((), description="Whom it is for; none: everybody.")
    phases: tuple[Phase, ...] = ()
    exercises: tuple[Slug | PlannedWorkSource, ...] = ()
    see_also: tuple[Slug, ...] = ()
    sources: tuple[ReferenceSource, ...] = ()


class ArticleWords(Source):
    """The head of `body.<language>.md`."""

    title: Title = Field(description="Neutral: safe on a screen that others can see.")
    summary: Annotated[str, Field(min_length=1, max_length=160)]
