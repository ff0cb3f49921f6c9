"""What the therapist brings to the feedback session, in the order in which it is said. For the care team alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.library import load_library
from troth.practice.common import audit
from troth.practice.formulation import charts, goals, queries, ranking, seeing, standing
from troth.practice.formulation.models import FeedbackSession
from troth.practice.formulation.states import CauseStanding
from troth.practice.instruments import evidence
from troth.practice.people import queries as people
from troth.practice.safety import queries as safety

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from troth.practice.formulation.seeing import Seeing
    from troth.practice.formulation.shown import GoalLine
    from troth.practice.formulation.standing import Good, Standing
    from troth.practice.formulation.states import Agenda
    from troth.practice.formulation.suggesting import PhaseWork
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

SAYS_AND_EXPECTS = ("says", "other’s guess")
# What every paper and page of the session says of itself.
LIMITS = (
    "Both views stay side by side; nothing here is an average, a diagnosis or a forecast, "
    "and none of it is for custody or a court."
)


@dataclass(frozen=True)
class ToldCause:
    """A cause as it may be said: in the therapist's words where there are some."""

    id: str
    label: str
    text: str
    agreement: str


@dataclass(frozen=True)
class FeedbackPage:
    """Everything for the session, both sides."""

    good: list[Good]
    standing: Standing | None
    standing_spec: dict[str, Any] | None
    seeing: Seeing | None
    seeing_spec: dict[str, Any] | None
    causes: list[ToldCause]
    agenda: Agenda
    door_is_open: bool
    is_reviewed: bool
    aims: list[GoalLine]
    suggestion: list[PhaseWork]
    held: list[dt.date]


@transaction.atomic
def feedback_page(viewer: Viewer, couple_id: UUID) -> FeedbackPage:
    """Return the material, and note in the audit log that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    _note_read(viewer, couple)
    names = {seat.side: seat.called for seat in people.seats_of(couple_id)}
    wrote = evidence.latest_answers(viewer, couple_id, set(standing.GOOD))
    scores = evidence.latest_scores(viewer, couple_id, standing.WANTED | seeing.WANTED)
    stands = standing.standing(scores, names, (*standing.SCALES, *standing.DISTRUST))
    sees = seeing.seeing([one for one in scores if (one.instrument, one.scale) in seeing.WANTED], names)
    return FeedbackPage(
        good=standing.good(wrote, names),
        standing=stands,
        standing_spec=charts.apart(stands.pairs, (names["a"], names["b"])) if stands else None,
        seeing=sees,
        seeing_spec=charts.apart(sees.pairs, SAYS_AND_EXPECTS) if sees else None,
        causes=_causes(viewer, couple_id, names),
        agenda=queries.agenda_for(viewer, couple_id),
        door_is_open=safety.joint_work_is_open(couple_id),
        is_reviewed=safety.is_reviewed(viewer, couple),
        aims=goals.goal_lines(viewer, couple_id, may_be_due=False),
        suggestion=queries.suggestion_for(viewer, couple),
        held=list(
            FeedbackSession.objects.filter(couple=couple)
            .order_by("-held_on")
            .values_list("held_on", flat=True)
        ),
    )


def _causes(viewer: Viewer, couple_id: UUID, names: Mapping[str, str]) -> list[ToldCause]:
    """Return the causes that the therapist took in, or else all in the order to which the answers point."""
    causes = list(load_library().causes.values())
    lines = ranking.cause_lines(causes, queries.facts_for(viewer, couple_id, causes), dict(names))
    formulation = queries.latest_formulation(couple_id)
    decided = formulation.causes if formulation else {}
    accepted = {id_ for id_, each in decided.items() if each.get("standing") == CauseStanding.ACCEPTED}
    known = {line.cause.id for line in lines}
    told = [
        ToldCause(
            line.cause.id,
            line.cause.label,
            decided.get(line.cause.id, {}).get("words") or line.cause.explanation,
            line.agreement,
        )
        for line in lines
        if not accepted or line.cause.id in accepted
    ]
    own = [(id_, decided[id_]) for id_ in decided if id_ in accepted - known]
    return told + [ToldCause(id_, one["label"], one.get("words") or "", "") for id_, one in own]


def _note_read(viewer: Viewer, couple: Couple) -> None:
    audit.record(
        "feedback.read",
        actor_id=viewer.person_id,
        practice_id=couple.practice_id,
        subject=couple,
        couple_id=couple.pk,
    )
