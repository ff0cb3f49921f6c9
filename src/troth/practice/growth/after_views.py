from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from troth.practice.common.errors import Refused
from troth.practice.growth import after_actions, return_actions, shelf_actions
from troth.practice.growth.forms import CheckUpForm, HardDayForm, ReturnForm
from troth.practice.growth.views import page
from troth.practice.people.access import for_partners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_POST
def check_up(request: Visit) -> HttpResponse:
    """Answer the open question of a check-up."""
    form = CheckUpForm(request.POST)
    if not form.is_valid():
        return page(request, check_up=form)
    try:
        after_actions.answer_check_up(actor=request.viewer, text=form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, check_up=form)
    messages.success(request, "Kept.")
    return redirect("growth")


@for_partners
@require_POST
def keep_day(request: Visit) -> HttpResponse:
    """Keep a date of one's own."""
    form = HardDayForm(request.POST)
    if not form.is_valid():
        return page(request, day=form)
    given = form.cleaned_data
    try:
        after_actions.keep_day(actor=request.viewer, on=given["on"], what_helps=given["what_helps"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, day=form)
    messages.success(request, "Kept. Only you can read it.")
    return redirect("growth")


@for_partners
@require_POST
def drop_day(request: Visit, day_id: UUID) -> HttpResponse:
    """Take a date of one's own out."""
    after_actions.drop_day(actor=request.viewer, day_id=day_id)
    messages.success(request, "Taken out.")
    return redirect("growth")


@for_partners
@require_POST
def begin(request: Visit, slug: str) -> HttpResponse:
    """Begin an exercise of the shelf for both."""
    run = shelf_actions.begin_from_shelf(actor=request.viewer, slug=slug)
    return redirect("exercise", run.pk)


@for_partners
@require_POST
def ask_to_return(request: Visit) -> HttpResponse:
    """Ask the care team for a return, or take the wish back."""
    if request.POST.get("act") == "take-back":
        return_actions.take_wish_back(actor=request.viewer)
        messages.success(request, "Taken back.")
        return redirect("growth")
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return page(request, wish=form)
    try:
        return_actions.ask_to_return(actor=request.viewer, text=form.cleaned_data["wish"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, wish=form)
    messages.success(request, "Sent. Only you and your therapist read it.")
    return redirect("growth")
