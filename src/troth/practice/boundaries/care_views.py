from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from troth.practice.boundaries import actions, queries
from troth.practice.boundaries.forms import CommentForm
from troth.practice.people.access import for_care
from troth.practice.people.naming import names_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_care
@require_safe
def boundaries(request: Visit, couple_id: UUID) -> HttpResponse:
    """A couple's topics and agreements, those for the session first."""
    page = queries.care_page(request.viewer, couple_id)
    context = {"page": page, "couple_id": couple_id, "names": names_of(couple_id), "tab": "caseload"}
    return render(request, "boundaries/couple_boundaries.html", context)


@for_care
@require_safe
def agreement(request: Visit, couple_id: UUID, agreement_id: UUID) -> HttpResponse:
    """One agreement with what the care team may read."""
    return shown_in_care(request, couple_id, agreement_id)


def shown_in_care(
    request: Visit,
    couple_id: UUID,
    agreement_id: UUID,
    *,
    comment: CommentForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    """Return the care team's page of an agreement; a refused comment stays in its form."""
    found = queries.care_agreement(request.viewer, couple_id, agreement_id)
    context = {
        "found": found,
        "page": found.page,
        "comment": comment or CommentForm(numbers=found.page.numbers),
        "refusal": refusal,
        "couple_id": couple_id,
        "tab": "caseload",
    }
    return render(request, "boundaries/couple_agreement.html", context, status=409 if refusal else 200)


@for_care
@require_POST
def session(request: Visit, couple_id: UUID, agreement_id: UUID) -> HttpResponse:
    """Mark it for the session, or take the mark off."""
    found = queries.agreement_in_care(request.viewer, couple_id, agreement_id)
    actions.bring_to_session(actor=request.viewer, agreement=found, wanted="off" not in request.POST)
    return redirect("couple-agreement", couple_id, agreement_id)
