"""What pages show of topics, positions and agreements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from troth.library import BoundaryTopic
    from troth.practice.boundaries.models import Agreement, Breach, Proposal
    from troth.practice.boundaries.states import RepairState
    from troth.practice.common.two_devices import Page


@dataclass(frozen=True)
class TopicLine:
    """One topic in a partner's list: where the own side stands, and the live agreement, if there is one."""

    topic: BoundaryTopic
    own: str
    agreement: AgreementLine | None


@dataclass(frozen=True)
class AgreementLine:
    """One agreement in a list."""

    id: UUID
    title: str
    kind: str
    state: str
    is_live: bool
    is_in_force: bool
    for_session: bool
    review_on: dt.date | None
    end_on: dt.date | None
    is_due: bool
    was_looked_at: bool


@dataclass(frozen=True)
class Side:
    """What one partner handed in: (heading, words) of each part, and how firm they are."""

    name: str
    side: str
    firm: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class PartMark:
    """One part with what each marked; ``words`` sums up both marks and never the texts."""

    part: str
    heading: str
    kind: str
    words: str


@dataclass(frozen=True)
class TopicPage:
    """The page of one topic for one partner; ``said`` holds both sides as they opened in ``round``, by seat."""

    topic: BoundaryTopic
    draft: dict[str, str]
    page: Page
    handed_in: bool
    is_open: bool
    round: int
    said: dict[str, dict[str, str]]
    sides: list[Side]
    firmness: str
    marked: dict[str, str]
    marks: list[PartMark]
    agreement: Agreement | None
    earlier: list[AgreementLine]


@dataclass(frozen=True)
class TermLine:
    """A term as it is read: whose it is by name, its field of openness, its words."""

    id: str
    whose: str
    about: str
    words: str


@dataclass(frozen=True)
class ChangeLine:
    """What became of a term: ``kind`` is same, new, changed or gone; ``was`` is the earlier line where it changed."""

    kind: str
    label: str
    now: TermLine
    was: TermLine | None


@dataclass(frozen=True)
class WordingShown:
    """One wording with what it changed in the one before."""

    proposal: Proposal
    by: str
    terms: list[TermLine]
    changes: list[ChangeLine]
    watched: list[str]
    signers: list[tuple[str, dt.datetime]]


@dataclass(frozen=True)
class ReviewPair:
    """Reviews that have opened, or what the viewer may read: each term with the mark of each name, wishes and words."""

    opened_at: dt.datetime | None
    names: list[str]
    rows: list[tuple[str, list[tuple[str, str]]]]
    wishes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class BreachLine:
    """One note about a term in a list."""

    id: UUID
    happened_on: dt.date
    named: str
    kind: str
    by: str
    author: str
    audience: str
    repair: str


@dataclass(frozen=True)
class CommentLine:
    """One comment in a thread; ``about`` is the number of a wording, 0 for the agreement as a whole."""

    id: UUID
    by: str
    at: dt.datetime | None
    about: int
    text: str
    audience: str
    is_mine: bool


@dataclass(frozen=True)
class AgreementPage:
    """The page of one agreement."""

    agreement: Agreement
    title: str
    line: AgreementLine
    is_open: bool
    latest: WordingShown | None
    in_force: WordingShown | None
    earlier: list[WordingShown]
    signed_latest: bool
    thought_over: bool
    own_doubts: list[str]
    waits_for_review: bool
    reviews: list[ReviewPair]
    breaches: list[BreachLine]
    comments: list[CommentLine]

    @property
    def numbers(self) -> list[int]:
        """The numbers of all wordings, the newest first."""
        told = [self.latest] if self.latest else []
        return [one.proposal.number for one in [*told, *self.earlier]]

    @property
    def waits_for_signature(self) -> bool:
        """Whether the latest wording is not the one in force."""
        return self.agreement.is_live and self.latest is not None and not self.is_latest_in_force

    @property
    def is_latest_in_force(self) -> bool:
        return (
            self.latest is not None
            and self.in_force is not None
            and self.latest.proposal == self.in_force.proposal
        )


@dataclass(frozen=True)
class RepairStep:
    """One step of a repair, done or to do."""

    step: RepairState
    asks: str
    text: str
    by: str
    at: dt.datetime | None


@dataclass(frozen=True)
class BreachPage:
    """The page of one note: what was written, and the path of repair where both read it."""

    breach: Breach
    line: BreachLine
    words: str
    is_mine: bool
    is_open: bool
    wider: list[tuple[str, str]]
    steps: list[RepairStep]
    following: RepairStep | None
    may_write: bool
    why_not: str


@dataclass(frozen=True)
class CareAgreement:
    """One agreement as its care team reads it: the page, the notes, and what each had doubts about before signing."""

    page: AgreementPage
    notes: list[BreachPage]
    doubts: list[tuple[str, int, list[str]]]


@dataclass(frozen=True)
class CareSides:
    """What was handed in about a topic, and whether the two can read each other's."""

    title: str
    is_open: bool
    sides: list[Side]


@dataclass(frozen=True)
class CarePage:
    """The therapist's page of a couple's topics and agreements."""

    repeated: list[str]
    agreements: list[AgreementLine]
    sides: list[CareSides]
