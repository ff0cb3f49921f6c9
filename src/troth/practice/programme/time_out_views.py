"""What the two press in a pause with a return. Area home shows it: on Today, and on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from troth.practice.common.errors import Refused
from troth.practice.people.access import for_partners
from troth.practice.programme import time_out_actions
from troth.practice.programme.time_out_forms import CHOOSE, ReturnForm

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_POST
def call(request: Visit) -> HttpResponse:
    """Call a pause and name the time of return."""
    time_out_actions.call_time_out(actor=request.viewer, back_at=_named(request))
    return redirect("today")


@for_partners
@require_POST
def longer(request: Visit) -> HttpResponse:
    """Name a later time."""
    time_out_actions.name_later_return(actor=request.viewer, back_at=_named(request))
    return redirect("today")


@for_partners
@require_POST
def back(request: Visit) -> HttpResponse:
    """Say that both are back."""
    time_out_actions.end_time_out(actor=request.viewer)
    messages.success(request, "The pause is over. Begin with what you feel and what you need.")
    return redirect("today")


def _named(request: Visit) -> dt.datetime:
    form = ReturnForm(request.POST)
    if not form.is_valid():
        raise Refused(CHOOSE)
    moment: dt.datetime = form.cleaned_data["back_at"]
    return moment
