from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.people import queries as people
from troth.practice.people.access import for_care
from troth.practice.programme import actions, courses, giving, opening, queries
from troth.practice.programme.forms import CommentForm, GivingForm, SearchForm
from troth.practice.programme.previews import parts_of
from troth.practice.wordings.queries import wordings_in_use

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit
    from troth.practice.programme.shown import RunPage


@for_care
@require_safe
def exercises(request: Visit) -> HttpResponse:
    """All exercises, by theme."""
    form = SearchForm(request.GET or None)
    context = {
        "form": form,
        "themes": giving.shelf(request.viewer.own_practice_id, form.words),
        "programmes": courses.programmes_on_shelf(request.viewer.own_practice_id),
        "worded_anew": wordings_in_use(request.viewer),
        "tab": "exercises",
    }
    return render(request, "programme/exercises.html", context)


@for_care
@require_safe
def preview(request: Visit, slug: str, part: str) -> HttpResponse:
    """An exercise as a partner will see it."""
    exercise = giving.exercise_on_shelf(request.viewer.own_practice_id, slug)
    parts = {each.side: each for each in parts_of(exercise)}
    if part not in parts:
        raise Absent
    context = {"exercise": exercise, "parts": parts.values(), "part": parts[part], "tab": "exercises"}
    return render(request, "programme/preview.html", context)


@for_care
@require_safe
def assign(request: Visit, couple_id: UUID) -> HttpResponse:
    """What a couple was given, and the shelf to choose from."""
    couple, form = people.couple_for(request.viewer, couple_id), SearchForm(request.GET or None)
    runs = queries.runs_of_couples([couple.pk]).get(couple.pk, [])
    context = {
        "couple": couple,
        "form": form,
        "given": giving.given_so_far(request.viewer, couple, runs),
        "themes": giving.shelf(couple.practice_id, form.words, runs),
    }
    return render(request, "programme/assign.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def give(request: Visit, couple_id: UUID, slug: str) -> HttpResponse:
    """Think it over, and give one exercise to a couple."""
    couple = people.couple_for(request.viewer, couple_id)
    found = giving.giving(couple, slug)
    names = [(seat.side, seat.called) for seat in people.seats_of(couple.pk)]
    form = GivingForm(request.POST or None, found=found, names=names)
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign_exercise(actor=request.viewer, couple=couple, slug=slug, **form.given)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Given. Both see it under Together.")
            return redirect("assign-exercise", couple.pk)
    context = {"couple": couple, "found": found, "form": form, "parts": parts_of(found.exercise)}
    return render(request, "programme/give.html", context, status=409 if form.errors else 200)


@for_care
@require_POST
def comment(request: Visit, couple_id: UUID, run_id: UUID) -> HttpResponse:
    """Say something about a run to both."""
    run, form = queries.run_in_care(request.viewer, couple_id, run_id), CommentForm(request.POST)
    if not form.is_valid():
        page = queries.run_page(request.viewer, couple_id, run_id)
        context = run_context(request, page, couple_id) | {"form": form}
        return render(request, "programme/couple_exercise.html", context, status=409)
    actions.comment(actor=request.viewer, run=run, text=form.cleaned_data["text"])
    messages.success(request, "Both can read it now.")
    return redirect("couple-exercise", couple_id, run_id)


@for_care
@require_POST
def take_comment_back(request: Visit, couple_id: UUID, run_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take a comment back."""
    run = queries.run_in_care(request.viewer, couple_id, run_id)
    said = giving.comment_in_care(request.viewer, run, comment_id)
    actions.take_comment_back(actor=request.viewer, comment=said)
    messages.success(request, "Taken back. Nobody can read it any longer.")
    return redirect("couple-exercise", couple_id, run_id)


def run_context(request: Visit, page: RunPage, couple_id: UUID) -> dict[str, object]:
    """Return what the care team's page of a run shows."""
    return {
        "page": page,
        "couple_id": couple_id,
        "comments": giving.comments_for(request.viewer, page.run),
        "thought": giving.thought_of(request.viewer, page.run),
        "to_open": opening.to_open(request.viewer, page.run),
        "form": CommentForm(),
    }
