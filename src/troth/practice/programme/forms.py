from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.programme.answers import lines_of, numbers_of
from troth.practice.programme.queries import exercises_to_assign

if TYPE_CHECKING:
    from troth.library import Step

REASON_LENGTH = 1000


class EntryForm(forms.Form):
    """What one step asks for; the field is called like its step. What is sent is checked where it is saved."""

    def __init__(self, step: Step, given: str) -> None:
        super().__init__(initial={step.id: lines_of(given) if _is_several(step) else given})
        self.fields[step.id] = _field(step)

        self.low, self.high = step.mark(str(step.lowest)), step.mark(str(step.highest))

    @property
    def asked(self) -> forms.BoundField:
        (field,) = self
        return field


def _is_several(step: Step) -> bool:
    return step.kind == "choose" and step.at_most > 1


def _field(step: Step) -> forms.Field:
    required = step.audience != "me"
    if step.kind == "rate":
        numbers = [(number, number) for number in numbers_of(step)]
        return forms.ChoiceField(
            label=step.prompt, required=required, choices=numbers, widget=forms.RadioSelect
        )
    if step.kind == "choose":
        words = [(mark.key, mark.words) for mark in step.marks]
        if _is_several(step):
            help_text = f"Up to {step.at_most}."
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(
                label=step.prompt, required=required, choices=words, widget=widget, help_text=help_text
            )
        return forms.ChoiceField(
            label=step.prompt, required=required, choices=words, widget=forms.RadioSelect
        )
    attrs = {"rows": 7, "maxlength": step.max_length, "autocomplete": "off"}
    help_text = f"One on each line, up to {step.at_most}." if step.kind == "list" else ""
    return forms.CharField(
        label=step.prompt,
        required=required,
        widget=forms.Textarea(attrs=attrs),
        strip=False,
        help_text=help_text,
    )


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

    def __init__(self, data: Any = None, *, names: list[tuple[str, str]]) -> None:
        super().__init__(data)
        exercises = exercises_to_assign()
        choices = [(each.id, f"{each.title} ({each.minutes} minutes)") for each in exercises]
        self.fields["exercise"].choices = choices  # type: ignore[attr-defined]
        if any(each.parts for each in exercises):
            self.fields["part_a"] = forms.ChoiceField(
                label="Who takes the first part?",
                required=False,
                choices=names,
                widget=forms.RadioSelect,
                help_text="Only where an exercise has two parts. You find them below; each reads only their own.",
            )
