"""Forms about coded conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.conversation.states import Rated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class BringForm(forms.Form):
    """A file, its day, and what was rated."""

    file = forms.FileField(
        label="The file",
        help_text="CSV in UTF-8, up to 1 MB, with the columns speaker and code (or score), and time if you have it.",
    )
    held_on = forms.DateField(
        label="On what day did they talk?", widget=forms.DateInput(attrs={"type": "date"})
    )
    rated = forms.ChoiceField(label="What was rated?", choices=Rated, widget=forms.RadioSelect)


class NamesForm(forms.Form):
    """Which speaker is which partner, and which codes count as demand and as withdraw."""

    a = forms.ChoiceField(widget=forms.RadioSelect)
    b = forms.ChoiceField(widget=forms.RadioSelect)
    demand = forms.MultipleChoiceField(
        label="Which codes count as demand?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pressing, asking for change, complaining: whatever your list means by it.",
    )
    withdraw = forms.MultipleChoiceField(
        label="Which codes count as withdraw?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Turning away, going silent, changing the subject.",
    )

    def __init__(
        self,
        names: Mapping[str, str],
        speakers: Mapping[str, int],
        codes: Sequence[str],
        data: Any = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        people = [(name, f"{name} ({rows} row{'' if rows == 1 else 's'})") for name, rows in speakers.items()]
        for side in "ab":
            self.fields[side].label = f"Who is {names[side]} in the file?"
            self.fields[side].choices = people  # type: ignore[attr-defined]
        for act in ("demand", "withdraw"):
            if codes:
                self.fields[act].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
            else:
                del self.fields[act]
