from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.common.paper import handed_out
from troth.practice.growth import actions, after_queries, papers, queries
from troth.practice.growth.forms import (
    CheckUpForm,
    HardDayForm,
    KeepingForm,
    LookBackForm,
    ReturnForm,
    SignKeepingForm,
)
from troth.practice.people import queries as people
from troth.practice.people.access import ask_again_who, ask_before_file, for_care, for_partners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_safe
def growth(request: Visit) -> HttpResponse:
    """One partner's page of what is kept."""
    return page(request)


@for_partners
@require_POST
def look_back(request: Visit) -> HttpResponse:
    """Keep one's own words, or hand them in."""
    form = LookBackForm(request.POST)
    if not form.is_valid():
        return page(request, look_back=form)
    act = actions.hand_in_look_back if request.POST.get("act") == "hand-in" else actions.save_look_back
    try:
        act(actor=request.viewer, words=form.words)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, look_back=form)
    messages.success(request, "Kept.")
    return redirect("growth")


@for_partners
@require_POST
def keeping_plan(request: Visit) -> HttpResponse:
    """Keep a new version of the plan for both to sign."""
    form = KeepingForm(request.POST)
    if not form.is_valid():
        return page(request, keeping=form)
    try:
        actions.word_plan(actor=request.viewer, words=form.words, known=form.cleaned_data["known"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, keeping=form)
    messages.success(request, "Kept. It holds once both of you have signed it.")
    return redirect("growth")


@for_partners
@require_POST
def sign(request: Visit) -> HttpResponse:
    """Sign the version that was read."""
    ask_again_who(request)
    form = SignKeepingForm(request.POST)
    if not form.is_valid():
        raise Refused("Tick the box and write your name; the plan is not signed yet.")
    given = form.cleaned_data
    actions.sign_plan(actor=request.viewer, plan_id=given["plan"], signed_name=given["signed_name"])
    messages.success(request, "Signed. The plan holds once both of you have signed.")
    return redirect("growth")


@for_partners
@require_POST
def paper(request: Visit) -> HttpResponse:
    """Hand out the agreed plan as a PDF, after asking once more who this is."""
    if queries.agreed_plan(request.viewer.own_couple_id) is None:
        raise Absent
    if question := ask_before_file(request, reverse("growth")):
        return question
    return handed_out(papers.keeping_paper(request.viewer))


@for_care
@require_safe
def couple_growth(request: Visit, couple_id: UUID) -> HttpResponse:
    """The care team's page of what a couple keeps."""
    found = queries.couple_growth_page(request.viewer, couple_id)
    couple = people.couple_for(request.viewer, couple_id)
    after = after_queries.couple_after_page(request.viewer, couple)
    return render(
        request,
        "growth/couple_growth.html",
        {"page": found, "after": after, "couple": couple, "tab": "caseload"},
    )


@for_care
@require_POST
def begin(request: Visit, couple_id: UUID) -> HttpResponse:
    """Ask both to look back."""
    couple = people.couple_for(request.viewer, couple_id)
    actions.begin_ending(actor=request.viewer, couple=couple)
    messages.success(request, "Asked. Each writes alone; both read once both have handed in.")
    return redirect("couple-growth", couple.pk)


def page(request: Visit, **bound: Any) -> HttpResponse:
    """Show the page; a form that was refused comes back with what was typed."""
    found = queries.growth_page(request.viewer)
    after = after_queries.after_page(request.viewer)
    context = {
        "page": found,
        "after": after,
        "offer_words": f"{after.therapist} offers the two of you to come back, for a talk or for more. Whether and "
        "when is for you to say.",
        "look_back": LookBackForm(initial=found.mine.words if found.mine else None),
        "keeping": KeepingForm(initial={**found.suggestion, "known": found.known}),
        "sign": SignKeepingForm(initial={"plan": found.waiting.plan.pk}) if found.waiting else None,
        "check_up": CheckUpForm(),
        "day": HardDayForm(),
        "wish": ReturnForm(initial={"wish": after.wish.text} if after.wish else None),
        "tab": "mine",
        **bound,
    }
    for name, form in bound.items():
        context[f"refused_{name}"] = form
    return render(request, "growth/growth.html", context, status=400 if bound else 200)
