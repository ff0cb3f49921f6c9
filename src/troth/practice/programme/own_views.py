from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Absent, Refused
from troth.practice.people.access import for_care
from troth.practice.programme import own
from troth.practice.programme import own_actions as actions
from troth.practice.programme.forms import WordingForm

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from troth.library import Problem
    from troth.practice.people.access import Visit
    from troth.practice.programme.kinds import Content, Kind
    from troth.practice.programme.own import Wording

LONGEST_NUMBER = 9


@for_care
@require_safe
def wordings(request: Visit, kind: Kind[Any], slug: str) -> HttpResponse:
    """The practice's wordings of an item, and which one is in use."""
    found = own.wordings_of(request.viewer, kind, slug)
    context = {
        "kind": kind,
        "slug": slug,
        "page": kind.page(slug),
        "item": kind.items(own.library_for(request.viewer.own_practice_id))[slug],
        "wordings": found,
        "is_own": any(one.own.in_use for one in found),
        "tab": "exercises",
    }
    return render(request, "programme/wordings.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def word(request: Visit, kind: Kind[Any], slug: str) -> HttpResponse:
    """Word an item anew: check and see it as the two will, then keep it."""
    practice_id = request.viewer.own_practice_id
    form = WordingForm(
        request.POST or None,
        titles=kind.files,
        files=own.files_of(request.viewer, kind, slug),
        last=own.last_number(practice_id, kind, slug),
    )
    item: Content | None = None
    problems: list[Problem] = []
    theirs: Wording | None = None
    if request.method == "POST" and form.is_valid():
        item, problems = own.read(practice_id, kind, slug, form.texts)
        if "keep" in request.POST:
            try:
                actions.save_wording(
                    actor=request.viewer, kind=kind, slug=slug, files=form.texts, **form.told
                )
            except Refused as refusal:
                theirs = own.saved_since(request.viewer, kind, slug, form.told["begun_from"])
                form.add_error(None, refusal.reason)
                form.go_on_from(theirs)
            else:
                messages.success(request, "Kept. In use from now on; what was given before stays as it was.")
                return redirect("wordings", kind, slug)
    context = {
        "kind": kind,
        "slug": slug,
        "form": form,
        "problems": own.placed(problems),
        "theirs": theirs,
        "item": item,
        "shown": kind.shown(item, own.library_for(practice_id)) if item else None,
        "tab": "exercises",
    }
    return render(request, "programme/word.html", context, status=409 if form.errors else 200)


@for_care
@require_POST
def use_wording(request: Visit, kind: Kind[Any], slug: str, number: str) -> HttpResponse:
    """Use another wording from now on."""
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        raise Absent
    try:
        actions.use_wording(actor=request.viewer, kind=kind, slug=slug, number=int(number))
    except Refused as refusal:
        messages.error(request, f"This wording no longer fits. {refusal.reason}")
    else:
        messages.success(request, "In use from now on. What was given before stays as it was.")
    return redirect("wordings", kind, slug)
