from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from troth.practice.boundaries import dates, queries
from troth.practice.boundaries import halfway as meeting
from troth.practice.boundaries.forms import WordingForm
from troth.practice.boundaries.halfway_forms import HalfwayForm
from troth.practice.boundaries.reading import latest_proposal
from troth.practice.boundaries.states import AgreementKind, Way
from troth.practice.boundaries.wording_views import shown_wording
from troth.practice.common.errors import Refused
from troth.practice.people.access import for_partners
from troth.practice.people.naming import names_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from troth.practice.boundaries.shown import TopicPage
    from troth.practice.people.access import Visit


@for_partners
@require_http_methods(["GET", "POST"])
def halfway(request: Visit, slug: str) -> HttpResponse:
    """Look at both sides point by point, and tick what could become terms; they land in a form to be worded on."""
    page = queries.topic_page(request.viewer, slug)
    if len(page.said) != len(meeting.SIDES):
        return redirect("boundary-topic", slug)
    form, refusal = HalfwayForm(request.POST or None, page=page), ""
    if request.method == "POST" and form.is_valid():
        try:
            return _landed(request, page, form)
        except Refused as refused:
            refusal = refused.reason
    names = names_of(request.viewer.own_couple_id)
    marks = {mark.part: mark for mark in page.marks}
    told = [
        (one, [marks[part] for part in one.parts if part in marks])
        for one in meeting.points(page.said, names)
    ]
    context = {
        "page": page,
        "points": told,
        "bending": meeting.bending(page.said, names),
        "form": form,
        "refusal": refusal,
        "tab": "together",
    }
    return render(request, "boundaries/halfway.html", context, status=409 if refusal or form.errors else 200)


def _landed(request: Visit, page: TopicPage, form: HalfwayForm) -> HttpResponse:
    """Return the form of a wording with what was made of the ticked parts. Raises `Refused`."""
    if form.cleaned_data["round"] != page.round:
        raise Refused("Both sides were written anew meanwhile. Read them again, then tick.")
    terms = meeting.built(meeting.pieces_of(page.said), form.choice)
    found, slug = page.agreement, page.topic.id
    latest = latest_proposal(found) if found else None
    meeting.check_room(terms, latest.read_terms if latest else [])
    kind = AgreementKind(found.kind if found else form.cleaned_data.get("kind", AgreementKind.BOUNDARY))
    initial: dict[str, Any] = dates.days_to_begin_with(is_try=form.choice.way is Way.TRY, ends=found is None)
    if form.choice.way is Way.SWAP:
        initial["note"] = meeting.GOOD_FAITH
    names = names_of(request.viewer.own_couple_id)
    wording = WordingForm(kind=kind, names=names, latest=latest, added=terms, initial=initial)
    send_to = (
        reverse("word-agreement", args=[found.pk])
        if found
        else reverse("begin-agreement", args=[slug, kind.value])
    )
    return shown_wording(request, wording, page.topic.title, found, send_to=send_to, slug=slug)
