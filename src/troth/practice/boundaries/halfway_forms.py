from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.boundaries.halfway import QUESTIONS, Choice, pieces_of
from troth.practice.boundaries.states import AgreementKind, Way

if TYPE_CHECKING:
    from troth.practice.boundaries.shown import TopicPage

LONGEST_SITUATION = 80
LONGEST_QUESTION = 200


def _line(label: str, longest: int, help_text: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=widget, help_text=help_text
    )


class HalfwayForm(forms.Form):
    """Which parts of two sides somebody ticks, and in which way they shall become terms. Nothing is ticked for them."""

    round = forms.IntegerField(widget=forms.HiddenInput)
    picked = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label="How do they fit together?", choices=Way.choices, widget=forms.RadioSelect)
    first = _line(
        "If by situation: when is the first one?", LONGEST_SITUATION, "Such as “the children are up”."
    )
    second = _line("And when is the second one?", LONGEST_SITUATION)
    offered = forms.ChoiceField(label="Would a third question help?", required=False)
    question = _line("Or a question of your own", LONGEST_QUESTION)

    def __init__(self, data: Any = None, *, page: TopicPage) -> None:
        super().__init__(data, initial={"round": page.round, "way": Way.PLAIN})
        pieces = pieces_of(page.said)
        self.fields["picked"].choices = [(one.id, one.words) for one in pieces.values()]  # type: ignore[attr-defined]
        asked = [(words, words) for words in (*QUESTIONS, *page.topic.questions)]
        self.fields["offered"].choices = [("", "no question"), *asked]  # type: ignore[attr-defined]
        if page.topic.openness and page.agreement is None:
            self.fields["kind"] = forms.ChoiceField(
                label="What shall it become?",
                choices=AgreementKind.choices,
                initial=AgreementKind.BOUNDARY,
                widget=forms.RadioSelect,
            )

    @property
    def ticked(self) -> list[str]:
        """Return what is ticked, also where something else is to be mended."""
        return [str(one) for one in self["picked"].value() or []]

    @property
    def choice(self) -> Choice:
        given = self.cleaned_data
        return Choice(
            given["picked"],
            Way(given["way"]),
            (given["first"], given["second"]),
            given["question"] or given["offered"],
        )
