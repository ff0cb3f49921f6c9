from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.patterns import actions, cycle_queries, queries, rules
from troth.practice.patterns.charts import week_chart
from troth.practice.patterns.forms import DayForm, ReadersForm
from troth.practice.patterns.own_days import own_today
from troth.practice.people.access import for_care, for_partners

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from troth.practice.people.access import Visit

MOMENTS_ON_A_PAGE = 30


@for_partners
@require_safe
def week(request: Visit, on: str = "") -> HttpResponse:
    """One's own week, and what both shared of it."""
    page = queries.week_for(request.viewer, queries.read_date(on) if on else None)
    context = {"week": page, "chart": week_chart(page.own), "tab": "mine"}
    return render(request, "patterns/week.html", context)


@for_partners
@require_http_methods(["GET", "POST"])
def diary(request: Visit, on: str = "") -> HttpResponse:
    """Tell a day."""
    today = own_today(request.viewer)
    told = queries.own_day(request.viewer, queries.read_date(on) if on else today)
    choice, has_map = queries.own_choice(request.viewer), cycle_queries.has_map(request.viewer)
    form = DayForm(request.POST or None, told=told, choice=choice, has_map=has_map)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, form, told)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Kept. That is all for this day.")
            return redirect("week-of", told.on.isoformat())
    elif request.method == "GET":
        rules.check_day(told.on, today)
    context = {"form": form, "told": told, "yesterday": _day_before(told, today), "tab": "mine"}
    return render(request, "patterns/diary.html", context, status=422 if form.errors else 200)


@for_partners
@require_http_methods(["GET", "POST"])
def kept_day(request: Visit, on: str) -> HttpResponse:
    """Change who reads a day that was told, at any time, or delete it."""
    told = queries.kept_day(request.viewer, queries.read_date(on))
    form = ReadersForm(request.POST or None, told=told)
    if request.method == "POST" and form.is_valid():
        readers = form.cleaned_data.get("moment_audience")
        try:
            actions.change_readers(
                actor=request.viewer, on=told.on, choice=form.choice, moment_audience=readers
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Kept. It holds from now on.")
            return redirect("week-of", told.on.isoformat())
    context = {"form": form, "told": told, "tab": "mine"}
    return render(request, "patterns/kept_day.html", context, status=422 if form.errors else 200)


@for_partners
@require_POST
def forget_day(request: Visit, on: str) -> HttpResponse:
    """Delete a day."""
    actions.forget_day(actor=request.viewer, on=queries.read_date(on))
    messages.success(request, "Deleted. It cannot be read any longer.")
    return redirect("week-of", on)


@for_partners
@require_POST
def take_moment_back(request: Visit, on: str) -> HttpResponse:
    """Take a sealed moment back."""
    actions.take_moment_back(actor=request.viewer, on=queries.read_date(on))
    messages.success(request, "Taken back. Nobody learns that it was there.")
    return redirect("week-of", on)


@for_partners
@require_safe
def moments(request: Visit) -> HttpResponse:
    """All moments that this partner noted."""
    page = Paginator(queries.own_moments(request.viewer), MOMENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "patterns/moments.html", {"page": page, "tab": "mine"})


@for_care
@require_safe
def couple_week(request: Visit, couple_id: UUID, on: str = "") -> HttpResponse:
    """A couple's week, as far as the two let their therapist read it."""
    page = queries.care_week(request.viewer, couple_id, queries.read_date(on) if on else clock.today())
    return render(
        request, "patterns/couple_week.html", {"week": page, "couple_id": couple_id, "tab": "caseload"}
    )


def _keep(request: Visit, form: DayForm, told: queries.Told) -> None:
    actor = request.viewer
    actions.keep_day(
        actor=actor,
        on=told.on,
        numbers=form.numbers,
        choice=form.choice,
        said=form.said,
        seen=request.POST.get("seen"),
    )
    if form.cleaned_data["remember"]:
        actions.choose_for_days(actor=actor, choice=form.choice, moment_audience=form.moment_readers)


def _day_before(told: queries.Told, today: dt.date) -> dt.date | None:
    """Offer the day before, on the page of today alone."""
    return today - dt.timedelta(days=1) if told.on == today else None
