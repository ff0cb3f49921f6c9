from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from troth.practice.boundaries import comment_actions, comments, queries
from troth.practice.boundaries.care_views import shown_in_care
from troth.practice.boundaries.forms import CommentForm
from troth.practice.boundaries.views import shown_agreement
from troth.practice.common.errors import Refused
from troth.practice.people.access import for_care, for_partners
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.access import Visit


@for_partners
@require_POST
def comment(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Say something beside an agreement."""
    found = queries.agreement_for(request.viewer, agreement_id)
    form = CommentForm(request.POST, numbers=queries.numbers_of(found), by_partner=True)
    if refusal := _refused(request, found, form):
        return shown_agreement(request, found, comment=form, refusal=refusal)
    return redirect("agreement", agreement_id)


@for_partners
@require_POST
def take_back(request: Visit, agreement_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take one's own comment back."""
    found = queries.agreement_for(request.viewer, agreement_id)
    said = comments.own_comment(request.viewer, found, comment_id)
    comment_actions.take_comment_back(actor=request.viewer, comment=said)
    messages.success(request, "Taken back.")
    return redirect("agreement", agreement_id)


@for_care
@require_POST
def care_comment(request: Visit, couple_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Say something to both beside their agreement."""
    found = queries.agreement_in_care(request.viewer, couple_id, agreement_id)
    form = CommentForm(request.POST, numbers=queries.numbers_of(found))
    if refusal := _refused(request, found, form):
        return shown_in_care(request, couple_id, agreement_id, comment=form, refusal=refusal)
    return redirect("couple-agreement", couple_id, agreement_id)


@for_care
@require_POST
def care_take_back(request: Visit, couple_id: UUID, agreement_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take one's own comment back."""
    found = queries.agreement_in_care(request.viewer, couple_id, agreement_id)
    said = comments.own_comment(request.viewer, found, comment_id)
    comment_actions.take_comment_back(actor=request.viewer, comment=said)
    messages.success(request, "Taken back.")
    return redirect("couple-agreement", couple_id, agreement_id)


def _refused(request: Visit, found: Agreement, form: CommentForm) -> str:
    """Keep the comment; return why it was not kept, if it was not."""
    if not form.is_valid():
        return "Look at what is marked below, then send it again."
    given = form.cleaned_data
    try:
        comment_actions.comment(
            actor=request.viewer,
            agreement=found,
            text=given["text"],
            audience=Audience(given.get("audience", Audience.COUPLE)),
            about=given["about"],
        )
    except Refused as refused:
        return refused.reason
    return ""
