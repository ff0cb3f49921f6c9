from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.common import clock
from troth.practice.common.errors import Absent
from troth.practice.instruments import schedule_actions, schedule_queries
from troth.practice.instruments.forms import ScheduleForm
from troth.practice.instruments.states import ScheduleState
from troth.practice.people.access import for_care
from troth.practice.people.queries import couple_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_care
@require_http_methods(["GET", "POST"])
def schedule(request: Visit, couple_id: UUID) -> HttpResponse:
    """Say what both partners are asked by itself, and how often."""
    couple = couple_for(request.viewer, couple_id)
    choices = schedule_queries.choices_for(couple)
    form = ScheduleForm(request.POST or None, initial={"every_weeks": 1, "next_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        schedule_actions.set_schedule(actor=request.viewer, couple=couple, **form.cleaned_data)
        messages.success(request, "Kept. Both are asked by itself from that day on.")
        return redirect("schedule", couple.pk)
    context = {
        "couple": couple,
        "form": form,
        "choices": choices,
        "lines": schedule_queries.schedules_of(request.viewer, couple),
        "tab": "caseload",
    }
    return render(request, "instruments/schedule.html", context, status=422 if form.is_bound else 200)


@for_care
@require_POST
def move(request: Visit, couple_id: UUID, schedule_id: UUID, state: str) -> HttpResponse:
    """Pause a schedule, or let it run again."""
    couple = couple_for(request.viewer, couple_id)
    if state not in ScheduleState.values:
        raise Absent
    schedule_actions.move_schedule(
        actor=request.viewer, couple=couple, schedule_id=schedule_id, state=ScheduleState(state)
    )
    return redirect("schedule", couple.pk)
