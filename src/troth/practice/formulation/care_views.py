"""The therapist's pages: the formulation and the couple's plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.common.errors import Refused
from troth.practice.formulation import actions, queries
from troth.practice.formulation.forms import (
    OwnCauseForm,
    PlanForm,
    ReviewForm,
    SettledForm,
    SignPlanForm,
    SummaryForm,
    ViewForm,
)
from troth.practice.formulation.states import GateKind
from troth.practice.formulation.views import sign_from
from troth.practice.people import queries as people
from troth.practice.people.access import ask_again_who, for_care

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import QueryDict

    from troth.practice.people.access import Visit
    from troth.practice.people.models import Couple, Seat
    from troth.practice.people.viewer import Viewer


@for_care
@require_http_methods(["GET", "POST"])
def formulation(request: Visit, couple_id: UUID) -> HttpResponse:
    """See what speaks for which cause, decide, and write."""
    couple = people.couple_for(request.viewer, couple_id)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Refused("There is no such button here. Load the page again.")
        act(request.viewer, couple, request.POST)
        messages.success(request, "Kept.")
        return redirect("formulation", couple.pk)
    page = queries.formulation_page(request.viewer, couple_id)
    held = page.formulation
    context = {
        "couple": couple,
        "page": page,
        "own_form": OwnCauseForm(),
        "summary_form": SummaryForm(initial={"summary": (held.summary if held else "") or ""}),
        "settled_form": SettledForm(initial={"gates": held.settled if held else []}),
        "view_forms": [ViewForm(draft, page.accepted) for draft in page.drafts],
        "tab": "caseload",
    }
    return render(request, "formulation/formulation.html", context)


@for_care
@require_POST
def release(request: Visit, couple_id: UUID) -> HttpResponse:
    """Release what was prepared to one partner."""
    couple = people.couple_for(request.viewer, couple_id)
    ask_again_who(request)
    seat = _seat(couple, request.POST.get("side", ""))
    actions.release_view(actor=request.viewer, couple=couple, seat=seat)
    messages.success(request, f"{seat.called} can read it now.")
    return redirect("formulation", couple.pk)


@for_care
@require_POST
def withdraw(request: Visit, couple_id: UUID) -> HttpResponse:
    """Take a released view back."""
    couple = people.couple_for(request.viewer, couple_id)
    seat = _seat(couple, request.POST.get("side", ""))
    actions.withdraw_view(actor=request.viewer, couple=couple, seat=seat)
    messages.success(request, f"{seat.called} no longer sees it.")
    return redirect("formulation", couple.pk)


@for_care
@require_http_methods(["GET", "POST"])
def couple_plan(request: Visit, couple_id: UUID) -> HttpResponse:
    """Write the plan, and see where it stands."""
    couple = people.couple_for(request.viewer, couple_id)
    plan = queries.open_plan(couple.pk) or queries.agreed_plan(couple.pk)
    form = PlanForm(plan, queries.suggestion_for(request.viewer, couple), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.edit_plan(
            actor=request.viewer,
            couple=couple,
            opening=given["opening"],
            phases=form.phases,
            review_on=given["review_on"],
        )
        messages.success(request, "Kept as a draft. Only clinicians see it.")
        return redirect("couple-plan", couple.pk)
    page = queries.couple_plan_page(request.viewer, couple_id)
    sign = SignPlanForm(initial={"plan": page.waiting.plan.pk}) if page.waiting else None
    context = {
        "couple": couple,
        "page": page,
        "form": form,
        "sign": sign,
        "review": ReviewForm(),
        "tab": "caseload",
    }
    return render(request, "formulation/couple_plan.html", context, status=400 if form.errors else 200)


@for_care
@require_POST
def propose(request: Visit, couple_id: UUID) -> HttpResponse:
    """Put the draft before both."""
    couple = people.couple_for(request.viewer, couple_id)
    actions.propose_plan(actor=request.viewer, couple=couple)
    messages.success(request, "Both partners are asked to read and sign it.")
    return redirect("couple-plan", couple.pk)


@for_care
@require_POST
def sign_couple_plan(request: Visit, couple_id: UUID) -> HttpResponse:
    """Sign as the therapist."""
    couple = people.couple_for(request.viewer, couple_id)
    sign_from(request)
    messages.success(request, "Signed.")
    return redirect("couple-plan", couple.pk)


@for_care
@require_POST
def review(request: Visit, couple_id: UUID) -> HttpResponse:
    """Choose the next day to look at the plan."""
    couple = people.couple_for(request.viewer, couple_id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        raise Refused("That is not a day. Choose one from the calendar.")
    actions.set_review(actor=request.viewer, couple=couple, review_on=form.cleaned_data["review_on"])
    return redirect("couple-plan", couple.pk)


@for_care
@require_POST
def end(request: Visit, couple_id: UUID) -> HttpResponse:
    """End a plan."""
    couple = people.couple_for(request.viewer, couple_id)
    actions.end_plan(actor=request.viewer, couple=couple)
    messages.success(request, "Ended.")
    return redirect("couple-plan", couple.pk)


def _seat(couple: Couple, side: str) -> Seat:
    for seat in people.seats_of(couple.pk):
        if seat.side == side:
            return seat
    raise Refused("Choose for whom it is: use the button beside the name.")


def _draft(actor: Viewer, couple: Couple, _: QueryDict) -> None:
    actions.draft_formulation(actor=actor, couple=couple)


def _accept(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    actions.accept_cause(actor=actor, couple=couple, cause_id=given.get("cause", ""))


def _reject(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    actions.reject_cause(actor=actor, couple=couple, cause_id=given.get("cause", ""))


def _word(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    cause_id, words = given.get("cause", ""), given.get("words", "")
    actions.word_cause(actor=actor, couple=couple, cause_id=cause_id, words=words)


def _add(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    label, words = given.get("label", ""), given.get("words", "")
    actions.add_cause(actor=actor, couple=couple, label=label, words=words)


def _summarise(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    actions.summarise(actor=actor, couple=couple, summary=given.get("summary", ""))


def _judge(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    gates = [gate for gate in GateKind if gate.value in given.getlist("gates")]
    actions.judge_settled(actor=actor, couple=couple, gates=gates)


def _prepare(actor: Viewer, couple: Couple, given: QueryDict) -> None:
    seat = _seat(couple, given.get("side", ""))
    text, causes = given.get("text", ""), given.getlist("causes")
    actions.prepare_view(actor=actor, couple=couple, side=seat.side, text=text, cause_ids=causes)


_ACTS: dict[str, Callable[[Viewer, Couple, Any], None]] = {
    "draft": _draft,
    "accept": _accept,
    "reject": _reject,
    "word": _word,
    "add": _add,
    "summarise": _summarise,
    "judge": _judge,
    "prepare": _prepare,
}
