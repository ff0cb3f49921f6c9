from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Refused
from troth.practice.common.paper import handed_out
from troth.practice.patterns import cycle_actions as actions
from troth.practice.patterns import cycle_queries as queries
from troth.practice.patterns import papers
from troth.practice.patterns.cycle_forms import ExitForm, NameForm, SideForm
from troth.practice.patterns.cycle_rules import stamp
from troth.practice.people.access import ask_before_file, for_care, for_partners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.patterns.cycle_queries import CyclePage
    from troth.practice.people.access import Visit


@for_partners
@require_safe
def cycle(request: Visit) -> HttpResponse:
    """The map of both sides, its name and its exits."""
    return _page(request, queries.cycle_page(request.viewer))


@for_partners
@require_http_methods(["GET", "POST"])
def own_side(request: Visit) -> HttpResponse:
    """Draw the own side, keep it as a draft or hand it in."""
    page = queries.cycle_page(request.viewer)
    begun = page.own or page.last
    form = SideForm(request.POST or None, initial=begun.told if begun else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_side(actor=request.viewer, told=form.cleaned_data, seen=request.POST.get("seen"))
            if "hand_in" in request.POST:
                actions.hand_in_side(actor=request.viewer)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
            page = queries.cycle_page(request.viewer)
        else:
            handed_in = "Handed in. It opens for both when both of you have handed in."
            messages.success(request, handed_in if "hand_in" in request.POST else "Kept for you alone.")
            return redirect("cycle")
    context = {"page": page, "form": form, "seen": stamp(page.own), "tab": "together"}
    return render(request, "patterns/own_side.html", context, status=422 if form.errors else 200)


@for_partners
@require_POST
def take_side_back(request: Visit) -> HttpResponse:
    """Make a draft of the own side again."""
    actions.take_side_back(actor=request.viewer)
    messages.success(request, "Your side is a draft again, for you alone.")
    return redirect("own-side")


@for_partners
@require_POST
def propose_name(request: Visit, map_id: UUID) -> HttpResponse:
    """Propose a name, or agree to the one that was read."""
    page = _with_map(request, map_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, page, name=form)
    act = actions.agree_on_name if "agree" in request.POST else actions.propose_name
    act(actor=request.viewer, map_id=map_id, name=form.cleaned_data["name"])
    messages.success(request, "Kept.")
    return redirect("cycle")


@for_partners
@require_POST
def mark_exit(request: Visit, map_id: UUID) -> HttpResponse:
    """Mark a way out."""
    page = _with_map(request, map_id)
    form = ExitForm(request.POST, names=page.newest.names if page.newest else {"a": "", "b": ""})
    if not form.is_valid():
        return _page(request, page, way_out=form)
    actions.mark_exit(actor=request.viewer, map_id=map_id, text=form.cleaned_data["text"], **form.place)
    messages.success(request, "Marked. Both of you can read it.")
    return redirect("cycle")


@for_partners
@require_POST
def remove_exit(request: Visit, exit_id: UUID) -> HttpResponse:
    """Take an exit away that one marked oneself."""
    actions.remove_exit(actor=request.viewer, exit_id=exit_id)
    messages.success(request, "Taken away.")
    return redirect("cycle")


@for_partners
@require_POST
def paper(request: Visit, map_id: UUID) -> HttpResponse:
    """Hand out a version of the map on paper, after asking once more who this is."""
    queries.check_is_there(request.viewer, map_id)
    if question := ask_before_file(request, reverse("cycle")):
        return question
    return handed_out(papers.cycle_paper(request.viewer, map_id))


@for_care
@require_safe
def couple_cycle(request: Visit, couple_id: UUID) -> HttpResponse:
    """Every version of a couple's map, for its care team."""
    joined = queries.care_cycle(request.viewer, couple_id)
    context = {"joined": joined, "couple_id": couple_id, "tab": "caseload"}
    return render(request, "patterns/couple_cycle.html", context)


def _with_map(request: Visit, map_id: UUID) -> CyclePage:
    """Return the page of which this map is a part. Raises `Absent`."""
    queries.check_is_there(request.viewer, map_id)
    return queries.cycle_page(request.viewer)


def _page(
    request: Visit, page: CyclePage, *, name: NameForm | None = None, way_out: ExitForm | None = None
) -> HttpResponse:
    newest = page.newest
    context = {
        "page": page,
        "name_form": name or NameForm(),
        "exit_form": way_out or (ExitForm(names=newest.names) if newest else None),
        "tab": "together",
    }
    return render(request, "patterns/cycle.html", context, status=422 if name or way_out else 200)
