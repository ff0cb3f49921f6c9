from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from troth.practice.boundaries import actions, queries, rules, wordings
from troth.practice.boundaries.actions import Wording
from troth.practice.boundaries.forms import WordingForm
from troth.practice.boundaries.reading import latest_proposal
from troth.practice.boundaries.states import AgreementKind
from troth.practice.common.errors import Absent, Refused
from troth.practice.people.access import for_partners
from troth.practice.people.naming import names_of
from troth.practice.safety.queries import joint_work_is_open
from troth.practice.wordings.queries import library_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.boundaries.models import Agreement
    from troth.practice.people.access import Visit


@for_partners
@require_http_methods(["GET", "POST"])
def begin(request: Visit, slug: str, kind: str) -> HttpResponse:
    """Put the first wording forward."""
    found = rules.check_topic(request.viewer, slug)
    if kind not in AgreementKind.values or (kind == AgreementKind.TRANSPARENCY and not found.openness):
        raise Absent
    chosen = AgreementKind(kind)

    def put_forward(given: Wording, _seen: int) -> Agreement:
        return actions.begin_agreement(actor=request.viewer, topic=slug, kind=chosen, wording=given)

    return _worded(request, chosen, found.title, None, put_forward, slug=slug)


@for_partners
@require_http_methods(["GET", "POST"])
def wording(request: Visit, agreement_id: UUID) -> HttpResponse:
    """Put a new wording forward."""
    found = queries.agreement_for(request.viewer, agreement_id)

    def put_forward(given: Wording, seen: int) -> Agreement:
        actions.propose(actor=request.viewer, agreement=found, seen=seen, wording=given)
        return found

    return _worded(
        request,
        AgreementKind(found.kind),
        wordings.title_of(library_of(request.viewer), found.topic),
        found,
        put_forward,
    )


def _worded(
    request: Visit,
    kind: AgreementKind,
    title: str,
    found: Agreement | None,
    put_forward: Callable[[Wording, int], Agreement],
    *,
    slug: str = "",
) -> HttpResponse:
    latest = latest_proposal(found) if found else None
    names = names_of(request.viewer.own_couple_id)
    is_open = joint_work_is_open(request.viewer.own_couple_id)
    form = WordingForm(request.POST or None, kind=kind, names=names, latest=latest if is_open else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("agreement", put_forward(_given(form), form.cleaned_data["seen"]).pk)
        except Refused as refused:
            refusal = refused.reason
            form = form.answering(latest, names)
    return shown_wording(request, form, title, found, is_open=is_open, refusal=refusal, slug=slug)


def shown_wording(
    request: Visit,
    form: WordingForm,
    title: str,
    found: Agreement | None,
    *,
    is_open: bool = True,
    refusal: str = "",
    send_to: str = "",
    slug: str = "",
) -> HttpResponse:
    """Return the page on which a wording is written; ``send_to`` where it stands at another address than its own."""
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "kind": form.kind,
        "refusal": refusal,
        "found": found,
        "topic": found.topic if found else slug,
        "latest": queries.wording_now(found) if found and is_open else None,
        "is_open": is_open,
        "send_to": send_to,
        "tab": "together",
    }
    status = 409 if refusal or form.errors else 200
    return render(request, "boundaries/wording.html", context, status=status)


def _given(form: WordingForm) -> Wording:
    given = form.cleaned_data
    return Wording(
        form.terms, given["start_on"], given["review_on"], given["end_on"], given["note"], given["sure"]
    )
