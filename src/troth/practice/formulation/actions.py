"""Everything that can happen to causes, released views, plans and goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max

from troth.practice.common import audit, clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.formulation import queries, rules
from troth.practice.formulation.goals import this_month
from troth.practice.formulation.models import (
    Formulation,
    Goal,
    GoalRating,
    Plan,
    PlanSignature,
    ReleasedView,
)
from troth.practice.formulation.states import (
    JUDGED_BY_THERAPIST,
    CauseStanding,
    GateKind,
    Phase,
    PlanState,
)
from troth.practice.people import queries as people
from troth.practice.privacy.queries import promise_for
from troth.practice.privacy.states import Audience
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from troth.practice.common.models import Record
    from troth.practice.people.models import Couple, Seat
    from troth.practice.people.viewer import Viewer

_CHANGING = ["causes", "summary", "settled", "prepared", "changed_at"]


@transaction.atomic
def draft_formulation(*, actor: Viewer, couple: Couple) -> Formulation:
    """Begin a working copy; a later one starts from what was decided, and the one before stays as it is."""
    rules.check_can_formulate(actor, couple)
    last = queries.latest_formulation(couple.pk)
    formulation, fresh = Formulation.objects.get_or_create(
        couple=couple,
        number=last.number + 1 if last else 1,
        defaults={
            "data_key": couple.record_key,
            "begun_by": actor.person_id,
            "changed_at": clock.now(),
            "causes": last.causes if last else {},
            "summary": last.summary if last else None,
            "settled": last.settled if last else [],
            "prepared": last.prepared if last else {},
        },
    )
    if fresh:
        _record(actor, couple.pk, formulation, "formulation.drafted", number=formulation.number)
    return formulation


@transaction.atomic
def accept_cause(*, actor: Viewer, couple: Couple, cause_id: str) -> None:
    """Take a cause into the formulation."""
    _decide(actor, couple, cause_id, "formulation.cause-accepted", standing=CauseStanding.ACCEPTED.value)


@transaction.atomic
def reject_cause(*, actor: Viewer, couple: Couple, cause_id: str) -> None:
    """Set a cause aside; what was worded stays."""
    _decide(actor, couple, cause_id, "formulation.cause-rejected", standing=CauseStanding.REJECTED.value)


@transaction.atomic
def word_cause(*, actor: Viewer, couple: Couple, cause_id: str, words: str) -> None:
    """Put a cause into words that fit this couple."""
    words = rules.check_text(words, rules.LONGEST_TEXT)
    _decide(actor, couple, cause_id, "formulation.cause-worded", words=words)


@transaction.atomic
def add_cause(*, actor: Viewer, couple: Couple, label: str, words: str) -> None:
    """Add a cause that no list names; it is accepted at once."""
    formulation = _working(actor, couple)
    label = rules.check_text(label, rules.LONGEST_GOAL)
    decided = {"standing": CauseStanding.ACCEPTED.value, "label": label, "words": words.strip()}
    formulation.causes = {**formulation.causes, f"own-{uuid4().hex[:8]}": decided}
    _keep(actor, couple, formulation, "formulation.cause-added")


@transaction.atomic
def summarise(*, actor: Viewer, couple: Couple, summary: str) -> None:
    """Write the summary; clinicians only."""
    formulation = _working(actor, couple)
    formulation.summary = rules.check_text(summary, rules.LONGEST_TEXT)
    _keep(actor, couple, formulation, "formulation.summarised")


@transaction.atomic
def judge_settled(*, actor: Viewer, couple: Couple, gates: Collection[GateKind]) -> None:
    """Say which gates the therapist judges to be settled; the others are known elsewhere."""
    formulation = _working(actor, couple)
    formulation.settled = [gate.value for gate in JUDGED_BY_THERAPIST if gate in gates]
    _keep(actor, couple, formulation, "formulation.gates-judged", count=len(formulation.settled))


@transaction.atomic
def prepare_view(*, actor: Viewer, couple: Couple, side: str, text: str, cause_ids: Collection[str]) -> None:
    """Write what one partner is to read; nobody reads it before it is released."""
    formulation = _working(actor, couple)
    accepted = [
        name for name, one in formulation.causes.items() if one.get("standing") == CauseStanding.ACCEPTED
    ]
    if set(cause_ids) - set(accepted):
        raise Refused("Only causes that you took in can be shown. Take the cause in first.")
    text = rules.check_text(text, rules.LONGEST_TEXT)
    ready = {"text": text, "causes": [name for name in accepted if name in cause_ids]}
    formulation.prepared = {**formulation.prepared, side: ready}
    _keep(actor, couple, formulation, "formulation.view-prepared", side=side)


@transaction.atomic
def release_view(*, actor: Viewer, couple: Couple, seat: Seat) -> ReleasedView:
    """Let one partner read what was prepared for them, in place of what they read before."""
    formulation = _working(actor, couple)
    person_id = rules.check_can_release(actor, couple, formulation, seat)
    _standing_views(couple, person_id).update(withdrawn_at=clock.now())
    ready = formulation.prepared[seat.side]
    view = ReleasedView.objects.create(
        couple=couple,
        author_id=person_id,
        data_key=people.person(person_id).data_key,
        audience=Audience.THERAPIST,
        protected=True,
        promise=promise_for(couple.pk),
        submitted_at=clock.now(),
        formulation=formulation,
        text=ready["text"],
        causes=[_as_released(couple, formulation, name) for name in ready["causes"]],
    )
    _record(actor, couple.pk, view, "formulation.view-released", side=seat.side)
    return view


@transaction.atomic
def withdraw_view(*, actor: Viewer, couple: Couple, seat: Seat) -> None:
    """Take back what a partner could read."""
    rules.check_can_formulate(actor, couple)
    if not _standing_views(couple, seat.person_id).update(withdrawn_at=clock.now()):
        raise Refused(f"Nothing is released to {seat.called}, so there is nothing to take back.")
    _record(actor, couple.pk, couple, "formulation.view-withdrawn", side=seat.side)


@transaction.atomic
def edit_plan(
    *,
    actor: Viewer,
    couple: Couple,
    opening: str,
    phases: Mapping[Phase, Mapping[str, Any]],
    review_on: dt.date | None,
) -> Plan:
    """Write the plan. A draft is changed in place; once it was put before both, a new version begins as a draft.

    What was proposed and not yet agreed is replaced at once; what is agreed holds until the new version is.
    ``phases`` gives for each phase ``words`` and ``work`` (a list of id and label), as both will read them.
    """
    rules.check_can_formulate(actor, couple)
    plan = _locked(queries.open_plan(couple.pk))
    if plan is not None and plan.state == PlanState.PROPOSED:
        _move(plan, PlanState.REVISED)
    plan, _ = Plan.objects.get_or_create(
        couple=couple,
        state=PlanState.DRAFT,
        defaults={"data_key": couple.data_key, "number": _next_number(couple)},
    )
    plan.opening = opening.replace("\r\n", "\n").strip() or None
    plan.phases = {phase.value: dict(phases[phase]) for phase in Phase if phase in phases}
    plan.review_on = review_on
    plan.save()
    _record(actor, couple.pk, plan, "plan.edited", number=plan.number)
    return plan


@transaction.atomic
def propose_plan(*, actor: Viewer, couple: Couple) -> Plan:
    """Put the draft before both partners."""
    plan = _open(actor, couple)
    seats = people.seats_of(couple.pk)
    rules.check_can_propose(actor, couple, plan, seats, queries.waits_for(actor, couple, plan))
    _move(plan, PlanState.PROPOSED, proposed_at=clock.now())
    _record(actor, couple.pk, plan, "plan.proposed", number=plan.number)
    return plan


@transaction.atomic
def sign_plan(*, actor: Viewer, plan_id: UUID, signed_name: str) -> Plan:
    """Put a name under the version that was read; signing twice is signing once. All three names make it agreed."""
    plan = _locked(Plan.objects.filter(pk=plan_id).first())
    if plan is None:
        raise Absent
    if plan.signatures.filter(person_id=actor.person_id).exists():
        return plan
    rules.check_can_sign(actor, plan)
    PlanSignature.objects.create(
        plan=plan,
        person_id=actor.person_id,
        signed_name=rules.check_text(signed_name, 120),
        signed_at=clock.now(),
    )
    _record(actor, plan.couple_id, plan, "plan.signed", number=plan.number)
    _agree_when_all_have_signed(actor, plan)
    return plan


@transaction.atomic
def set_review(*, actor: Viewer, couple: Couple, review_on: dt.date) -> None:
    """Choose the next day to look at the agreed plan; a date is an appointment and needs no new signatures."""
    rules.check_can_formulate(actor, couple)
    rules.check_review(review_on)
    plan = _locked(queries.agreed_plan(couple.pk))
    if plan is None:
        raise Refused("There is no agreed plan to look at again. Propose one first.")
    plan.review_on = review_on
    plan.save(update_fields=["review_on"])
    _record(actor, couple.pk, plan, "plan.review-set", number=plan.number)


@transaction.atomic
def end_plan(*, actor: Viewer, couple: Couple) -> None:
    """End the plan in force, or drop the one in the making where none is in force."""
    rules.check_can_formulate(actor, couple)
    plan = _locked(queries.open_plan(couple.pk) or queries.agreed_plan(couple.pk))
    if plan is None:
        raise Refused("There is no plan to end.")
    _move(plan, PlanState.ENDED)
    _record(actor, couple.pk, plan, "plan.ended", number=plan.number)


@transaction.atomic
def word_goal(*, actor: Viewer, text: str, goal: Goal | None = None) -> Goal:
    """Word a goal, or word it anew while only its author reads it."""
    text = rules.check_text(text, rules.LONGEST_GOAL)
    if goal is None:
        rules.check_can_write_goal(actor)
        goal = Goal(
            couple_id=actor.own_couple_id,
            author_id=actor.person_id,
            data_key=people.person(actor.person_id).data_key,
            audience=Audience.ME,
            protected=True,
            promise=promise_for(actor.own_couple_id),
        )
    else:
        rules.check_can_reword(actor, goal)
    goal.text = text
    goal.save()
    _record(actor, goal.couple_id, goal, "goal.worded")
    return goal


@transaction.atomic
def share_goal(*, actor: Viewer, goal: Goal, audience: Audience) -> None:
    """Let the therapist, or both, read a goal. Numbers given before stay with those who could read them."""
    rules.check_can_share(actor, goal, audience)
    goal.audience, goal.submitted_at = audience, goal.submitted_at or clock.now()
    goal.save(update_fields=["audience", "submitted_at"])
    _record(actor, goal.couple_id, goal, "goal.shared", audience=audience)


@transaction.atomic
def set_goal_aside(*, actor: Viewer, goal: Goal) -> None:
    """End a goal; its words and numbers stay in the author's own data."""
    rules.check_own_goal(actor, goal)
    goal.ended_at = clock.now()
    goal.save(update_fields=["ended_at"])
    _record(actor, goal.couple_id, goal, "goal.set-aside")


