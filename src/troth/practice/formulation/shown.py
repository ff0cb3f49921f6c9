"""What the queries hand out to pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from troth.practice.formulation.charts import Panel
from troth.practice.formulation.models import Formulation, Plan
from troth.practice.formulation.ranking import CauseLine, EvidenceLine
from troth.practice.formulation.seeing import Seeing
from troth.practice.formulation.standing import Good
from troth.practice.formulation.states import Agenda, CauseStanding, GateKind, Phase
from troth.practice.formulation.suggesting import NextStep, PhaseWork
from troth.practice.instruments.charts import Trust


@dataclass(frozen=True)
class Choice:
    """A cause on the therapist's page, with what was decided about it; ``line`` is None for an own one."""

    id: str
    label: str
    standing: CauseStanding | None
    words: str
    line: CauseLine | None


@dataclass(frozen=True)
class SideDraft:
    """What is prepared for one partner, and what that partner reads now."""

    side: str
    name: str
    joined: bool
    text: str
    causes: list[str]
    released_at: dt.datetime | None


@dataclass(frozen=True)
class FormulationPage:
    """The therapist's page."""

    formulation: Formulation | None
    choices: list[Choice]
    agenda: Agenda
    drafts: list[SideDraft]
    settled: list[GateKind]
    seeing: Seeing | None
    may_write: bool

    @property
    def accepted(self) -> list[Choice]:
        return [one for one in self.choices if one.standing is CauseStanding.ACCEPTED]


@dataclass(frozen=True)
class ReleasedCause:
    """A cause as it was released, with the evidence that this reader may see."""

    label: str
    explanation: str
    lines: list[EvidenceLine]


class PlanPhase(NamedTuple):
    """One stretch of a plan: words, and what the two do."""

    phase: Phase
    words: str
    work: list[str]


@dataclass(frozen=True)
class PlanText:
    """One version of a plan as it is read and signed."""

    plan: Plan
    phases: list[PlanPhase]


class Point(NamedTuple):
    """One rating that this reader may see."""

    month: dt.date
    value: int


@dataclass(frozen=True)
class GoalLine:
    """A goal with the ratings that this reader may see, by name."""

    id: UUID
    text: str
    name: str
    audience: str
    own: bool
    due: bool
    rated: int | None
    ratings: dict[str, list[Point]]


@dataclass(frozen=True)
class UnderstandingPage:
    """What one partner reads, once something was released to them."""

    good: list[Good]
    text: str
    causes: list[ReleasedCause]
    released_at: dt.datetime | None
    words: list[str]
    answers: Panel | None
    trust: Trust
    goals: list[GoalLine]
    next_step: NextStep | None


@dataclass(frozen=True)
class PlanPage:
    """The partners' page of the plan and the goals; of signatures it tells the own one alone until all have signed."""

    waiting: PlanText | None
    may_sign: bool
    agreed: PlanText | None
    goals: list[GoalLine]
    others_goals: list[GoalLine]
    therapist: str


@dataclass(frozen=True)
class CouplePlanPage:
    """The care team's page of the plan."""

    draft: PlanText | None
    waiting: PlanText | None
    agreed: PlanText | None
    signed: list[str]
    may_sign: bool
    may_write: bool
    suggestion: list[PhaseWork]
    agenda: Agenda
    waits_for: list[GateKind]
    goals: list[GoalLine]
