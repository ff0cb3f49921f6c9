from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from troth.library import load_library
from troth.practice.people import actions as people
from troth.practice.people.access import for_people_in_care, for_supervisors
from troth.practice.people.standing import RESEARCH_LETTER
from troth.practice.research import actions, queries
from troth.practice.research.forms import AgreementForm
from troth.practice.research.showing import rules, shown

if TYPE_CHECKING:
    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_supervisors
@require_safe
def figures(request: Visit) -> HttpResponse:
    """What many couples of the practice show together."""
    found = actions.look_at_figures(actor=request.viewer)
    context = {"figures": found, "shown": shown(found.found) if found else None, **rules(), "tab": "practice"}
    return render(request, "research/figures.html", context)


@for_people_in_care
def agreement(request: Visit) -> HttpResponse:
    """Read what research would use; agree, or look at the own choice."""
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people.agree_to_research(actor=request.viewer, signed_name=form.cleaned_data["signed_name"])
        messages.success(request, "Your choice is kept. You can take it back here at any time.")
        return redirect("research-agreement")
    letter, chosen = load_library().letter(RESEARCH_LETTER), queries.own_agreement(request.viewer)
    words = letter.render(practice=chosen.practice)
    context = {"form": form, "letter": letter, "words": words, "chosen": chosen, "tab": "account"}
    return render(request, "research/agreement.html", context)


@for_people_in_care
@require_POST
def take_back(request: Visit) -> HttpResponse:
    """Take the own agreement back."""
    people.take_back_research(actor=request.viewer)
    messages.success(request, "You have taken it back. Your numbers are left out of all new figures.")
    return redirect("research-agreement")
