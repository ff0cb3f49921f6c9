from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.people.access import for_care
from troth.practice.programme import giving, own
from troth.practice.programme import own_actions as actions
from troth.practice.programme.forms import WordingForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from troth.library import Exercise, Problem
    from troth.practice.people.access import Visit

LONGEST_NUMBER = 9


@for_care
@require_safe
def wordings(request: Visit, slug: str) -> HttpResponse:
    """The practice's wordings of an exercise, and which one is in use."""
    found = own.wordings_of(request.viewer, slug)
    context = {
        "slug": slug,
        "exercise": own.exercise_for(request.viewer.own_practice_id, slug),
        "wordings": found,
        "is_own": any(one.own.in_use for one in found),
        "tab": "exercises",
    }
    return render(request, "programme/wordings.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def word(request: Visit, slug: str) -> HttpResponse:
    """Word an exercise anew: check and see it as the two will, then keep it."""
    form = WordingForm(
        request.POST or None,
        files=own.files_of(request.viewer, slug),
        last=own.last_number(request.viewer.own_practice_id, slug),
    )
    exercise: Exercise | None = None
    problems: list[Problem] = []
    refused, theirs = False, None
    if request.method == "POST" and form.is_valid():
        exercise, problems = own.read(request.viewer.own_practice_id, slug, form.texts)
        if "keep" in request.POST:
            try:
                actions.save_wording(actor=request.viewer, slug=slug, files=form.texts, **form.told)
            except Refused as refusal:
                refused, theirs = True, own.saved_since(request.viewer, slug, form.told["begun_from"])
                form.add_error(None, refusal.reason)
                form.go_on_from(theirs)
            else:
                messages.success(
                    request, "Kept. It is in use from now on; what was given before stays as it was."
                )
                return redirect("wordings", slug)
    context = {
        "slug": slug,
        "form": form,
        "problems": own.placed(problems),
        "theirs": theirs,
        "exercise": exercise,
        "parts": giving.parts_of(exercise) if exercise else [],
        "tab": "exercises",
    }
    return render(request, "programme/word.html", context, status=409 if refused or form.errors else 200)


@for_care
@require_POST
def use_wording(request: Visit, slug: str, number: str) -> HttpResponse:
    """Use another wording from now on."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise Absent
    actions.use_wording(actor=request.viewer, slug=slug, number=int(number))
    messages.success(request, "In use from now on. What was given before stays as it was.")
    return redirect("wordings", slug)
