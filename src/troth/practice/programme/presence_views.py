"""The page on which a partner chooses whether the two see that both are here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from troth.practice.people.access import for_partners
from troth.practice.programme import presence, presence_actions

if TYPE_CHECKING:
    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_http_methods(["GET", "POST"])
def own_presence(request: Visit) -> HttpResponse:
    """Read what is shown, and switch it off or on."""
    if request.method == "POST":
        presence_actions.choose_presence(actor=request.viewer, shown="on" in request.POST)
        messages.success(request, "Kept. You can change it at any time.")
        return redirect("presence")
    context = {"is_on": presence.is_on(request.viewer), "tab": "account"}
    return render(request, "programme/presence.html", context)
