from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import (
    actions,
    answering,
    editions,
    expectation_actions,
    measure_queries,
    queries,
    rules,
    sharing_actions,
    sharing_queries,
)
from troth.practice.instruments.forms import AnnounceForm, AnswerForm, AssignForm
from troth.practice.instruments.paging import Path
from troth.practice.instruments.shown import as_opened
from troth.practice.instruments.states import AssignmentState
from troth.practice.people.access import for_care, for_partners
from troth.practice.people.queries import couple_for, seats_of
from troth.practice.people.states import Side
from troth.practice.privacy.visibility import is_released, is_shareable

if TYPE_CHECKING:
    from uuid import UUID

    from troth.library import Instrument
    from troth.practice.instruments.models import Assignment
    from troth.practice.instruments.paging import Page
    from troth.practice.instruments.sharing_queries import OwnSheet
    from troth.practice.people.access import Visit

SENT_BEFORE = "You had sent these answers before. They stay as they were."


@for_partners
@require_http_methods(["GET", "POST"])
def answer(request: Visit, assignment_id: UUID) -> HttpResponse:
    """Answer, keep for later, or send."""
    assignment = queries.assignment_for(request.viewer, assignment_id)
    if assignment.state == AssignmentState.ANSWERED:
        return _after_sending(request, assignment, SENT_BEFORE)
    instrument = editions.instrument_of(assignment.round)
    try:
        rules.check_can_answer(request.viewer, assignment)
    except Refused as refusal:
        return _closed(request, refusal, instrument)
    answers = queries.draft_answers(assignment)
    path = _path(request, instrument, answers)
    number = request.GET.get("page", "")
    if request.method == "POST":
        form = AnswerForm(instrument, path.numbered(number) or path.pages[0], request.POST, answers=answers)
        return _taken(request, assignment, form, answers)
    return _page(request, assignment, AnswerForm(instrument, path.at(number), answers=answers), path)


def _path(request: Visit, instrument: Instrument, answers: answering.Answers) -> Path:
    return Path(instrument, answers, turned=request.viewer.side == Side.B)


def _page(request: Visit, assignment: Assignment, form: AnswerForm, path: Path) -> HttpResponse:
    context = {
        "form": form,
        "page": form.page,
        "is_first": path.before(form.page) is None,
        "is_last": path.after(form.page) is None,
        "instrument": form.instrument,
        "assignment": assignment,
        "tab": "today",
    }
    return render(request, "instruments/answer.html", context, status=422 if form.is_bound else 200)


def _closed(request: Visit, refusal: Refused, instrument: Instrument) -> HttpResponse:
    """Say why nothing was kept, and keep on the page what was typed."""
    texts = [item.id for item in instrument.items if item.kind == "text"]
    fields = [(name, request.POST[name]) for name in texts if request.POST.get(name)]
    context = {"reason": refusal.reason, "fields": fields, "tab": "today"}
    return render(request, "instruments/closed.html", context, status=409)


def _taken(
    request: Visit, assignment: Assignment, form: AnswerForm, before: answering.Answers
) -> HttpResponse:
    """Keep what is sound, and go where the person wants; stay where something must be mended first."""
    sound = form.is_valid()
    answers = answering.merged(form.instrument, before, form.given())
    path = _path(request, form.instrument, answers)
    following = path.after(form.page)
    if sound and "_send" in request.POST and following is None:
        try:
            actions.submit_response(actor=request.viewer, assignment=assignment, given=form.given())
        except actions.Incomplete:
            pass  # said on the page below
        else:
            return _after_sending(request, assignment, form.instrument.thanks)
    actions.save_answer(actor=request.viewer, assignment=assignment, given=form.given())
    if not sound:
        return _page(request, assignment, form, path)
    if "_later" in request.POST:
        messages.success(request, "Kept. You can go on whenever you like.")
        return redirect("today")
    if "_back" in request.POST:
        return _to(assignment, path.before(form.page) or path.pages[0])
    return _going_on(request, assignment, form, path)


def _going_on(request: Visit, assignment: Assignment, form: AnswerForm, path: Path) -> HttpResponse:
    """Go to the next page, or show where something is still open."""
    following = path.after(form.page)
    page = form.page if path.gaps_on(form.page) else None
    if page is None and following is None:
        page = path.first_with(item.id for item in path.asked if item.required)
    if page is None:
        return _to(assignment, following or path.pages[-1])
    marked = AnswerForm(form.instrument, page, path.answers, answers=path.answers)
    marked.is_valid()
    marked.mark_missing(path.gaps_on(page))
    return _page(request, assignment, marked, path)


