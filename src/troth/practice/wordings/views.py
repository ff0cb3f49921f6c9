from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.people.access import for_care
from troth.practice.wordings import actions, queries
from troth.practice.wordings.forms import WordingForm

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from troth.library import Problem
    from troth.practice.people.access import Visit
    from troth.practice.wordings.kind import Content, Kind
    from troth.practice.wordings.queries import Wording

LONGEST_NUMBER = 9


@for_care
@require_safe
def shelf(request: Visit) -> HttpResponse:
    """Everything that the practice can word anew."""
    context = {"shelves": queries.shelves(request.viewer), "tab": "practice"}
    return render(request, "wordings/shelf.html", context)


@for_care
@require_safe
def wordings(request: Visit, kind: Kind[Any], slug: str) -> HttpResponse:
    """The practice's wordings of an item, and which one is in use."""
    found = queries.wordings_of(request.viewer, kind, slug)
    library = queries.library_for(request.viewer.own_practice_id)
    item = kind.items(library)[slug]
    context = {
        "kind": kind,
        "slug": slug,
        "page": kind.page(item),
        "item": item,
        "shown": kind.shown(item, library),
        "wordings": found,
        "is_own": any(one.own.in_use for one in found),
        "tab": "practice",
    }
    return render(request, "wordings/wordings.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def word(request: Visit, kind: Kind[Any], slug: str) -> HttpResponse:
    """Word an item anew: check and see it as the two will, then keep it."""
    practice_id = request.viewer.own_practice_id
    form = WordingForm(
        request.POST or None,
        titles=kind.titles(slug),
        files=queries.files_of(request.viewer, kind, slug),
        last=queries.last_number(practice_id, kind, slug),
    )
    item: Content | None = None
    problems: list[Problem] = []
    theirs: Wording | None = None
    if request.method == "POST" and form.is_valid():
        item, problems = queries.read(practice_id, kind, slug, form.texts)
        if "keep" in request.POST:
            try:
                actions.save_wording(
                    actor=request.viewer, kind=kind, slug=slug, files=form.texts, **form.told
                )
            except Refused as refusal:
                theirs = queries.saved_since(request.viewer, kind, slug, form.told["begun_from"])
                form.add_error(None, refusal.reason)
                form.go_on_from(theirs)
            else:
                messages.success(request, "Kept. In use from now on; what was given before stays as it was.")
                return redirect("wordings", kind, slug)
    context = {
        "kind": kind,
        "slug": slug,
        "form": form,
        "title": kind.items(queries.library_for(practice_id))[slug].title,
        "problems": queries.placed(problems, form.titles, form.texts if problems else {}),
        "theirs": theirs,
        "item": item,
        "shown": kind.shown(item, queries.library_for(practice_id)) if item else None,
        "tab": "practice",
    }
    return render(request, "wordings/word.html", context, status=409 if form.errors else 200)


@for_care
@require_POST
def use_wording(request: Visit, kind: Kind[Any], slug: str, number: str) -> HttpResponse:
    """Use another wording from now on."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise Absent
    try:
        actions.use_wording(actor=request.viewer, kind=kind, slug=slug, number=int(number))
    except Refused as refusal:
        fits = (
            "This wording no longer fits." if int(number) else "Troth’s own does not fit your other wordings."
        )
        messages.error(request, f"{fits} {refusal.reason}")
    else:
        messages.success(request, "In use from now on. What was given before stays as it was.")
    return redirect("wordings", kind, slug)
