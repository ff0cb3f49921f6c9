"""What the queries hand out. Answers and numbers carry what `privacy.visibility` must know of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from troth.practice.instruments.lines import Lines
from troth.practice.privacy.states import Audience
from troth.practice.privacy.visibility import is_released

Series = dict[str, list[tuple[dt.date, float]]]
"""By side, days and values, the oldest first."""


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


def as_opened(audience: str, opened_at: dt.datetime | None) -> str:
    """Return the audience as it is once a seal has opened."""
    return Audience.COUPLE if opened_at and audience == Audience.SEALED else audience


@dataclass(kw_only=True)
class AnswerItem(Visible):
    """One answer in words, beside its question and under its heading."""

    item_id: str
    section: str
    text: str
    label: str

    @property
    def read_by(self) -> str:
        """The audience as it is now: what a therapist brought to both is both's, and so is what has opened."""
        return Audience.COUPLE if is_released(self) else as_opened(self.audience, self.opened_at)


@dataclass(kw_only=True)
class Screening:
    """How far a couple's questions about safety are, for clinicians."""

    answered_by: frozenset[UUID]
    asked_at: dt.datetime | None
    waits: bool
    unread: bool


class ScorePoint(NamedTuple):
    """One number of one side, with the facts by which visibility decides; as light as a row, for there are many."""

    couple_id: UUID
    author_id: UUID
    audience: str
    promise: str
    protected: bool
    opened_at: dt.datetime | None
    released_at: dt.datetime | None
    side: str
    scale: str
    answered_at: dt.datetime
    value: float | None

    @property
    def submitted_at(self) -> dt.datetime:
        return self.answered_at

    @property
    def on(self) -> dt.date:
        return timezone.localdate(self.answered_at)


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


class TrustNeed(NamedTuple):
    """How far trust fell, what stands out weighs, and whether it has stayed better than at first (see `steady`)."""

    fall: float = 0.0
    need: float = 0.0
    steady: dict[str, Any] | None = None


class RecentTrust(NamedTuple):
    """The last weeks of a couple's trust, and what stands out in it as codes and numbers."""

    points: Lines
    signals: list[dict[str, Any]]


class Facet(NamedTuple):
    """One scale, both sides."""

    scale: str
    label: str
    low: float
    high: float
    values: dict[str, float | None]


class FacetProfile(NamedTuple):
    """The facets of the latest round that opened."""

    opened_at: dt.datetime
    facets: list[Facet]


class WaitingRound(NamedTuple):
    """What was asked and is not answered by both, for clinicians; ``owes`` names the partners.

    ``since`` is the day from which it waits, over askings that were taken back; empty where that is not told.
    """

    id: UUID
    title: str
    asked_at: dt.datetime
    since: dt.datetime | None
    owes: list[str]


class AskedRound(NamedTuple):
    """What was asked of one side and when it answered, without any words; as light as a row.

    ``pk`` and ``created_at`` are the round's, by the names that `editions` knows.
    """

    pk: UUID
    couple_id: UUID
    instrument: str
    version: int
    content_hash: str
    created_at: dt.datetime
    opened_at: dt.datetime | None
    side: str
    answered_at: dt.datetime


class RoundFact(NamedTuple):
    """One round on the timeline; ``answered`` holds only the sides that this viewer may know of."""

    id: UUID
    slug: str
    title: str
    audience: str
    asked_at: dt.datetime
    answered: dict[str, dt.datetime]
    opened_at: dt.datetime | None

    @property
    def read_by(self) -> str:
        """The audience as it is now."""
        return as_opened(self.audience, self.opened_at)
