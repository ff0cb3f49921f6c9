from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.common.two_devices import is_overtaken, page_of
from troth.practice.people.access import for_care, for_partners
from troth.practice.programme import actions, pings, queries, rows
from troth.practice.programme.answers import worded
from troth.practice.programme.forms import EntryForm, StoppedForm
from troth.practice.programme.giving import comments_for
from troth.practice.programme.giving_views import run_context
from troth.practice.programme.shown import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from troth.practice.people.access import Visit
    from troth.practice.programme.models import Run
    from troth.practice.programme.shown import Player

NOTHING_SENT = QueryDict("")
REFUSED_IN_PLACE = 422  # the one refusal that a page puts in its place; a 409 has a page of its own


@for_partners
@require_safe
@vary_on_headers("HX-Request")
def exercise(request: Any, run_id: UUID) -> HttpResponse:
    """Do the current step."""
    return _page(request, queries.run_for(request.viewer, run_id))


@for_partners
@require_POST
def save(request: Visit, run_id: UUID) -> HttpResponse:
    """Keep a draft."""
    run = queries.run_for(request.viewer, run_id)
    step_id = request.POST.get("field", "")
    _keep(request, run, step_id)
    return HttpResponse(status=204)


@for_partners
@require_POST
def go_on(request: Any, run_id: UUID) -> HttpResponse:
    """Finish the current step; what was typed is kept first. A page that asks in place gets the next step at once."""
    run = queries.run_for(request.viewer, run_id)
    step_id = request.POST.get("step", "")
    unkept = _typed(request.POST, run, step_id) if step_id in request.POST else ""
    refused = ""
    with (
        transaction.atomic(),
        pings.sent_by(request.headers.get("X-Page", "")),
    ):  # no late draft comes between
        try:
            if step_id in request.POST:
                _keep(request, run, step_id)
                unkept = ""
            leave = actions.skip_step if "skip" in request.POST else actions.finish_step
            leave(actor=request.viewer, run=run, step_id=step_id)
        except Refused as refusal:
            refused = refusal.reason
    if refused:
        return _page(request, run, sent=request.POST, refusal=refused, unkept=unkept)
    if request.htmx:
        return _page(request, queries.run_for(request.viewer, run_id))
    return redirect("exercise", run.pk)


@for_partners
@require_POST
def turn(request: Visit, run_id: UUID) -> HttpResponse:
    """Start somebody's time to speak."""
    run = queries.run_for(request.viewer, run_id)
    step_id, side = request.POST.get("step", ""), request.POST.get("side", "")
    actions.start_turn(actor=request.viewer, run=run, step_id=step_id, side=side)
    return redirect("exercise", run.pk)


@for_partners
@require_POST
def stopped(request: Visit, run_id: UUID) -> HttpResponse:
    """Say, if one likes, what got in the way."""
    run = queries.run_for(request.viewer, run_id)
    form = StoppedForm(request.POST)
    if not form.is_valid():
        return _page(request, run, stopped=form)
    actions.say_what_stopped(actor=request.viewer, run=run, **form.cleaned_data)
    messages.success(request, "Kept. You need not explain more.")
    return redirect("exercise", run.pk)


def moving(act: Callable[..., None]) -> Callable[..., HttpResponse]:
    """Make the view that moves a run with one of the actions."""

    @for_partners
    @require_POST
    def move(request: Visit, run_id: UUID) -> HttpResponse:
        run = queries.run_for(request.viewer, run_id)
        act(actor=request.viewer, run=run)
        return redirect("exercise", run.pk)

    return move


@for_care
@require_POST
def withdraw(request: Visit, couple_id: UUID, run_id: UUID) -> HttpResponse:
    """Take back an exercise that was not begun."""
    run = queries.run_in_care(request.viewer, couple_id, run_id)
    actions.withdraw_run(actor=request.viewer, run=run)
    messages.success(request, "Taken back. You can give it again whenever you like.")
    return redirect("assign-exercise", couple_id)


@for_care
@require_POST
def open_step(request: Visit, couple_id: UUID, run_id: UUID, step: str) -> HttpResponse:
    """Open a step for both, in a session."""
    run = queries.run_in_care(request.viewer, couple_id, run_id)
    actions.open_step(actor=request.viewer, run=run, step_id=step)
    messages.success(request, "It is open. Both can read it now.")
    return redirect("couple-exercise", couple_id, run_id)


@for_care
@require_safe
def couple_exercise(request: Visit, couple_id: UUID, run_id: UUID) -> HttpResponse:
    """Read what was shared in a run."""
    page = queries.run_page(request.viewer, couple_id, run_id)
    return render(request, "programme/couple_exercise.html", run_context(request, page, couple_id))


def _said(player: Player) -> dict[str, str]:
    said = player.said_of_stop
    return {"text": said.text, "audience": said.audience} if said else {}


def _keep(request: Visit, run: Run, step_id: str) -> None:
    typed, page = _typed(request.POST, run, step_id), page_of(request.POST)
    actions.save_entry(actor=request.viewer, run=run, step_id=step_id, text=typed, page=page)


def _typed(sent: QueryDict, run: Run, step_id: str) -> str:
    """Return what was typed in one step; of a step that is none the action tells."""
    values = sent.getlist(step_id)
    step = run.step(step_id)
    return rows.typed(step, values) if step else "\n".join(values)


def _page(
    request: Any,
    run: Run,
    *,
    sent: QueryDict = NOTHING_SENT,
    refusal: str = "",
    unkept: str = "",
    stopped: StoppedForm | None = None,
) -> HttpResponse:
    player = queries.player(request.viewer, run)
    form, elsewhere = None, ""
    if asked := player.asked:
        typed = _typed(sent, run, asked.id) if asked.id in sent else player.draft
        form = EntryForm(asked, typed, player.looked_back_at)
        if is_overtaken(player.page.seen, page_of(sent)):
            elsewhere = worded(asked, player.draft)
    now_ms = milliseconds(clock.now())
    context = {
        "player": player,
        "form": form,
        "elsewhere": elsewhere,
        "refusal": refusal,
        "unkept": "" if form and form.asked.name in sent else unkept,
        "now_ms": now_ms,
        "stopped": stopped or StoppedForm(initial=_said(player)),
        "comments": comments_for(request.viewer, run),
        "tab": "together",
    }
    template = "programme/exercise.html" + ("#body" if request.htmx else "")
    refused = REFUSED_IN_PLACE if request.htmx else 409
    return render(request, template, context, status=refused if refusal or stopped else 200)
