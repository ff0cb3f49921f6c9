"""Reads about causes, plans and goals. Whatever shows an answer or a word asks `privacy.visibility` first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from troth.practice.common.errors import Absent
from troth.practice.formulation import goals, ranking, rules, seeing, suggesting
from troth.practice.formulation.models import Formulation, Plan, PlanSignature, ReleasedView
from troth.practice.formulation.shown import (
    Choice,
    CouplePlanPage,
    FormulationPage,
    PlanPage,
    PlanPhase,
    PlanText,
    SideDraft,
)
from troth.practice.formulation.states import (
    OPEN_PLANS,
    Agenda,
    CauseStanding,
    GateKind,
    Phase,
    PlanState,
)
from troth.practice.instruments import evidence
from troth.practice.people import queries as people
from troth.practice.people.naming import told_apart
from troth.practice.people.noting import note_of_couple
from troth.practice.privacy.states import Audience
from troth.practice.programme.states import RunState
from troth.practice.safety import queries as safety
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from troth.library import Cause, Library
    from troth.practice.formulation.models import Goal
    from troth.practice.formulation.suggesting import NextStep, PhaseWork
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.models import Run

goal_for = goals.goal_for
goal_line = goals.goal_line


def latest_formulation(couple_id: UUID) -> Formulation | None:
    """Return the working copy. The caller cares for the couple."""
    return Formulation.objects.filter(couple_id=couple_id).order_by("-number").first()


def open_plan(couple_id: UUID) -> Plan | None:
    """Return the version in the making. The caller decides who may see it."""
    return Plan.objects.filter(couple_id=couple_id, state__in=OPEN_PLANS).first()


def agreed_plan(couple_id: UUID) -> Plan | None:
    """Return the version in force. The caller decides who may see it."""
    return Plan.objects.filter(couple_id=couple_id, state=PlanState.AGREED).first()


def agreed_text(couple_id: UUID) -> PlanText | None:
    """Return the version in force as it is read. The caller decides who may see it."""
    return _text(agreed_plan(couple_id))


def planned_work(couple_id: UUID) -> list[str]:
    """Return the work in the version in force, by id, in its order. Both partners have signed it."""
    plan = agreed_plan(couple_id)
    return suggesting.work_in(plan.phases) if plan else []


def next_step_for(couple_id: UUID, runs: Iterable[Run]) -> NextStep | None:
    """Return what comes next in the version in force; ``runs`` are the couple's. The caller decides who may see it."""
    plan = agreed_plan(couple_id)
    done = {run.exercise for run in runs if run.state == RunState.DONE}
    return suggesting.next_step(plan.phases, done) if plan else None


def who_reads(couple_id: UUID) -> set[UUID]:
    """Return the partners to whom a view is released now. For the care team."""
    views = ReleasedView.objects.filter(couple_id=couple_id, withdrawn_at=None)
    return set(views.values_list("author_id", flat=True))


def reviews_due(couple_ids: Iterable[UUID], day: dt.date) -> dict[UUID, dt.date]:
    """Return when agreed plans were to be looked at, where that day has come, in one query.

    The caller cares for all of the couples.
    """
    due = Plan.objects.filter(couple_id__in=couple_ids, state=PlanState.AGREED, review_on__lte=day)
    return {couple_id: on for couple_id, on in due.values_list("couple_id", "review_on") if on}


def facts_for(viewer: Viewer, couple_id: UUID, causes: Iterable[Cause]) -> ranking.Facts:
    """Return the latest answers and numbers about these causes that the viewer may see. Raises `Absent`."""
    scales, items = ranking.wanted_by(causes)
    return ranking.Facts.of(
        evidence.latest_scores(viewer, couple_id, scales), evidence.latest_answers(viewer, couple_id, items)
    )


def agenda_for(viewer: Viewer, couple_id: UUID) -> Agenda:
    """Return what the two want from coming here, for their care team alone. Raises `Absent`."""
    people.couple_for(viewer, couple_id)
    facts = evidence.latest_answers(viewer, couple_id, set(suggesting.GOAL_ITEMS))
    by_day = sorted(facts, key=lambda fact: fact.on)
    return suggesting.agenda_of({fact.side: str(fact.values[0]) for fact in by_day})


def accepted_causes(formulation: Formulation | None, library: Library) -> list[Cause]:
    """Return the causes of the library that the therapist accepted, in the library's order."""
    decided = formulation.causes if formulation else {}
    return [
        cause
        for cause in library.causes.values()
        if decided.get(cause.id, {}).get("standing") == CauseStanding.ACCEPTED
    ]


def settled_gates(viewer: Viewer, couple: Couple, agenda: Agenda) -> list[GateKind]:
    """Return what is settled: judged by the therapist, or known from the door and the goals."""
    formulation = latest_formulation(couple.pk)
    settled = [GateKind(gate) for gate in formulation.settled] if formulation else []
    if safety.is_reviewed(viewer, couple):
        settled.append(GateKind.SAFETY_REVIEWED)
    if agenda is Agenda.SHARED:
        settled.append(GateKind.SHARED_GOAL)
    return settled


def waits_for(viewer: Viewer, couple: Couple, plan: Plan) -> list[GateKind]:
    """Return the gates that keep this plan from being put before both. For the care team."""
    settled = settled_gates(viewer, couple, agenda_for(viewer, couple.pk))
    filled = [phase for phase, part in plan.phases.items() if part.get("work") or part.get("words")]
    return suggesting.unsettled(
        accepted_causes(latest_formulation(couple.pk), library_for(couple.practice_id)), settled, filled
    )


