from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.formulation.rules import LONGEST_GOAL, LONGEST_TEXT
from troth.practice.formulation.states import JUDGED_BY_THERAPIST, Phase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from troth.practice.formulation.models import Plan
    from troth.practice.formulation.shown import Choice, SideDraft
    from troth.practice.formulation.suggesting import PhaseWork


def _writing(longest: int, rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": longest, "autocomplete": "off"})


class OwnCauseForm(forms.Form):
    """A cause that no list names."""

    label = forms.CharField(label="What would you call it?", max_length=LONGEST_GOAL)
    words = forms.CharField(
        label="In words that fit the two",
        required=False,
        max_length=LONGEST_TEXT,
        widget=_writing(LONGEST_TEXT, 3),
    )


class SummaryForm(forms.Form):
    """The therapist's own summary."""

    summary = forms.CharField(
        label="How you understand it", max_length=LONGEST_TEXT, widget=_writing(LONGEST_TEXT, 8)
    )


class SettledForm(forms.Form):
    """What the therapist judges to be settled."""

    gates = forms.MultipleChoiceField(
        label="Settled, in your judgement",
        required=False,
        choices=[(gate.value, str(gate.label).capitalize()) for gate in JUDGED_BY_THERAPIST],
        widget=forms.CheckboxSelectMultiple,
    )


class ViewForm(forms.Form):
    """What one partner is to read."""

    text = forms.CharField(label="Your words", max_length=LONGEST_TEXT, widget=_writing(LONGEST_TEXT, 7))
    causes = forms.MultipleChoiceField(
        label="Show these causes with it", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, draft: SideDraft, accepted: Sequence[Choice], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"text": draft.text, "causes": draft.causes})
        super().__init__(*args, **kwargs)
        self.auto_id, self.draft = f"id_{draft.side}_%s", draft
        self.fields["text"].label = f"Your words to {draft.name}"
        self.fields["causes"].choices = [(one.id, one.label) for one in accepted]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """The plan: an opening, words and work for each phase, and a day to look at it again."""

    opening = forms.CharField(
        label="Why this plan",
        required=False,
        max_length=LONGEST_TEXT,
        widget=_writing(LONGEST_TEXT, 4),
        help_text="Both partners read this.",
    )
    review_on = forms.DateField(
        label="We look at it again on", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, plan: Plan | None, suggestion: Sequence[PhaseWork], *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(plan))
        super().__init__(*args, **kwargs)
        self.labels: dict[Phase, dict[str, str]] = {phase: {} for phase in Phase}
        for part in suggestion:
            self.labels[part.phase].update({work.id: work.label for work in part.work})
        for phase in Phase:
            kept = plan.phases.get(phase.value, {}).get("work", []) if plan else []
            self.labels[phase].update({one["id"]: one["label"] for one in kept})
            self._add_phase(phase)

    def _add_phase(self, phase: Phase) -> None:
        self.fields[f"{phase.value}_words"] = forms.CharField(
            label="In your words",
            required=False,
            max_length=LONGEST_TEXT,
            widget=_writing(LONGEST_TEXT, 2),
        )
        if self.labels[phase]:
            self.fields[f"{phase.value}_work"] = forms.MultipleChoiceField(
                label="What you do",
                required=False,
                choices=list(self.labels[phase].items()),
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def phases(self) -> dict[Phase, dict[str, Any]]:
        """Return what was written and chosen, as the plan keeps it."""
        given = self.cleaned_data
        found = {}
        for phase in Phase:
            words, work = given[f"{phase.value}_words"], given.get(f"{phase.value}_work", [])
            if words or work:
                labels = self.labels[phase]
                found[phase] = {"words": words, "work": [{"id": one, "label": labels[one]} for one in work]}
        return found

    def sections(self) -> list[tuple[Phase, list[forms.BoundField]]]:
        """Return the fields of each phase, in order."""
        return [
            (phase, [self[name] for name in self.fields if name.startswith(f"{phase.value}_")])
            for phase in Phase
        ]


class ReviewForm(forms.Form):
    """The next day to look at the plan."""

    review_on = forms.DateField(
        label="We look at it again on", widget=forms.DateInput(attrs={"type": "date"})
    )


class SignPlanForm(forms.Form):
    plan = forms.UUIDField(widget=forms.HiddenInput)
    agree = forms.BooleanField(label="I have read this plan and I agree to it.")
    signed_name = forms.CharField(label="Your name, as a signature", max_length=120)


class GoalForm(forms.Form):
    text = forms.CharField(
        label="What would you like to be different?",
        max_length=LONGEST_GOAL,
        widget=_writing(LONGEST_GOAL, 3),
        help_text="One thing, as you would notice it on an ordinary day.",
    )


class RatingForm(forms.Form):
    value = forms.TypedChoiceField(
        label="How near does it feel this month?",
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
    )


def _initial(plan: Plan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    found: dict[str, Any] = {"opening": plan.opening or "", "review_on": plan.review_on}
    for phase, part in plan.phases.items():
        found[f"{phase}_words"] = part.get("words", "")
        found[f"{phase}_work"] = [one["id"] for one in part.get("work", [])]
    return found


class HeldForm(forms.Form):
    """The day on which the feedback session took place."""

    held_on = forms.DateField(label="It took place on", widget=forms.DateInput(attrs={"type": "date"}))
