"""The page on which a partner sets their own clock, and when we may remind them of the diary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from troth.practice.patterns import reminder_actions, reminders
from troth.practice.patterns.own_days import choice_of, own_now
from troth.practice.patterns.reminder_forms import LetterForm, ZoneForm
from troth.practice.patterns.states import USUAL_HOUR
from troth.practice.people import reminding
from troth.practice.people.access import for_partners

if TYPE_CHECKING:
    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
@require_http_methods(["GET", "POST"])
def habits(request: Visit) -> HttpResponse:
    """Read what is sent, and choose when."""
    choice = choice_of(request.viewer)
    there = own_now(choice.zone)
    initial = {"days": list(choice.days), "hour": choice.hour or USUAL_HOUR}
    form = LetterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        reminder_actions.choose_letters(actor=request.viewer, **form.cleaned_data)
        messages.success(request, "Your choice is kept. You can change or stop it at any time.")
        return redirect("diary-habits")
    context = {
        "chosen": reminders.in_words(choice),
        "today": there.date(),
        "from_utc": f"{there:%z}",
        "mail": reminders.mail_of(request.viewer).name,
        "letter": reminding.letter_shown(request.viewer),
        "zone_form": ZoneForm(initial={"zone": choice.zone}),
        "form": form,
        "tab": "mine",
    }
    return render(request, "patterns/habits.html", context, status=422 if form.errors else 200)


@for_partners
@require_POST
def zone(request: Visit) -> HttpResponse:
    """Set the own clock."""
    reminder_actions.choose_zone(actor=request.viewer, zone=request.POST.get("zone", ""))
    messages.success(request, "Kept. Your days begin and end by this clock now.")
    return redirect("diary-habits")


@for_partners
@require_POST
def stop(request: Visit) -> HttpResponse:
    """Stop reminders at once, without a question."""
    reminder_actions.stop_letters(actor=request.viewer)
    messages.success(request, "No reminders about the diary will come.")
    return redirect("diary-habits")
