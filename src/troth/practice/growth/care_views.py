from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.common.errors import Refused
from troth.practice.growth import after_queries, boosters, return_actions, rules, shelf, shelf_actions
from troth.practice.growth.forms import LayOutForm
from troth.practice.people import queries as people
from troth.practice.people.access import for_care
from troth.practice.wordings.queries import library_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit

RETURNS: dict[str, tuple[Callable[..., object], str]] = {
    "offer": (return_actions.offer_return, "Offered. Both read it on their page."),
    "take-back": (return_actions.take_offer_back, "Taken back. Nobody is told."),
    "open": (return_actions.open_return, "You work with them again."),
}


@for_care
@require_http_methods(["GET", "POST"])
def lay_out(request: Visit, couple_id: UUID) -> HttpResponse:
    """Think over what the two may begin by themselves, and lay it out or take it back."""
    couple = people.couple_for(request.viewer, couple_id)
    if request.POST.get("act") == "take-back":
        shelf_actions.take_shelf_back(actor=request.viewer, couple=couple)
        messages.success(request, "Taken back. What they began goes on.")
        return redirect("couple-growth", couple.pk)
    form = LayOutForm(request.POST or None, points=shelf.points_of(couple))
    if request.method == "POST" and form.is_valid():
        try:
            shelf_actions.lay_out(actor=request.viewer, couple=couple, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Laid out. Both can begin these by themselves.")
            return redirect("couple-growth", couple.pk)
    context = {
        "couple": couple,
        "form": form,
        "exercises": after_queries.known(library_for(couple.practice_id).exercises, boosters.LAID_OUT),
        "may_lay_out": rules.goes_on(couple),
    }
    return render(request, "growth/lay_out.html", context, status=409 if form.errors else 200)


@for_care
@require_POST
def couple_return(request: Visit, couple_id: UUID) -> HttpResponse:
    """Offer both to come back, take the offer back, or begin again with them."""
    couple = people.couple_for(request.viewer, couple_id)
    act, told = RETURNS.get(request.POST.get("act", ""), (None, "Choose what to do, then press again."))
    if act is None:
        raise Refused(told)
    act(actor=request.viewer, couple=couple)
    messages.success(request, told)
    return redirect("couple-growth", couple.pk)
