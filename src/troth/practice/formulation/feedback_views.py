from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from troth.practice.common import clock
from troth.practice.formulation import feedback, feedback_actions
from troth.practice.formulation.forms import HeldForm
from troth.practice.people.access import for_care
from troth.practice.people.queries import couple_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_care
@require_http_methods(["GET", "POST"])
def feedback_session(request: Visit, couple_id: UUID) -> HttpResponse:
    """Prepare the feedback session, hold it by this page, and note that it took place."""
    couple = couple_for(request.viewer, couple_id)
    form = HeldForm(request.POST or None, initial={"held_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        feedback_actions.note_feedback_held(actor=request.viewer, couple=couple, **form.cleaned_data)
        messages.success(request, "Noted.")
        return redirect("feedback", couple.pk)
    page = feedback.feedback_page(request.viewer, couple_id)
    context = {"couple": couple, "page": page, "form": form, "tab": "caseload"}
    return render(request, "formulation/feedback.html", context, status=422 if form.is_bound else 200)
