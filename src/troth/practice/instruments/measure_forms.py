"""Forms about published measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.library import load_library
from troth.practice.instruments.measure_rules import LONGEST_GROUND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.practice.instruments.defaults import Figure
    from troth.practice.people.models import Seat


class ImportForm(forms.Form):
    """A file of words, and who attests the right to use them."""

    file = forms.FileField(
        label="The file with the words",
        help_text="A FHIR Questionnaire (.json), a REDCap data dictionary (.csv) or Troth’s own YAML, up to 500 kB.",
    )
    language = forms.RegexField(
        r"^[a-z]{2}(-[A-Z]{2})?$",
        label="Language of the words",
        required=False,
        max_length=5,
        help_text="Only where the file does not say it: en, or de-AT.",
        error_messages={"invalid": "Give a language code, such as en or de-AT."},
    )
    ground = forms.CharField(
        label="On what ground may your practice use these words?",
        max_length=LONGEST_GROUND,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_GROUND}),
        help_text="A licence, a letter of the author, a date. Your name is kept beside it.",
    )
    attests = forms.BooleanField(
        label="I attest that my practice has the right to use these words in this language."
    )


class FigureForm(forms.Form):
    """What the practice does with one published figure."""

    scale = forms.CharField(max_length=60, widget=forms.HiddenInput)
    figure = forms.CharField(max_length=60, widget=forms.HiddenInput)
    use = forms.ChoiceField(label="Your practice uses it")
    value = forms.FloatField(label="Your own value", required=False)

    def __init__(self, found: Figure, data: Any = None) -> None:
        first = {"scale": found.scale.id, "figure": found.id, "use": found.use, "value": found.value}
        super().__init__(data, initial=first, auto_id=f"{found.scale.id}-{found.id}-%s")
        uses = self.fields["use"]
        uses.choices = [(use.value, use.label) for use in found.uses]  # type: ignore[attr-defined]
        if "changed" not in found.uses:
            del self.fields["value"]


class ExternalScoreForm(forms.Form):
    """A total from a licensed form elsewhere."""

    seat_id = forms.ChoiceField(label="Whose is it?", widget=forms.RadioSelect)
    measure = forms.ChoiceField(label="Which measure?")
    measured_on = forms.DateField(
        label="On what day was it filled in?", widget=forms.DateInput(attrs={"type": "date"})
    )
    value = forms.FloatField(label="Total")
    source = forms.CharField(
        label="Where does it come from?",
        max_length=200,
        help_text="Which licensed form, and who scored it. Only clinicians read this.",
    )

    def __init__(self, seats: Iterable[Seat], data: Any = None) -> None:
        super().__init__(data)
        entries = load_library().not_shipped.values()
        self.fields["seat_id"].choices = [(str(seat.pk), seat.called) for seat in seats]  # type: ignore[attr-defined]
        self.fields["measure"].choices = [(entry.id, entry.name) for entry in entries]  # type: ignore[attr-defined]
