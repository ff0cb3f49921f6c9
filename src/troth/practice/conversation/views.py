from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Refused
from troth.practice.conversation import actions, queries
from troth.practice.conversation.forms import BringForm, NamesForm
from troth.practice.conversation.reading import LARGEST
from troth.practice.people.access import for_care
from troth.practice.people.naming import names_of
from troth.practice.people.queries import couple_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_care
@require_http_methods(["GET", "POST"])
def conversations(request: Visit, couple_id: UUID) -> HttpResponse:
    """See which conversations were brought, and bring one."""
    couple = couple_for(request.viewer, couple_id)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data.pop("file").read(LARGEST + 1)
        try:
            row = actions.bring_conversation(
                actor=request.viewer, couple=couple, data=data, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error("file", refusal.reason)
        else:
            return redirect("conversation-names", couple.pk, row.pk)
    context = {**queries.conversations_page(request.viewer, couple_id), "form": form}
    return render(request, "conversation/conversations.html", context, status=422 if form.errors else 200)


@for_care
@require_http_methods(["GET", "POST"])
def names(request: Visit, couple_id: UUID, conversation_id: UUID) -> HttpResponse:
    """Say who is who in a conversation."""
    row = queries.conversation_for(request.viewer, couple_id, conversation_id)
    form = NamesForm(
        names_of(couple_id), queries.speakers_of(row), queries.codes_of(row), request.POST or None, row.names
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_speakers(actor=request.viewer, conversation=row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Kept, for clinicians only.")
            return redirect("conversation", couple_id, row.pk)
    context = {"couple": row.couple, "conversation": row, "form": form, "tab": "caseload"}
    return render(request, "conversation/names.html", context, status=422 if form.errors else 200)


@for_care
@require_safe
def conversation(request: Visit, couple_id: UUID, conversation_id: UUID) -> HttpResponse:
    """See what one conversation shows."""
    page = queries.conversation_page(request.viewer, couple_id, conversation_id)
    return render(request, "conversation/conversation.html", page)


@for_care
@require_safe
def all_conversations(request: Visit, couple_id: UUID) -> HttpResponse:
    """See what all conversations of a couple show together."""
    return render(request, "conversation/all.html", queries.all_page(request.viewer, couple_id))


@for_care
@require_POST
def remove(request: Visit, couple_id: UUID, conversation_id: UUID) -> HttpResponse:
    """Remove a conversation."""
    row = queries.conversation_for(request.viewer, couple_id, conversation_id)
    actions.remove_conversation(actor=request.viewer, conversation=row)
    messages.success(request, "Removed, with all that was rated.")
    return redirect("conversations", couple_id)
