from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.common.paper import handed_out
from troth.practice.formulation import feedback, feedback_actions, papers, understanding
from troth.practice.formulation.forms import HeldForm
from troth.practice.people.access import ask_before_file, for_care, for_partners
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
    context = {
        "couple": couple,
        "page": page,
        "form": form,
        "limits": feedback.LIMITS,
        "weights": feedback.WEIGHTS,
        "tab": "caseload",
    }
    return render(request, "formulation/feedback.html", context, status=422 if form.is_bound else 200)


@for_care
@require_POST
def feedback_paper(request: Visit, couple_id: UUID) -> HttpResponse:
    """Hand out the session's page as a PDF, after asking once more who this is."""
    couple_for(request.viewer, couple_id)
    if question := ask_before_file(request, reverse("feedback", args=[couple_id])):
        return question
    return handed_out(papers.feedback_paper(request.viewer, couple_id))


@for_partners
@require_POST
def understanding_paper(request: Visit) -> HttpResponse:
    """Hand out what was released to this partner as a PDF, after asking once more who this is."""
    if not understanding.is_released(request.viewer):
        raise Absent
    if question := ask_before_file(request, reverse("understanding")):
        return question
    return handed_out(papers.understanding_paper(request.viewer))
