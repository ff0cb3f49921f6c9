from __future__ import annotations

from typing import Any

from django import forms

from troth.library import load_library

REASON_LENGTH = 2000


class CountryForm(forms.Form):
    """Whose numbers to show."""

    country = forms.ChoiceField(label="Where are you?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = load_library().countries
        self.fields["country"].choices = [(code, page.country_name) for code, page in pages.items()]  # type: ignore[attr-defined]


class JointWorkForm(forms.Form):
    """What a clinician does with the door."""

    act = forms.ChoiceField(choices=[("seen", ""), ("open", ""), ("close", "")], widget=forms.HiddenInput)
    seat = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why now?",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
