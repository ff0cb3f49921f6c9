"""Forms made from an instrument's content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.common.errors import Refused
from troth.practice.instruments import answering, rules
from troth.practice.instruments.states import Rhythm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from troth.library import Condition, Instrument, Item, Section
    from troth.practice.instruments.paging import Page


@dataclass(frozen=True)
class Question:
    """A field with what its component wants to know."""

    field: forms.BoundField
    item: Item
    audience: str
    low: str
    high: str


class AnswerForm(forms.Form):
    """What a page asks as fields; one value may always be left open until it is sent."""

    use_required_attribute = False

    def __init__(
        self, instrument: Instrument, page: Page, data: Any = None, *, answers: answering.Answers
    ) -> None:
        super().__init__(data, initial=dict(answers), auto_id="answer-%s")
        self.instrument = instrument
        self.page = page
        shown = page.shown(instrument.counted(answers))
        # What an older tab still shows is kept, although it is no longer asked.
        self.items = [item for item in page.items if item in shown or item.id in self.data]
        for item in self.items:
            self.fields[item.id] = _field(item, instrument, _waits_here(item, page))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for item in self.items:
            if item.id in data:
                try:
                    answering.read_answer(item, data[item.id])
                except Refused as refusal:
                    self.add_error(item.id, refusal.reason)
        return data

    def given(self) -> dict[str, Any]:
        """Return what is sound among what was typed.

        One answer of several cannot be taken back in a browser: where none is chosen, this page knows nothing,
        and another tab may know more.
        """
        single = {item.id for item in self.items if item.kind in {"rating", "choice"}}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.errors and (value or name not in single)
        }

    def mark_missing(self, names: Iterable[str]) -> None:
        """Say beside each of these questions that it waits for an answer."""
        for name in names:
            self.add_error(name, "Please answer this one.")

    def sections(self) -> Iterator[tuple[Section, list[Question]]]:
        """Yield the sections with their questions, in order."""
        for section in self.page.sections:
            yield section, [self._question(item) for item in section.items if item.id in self.fields]

    def _question(self, item: Item) -> Question:
        field = self[item.id]
        waits = _waits_here(item, self.page)
        field.field.required = item.required and not waits  # for the word "optional" alone
        differs = item.audience is not None and item.audience != self.instrument.audience
        ends = item.options if item.kind == "rating" else ()
        return Question(
            field=field,
            item=item,
            audience=self.instrument.audience_of(item.id) if differs else "",
            low=ends[0].label if ends else "",
            high=ends[-1].label if ends else "",
        )


def _waits_here(item: Item, page: Page) -> list[Condition]:
    """Return the conditions of an item that are decided on the same page."""
    here = {each.id for each in page.items}
    return [condition for condition in item.show_when if not here.isdisjoint(condition.items)]


def _field(item: Item, instrument: Instrument, waits: list[Condition]) -> forms.Field:
    help_text = " ".join([item.help, *(_only_if(condition, instrument) for condition in waits)]).strip()
    about: dict[str, Any] = {"label": item.text, "help_text": help_text, "required": False}
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


def _only_if(condition: Condition, instrument: Instrument) -> str:
    if condition.scale is not None:
        return "Only if your answers above call for it."
    other = instrument.item(condition.of)
    if condition.at_least is not None:
        return f"Only if you chose {condition.at_least:g} or more for “{other.text}”"
    labels = " or ".join(f"“{answering.in_words(other, value)}”" for value in condition.any_of)
    return f"Only if you chose {labels} above."


class AssignForm(forms.Form):
    """Which questionnaire, why now, and to whom if it goes to one."""

    seat_id = forms.UUIDField(required=False)
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


class ScheduleForm(forms.Form):
    """What both are asked, when, and by weeks how often and when next."""

    slug = forms.CharField(label="What", max_length=60)
    rhythm = forms.TypedChoiceField(label="When", choices=Rhythm, coerce=Rhythm)
    every_weeks = forms.IntegerField(
        label="Every how many weeks", min_value=1, max_value=rules.LONGEST_RHYTHM, required=False
    )
    next_on = forms.DateField(
        label="Next on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Weeks and day count only for “every so many weeks”.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("rhythm") == Rhythm.WEEKS:
            for name, words in (("every_weeks", "Say how many weeks."), ("next_on", "Choose the next day.")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data


class SessionForm(forms.Form):
    """The day of a session."""

    on = forms.DateField(label="Day of the session", widget=forms.DateInput(attrs={"type": "date"}))
