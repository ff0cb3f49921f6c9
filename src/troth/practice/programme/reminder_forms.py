from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS

from troth.practice.programme.states import PartOfDay


class ReminderForm(forms.Form):
    """When a letter may come."""

    days = forms.TypedMultipleChoiceField(
        label="On these days",
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose one day at least. To get no reminders, leave it as it is or stop them."
        },
    )
    part = forms.TypedChoiceField(
        label="At this time",
        choices=PartOfDay.choices,
        coerce=PartOfDay,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one part of the day."},
    )
