from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.patterns.states import (
    DAY_AUDIENCES,
    HIGHEST,
    LOWEST,
    MOMENT_AUDIENCES,
    SENTENCE_LENGTH,
    Kind,
    Place,
    Stance,
)
from troth.practice.patterns.told import Choice, Numbers, Said
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.practice.patterns.models import DiaryChoice
    from troth.practice.patterns.queries import Told

NUMBERS = [(number, str(number)) for number in range(LOWEST, HIGHEST + 1)]
COUNT = "Count these numbers when we look for patterns."
NOTHING = ("", "nothing that I want to note")
_UNTOLD = (None, "", Audience.ME)
READERS = {
    Audience.ME: "only me",
    Audience.THERAPIST: "my therapist and I",
    Audience.COUPLE: "both of us and our therapist",
    Audience.SEALED: "sealed: my therapist and I, and my partner too if they seal a moment of the same kind for this day",
}


def _number(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=NUMBERS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one number."},
    )


def _readers(label: str, audiences: Iterable[Audience]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(audience.value, READERS[audience]) for audience in audiences],
        coerce=Audience,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who can read this."},
    )


class DayForm(forms.Form):
    """A day: three numbers, conflict or none, one moment, and who reads what."""

    closeness = _number("How close did you feel to your partner?")
    trust = _number("How much did you trust your partner?")
    stress = _number("How much stress did you have, from wherever it came?")
    conflict = forms.TypedChoiceField(
        label="Was there a conflict between you?",
        choices=[("no", "no"), ("yes", "yes")],
        coerce=lambda given: given == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no."},
    )
    stance = forms.ChoiceField(
        label="If there was a conflict: what did you do?",
        help_text="No page shows this to anybody else. It is only counted, and only if you let this day count.",
        choices=[("", "I leave this open"), *Stance.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    audience = _readers("Who can read these numbers?", DAY_AUDIENCES)
    counts = forms.BooleanField(
        label=COUNT,
        help_text=(
            "Patterns are looked for over many weeks, and only in what both of you let count. Your therapist reads them "
            "first and may bring one to both of you. No single day is shown by it."
        ),
        required=False,
    )
    kind = forms.TypedChoiceField(
        label="One moment of the day",
        choices=[NOTHING, *Kind.choices],
        coerce=Kind,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    sentence = forms.CharField(
        label="A sentence about it",
        required=False,
        max_length=SENTENCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": SENTENCE_LENGTH, "autocomplete": "off"}),
    )
    place = forms.ChoiceField(
        label="Where on your side of the cycle does it belong?",
        choices=[("", "nowhere in particular"), *Place.choices],
        required=False,
    )
    moment_audience = _readers("Who can read this moment?", MOMENT_AUDIENCES)
    remember = forms.BooleanField(label="Begin new days with these choices.", required=False)

    def __init__(
        self, *args: Any, told: Told, choice: DiaryChoice, has_map: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": _initial(told, choice), **kwargs})
        self.is_sealed = told.moment is not None and told.moment.audience == Audience.SEALED
        if self.is_sealed:
            for name in ("kind", "sentence", "place", "moment_audience"):
                del self.fields[name]
        elif not has_map:
            del self.fields["place"]

    @property
    def left_over(self) -> str:
        """What was written about a moment, where meanwhile one was sealed on another device."""
        return str(self.data.get("sentence", "")).strip() if self.is_sealed else ""

    @property
    def shows_moment(self) -> bool:
        """Whether there is more about the moment than that there is none, for the author alone."""
        names = ("kind", "sentence", "place", "moment_audience")
        return any(self[name].value() not in _UNTOLD for name in names if name in self.fields)

    @property
    def shows_readers(self) -> bool:
        """Whether somebody else reads the numbers or they count, so that it must be seen without a tap."""
        return self["audience"].value() != Audience.ME or bool(self["counts"].value())

    @property
    def numbers(self) -> Numbers:
        given = {name: self.cleaned_data[name] for name in Numbers._fields}
        return Numbers(**given | ({} if given["conflict"] else {"stance": ""}))

    @property
    def choice(self) -> Choice:
        return Choice(self.cleaned_data["audience"], self.cleaned_data["counts"])

    @property
    def said(self) -> Said | None:
        """The moment, where one is noted."""
        if not self.cleaned_data.get("kind"):
            return None
        given = self.cleaned_data
        return Said(given["kind"], given["sentence"], given["moment_audience"], given.get("place", ""))

    @property
    def moment_readers(self) -> str:
        """Who reads the moment; only the author, where a sealed one stands and is not asked about."""
        return str(self.cleaned_data.get("moment_audience", Audience.ME))


class ReadersForm(forms.Form):
    """Who reads a day that was told, and its moment, from now on."""

    audience = _readers("Who can read these numbers?", DAY_AUDIENCES)
    counts = forms.BooleanField(label=COUNT, required=False)
    moment_audience = _readers("Who can read this moment?", DAY_AUDIENCES)

    def __init__(self, *args: Any, told: Told, **kwargs: Any) -> None:
        initial = {}
        if told.day is not None:
            initial = {"audience": told.day.audience, "counts": told.day.counts}
        if told.moment is not None:
            initial["moment_audience"] = told.moment.audience
        super().__init__(*args, **{"initial": initial, **kwargs})
        if told.moment is None or told.moment.audience == Audience.SEALED:
            del self.fields["moment_audience"]

    @property
    def choice(self) -> Choice:
        return Choice(self.cleaned_data["audience"], self.cleaned_data["counts"])


def _initial(told: Told, choice: DiaryChoice) -> dict[str, Any]:
    """Begin with what was told of this day, or else with what the partner chose for new ones."""
    initial: dict[str, Any] = {
        "audience": choice.audience,
        "moment_audience": choice.moment_audience,
        "counts": choice.counts,
        "kind": "",
    }
    if told.day is not None:
        conflict = "yes" if told.day.told["conflict"] else "no"
        initial |= {
            **told.day.told,
            "conflict": conflict,
            "audience": told.day.audience,
            "counts": told.day.counts,
        }
    if told.moment is not None:
        moment = told.moment
        initial |= {
            "kind": moment.kind,
            "sentence": moment.sentence,
            "place": moment.place,
            "moment_audience": moment.audience,
        }
    return initial
