from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.people import queries as people
from troth.practice.people.access import for_care
from troth.practice.programme import course_actions as actions
from troth.practice.programme import courses
from troth.practice.programme.forms import ProgrammeForm, StageForm
from troth.practice.programme.states import COURSE_MOVES, CourseState

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit
    from troth.practice.programme.models import Course


@for_care
@require_safe
def programme(request: Visit, slug: str) -> HttpResponse:
    """Read a programme, with its stages and their gates."""
    found, stages = courses.programme_on_shelf(request.viewer.own_practice_id, slug)
    context = {"programme": found, "stages": stages, "tab": "exercises"}
    return render(request, "programme/programme.html", context)


@for_care
@require_safe
def programmes(request: Visit, couple_id: UUID) -> HttpResponse:
    """A couple's programmes, and those to choose from."""
    couple = people.couple_for(request.viewer, couple_id)
    context = {
        "couple": couple,
        "courses": courses.courses_of(couple),
        "shelf": courses.programmes_on_shelf(couple.practice_id),
    }
    return render(request, "programme/programmes.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def give_programme(request: Visit, couple_id: UUID, slug: str) -> HttpResponse:
    """Think it over, and let a couple begin a programme."""
    couple = people.couple_for(request.viewer, couple_id)
    found, stages = courses.programme_on_shelf(couple.practice_id, slug)
    names = [(seat.side, seat.called) for seat in people.seats_of(couple.pk)]
    form = ProgrammeForm(request.POST if request.method == "POST" else None, programme=found, names=names)
    if form.is_bound and form.is_valid():
        try:
            course = actions.give_programme(actor=request.viewer, couple=couple, slug=slug, **form.given)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return redirect("course", couple.pk, course.pk)
    context = {"couple": couple, "programme": found, "stages": stages, "form": form}
    return render(request, "programme/give_programme.html", context, status=409 if form.errors else 200)


@for_care
@require_safe
@transaction.atomic
def course(request: Visit, couple_id: UUID, course_id: UUID) -> HttpResponse:
    """Where a couple is in a programme."""
    found = courses.course_in_care(request.viewer, couple_id, course_id)
    courses.note_read(request.viewer, found)
    return _page(request, found)


@for_care
@require_POST
def open_stage(request: Visit, couple_id: UUID, course_id: UUID, stage: str) -> HttpResponse:
    """Open a stage."""
    found = courses.course_in_care(request.viewer, couple_id, course_id)
    form = _form_of(found, stage, request.POST)
    if form.is_valid():
        try:
            actions.open_stage(actor=request.viewer, course=found, stage_id=stage, **form.given)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Open. Its exercises can be given now.")
            return redirect("course", couple_id, course_id)
    return _page(request, found, refused=(stage, form))


@for_care
@require_POST
def end_course(request: Visit, couple_id: UUID, course_id: UUID, state: str) -> HttpResponse:
    """End a programme, done or not."""
    found = courses.course_in_care(request.viewer, couple_id, course_id)
    if state not in COURSE_MOVES[CourseState.GOING]:
        raise Absent
    actions.end_course(actor=request.viewer, course=found, state=CourseState(state))
    return redirect("course", couple_id, course_id)


def _form_of(course: Course, stage_id: str, data: object = None) -> StageForm:
    stages = {stage.id: stage for stage in course.content.stages}
    if stage_id not in stages:
        raise Absent
    return StageForm(data, asked=[gate.words for gate in stages[stage_id].gates if gate.kind == "asked"])


def _page(request: Visit, found: Course, *, refused: tuple[str, StageForm] | None = None) -> HttpResponse:
    page = courses.course_page(request.viewer, found)
    stage_id, form = refused or ("", None)
    lines = [
        (line, form if line.stage.id == stage_id else _form_of(found, line.stage.id)) for line in page.stages
    ]
    context = {"page": page, "lines": lines, "couple": found.couple}
    return render(request, "programme/course.html", context, status=409 if refused else 200)
