"""What the therapist brings to the feedback session, in the order in which it is said. For the care team alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.formulation import charts, checklist, goals, queries, ranking, seeing, standing
from troth.practice.formulation.aloud import mark
from troth.practice.formulation.events import events_for
from troth.practice.formulation.models import FeedbackSession
from troth.practice.formulation.states import CauseStanding, PlanState
from troth.practice.instruments import evidence, expectation_queries, measure_course, trust_queries
from troth.practice.instruments.charts import trust_over_time
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy import queries as privacy
from troth.practice.privacy.states import Audience
from troth.practice.programme import queries as programme
from troth.practice.safety import queries as safety
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from troth.practice.formulation.aloud import Mark, Said
    from troth.practice.formulation.charts import Panel
    from troth.practice.formulation.checklist import Step
    from troth.practice.formulation.ranking import CauseLine, SideView
    from troth.practice.formulation.shown import GoalLine, PlanText
    from troth.practice.formulation.standing import Good
    from troth.practice.formulation.states import Agenda
    from troth.practice.formulation.suggesting import NextStep, PhaseWork
    from troth.practice.instruments.charts import Trust
    from troth.practice.instruments.evidence import ScoreFact
    from troth.practice.instruments.measure_course import CoupleMeasures
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run

SAYS_AND_EXPECTS = ("says", "guess")
NUMBERS_SHOWN = 52  # half a year of weekly answers of two
# What every paper and page of the session says of itself.
LIMITS = (
    "Both views stay side by side; nothing here is an average, a diagnosis or a forecast, "
    "and none of it is for custody or a court."
)
# What the numbers of the profile are.
WEIGHTS = (
    "How much of what each was asked about a cause points to it, from 0 (none of it) to 1 (all of it). "
    "The weighting is our own and not validated: it orders a talk. It is no probability, and it never sums up the two."
)


@dataclass(frozen=True)
class ToldCause:
    """A cause as it may be said, in the therapist's words where there are some, and both views of it."""

    id: str
    label: str
    text: str
    agreement: str
    sides: list[SideView]


@dataclass(frozen=True)
class Pictures:
    """The charts of the session, each with its table; None where nobody has answered."""

    standing: Panel | None
    met: Panel | None
    seeing: Panel | None
    profile: Panel | None
    trust: Trust


@dataclass(frozen=True)
class FeedbackPage:
    """Everything for the session, both sides."""

    before: list[Step]
    avoid: list[str]
    good: list[Good]
    highest: list[Said]
    gaps: list[Said]
    pictures: Pictures
    measures: CoupleMeasures
    causes: list[ToldCause]
    agenda: Agenda
    is_reviewed: bool
    aims: list[tuple[GoalLine, Mark]]
    plan: PlanText | None
    next_step: NextStep | None
    suggestion: list[PhaseWork]
    after: list[Step]
    held: list[dt.date]


@transaction.atomic
@people.asking_once_who_cares()
def feedback_page(viewer: Viewer, couple_id: UUID) -> FeedbackPage:
    """Return the material, and note in the audit log that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    note_of_couple(viewer, couple, "feedback.read")
    names, agenda = names_of(couple_id), queries.agenda_for(viewer, couple_id)
    scores = evidence.latest_scores(viewer, couple_id, standing.WANTED | seeing.WANTED)
    sees = seeing.seeing([one for one in scores if (one.instrument, one.scale) in seeing.WANTED], names)
    runs = programme.runs_of_couples([couple_id]).get(couple_id, [])
    lines = _cause_lines(viewer, couple, names)
    sessions = FeedbackSession.objects.filter(couple=couple).order_by("-held_on")
    held = list(sessions.values_list("held_on", flat=True))
    policy = privacy.policy_in_force(couple_id)
    return FeedbackPage(
        before=checklist.before(
            safety.gate_page(viewer, couple_id), policy.get_kind_display() if policy else ""
        ),
        avoid=[*checklist.AVOID[agenda], *checklist.NEVER],
        good=standing.good(evidence.latest_answers(viewer, couple_id, set(standing.GOOD)), names),
        highest=standing.highest(scores, names),
        gaps=sees.sentences if sees else [],
        pictures=Pictures(
            **_side_by_side(scores, names),
            seeing=charts.panel(sees.table.marked(), SAYS_AND_EXPECTS) if sees else None,
            profile=_profile(lines, names),
            trust=_trust(viewer, couple_id, names, runs),
        ),
        measures=measure_course.couple_measures(viewer, couple_id, names),
        causes=_causes(couple_id, lines),
        agenda=agenda,
        is_reviewed=safety.is_reviewed(viewer, couple),
        aims=[
            (line, mark(line.audience == Audience.COUPLE, line.name))
            for line in goals.goal_lines(viewer, couple_id, may_be_due=False)
        ],
        plan=queries.agreed_text(couple_id),
        next_step=queries.next_step_for(couple_id, runs),
        suggestion=queries.suggestion_for(viewer, couple),
        after=_after(couple_id, held, names),
        held=held,
    )


def _side_by_side(scores: Iterable[ScoreFact], names: Mapping[str, str]) -> dict[str, Panel | None]:
    facts, both = list(scores), (names["a"], names["b"])
    found = {
        "standing": standing.standing(facts, names, (*standing.TRUST, *standing.DISTRUST)),
        "met": standing.standing(facts, names, standing.MET),
    }
    return {name: charts.panel(one.marked(), both) if one else None for name, one in found.items()}


def _profile(lines: Sequence[CauseLine], names: Mapping[str, str]) -> Panel | None:
    found = ranking.profile(lines)
    both = (names["a"], names["b"])
    return charts.panel(found.marked(), both, top=1, title="Weight, 0 to 1") if found else None


def _trust(viewer: Viewer, couple_id: UUID, names: Mapping[str, str], runs: Iterable[Run]) -> Trust:
    line = expectation_queries.course_of(viewer, couple_id).line
    return trust_over_time(
        trust_queries.trust_ends(viewer, couple_id, NUMBERS_SHOWN)[1],
        names,
        line.expected if line else (),
        events_for(viewer, couple_id, runs),
    )


def _after(couple_id: UUID, held: Sequence[dt.date], names: Mapping[str, str]) -> list[Step]:
    reads = queries.who_reads(couple_id)
    waiting = queries.open_plan(couple_id)
    return checklist.after(
        held,
        {names[seat.side]: seat.person_id in reads for seat in people.seats_of(couple_id)},
        is_proposed=waiting is not None and waiting.state == PlanState.PROPOSED,
        is_agreed=queries.agreed_plan(couple_id) is not None,
    )


def _cause_lines(viewer: Viewer, couple: Couple, names: Mapping[str, str]) -> list[CauseLine]:
    causes = list(library_for(couple.practice_id).causes.values())
    return ranking.cause_lines(causes, queries.facts_for(viewer, couple.pk, causes), names)


def _causes(couple_id: UUID, lines: Sequence[CauseLine]) -> list[ToldCause]:
    """Return the causes that the therapist took in, or else all in the order to which the answers point."""
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
            line.sides,
        )
        for line in lines
        if not accepted or line.cause.id in accepted
    ]
    own = [(id_, decided[id_]) for id_ in decided if id_ in accepted - known]
    return told + [ToldCause(id_, one["label"], one.get("words") or "", "", []) for id_, one in own]