@transaction.atomic
def rate_goal(*, actor: Viewer, goal: Goal, value: int) -> GoalRating:
    """Say how near the goal feels this month; it can be changed until both numbers have opened."""
    goal = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    rules.check_can_rate(actor, goal, value)
    now, shared = clock.now(), goal.audience == Audience.COUPLE
    of_month = GoalRating.objects.filter(goal=goal, month=this_month())
    rating = of_month.filter(author_id=actor.person_id).first()
    if rating is not None and rating.opened_at is not None:
        raise Refused("Both of you have given a number this month. The next one is due next month.")
    rating = rating or GoalRating(
        goal=goal,
        month=this_month(),
        couple_id=goal.couple_id,
        author_id=actor.person_id,
        data_key=people.person(actor.person_id).data_key,
        protected=True,
        promise=promise_for(goal.couple_id),
        submitted_at=now,
    )
    rating.audience = Audience.SEALED if shared else goal.audience
    rating.value = value
    rating.save()
    sealed = of_month.filter(audience=Audience.SEALED, opened_at=None)
    if shared and sealed.exclude(author_id=actor.person_id).exists():
        sealed.update(opened_at=now)
    _record(actor, goal.couple_id, goal, "goal.rated")
    return rating


def _working(actor: Viewer, couple: Couple) -> Formulation:
    rules.check_can_formulate(actor, couple)
    rows = Formulation.objects.select_for_update(of=("self",)).filter(couple=couple)
    formulation = rows.order_by("-number").first()
    if formulation is None:
        raise Refused("Begin the formulation first.")
    return formulation


