from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from troth.practice.programme.time_outs import SOON, in_minutes

CHOOSE = "Choose when you will be back."


class ReturnForm(forms.Form):
    """When somebody will be back: in so many minutes, or at a moment that the page offered, in ISO 8601."""

    minutes = forms.TypedChoiceField(
        choices=[(each, each) for each in SOON], coerce=int, required=False, empty_value=None
    )
    at = forms.CharField(max_length=40, required=False)

    def clean_at(self) -> dt.datetime | None:
        """Return the moment, or None where none was chosen. What is no moment of any zone is refused."""
        if not (said := self.cleaned_data["at"]):
            return None
        try:
            moment = dt.datetime.fromisoformat(said)
        except ValueError:
            raise forms.ValidationError(CHOOSE) from None
        if moment.tzinfo is None:
            raise forms.ValidationError(CHOOSE)
        return moment

    def clean(self) -> dict[str, Any]:
        """Add the one moment, ``back_at``; a button with minutes counts before the list."""
        found = super().clean() or {}
        minutes, at = found.get("minutes"), found.get("at")
        if minutes is None and at is None and not self.errors:
            raise forms.ValidationError(CHOOSE)
        return found | {"back_at": in_minutes(minutes) if minutes is not None else at}
