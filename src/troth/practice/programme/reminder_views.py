"""Pages on which a partner chooses when we may remind them of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from troth.practice.people import reminding
from troth.practice.people.access import for_partners
from troth.practice.programme import reminder_actions, reminders
from troth.practice.programme.reminder_forms import ReminderForm

if TYPE_CHECKING:
    from django.http import HttpResponse

    from troth.practice.people.access import Visit


@for_partners
def own_reminders(request: Visit) -> HttpResponse:
    """Read what is sent, and choose when."""
    choice = reminders.choice_of(request.viewer)
    initial = {"days": list(choice.days), "part": choice.part} if choice else None
    form = ReminderForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        reminder_actions.choose_reminders(actor=request.viewer, **form.cleaned_data)
        messages.success(request, "Your choice is kept. You can change or stop it at any time.")
        return redirect("reminders")
    context = {
        "choice": choice,
        "mail": reminders.mail_of(request.viewer).name,
        "letter": reminding.letter_shown(request.viewer),
        "form": form,
        "tab": "account",
    }
    return render(request, "programme/reminders.html", context, status=422 if form.errors else 200)


@for_partners
@require_POST
def stop(request: Visit) -> HttpResponse:
    """Stop reminders at once, without a question."""
    reminder_actions.stop_reminders(actor=request.viewer)
    messages.success(request, "No reminders about exercises will come.")
    return redirect("reminders")
