from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS

from troth.practice.patterns.own_days import zones
from troth.practice.patterns.states import LETTER_HOURS


def _choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Return the practice's own clock, and all others by region."""
    regions: list[tuple[str, str | list[tuple[str, str]]]] = [
        (region, [(zone, zone.partition("/")[2].replace("_", " ").replace("/", ", ")) for zone in named])
        for region, named in zones().items()
    ]
    return [("", "the same as the practice"), *regions]


class ZoneForm(forms.Form):
    """By which clock the own days begin and end."""

    zone = forms.ChoiceField(label="My time zone", choices=_choices, required=False)


class LetterForm(forms.Form):
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
    hour = forms.TypedChoiceField(
        label="From this hour on",
        choices=[(hour, f"{hour}:00") for hour in LETTER_HOURS],
        coerce=int,
        error_messages={"required": "Choose an hour."},
    )
