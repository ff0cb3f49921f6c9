from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.boundaries import queries, review_actions
from troth.practice.boundaries.forms import BreachForm, RepairForm, ReviewDayForm, ReviewForm
from troth.practice.common.errors import Absent, Refused
from troth.practice.people.access import ask_again_who, for_partners
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.boundaries.models import Agreement
    from troth.practice.boundaries.terms import Term
    from troth.practice.people.access import Visit


@for_partners
@require_http_methods(["GET", "POST"])
def review(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Look back at an agreement, alone."""
    found = queries.agreement_for(request.viewer, agreement_id)
    form = ReviewForm(request.POST or None, terms=_terms(found))
    try:
        queries.check_can_look_back(request.viewer, found)
        if request.method == "POST" and form.is_valid():
            _look_back(request, found, form)
            return redirect("agreement", found.pk)
    except Refused as refused:
        if request.method != "POST":
            raise
        context = {"refusal": refused.reason, "unkept": request.POST.get("words", ""), "agreement": found}
        return render(request, "boundaries/review.html", context | {"tab": "together"}, status=409)
    context = {"form": form, "agreement": found}
    return render(
        request, "boundaries/review.html", context | {"tab": "together"}, status=409 if form.errors else 200
    )


@for_partners
@require_POST
def review_day(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Choose the next day to look at it again."""
    found = queries.agreement_for(request.viewer, agreement_id)
    form = ReviewDayForm(request.POST)
    if not form.is_valid():
        raise Refused("Choose a day on which you look at it again.")
    review_actions.set_review_day(
        actor=request.viewer, agreement=found, review_on=form.cleaned_data["review_on"]
    )
    messages.success(request, "The day is kept.")
    return redirect("agreement", found.pk)


@for_partners
@require_http_methods(["GET", "POST"])
def record(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Note that a term was not kept, or was understood in two ways."""
    found = queries.agreement_for(request.viewer, agreement_id)
    form, refusal = BreachForm(request.POST or None, terms=_terms(found)), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            noted = review_actions.record_breach(
                actor=request.viewer,
                agreement=found,
                given=given,
                happened_on=given["happened_on"],
                audience=Audience(given["audience"]),
            )
        except Refused as refused:
            refusal = refused.reason
        else:
            return redirect("breach", noted.pk)
    context = {"form": form, "agreement": found, "refusal": refusal, "tab": "together"}
    status = 409 if refusal or form.errors else 200
    return render(request, "boundaries/record.html", context, status=status)


@for_partners
@require_http_methods(["GET", "POST"])
def breach(request: Visit, breach_id: UUID) -> HttpResponse:
    """Read a note, and write the next step of the repair."""
    found = queries.breach_for(request.viewer, breach_id)
    refusal = ""
    if request.method == "POST":
        step, text = request.POST.get("step", ""), request.POST.get("text", "")
        try:
            review_actions.repair(actor=request.viewer, breach=found, step=step, text=text)
        except Refused as refused:
            refusal = refused.reason
        else:
            return redirect("breach", found.pk)
    page = queries.breach_page(request.viewer, found)
    following = page.following
    initial = {"step": following.step if following else "", "text": request.POST.get("text", "")}
    form = RepairForm(initial=initial, asks=following.asks if following else "")
    context = {"page": page, "form": form, "refusal": refusal, "tab": "together"}
    return render(request, "boundaries/breach.html", context, status=409 if refusal else 200)


@for_partners
@require_POST
def share(request: Visit, breach_id: UUID) -> HttpResponse:
    """Open a note to the therapist or to both, after asking once more who this is."""
    found = queries.breach_for(request.viewer, breach_id)
    if found.author_id != request.viewer.person_id:
        raise Absent
    ask_again_who(request)
    audience = request.POST.get("audience", "")
    if audience not in Audience.values:
        raise Refused("Choose with whom you want to share it.")
    review_actions.share_breach(actor=request.viewer, breach=found, audience=Audience(audience))
    messages.success(request, f"Shared: {Audience(audience).label}.")
    return redirect("breach", found.pk)


def _look_back(request: Visit, found: Agreement, form: ReviewForm) -> None:
    given = form.cleaned_data
    review_actions.review(
        actor=request.viewer, agreement=found, kept=form.kept, ahead=given["ahead"], words=given["words"]
    )
    messages.success(request, "Handed in. Both open when both of you have looked back.")


def _terms(found: Agreement) -> list[Term]:
    return found.signed.read_terms if found.signed else []
