from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.programme.answers import lines_of, numbers_of
from troth.practice.programme.rows import first_folded, to_fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.library import Programme, Step
    from troth.practice.programme.giving import Giving

REASON_LENGTH = 1000


class EntryForm(forms.Form):
    """What one step asks for; the field is called like its step. What is sent is checked where it is saved."""

    def __init__(self, step: Step, given: str, looked_back_at: Sequence[str] = ()) -> None:
        super().__init__(initial={step.id: lines_of(given) if _is_several(step) else given})
        self.fields[step.id] = _field(step)

        self.rows = to_fill(step, given, looked_back_at) if step.is_rowed else []
        self.folded_from = first_folded(self.rows) if step.is_counted else 0
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


class SearchForm(forms.Form):
    """Words that a clinician looks for among the exercises."""

    look_for = forms.CharField(
        label="Look for words",
        max_length=80,
        error_messages={"required": "Write at least one word to look for."},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )

    @property
    def words(self) -> str:
        """What is looked for; nothing where it is too long to be meant."""
        return str(self.cleaned_data["look_for"]) if self.is_valid() else ""


class GivingForm(forms.Form):
    """What a clinician says and has thought of when giving an exercise."""

    reason = forms.CharField(
        label="Why this, and why now?",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
        help_text="Both partners read this.",
    )
    due_on = forms.DateField(
        label="If they can, by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="A wish that both read. Nothing happens when it passes.",
    )

    def __init__(self, data: Any = None, *, found: Giving, names: list[tuple[str, str]]) -> None:
        super().__init__(data)
        exercise = found.exercise
        if exercise.asked:
            self.fields["thought_of"] = _thought_of(exercise.asked)
        if exercise.parts:
            self.fields["part_a"] = _part_a(exercise.parts[0], names)
        if found.comes_first or found.held_back:
            self.fields["despite"] = forms.CharField(
                label="Why go another way?",
                required=False,
                max_length=REASON_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LENGTH}),
                help_text="Clinicians alone read this.",
            )

    @property
    def given(self) -> dict[str, Any]:
        """What the action is told."""
        return {"thought_of": [], **self.cleaned_data}


class StoppedForm(forms.Form):
    """What a partner says of a stop, if they like."""

    text = forms.CharField(
        label="What got in the way?",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH, "autocomplete": "off"}),
        help_text="Too long, a bad time, too hard just now: whatever it was. Your partner does not read it.",
    )
    audience = forms.ChoiceField(
        label="Who may read it?",
        choices=[("me", "Only you"), ("therapist", "You and your therapist")],
        initial="me",
        widget=forms.RadioSelect,
    )


class CommentForm(forms.Form):
    """What the therapist says about a run."""

    text = forms.CharField(
        label="Say something to both",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LENGTH}),
        help_text="Both partners read this, beside the exercise and under Together.",
        error_messages={"required": "Write a few words first."},
    )


class ProgrammeForm(forms.Form):
    """What a clinician has thought of when giving a programme."""

    def __init__(self, data: Any = None, *, programme: Programme, names: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if programme.asked:
            self.fields["thought_of"] = _thought_of(programme.asked)
        if programme.parts:
            self.fields["part_a"] = _part_a(programme.parts[0], names)

    @property
    def given(self) -> dict[str, Any]:
        """What the action is told."""
        return {"thought_of": [], **self.cleaned_data}


class StageForm(forms.Form):
    """What a clinician has thought of before opening a stage, and why they go on where something is missing."""

    despite = forms.CharField(
        label="Why go on, if something is not settled?",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": REASON_LENGTH}),
        help_text="Clinicians alone read this.",
    )

    def __init__(self, data: Any = None, *, asked: list[str]) -> None:
        super().__init__(data)
        if asked:
            self.fields["thought_of"] = forms.MultipleChoiceField(
                label="This holds",
                required=False,
                choices=[(text, text) for text in asked],
                widget=forms.CheckboxSelectMultiple,
                help_text="Tick what holds.",
            )
        self.order_fields(["thought_of", "despite"])

    @property
    def given(self) -> dict[str, Any]:
        """What the action is told."""
        return {"thought_of": [], **self.cleaned_data}


def _thought_of(asked: tuple[str, ...]) -> forms.Field:
    return forms.MultipleChoiceField(
        label="I have thought of each of these, and none of them holds for this couple",
        choices=[(text, text) for text in asked],
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick every line. Clinicians alone can read later that you did.",
        error_messages={"required": "Tick each point that does not hold for this couple."},
    )


def _part_a(role: str, names: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(
        label=f"Who is {role[0].lower()}{role[1:]}?",
        choices=names,
        widget=forms.RadioSelect,
        help_text="Each reads only their own part, and never what the parts are called.",
    )
