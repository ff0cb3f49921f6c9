from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.instruments import schedule_actions, schedule_queries
from troth.practice.instruments.forms import ScheduleForm, SessionForm
from troth.practice.instruments.states import Rhythm, ScheduleState
from troth.practice.people.access import for_care
from troth.practice.people.queries import couple_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit
    from troth.practice.people.models import Couple


@for_care
@require_http_methods(["GET", "POST"])
def schedule(request: Visit, couple_id: UUID) -> HttpResponse:
    """Say what both partners are asked by itself, and when."""
    couple = couple_for(request.viewer, couple_id)
    initial = {"rhythm": Rhythm.WEEKS, "every_weeks": 1, "next_on": clock.today()}
    form = ScheduleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        schedule_actions.set_schedule(actor=request.viewer, couple=couple, **form.cleaned_data)
        messages.success(request, "Kept. Both are asked regularly from now on.")
        return redirect("schedule", couple.pk)
    return _page(request, couple, form, SessionForm())


@for_care
@require_POST
def name_session(request: Visit, couple_id: UUID) -> HttpResponse:
    """Name the day of a session, past or planned."""
    couple = couple_for(request.viewer, couple_id)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return _page(request, couple, ScheduleForm(), form)
    schedule_actions.name_session(actor=request.viewer, couple=couple, on=form.cleaned_data["on"])
    return redirect("schedule", couple.pk)


@for_care
@require_POST
def cancel_session(request: Visit, couple_id: UUID, session_id: UUID) -> HttpResponse:
    """Take back the day of a session."""
    couple = couple_for(request.viewer, couple_id)
    schedule_actions.cancel_session(actor=request.viewer, couple=couple, session_id=session_id)
    return redirect("schedule", couple.pk)


def _page(request: Visit, couple: Couple, form: ScheduleForm, session_form: SessionForm) -> HttpResponse:
    context = {
        "couple": couple,
        "form": form,
        "session_form": session_form,
        "choices": schedule_queries.choices_for(couple),
        "lines": schedule_queries.schedules_of(request.viewer, couple),
        "sessions": schedule_queries.sessions_of(request.viewer, couple),
        "tab": "caseload",
    }
    typed = form.is_bound or session_form.is_bound
    return render(request, "instruments/schedule.html", context, status=422 if typed else 200)


@for_care
@require_POST
def move(request: Visit, couple_id: UUID, schedule_id: UUID, state: str) -> HttpResponse:
    """Pause a schedule, let it run again, or end it."""
    couple = couple_for(request.viewer, couple_id)
    if state not in ScheduleState.values:
        raise Absent
    schedule_actions.move_schedule(
        actor=request.viewer, couple=couple, schedule_id=schedule_id, state=ScheduleState(state)
    )
    return redirect("schedule", couple.pk)
