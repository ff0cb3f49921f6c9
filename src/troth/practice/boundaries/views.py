from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.boundaries import actions, papers, queries, rules, wordings
from troth.practice.boundaries.forms import (
    CommentForm,
    NearnessForm,
    PositionForm,
    ReadinessForm,
    SignForm,
)
from troth.practice.boundaries.reading import latest_proposal
from troth.practice.boundaries.states import AgreementKind
from troth.practice.common.errors import Refused
from troth.practice.common.paper import handed_out
from troth.practice.common.two_devices import page_of
from troth.practice.people.access import ask_again_who, ask_before_file, for_partners
from troth.practice.wordings.queries import library_of

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.access import Visit


@for_partners
@require_safe
def boundaries(request: Visit) -> HttpResponse:
    """All topics, with the own side and what was agreed."""
    context = {"lines": queries.topic_lines(request.viewer), "tab": "together"}
    return render(request, "boundaries/boundaries.html", context)


@for_partners
@require_http_methods(["GET", "POST"])
def topic(request: Visit, slug: str) -> HttpResponse:
    """Read about a topic, write the own side, read both once they lie open."""
    page = queries.topic_page(request.viewer, slug)
    form = PositionForm(request.POST or None, initial=page.draft)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_position(
                actor=request.viewer, topic=slug, said=form.cleaned_data, page=page_of(request.POST)
            )
            if "hand_in" in request.POST:
                actions.hand_in_position(actor=request.viewer, topic=slug)
        except Refused as refused:
            refusal, page = refused.reason, queries.topic_page(request.viewer, slug)
        else:
            messages.success(request, "Kept.")
            return redirect("boundary-topic", slug)
    context = {
        "page": page,
        "form": form,
        "refusal": refusal,
        "elsewhere": wordings.differing(page, request.POST) if refusal else [],
        "marking": NearnessForm(initial=page.marked, auto_id="mark_%s"),
        "side": request.viewer.side,
        "tab": "together",
    }
    status = 409 if refusal or form.errors else 200
    return render(request, "boundaries/topic.html", context, status=status)


@for_partners
@require_POST
def save(request: Visit, slug: str) -> HttpResponse:
    """Keep one part of the own side while it is being written."""
    name = request.POST.get("field", "")
    actions.save_position(
        actor=request.viewer,
        topic=slug,
        said={name: request.POST.get(name, "")},
        page=page_of(request.POST),
    )
    return HttpResponse(status=204)


@for_partners
@require_POST
def marks(request: Visit, slug: str) -> HttpResponse:
    """Mark how near the two sides are."""
    rules.check_topic(request.viewer, slug)
    actions.mark_nearness(actor=request.viewer, topic=slug, marks=request.POST.dict())
    messages.success(request, "Kept. Both marks open when both of you have marked.")
    return redirect("boundary-topic", slug)


@for_partners
@require_safe
def agreement(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Read an agreement."""
    return shown_agreement(request, queries.agreement_for(request.viewer, agreement_id))


def shown_agreement(
    request: Visit, found: Agreement, *, comment: CommentForm | None = None, refusal: str = ""
) -> HttpResponse:
    """Return the page of an agreement; a refused comment stays in its form."""
    page = queries.agreement_page(request.viewer, found)
    for_both = page.is_open and page.line.is_live
    context = {
        "page": page,
        "sign": SignForm(initial={"number": page.numbers[0] if page.numbers else 0}),
        "comment": comment or CommentForm(numbers=page.numbers, by_partner=True, for_both=for_both),
        "refusal": refusal,
        "tab": "together",
    }
    return render(request, "boundaries/agreement.html", context, status=409 if refusal else 200)


@for_partners
@require_http_methods(["GET", "POST"])
def think(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Answer the short private questions about the latest wording."""
    found = queries.agreement_for(request.viewer, agreement_id)
    latest = latest_proposal(found)
    initial = {"number": latest.number if latest else 0}
    form = ReadinessForm(request.POST or None, kind=AgreementKind(found.kind), initial=initial)
    if request.method == "POST" and form.is_valid():
        answers = {name: value for name, value in form.cleaned_data.items() if name != "number"}
        number = form.cleaned_data["number"]
        actions.answer_readiness(actor=request.viewer, agreement=found, number=number, answers=answers)
        messages.success(request, "Kept. Your partner cannot read it.")
        return redirect("agreement", found.pk)
    context = {"form": form, "agreement": found, "tab": "together"}
    return render(request, "boundaries/think.html", context, status=409 if form.errors else 200)


@for_partners
@require_POST
def sign(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Sign the wording that the form names, after asking once more who this is."""
    found = queries.agreement_for(request.viewer, agreement_id)
    ask_again_who(request)
    form = SignForm(request.POST)
    if not form.is_valid():
        raise Refused("Tick the box and write your name; the wording is not signed yet.")
    actions.sign(
        actor=request.viewer,
        agreement=found,
        number=form.cleaned_data["number"],
        signed_name=form.cleaned_data["signed_name"],
    )
    messages.success(request, "Signed. It holds once both of you have signed.")
    return redirect("agreement", found.pk)


@for_partners
@require_http_methods(["GET", "POST"])
def withdraw(request: Visit, agreement_id: UUID) -> HttpResponse:
    """End an agreement, without a reason."""
    found = queries.agreement_for(request.viewer, agreement_id)
    if request.method == "POST":
        actions.withdraw(actor=request.viewer, agreement=found)
        messages.success(
            request, "It is no longer in force. You can make another one whenever you both like."
        )
        return redirect("boundaries")
    context = {
        "agreement": found,
        "title": wordings.title_of(library_of(request.viewer), found.topic),
        "tab": "together",
    }
    return render(request, "boundaries/withdraw.html", context)


@for_partners
@require_POST
def session(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Mark it for the next session, or take the mark off."""
    found = queries.agreement_for(request.viewer, agreement_id)
    actions.bring_to_session(actor=request.viewer, agreement=found, wanted="off" not in request.POST)
    return redirect("agreement", found.pk)


@for_partners
@require_POST
def paper(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Hand out the agreement on paper, after asking once more who this is."""
    found = queries.agreement_for(request.viewer, agreement_id)
    if question := ask_before_file(request, reverse("agreement", args=[agreement_id])):
        return question
    return handed_out(papers.agreement_paper(request.viewer, found))
