from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.growth.rules import LONGEST_NAME, LONGEST_WORDS
from troth.practice.growth.states import KEPT_PARTS, NEEDED, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

HELP = {
    Part.WORKED: "What made a difference? Think of ordinary days as much as of talks.",
    Part.STORY: "How you would tell a good friend what the two of you went through, and came through.",
    Part.SIGNS: "What do you notice first, in yourself and between you, when things begin to slip?",
    Part.DO: "Small, concrete steps that help, and who begins.",
    Part.CALL: "Friends, family, your therapist: who may know, and from when on.",
    Part.RITUALS: "The habits that hold you: a meeting, a walk, a goodbye in the morning.",
}


class _PartsForm(forms.Form):
    parts: Sequence[Part] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in self.parts:
            attrs = {"rows": 3, "maxlength": LONGEST_WORDS, "autocomplete": "off"}
            self.fields[part.value] = forms.CharField(
                label=part.label,
                required=False,
                max_length=LONGEST_WORDS,
                help_text=HELP[part] + (" Needed before you hand it in." if part in NEEDED else ""),
                widget=forms.Textarea(attrs=attrs),
            )

    @property
    def words(self) -> dict[str, str]:
        """Return what was written, by part."""
        return {part.value: self.cleaned_data[part.value] for part in self.parts}


class LookBackForm(_PartsForm):
    """One partner's own words."""

    parts = tuple(Part)


class KeepingForm(_PartsForm):
    """The plan for afterwards, and the newest version that its writer has read."""

    parts = KEPT_PARTS
    known = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class SignKeepingForm(forms.Form):
    plan = forms.UUIDField(widget=forms.HiddenInput)
    agree = forms.BooleanField(label="I have read this plan and I agree to it.")
    signed_name = forms.CharField(label="Your name, as a signature", max_length=LONGEST_NAME)


class CheckUpForm(forms.Form):
    """The open question of a check-up."""

    text = forms.CharField(
        label="What has changed since the last time, and what would help you now?",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORDS, "autocomplete": "off"}),
    )


class HardDayForm(forms.Form):
    """A date that hurts, and what helps on it."""

    on = forms.DateField(
        label="The day", widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"})
    )
    what_helps = forms.CharField(
        label="What helps you on it",
        max_length=LONGEST_WORDS,
        help_text="Somebody to call, something to do or to leave out, what you want to tell your partner.",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS, "autocomplete": "off"}),
    )


class ReturnForm(forms.Form):
    """What somebody who asks for a return wants to say."""

    wish = forms.CharField(
        label="What would you like to come back for?",
        required=False,
        max_length=LONGEST_WORDS,
        help_text="A few words are enough; you can also leave it empty. Your partner does not read it.",
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS, "autocomplete": "off"}),
    )


class LayOutForm(forms.Form):
    """What a clinician has thought of before laying out."""

    thought_of = forms.MultipleChoiceField(
        label="Tick each point that does not hold",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, points: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["thought_of"].choices = [(point, point) for point in points]  # type: ignore[attr-defined]
