from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from troth.library import load_library
from troth.practice.common.errors import Absent, Refused
from troth.practice.people.access import (
    ask_before_file,
    for_administrators,
    for_care,
    for_everyone,
    for_partners,
)
from troth.practice.people.queries import couple_for, therapist_name
from troth.practice.privacy import actions, queries, rules
from troth.practice.privacy.forms import EraseForm, PolicyForm, SignForm
from troth.practice.privacy.states import PolicyKind

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.access import Visit


@for_partners
def policy(request: Visit) -> HttpResponse:
    """Read the agreement about secrets, and sign it where it waits."""
    couple_id = request.viewer.couple_id
    if couple_id is None:
        raise Absent
    waiting = queries.waits_for_signature(request.viewer)
    shown = waiting or queries.proposed_policy(couple_id) or queries.policy_in_force(couple_id)
    form = SignForm(request.POST or None)
    if request.method == "POST" and waiting and form.is_valid():
        actions.sign_policy(
            actor=request.viewer, policy_id=waiting.pk, signed_name=form.cleaned_data["signed_name"]
        )
        return redirect("today")
    letter = load_library().letter(f"policy-{shown.kind}") if shown else None
    words = letter.render(therapist=therapist_name(couple_id)) if letter else ""
    context = {"policy": shown, "waiting": waiting, "letter": letter, "words": words, "form": form}
    return render(request, "privacy/policy.html", context)


@for_care
def couple_policy(request: Visit, couple_id: UUID) -> HttpResponse:
    """Propose an agreement about secrets."""
    couple = couple_for(request.viewer, couple_id)
    form = PolicyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = PolicyKind(form.cleaned_data["kind"])
        actions.propose_policy(actor=request.viewer, couple=couple, kind=kind)
        messages.success(request, "Both partners are asked to read and sign it.")
        return redirect("couple", couple.pk)
    therapist = therapist_name(couple.pk)
    letters = [load_library().letter(f"policy-{kind}") for kind in PolicyKind]
    context = {
        "couple": couple,
        "form": form,
        "letters": [(letter.title, letter.render(therapist=therapist)) for letter in letters],
        "in_force": queries.policy_in_force(couple.pk),
        "proposed": queries.proposed_policy(couple.pk),
    }
    return render(request, "privacy/couple_policy.html", context)


@for_everyone
def my_data(request: Visit) -> HttpResponse:
    """Say what can be taken out and erased."""
    context = {"form": EraseForm(), "may_erase": rules.can_erase(request.viewer), "tab": "account"}
    return render(request, "privacy/my_data.html", context)


@for_everyone
def download(request: Visit) -> HttpResponse:
    """Hand out the person's own data, after asking once more who they are."""
    if question := ask_before_file(request, reverse("my-data")):
        return question
    body = actions.export_own_data(actor=request.viewer)
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/json", headers=headers)


@for_everyone
@reauthentication_required  # type: ignore[untyped-decorator]
@require_POST
def erase(request: Visit) -> HttpResponse:
    """Erase the person who asks."""
    if not EraseForm(request.POST).is_valid():
        raise Refused("Tick the box to say that you understand; nothing was erased.")
    actions.erase_person(actor=request.viewer)
    logout(request)
    return redirect("out")


@for_administrators
def audit_log(request: Visit) -> HttpResponse:
    """What happened in the practice, without anything that happened inside a couple."""
    page = Paginator(queries.audit_events(request.viewer), 50).get_page(request.GET.get("page"))
    return render(request, "privacy/audit_log.html", {"page": page, "tab": "practice"})
