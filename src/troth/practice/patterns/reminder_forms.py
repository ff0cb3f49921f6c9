from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS

from troth.practice.patterns.own_days import zones
from troth.practice.patterns.states import LETTER_HOURS


class ZoneForm(forms.Form):
    """By which clock the own days begin and end."""

    zone = forms.ChoiceField(label="My time zone", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        regions = [
            (region, [(zone, zone.partition("/")[2].replace("_", " ").replace("/", ", ")) for zone in named])
            for region, named in zones().items()
        ]
        self.fields["zone"] = forms.ChoiceField(
            label="My time zone", choices=[("", "the same as the practice"), *regions], required=False
        )


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
