"""What the queries hand out. Answers and numbers carry what `privacy.visibility` must know of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID


@dataclass(kw_only=True)
class Visible:
    """The facts by which visibility decides."""

    couple_id: UUID
    author_id: UUID
    audience: str
    promise: str
    protected: bool
    submitted_at: dt.datetime | None
    opened_at: dt.datetime | None
    released_at: dt.datetime | None


@dataclass(kw_only=True)
class AnswerItem(Visible):
    """One answer in words, beside its question."""

    item_id: str
    text: str
    label: str


@dataclass(kw_only=True)
class Screening:
    """How far a couple's questions about safety are, for clinicians."""

    answered_by: frozenset[UUID]
    asked_at: dt.datetime | None
    waits: bool
    unread: bool


@dataclass(kw_only=True)
class ScorePoint(Visible):
    """One number of one side."""

    side: str
    scale: str
    on: dt.date
    value: float | None
    low: float
    high: float


class OpenAssignment(NamedTuple):
    """What waits for a partner."""

    id: UUID
    slug: str
    title: str
    purpose: str
    minutes: int
    audience: str
    guarded: bool
    asked_at: dt.datetime


class RecentScore(NamedTuple):
    """A point of the trust line, for the caseload."""

    couple_id: UUID
    side: str
    answered_at: dt.datetime
    value: float
    low: float
    high: float


class Facet(NamedTuple):
    """One scale, both sides."""

    scale: str
    label: str
    low: float
    high: float
    values: dict[str, float | None]


class FacetProfile(NamedTuple):
    """The facets of the latest round that opened."""

    round_id: UUID
    opened_at: dt.datetime
    facets: list[Facet]


class RoundFact(NamedTuple):
    """One round on the timeline; ``answered`` holds only the sides that this viewer may know of."""

    id: UUID
    slug: str
    title: str
    audience: str
    asked_at: dt.datetime
    answered: dict[str, dt.datetime]
    opened_at: dt.datetime | None
