from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.patterns import actions, cycle_queries, queries, rules
from troth.practice.patterns.charts import week_chart
from troth.practice.patterns.forms import DayForm
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
    page = queries.week_for(request.viewer, queries.read_date(on) if on else clock.today())
    context = {"week": page, "chart": week_chart(page.own), "tab": "mine"}
    return render(request, "patterns/week.html", context)


@for_partners
@require_http_methods(["GET", "POST"])
def diary(request: Visit, on: str = "") -> HttpResponse:
    """Tell a day."""
    day = queries.read_date(on) if on else clock.today()
    told = queries.own_day(request.viewer, day)
    choice, has_map = queries.own_choice(request.viewer), cycle_queries.has_map(request.viewer)
    form = DayForm(request.POST or None, told=told, choice=choice, has_map=has_map)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, form, told)
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Kept. That is all for this day.")
            return redirect("week-of", day.isoformat())
    elif request.method == "GET" and not told.is_open:
        rules.check_day(day)
    context = {"form": form, "told": told, "tab": "mine"}
    return render(request, "patterns/diary.html", context, status=422 if form.errors else 200)


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
    actions.keep_day(actor=actor, on=told.on, numbers=form.numbers, choice=form.choice, said=form.said)
    if form.cleaned_data["remember"]:
        actions.choose_for_days(actor=actor, choice=form.choice, moment_audience=form.moment_readers)
