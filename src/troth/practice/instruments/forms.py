"""Forms made from an instrument's content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.common.errors import Refused
from troth.practice.instruments import answering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from troth.library import Instrument, Item, Section


@dataclass(frozen=True)
class Question:
    """A field with what its component wants to know."""

    field: forms.BoundField
    item: Item
    audience: str
    low: str
    high: str


class AnswerForm(forms.Form):
    """Every item of an instrument as a field; one value may always be left open until it is sent."""

    use_required_attribute = False

    def __init__(self, instrument: Instrument, data: Any = None, *, answers: answering.Answers) -> None:
        super().__init__(data, initial=dict(answers), auto_id="answer-%s")
        self.instrument = instrument
        for item in instrument.items:
            self.fields[item.id] = _field(item, instrument)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for item in self.instrument.items:
            if item.id in data:
                try:
                    answering.read_answer(item, data[item.id])
                except Refused as refusal:
                    self.add_error(item.id, refusal.reason)
        return data

    def given(self) -> dict[str, Any]:
        """Return what is sound among what was typed."""
        return {name: value for name, value in self.cleaned_data.items() if name not in self.errors}

    def mark_missing(self, names: Iterable[str]) -> None:
        """Say beside each of these questions that it waits for an answer."""
        for name in names:
            self.add_error(name, "Please answer this one.")

    def sections(self) -> Iterator[tuple[Section, list[Question]]]:
        """Yield the sections with their questions, in order."""
        for section in self.instrument.sections:
            yield section, [self._question(item) for item in section.items]

    def _question(self, item: Item) -> Question:
        field = self[item.id]
        field.field.required = item.required and item.show_when is None  # for the word "optional" alone
        differs = item.audience is not None and item.audience != self.instrument.audience
        ends = item.options if item.kind == "rating" else ()
        return Question(
            field=field,
            item=item,
            audience=self.instrument.audience_of(item.id) if differs else "",
            low=ends[0].label if ends else "",
            high=ends[-1].label if ends else "",
        )


def _field(item: Item, instrument: Instrument) -> forms.Field:
    about: dict[str, Any] = {"label": item.text, "help_text": _help(item, instrument), "required": False}
    if item.kind == "text":
        attrs = {"maxlength": item.max_length, "rows": 5, "autocomplete": "off"}
        return forms.CharField(strip=False, widget=forms.Textarea(attrs=attrs), **about)
    if item.kind == "choices":
        choices = [(str(option.value), option.label) for option in item.options]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **about)
    numbered = item.kind == "rating"
    choices = [
        (str(option.value), str(option.value) if numbered else option.label) for option in item.options
    ]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **about)


def _help(item: Item, instrument: Instrument) -> str:
    if item.show_when is None:
        return item.help
    other = instrument.item(item.show_when.item)
    labels = " or ".join(f"“{answering.in_words(other, value)}”" for value in item.show_when.any_of)
    return f"{item.help} Only if you chose {labels} above.".strip()


class AssignForm(forms.Form):
    """Which questionnaire, and why now."""

    slug = forms.CharField(max_length=60, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why now?",
        max_length=200,
        required=False,
        help_text="In a few words; both partners can read it.",
    )


class AnnounceForm(forms.Form):
    """Why these answers should come to both, and a sentence for their author."""

    reason = forms.CharField(
        label="Why do you bring these answers to both?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500, "autocomplete": "off"}),
        help_text="Only clinicians read this.",
    )
    words = forms.CharField(
        label="A kind sentence to the author",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500, "autocomplete": "off"}),
        help_text="The author reads it beside the answers in question. Their partner does not.",
    )
