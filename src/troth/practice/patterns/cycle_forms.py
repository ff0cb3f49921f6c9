from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst

from troth.practice.patterns.states import EXIT_LENGTH, NAME_LENGTH, PLACE_LENGTH, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP = {
    Place.TRIGGER: "A look, a word, a silence, a phone: the last time, what did you notice first?",
    Place.TOP: "What anybody could see or hear: annoyed, cold, loud, numb.",
    Place.BENEATH: "What is softer and harder to say: afraid, alone, not enough, ashamed.",
    Place.DO: "What you do then: ask again, explain, go quiet, leave, look for proof.",
    Place.SEES: "How may that look from the other side?",
}


class SideForm(forms.Form):
    """The own side of the cycle, place by place; a draft may have gaps."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in Place:
            attrs = {"rows": 3, "maxlength": PLACE_LENGTH, "autocomplete": "off"}
            self.fields[place.value] = forms.CharField(
                label=capfirst(place.label),
                help_text=HELP[place],
                required=False,
                max_length=PLACE_LENGTH,
                widget=forms.Textarea(attrs=attrs),
            )


class NameForm(forms.Form):
    """What the two call their cycle."""

    name = forms.CharField(
        label="A name for it",
        help_text="A name of your own makes it the cycle's fault, and nobody's: “the spin”, “the Sunday storm”.",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ExitForm(forms.Form):
    """One way out, at one place."""

    at = forms.ChoiceField(label="Where")
    text = forms.CharField(
        label="What would help there",
        max_length=EXIT_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(f"{side}-{place}", f"{names[side]}: {place.label}") for side in "ab" for place in Place]
        self.fields["at"] = forms.ChoiceField(label="Where", choices=places)

    @property
    def place(self) -> dict[str, str]:
        side, _, place = self.cleaned_data["at"].partition("-")
        return {"side": side, "place": place}
