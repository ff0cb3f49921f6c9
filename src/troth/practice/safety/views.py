from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common.errors import Refused
from troth.practice.people import queries as people
from troth.practice.people.access import for_care, for_partners
from troth.practice.safety import actions, queries
from troth.practice.safety.forms import CountryForm, JointWorkForm

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.access import Visit
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


@require_safe
def crisis(request: Any) -> HttpResponse:
    """Whom to call now; for everybody, signed in or not."""
    viewer = request.viewer if request.user.is_authenticated else None
    page = queries.crisis_page(viewer, request.GET.get("country", ""))
    form = CountryForm(initial={"country": page.country})
    return render(request, "safety/crisis.html", {"page": page, "form": form})


@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, clean up and go somewhere harmless."""
    logout(request)
    response = redirect(settings.TROTH_EXIT_URL or "out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def out(request: HttpRequest) -> HttpResponse:
    """Show a page that says nothing."""
    return render(request, "safety/out.html")


@for_care
@require_http_methods(["GET", "POST"])
def joint_work(request: Visit, couple_id: UUID) -> HttpResponse:
    """Look at the door of joint work, and open or close it."""
    couple = people.couple_for(request.viewer, couple_id)
    form = JointWorkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _move(request.viewer, couple, **form.cleaned_data))
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            return redirect("joint-work", couple.pk)
    page = queries.gate_page(request.viewer, couple_id)
    form.fields["reason"].required = not page.opened_by_therapist  # what the page says; the rule decides
    status = 409 if form.errors else 200
    return render(
        request, "safety/joint_work.html", {"couple": couple, "page": page, "form": form}, status=status
    )


@for_care
@require_POST
def acknowledge(request: Visit, couple_id: UUID, alert_id: UUID) -> HttpResponse:
    """Take care of an alert."""
    couple = people.couple_for(request.viewer, couple_id)
    alert = queries.alert_for(request.viewer, couple_id, alert_id)
    actions.acknowledge_alert(actor=request.viewer, couple=couple, alert=alert)
    messages.success(request, "Noted. The alert is in your care.")
    return redirect("joint-work", couple.pk)


@for_partners
@require_http_methods(["GET", "POST"])
def pause(request: Visit) -> HttpResponse:
    """Close joint work from one's own side, or take that back."""
    if request.method == "POST":
        if request.POST.get("act") == "reopen":
            actions.reopen_for_myself(actor=request.viewer)
        else:
            actions.close_for_myself(actor=request.viewer)
        return redirect("pause-joint-work")
    closed = queries.has_closed_for_myself(request.viewer)
    return render(request, "safety/pause.html", {"closed": closed, "tab": "together"})


def _move(viewer: Viewer, couple: Couple, *, act: str, seat: UUID | None, reason: str) -> str:
    if act == "open":
        actions.open_joint_work(actor=viewer, couple=couple, reason=reason)
        return "Joint work is open for this couple."
    if act == "close":
        actions.close_joint_work(actor=viewer, couple=couple, reason=reason)
        return "Joint work is closed. Both partners see the usual sentence."
    if seat is None:
        raise Refused("Say which partner you saw alone: use the button beside the name.")
    partner = people.seat_in(couple.pk, seat)
    actions.note_seen_alone(actor=viewer, couple=couple, seat=partner)
    return f"Noted: you saw {partner.called} alone."