def _decide(actor: Viewer, couple: Couple, cause_id: str, event: str, **change: str) -> None:
    formulation = _working(actor, couple)
    rules.check_cause(formulation, cause_id)
    decided = {**formulation.causes.get(cause_id, {}), **change}
    formulation.causes = {**formulation.causes, cause_id: decided}
    _keep(actor, couple, formulation, event)


def _keep(actor: Viewer, couple: Couple, formulation: Formulation, event: str, **facts: Any) -> None:
    formulation.changed_at = clock.now()
    formulation.save(update_fields=_CHANGING)
    _record(actor, couple.pk, formulation, event, **facts)


def _as_released(couple: Couple, formulation: Formulation, cause_id: str) -> dict[str, str]:
    decided = formulation.causes[cause_id]
    known = library_for(couple.practice_id).causes.get(cause_id)
    words = decided.get("words") or (known.explanation if known else "")
    label = decided.get("label") or (known.label if known else "")
    return {"id": cause_id, "label": label, "explanation": words}


def _standing_views(couple: Couple, person_id: UUID | None) -> Any:
    return ReleasedView.objects.filter(couple=couple, author_id=person_id, withdrawn_at=None)


def _open(actor: Viewer, couple: Couple) -> Plan:
    rules.check_can_formulate(actor, couple)
    plan = _locked(queries.open_plan(couple.pk))
    if plan is None:
        raise Refused("There is no draft of a plan. Write one first.")
    return plan


def _locked(plan: Plan | None) -> Plan | None:
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk) if plan else None


def _next_number(couple: Couple) -> int:
    return (Plan.objects.filter(couple=couple).aggregate(last=Max("number"))["last"] or 0) + 1


def _move(plan: Plan, state: PlanState, **times: dt.datetime) -> None:
    rules.check_can_move(plan, state)
    plan.state = state
    for name, moment in times.items():
        setattr(plan, name, moment)
    plan.save(update_fields=["state", *times])


def _agree_when_all_have_signed(actor: Viewer, plan: Plan) -> None:
    partners = {seat.person_id for seat in people.seats_of(plan.couple_id)}
    signed = set(plan.signatures.values_list("person_id", flat=True))
    if not partners < signed:
        return
    before = _locked(queries.agreed_plan(plan.couple_id))
    if before is not None:
        _move(before, PlanState.REVISED)
    _move(plan, PlanState.AGREED, agreed_at=clock.now())
    _record(actor, plan.couple_id, plan, "plan.agreed", number=plan.number)


def _record(actor: Viewer, couple_id: UUID, subject: Record, event: str, **facts: Any) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_of(couple_id),
        subject=subject,
        couple_id=couple_id,
        **facts,
    )