def _to(assignment: Assignment, page: Page) -> HttpResponse:
    return redirect(f"{reverse('answer', args=[assignment.pk])}?page={page.number}")


def _after_sending(request: Visit, assignment: Assignment, words: str) -> HttpResponse:
    instrument = editions.instrument_of(assignment.round)
    if "danger_to_self" in answering.alerts_of(instrument, queries.draft_answers(assignment)):
        return redirect("crisis")
    if request.method == "POST":
        messages.success(request, words)
    if assignment.round.guarded:
        return redirect("today")
    return redirect("answers", assignment.round_id)


@for_partners
@require_POST
def save(request: Visit, assignment_id: UUID) -> HttpResponse:
    """Keep one answer while it is being written."""
    assignment = queries.assignment_for(request.viewer, assignment_id)
    name = request.POST.get("field", "")
    try:
        actions.save_answer(
            actor=request.viewer, assignment=assignment, given={name: request.POST.getlist(name)}
        )
    except Refused as refusal:
        status = 400 if rules.can_answer(request.viewer, assignment) else 409
        return HttpResponse(refusal.reason, status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@for_partners
def answers(request: Visit, round_id: UUID) -> HttpResponse:
    """Read own answers, and the other's where they have opened."""
    asked = queries.round_for(request.viewer, round_id)
    own = queries.own_assignment(request.viewer, round_id)
    if own.state == AssignmentState.OPEN:
        return redirect("answer", own.pk)
    instrument = editions.instrument_of(asked)
    sides = queries.visible_answers(request.viewer, round_id)
    mine = sides.pop(request.viewer.side)
    context = {
        "instrument": instrument,
        "whole": as_opened(instrument.audience, asked.opened_at),
        "round_id": round_id,
        "mine": mine,
        "theirs": [item for others in sides.values() for item in others],
        "other": next(seat for seat in seats_of(asked.couple_id) if seat.pk != request.viewer.seat_id),
        "waiting": answering.has_sealed_items(instrument) and asked.opened_at is None,
        "can_share": any(is_shareable(item) and not is_released(item) for item in mine),
        "tab": "today",
    }
    return render(request, "instruments/answers.html", context)


@for_care
def couple_answers(request: Visit, couple_id: UUID, round_id: UUID) -> HttpResponse:
    """Read both sides, as their therapist."""
    couple = couple_for(request.viewer, couple_id)
    asked = queries.round_for(request.viewer, round_id)
    if asked.couple_id != couple.pk:
        raise Absent
    sides = actions.read_answers(actor=request.viewer, round_id=round_id)
    ways = sharing_queries.ways_to_both(request.viewer, round_id)
    readings = measure_queries.readings_of(request.viewer, asked, sides)
    instrument = editions.instrument_of(asked)
    context = {
        "couple": couple,
        "round": asked,
        "instrument": instrument,
        "whole": as_opened(instrument.audience, asked.opened_at),
        "sides": [
            (seat, sides[seat.side], ways.get(seat.side), readings.get(seat.side))
            for seat in seats_of(couple.pk)
        ],
        "tab": "caseload",
    }
    return render(request, "instruments/couple_answers.html", context)


@for_care
@require_http_methods(["GET", "POST"])
def announce(request: Visit, couple_id: UUID, round_id: UUID, response_id: UUID) -> HttpResponse:
    """Tell the author that these answers should come to both."""
    response = queries.response_in(request.viewer, couple_id, round_id, response_id)
    rules.check_can_announce(request.viewer, response)
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sharing_actions.announce_release(actor=request.viewer, response_id=response.pk, **form.cleaned_data)
        messages.success(request, "The author was told. Nothing is open to both yet.")
        return redirect("couple-answers", couple_id, round_id)
    context = {
        "form": form,
        "couple_id": couple_id,
        "author": response.assignment.seat.called,
        "items": sharing_queries.to_be_shared(response),
        "round": response.assignment.round,
        "days": settings.TROTH_DAYS_BEFORE_RELEASE,
        "tab": "caseload",
    }
    return render(request, "instruments/announce.html", context, status=422 if form.errors else 200)


@for_care
@require_POST
def take_back(request: Visit, couple_id: UUID, round_id: UUID, response_id: UUID) -> HttpResponse:
    """Take an announcement back."""
    response = queries.response_in(request.viewer, couple_id, round_id, response_id)
    sharing_actions.take_back_announcement(actor=request.viewer, response_id=response.pk)
    messages.success(request, "Taken back. These answers stay where they are.")
    return redirect("couple-answers", couple_id, round_id)


@for_care
@require_POST
def release(request: Visit, couple_id: UUID, round_id: UUID, response_id: UUID) -> HttpResponse:
    """Bring one side's answers to both."""
    response = queries.response_in(request.viewer, couple_id, round_id, response_id)
    sharing_actions.release_response(actor=request.viewer, response_id=response.pk)
    messages.success(request, "Both partners can read these answers now.")
    return redirect("couple-answers", couple_id, round_id)


@for_partners
@require_http_methods(["GET", "POST"])
def share(request: Visit, round_id: UUID) -> HttpResponse:
    """Read what the partner would see of own answers, and open it to them."""
    sheet = sharing_queries.own_sheet(request.viewer, round_id)
    if not sheet.items:
        return redirect("answers", round_id)
    if request.method == "POST":
        shared: HttpResponse = _share(request, round_id, sheet)
        return shared
    return render(request, "instruments/share.html", {"sheet": sheet, "round_id": round_id, "tab": "today"})


@reauthentication_required  # type: ignore[untyped-decorator]
def _share(request: Visit, round_id: UUID, sheet: OwnSheet) -> HttpResponse:
    sharing_actions.share_own_answers(actor=request.viewer, response_id=sheet.response_id)
    messages.success(request, f"Shared with {sheet.partner_name}.")
    return redirect("answers", round_id)


@for_partners
@require_POST
def reply(request: Visit, round_id: UUID) -> HttpResponse:
    """Answer what the therapist announced."""
    sheet = sharing_queries.own_sheet(request.viewer, round_id)
    replied: HttpResponse = _reply(request, round_id, sheet)
    return replied


@reauthentication_required  # type: ignore[untyped-decorator]
def _reply(request: Visit, round_id: UUID, sheet: OwnSheet) -> HttpResponse:
    sharing_actions.reply_to_announcement(
        actor=request.viewer, response_id=sheet.response_id, reply=request.POST.get("reply", "")
    )
    messages.success(request, "Your therapist sees your answer. Nothing was shared.")
    return redirect("share-answers", round_id)


@for_care
@require_POST
def withdraw(request: Visit, couple_id: UUID, round_id: UUID) -> HttpResponse:
    """Take back what is not answered yet."""
    couple = couple_for(request.viewer, couple_id)
    actions.withdraw_round(actor=request.viewer, couple=couple, round_id=round_id)
    messages.success(request, "Taken back. You can ask again whenever you like.")
    return redirect("assign-instrument", couple.pk)


@for_care
@require_POST
def signals_seen(request: Visit, couple_id: UUID) -> HttpResponse:
    """Note that what stands out was seen, and what follows."""
    couple = couple_for(request.viewer, couple_id)
    note = request.POST.get("note", "")[:1000]
    expectation_actions.note_seen(actor=request.viewer, couple=couple, note=note)
    messages.success(request, "Kept. It weighs less now, until something new stands out.")
    return redirect("couple", couple.pk)


@for_care
@require_http_methods(["GET", "POST"])
def assign(request: Visit, couple_id: UUID) -> HttpResponse:
    """Ask both partners something, or one of them what only one is asked."""
    couple = couple_for(request.viewer, couple_id)
    form = AssignForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            raise Refused("Choose a questionnaire, and give the reason in at most 200 characters.")
        actions.assign_instrument(actor=request.viewer, couple=couple, **form.cleaned_data)
        one = form.cleaned_data["seat_id"]
        names = [seat.called for seat in seats_of(couple.pk) if one in {None, seat.pk}]
        messages.success(request, f"On the page of {' and '.join(names)} now.")
        return redirect("couple", couple.pk)
    context = {
        "couple": couple,
        "instruments": queries.assignable(request.viewer, couple),
        "waiting": queries.waiting_rounds(request.viewer, couple.pk),
        "tab": "caseload",
    }
    return render(request, "instruments/assign.html", context)


@for_care
def private_answers(request: Visit, couple_id: UUID) -> HttpResponse:
    """Read each partner's private check; only the care team ever does."""
    couple = couple_for(request.viewer, couple_id)
    sides = actions.read_guarded_answers(actor=request.viewer, couple_id=couple.pk)
    readings = measure_queries.guarded_readings(request.viewer, couple.pk)
    read = [(seat, sides[seat.side], readings.get(seat.side, [])) for seat in seats_of(couple.pk)]
    context = {"couple": couple, "read": read, "tab": "caseload"}
    return render(request, "instruments/private_answers.html", context)
