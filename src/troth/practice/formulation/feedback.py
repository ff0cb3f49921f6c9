"""What the therapist brings to the feedback session, in the order in which it is said. For the care team alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from troth.library import load_library
from troth.practice.common import audit
from troth.practice.formulation import queries, ranking, seeing
from troth.practice.formulation.models import FeedbackSession
from troth.practice.formulation.states import CauseStanding
from troth.practice.instruments import evidence
from troth.practice.people import queries as people
from troth.practice.safety import queries as safety

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from troth.practice.formulation.seeing import Seeing
    from troth.practice.formulation.states import Agenda
    from troth.practice.formulation.suggesting import PhaseWork
    from troth.practice.instruments.evidence import AnswerFact, ScoreFact
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

GOOD = (
    ("private-intake", "still_value"),
    ("where-we-stand", "good_about_us"),
    ("where-we-stand", "grateful_for"),
)
STANDS = (
    "strengths",
    "overall_trust",
    "predictability",
    "dependability",
    "faith",
    "satisfaction",
    "commitment",
    "feeling_heard",
    "attunement",
    "intimacy",
    "boundaries_respected",
)


@dataclass(frozen=True)
class Good:
    """What one partner wrote about what is good between the two."""

    name: str
    words: list[str]


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
    stands_head: list[str]
    stands: list[list[str]]
    seeing: Seeing | None
    causes: list[ToldCause]
    agenda: Agenda
    door_is_open: bool
    is_reviewed: bool
    suggestion: list[PhaseWork]
    held: list[dt.date]


@transaction.atomic
def feedback_page(viewer: Viewer, couple_id: UUID) -> FeedbackPage:
    """Return the material, and note in the audit log that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    _note_read(viewer, couple)
    names = {seat.side: seat.called for seat in people.seats_of(couple_id)}
    wanted = {("where-we-stand", scale) for scale in STANDS} | seeing.WANTED
    scores = evidence.latest_scores(viewer, couple_id, wanted)
    return FeedbackPage(
        good=_good(evidence.latest_answers(viewer, couple_id, set(GOOD)), names),
        stands_head=["From 0 to 4", *(_with_day(names[side], side, scores) for side in "ab")],
        stands=_stands(scores),
        seeing=seeing.seeing([one for one in scores if (one.instrument, one.scale) in seeing.WANTED], names),
        causes=_causes(viewer, couple_id, names),
        agenda=queries.agenda_for(viewer, couple_id),
        door_is_open=safety.joint_work_is_open(couple_id),
        is_reviewed=safety.is_reviewed(viewer, couple),
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
    return [
        ToldCause(
            line.cause.id,
            line.cause.label,
            decided.get(line.cause.id, {}).get("words") or line.cause.explanation,
            line.agreement,
        )
        for line in lines
        if not accepted or line.cause.id in accepted
    ]


def _good(facts: Iterable[AnswerFact], names: Mapping[str, str]) -> list[Good]:
    found = {(fact.side, fact.instrument, fact.item): fact.label for fact in facts}
    said = {side: [found[side, *key] for key in GOOD if (side, *key) in found] for side in names}
    return [Good(names[side], words) for side, words in sorted(said.items()) if words]


def _stands(scores: Iterable[ScoreFact]) -> list[list[str]]:
    instrument = load_library().instruments["where-we-stand"]
    labels = {scale.id: scale.label for scale in instrument.scales}
    found = {(one.side, one.scale): one for one in scores if one.instrument == instrument.id}
    return [
        [labels[scale], *(_told(found.get((side, scale))) for side in "ab")]
        for scale in STANDS
        if any((side, scale) in found for side in "ab")
    ]


def _told(fact: ScoreFact | None) -> str:
    return "–" if fact is None else f"{fact.value:.1f}"


def _with_day(name: str, side: str, scores: Iterable[ScoreFact]) -> str:
    days = [one.on for one in scores if one.side == side and one.scale in STANDS]
    return f"{name}, {max(days):%-d %b %Y}" if days else name


def _note_read(viewer: Viewer, couple: Couple) -> None:
    audit.record(
        "feedback.read",
        actor_id=viewer.person_id,
        practice_id=couple.practice_id,
        subject=couple,
        couple_id=couple.pk,
    )