def suggestion_for(viewer: Viewer, couple: Couple) -> list[PhaseWork]:
    """Return the work that serves the accepted causes. For the care team."""
    agenda = agenda_for(viewer, couple.pk)
    causes = accepted_causes(latest_formulation(couple.pk), library_for(couple.practice_id))
    return suggesting.suggested(causes, settled_gates(viewer, couple, agenda), agenda)


@transaction.atomic
def formulation_page(viewer: Viewer, couple_id: UUID) -> FormulationPage:
    """Return the therapist's page and note in the audit log that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    _note_read(viewer, couple, "formulation.read")
    seats = people.seats_of(couple_id)
    names = told_apart({seat.side: seat.called for seat in seats})
    causes = list(library_for(couple.practice_id).causes.values())
    lines = ranking.cause_lines(causes, facts_for(viewer, couple_id, causes), names)
    formulation = latest_formulation(couple_id)
    prepared = formulation.prepared if formulation else {}
    views = ReleasedView.objects.filter(couple_id=couple_id, withdrawn_at=None)
    released = dict(views.values_list("author_id", "submitted_at"))
    agenda = agenda_for(viewer, couple_id)
    return FormulationPage(
        formulation=formulation,
        choices=_choices(formulation, lines),
        agenda=agenda,
        drafts=[
            SideDraft(
                side=seat.side,
                name=seat.called,
                joined=seat.person_id is not None,
                text=prepared.get(seat.side, {}).get("text", ""),
                causes=prepared.get(seat.side, {}).get("causes", []),
                released_at=released.get(seat.person_id) if seat.person_id else None,
            )
            for seat in seats
        ],
        settled=settled_gates(viewer, couple, agenda),
        seeing=seeing.seeing(evidence.latest_scores(viewer, couple_id, seeing.WANTED), names),
        may_write=rules.can_formulate(viewer, couple),
    )


def plan_page(viewer: Viewer) -> PlanPage:
    """Return the plan and the goals as this partner may see them. Raises `Absent` for others."""
    couple_id = viewer.own_couple_id
    waiting = open_plan(couple_id)
    if waiting is not None and waiting.state == PlanState.DRAFT:
        waiting = None
    agreed = agreed_plan(couple_id)
    lines = goals.goal_lines(viewer, couple_id, may_be_due=agreed is not None)
    return PlanPage(
        waiting=_text(waiting),
        may_sign=waiting is not None and rules.can_sign(viewer, waiting),
        agreed=_text(agreed),
        goals=[line for line in lines if line.own],
        others_goals=[line for line in lines if not line.own],
        therapist=people.therapist_name(couple_id),
    )


@transaction.atomic
def couple_plan_page(viewer: Viewer, couple_id: UUID) -> CouplePlanPage:
    """Return the care team's page of the plan, and note that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    _note_read(viewer, couple, "plan.read")
    plan = open_plan(couple_id)
    proposed = plan is not None and plan.state == PlanState.PROPOSED
    return CouplePlanPage(
        draft=None if proposed else _text(plan),
        waiting=_text(plan) if proposed else None,
        agreed=_text(agreed_plan(couple_id)),
        signed=_signers(plan) if plan else [],
        may_sign=plan is not None and rules.can_sign(viewer, plan),
        may_write=rules.can_formulate(viewer, couple),
        suggestion=suggestion_for(viewer, couple),
        agenda=agenda_for(viewer, couple_id),
        waits_for=waits_for(viewer, couple, plan) if plan else [],
        goals=goals.goal_lines(viewer, couple_id, may_be_due=False),
    )


def due_for(viewer: Viewer) -> tuple[bool, bool]:
    """Tell a partner whether the plan waits for their name, and whether goals wait for a number."""
    if viewer.couple_id is None:
        return False, False
    signed = PlanSignature.objects.filter(person_id=viewer.person_id)
    live = Plan.objects.filter(couple_id=viewer.couple_id, state__in=(PlanState.PROPOSED, PlanState.AGREED))
    rows = list(live.values_list("state", "pk"))
    waits = [pk for state, pk in rows if state == PlanState.PROPOSED]
    to_sign = bool(waits) and not signed.filter(plan__in=waits).exists()
    is_agreed = len(rows) > len(waits)
    return to_sign, is_agreed and goals.some_are_due(viewer)


def wider_audiences(viewer: Viewer, goal: Goal) -> list[Audience]:
    """Return with whom this partner could still share the goal."""
    return [each for each in (Audience.THERAPIST, Audience.COUPLE) if rules.can_share(viewer, goal, each)]


def _choices(formulation: Formulation | None, lines: list[ranking.CauseLine]) -> list[Choice]:
    decided = formulation.causes if formulation else {}
    known = {line.cause.id: line for line in lines}
    own = [name for name in decided if name not in known]
    return [
        Choice(
            id=name,
            label=decided.get(name, {}).get("label") or known[name].cause.label,
            standing=CauseStanding(stands) if (stands := decided.get(name, {}).get("standing")) else None,
            words=decided.get(name, {}).get("words", ""),
            line=known.get(name),
        )
        for name in [*known, *own]
    ]


def _text(plan: Plan | None) -> PlanText | None:
    if plan is None:
        return None
    parts = [(phase, plan.phases.get(phase.value, {})) for phase in Phase]
    return PlanText(
        plan,
        [
            PlanPhase(phase, part.get("words", ""), [one["label"] for one in part.get("work", [])])
            for phase, part in parts
            if part.get("words") or part.get("work")
        ],
    )


def _signers(plan: Plan) -> list[str]:
    rows = plan.signatures.order_by("signed_at")
    return list(rows.values_list("person__chosen_name", flat=True))


def _note_read(viewer: Viewer, couple: Couple, event: str) -> None:
    if not people.cares_for(viewer, couple.pk):
        raise Absent
    note_of_couple(viewer, couple, event)
