from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.programme.queries import exercises_to_assign

if TYPE_CHECKING:
    from troth.library import Step

REASON_LENGTH = 1000


class EntryForm(forms.Form):
    """One text; the field is called like its step. Its length is checked where it is saved."""

    def __init__(self, step: Step, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"rows": 7, "maxlength": step.max_length, "autocomplete": "off"}
        self.fields[step.id] = forms.CharField(
            label=step.prompt, required=step.audience != "me", widget=forms.Textarea(attrs=attrs), strip=False
        )

    @property
    def writing(self) -> forms.BoundField:
        (field,) = self
        return field


class AssignForm(forms.Form):
    """An exercise for a couple."""

    exercise = forms.ChoiceField(label="Exercise", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why this, and why now?",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
        help_text="Both partners read this.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.id, f"{each.title} ({each.minutes} minutes)") for each in exercises_to_assign()]
        self.fields["exercise"].choices = choices  # type: ignore[attr-defined]
