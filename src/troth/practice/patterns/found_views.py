from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from troth.practice.patterns import found_actions as actions
from troth.practice.patterns import found_queries as queries
from troth.practice.people.access import for_care, for_partners
from troth.practice.people.queries import couple_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_safe
def patterns(request: Visit) -> HttpResponse:
    """What was brought to both."""
    context = {"page": queries.own_page(request.viewer), "tab": "together"}
    return render(request, "patterns/patterns.html", context)


@for_care
@require_safe
def couple_patterns(request: Visit, couple_id: UUID) -> HttpResponse:
    """What was found in both diaries, said or not."""
    context = {
        "page": queries.found_page(request.viewer, couple_id),
        "couple_id": couple_id,
        "tab": "caseload",
    }
    return render(request, "patterns/couple_patterns.html", context)


@for_care
@require_POST
def release(request: Visit, couple_id: UUID, key: str) -> HttpResponse:
    """Bring one pattern to both."""
    actions.release_pattern(actor=request.viewer, couple=couple_for(request.viewer, couple_id), key=key)
    messages.success(request, "Both can read it now, under Together.")
    return redirect("couple-patterns", couple_id)


@for_care
@require_POST
def take_back(request: Visit, couple_id: UUID, release_id: UUID) -> HttpResponse:
    """Take one pattern back."""
    couple = couple_for(request.viewer, couple_id)
    actions.take_pattern_back(actor=request.viewer, couple=couple, release_id=release_id)
    messages.success(request, "Taken back. Neither of the two reads it any longer.")
    return redirect("couple-patterns", couple_id)
