from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from troth.practice.boundaries.readiness import questions_of
from troth.practice.boundaries.rules import LONGEST_COMMENT, LONGEST_NAME, LONGEST_TEXT, MARKED, PARTS
from troth.practice.boundaries.states import (
    AgreementKind,
    Ahead,
    Answer,
    BreachKind,
    By,
    Firmness,
    Kept,
    Nearness,
    Openness,
)
from troth.practice.boundaries.terms import LONGEST_TERM, MOST_TERMS, NEVER, Term, watched_words
from troth.practice.boundaries.wordings import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from troth.practice.boundaries.models import Proposal

HELPS = {
    "need": "One sentence that begins with “I need”.",
    "means": "Why it matters to you; a memory may say it best.",
    "ask": "Behaviour that both of you could see on any day.",
    "offer": "What you can give with a good heart.",
    "own": "An act of your own, not a penalty: “Then I sleep at my sister’s that night.”",
}
EMPTY_ROWS = 2
WHO_READS = [
    ("me", "Only you"),
    ("therapist", "You and your therapist"),
    ("couple", "Both of you and your therapist"),
]


def _writing(rows: int, length: int = LONGEST_TEXT) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": length, "autocomplete": "off"})


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class PositionForm(forms.Form):
    """One's own side; what must be there is checked when it is handed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[part] = forms.CharField(
                label=HEADINGS[part],
                required=False,
                max_length=LONGEST_TEXT,
                widget=_writing(3),
                help_text=HELPS[part],
            )
        self.fields["firm"] = forms.ChoiceField(
            label="How firm are you about it?",
            required=False,
            choices=Firmness.choices,
            widget=forms.RadioSelect,
        )
        self.order_fields(["need", "means", "ask", "offer", "firm", "own"])


class NearnessForm(forms.Form):
    """How near one finds the two sides, part by part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in MARKED:
            self.fields[part] = forms.ChoiceField(
                label=HEADINGS[part], choices=Nearness.choices, widget=forms.RadioSelect
            )


class WordingForm(forms.Form):
    """A wording: rows of terms, days, and what was looked at. What is sent is checked where it is kept."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    start_on = _day("It begins on")
    review_on = _day("We look at it again on")
    note = forms.CharField(
        label="A word about this wording",
        required=False,
        max_length=LONGEST_TEXT,
        widget=_writing(2),
        help_text="What you changed and why. Where could you bend, and where not? Both of you read this.",
    )
    never = forms.BooleanField(label=f"{NEVER} No term here does that.")
    sure = forms.BooleanField(
        label="I was asked to look at some words once more, and I have.",
        required=False,
        help_text="Troth knows some words only; it cannot tell what a sentence means. You can.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kind: AgreementKind,
        names: Mapping[str, str],
        latest: Proposal | None = None,
        added: Sequence[Term] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={**_initial(latest), **(initial or {})})
        self.kind = kind
        is_openness = kind is AgreementKind.TRANSPARENCY
        self.fields["end_on"] = _day(
            "It ends on" if is_openness else "It ends on, if it shall end",
            required=is_openness,
            help_text="Within six months." if is_openness else "",
        )
        whose = [("both", "both"), ("a", names.get("a", "a")), ("b", names.get("b", "b"))]
        given = [*(latest.read_terms if latest else []), *added]
        self.rows_asked = MOST_TERMS if data is not None else min(MOST_TERMS, len(given) + EMPTY_ROWS + 1)
        for index in range(self.rows_asked):
            self._add_row(index, whose, given[index] if index < len(given) else None)

    def _add_row(self, index: int, whose: Sequence[tuple[str, str]], term: Term | None) -> None:
        number = index + 1
        self.fields[f"id_{index}"] = forms.CharField(
            required=False, max_length=8, widget=forms.HiddenInput, initial=term.id if term else ""
        )
        self.fields[f"words_{index}"] = forms.CharField(
            label=f"Term {number}",
            required=False,
            max_length=LONGEST_TERM,
            initial=term.words if term else "",
            widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_TERM, "autocomplete": "off"}),
        )
        self.fields[f"whose_{index}"] = forms.ChoiceField(
            label=f"Who does it, term {number}",
            required=False,
            choices=whose,
            initial=term.whose if term else "both",
        )
        if self.kind is AgreementKind.TRANSPARENCY:
            self.fields[f"about_{index}"] = forms.ChoiceField(
                label=f"Field, term {number}",
                required=False,
                choices=[("", "choose"), *Openness.choices],
                initial=term.about if term else "",
            )

    def rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each term, the words first."""
        names = ("id", "words", "whose", "about")
        return [
            [self[f"{name}_{index}"] for name in names if f"{name}_{index}" in self.fields]
            for index in range(self.rows_asked)
        ]

    def answering(self, latest: Proposal | None, names: Mapping[str, str]) -> WordingForm:
        """Return the same words as an answer to the latest wording, which stands beside them on the page."""
        data = {**dict(self.data.items()), "seen": latest.number if latest else 0}
        return WordingForm(data, kind=self.kind, names=names, latest=latest)

    @property
    def has_watched_words(self) -> bool:
        """Whether the page asks to look at some words once more."""
        return self.is_bound and self.is_valid() and bool(watched_words(self.terms))

    @property
    def terms(self) -> list[Term]:
        given = self.cleaned_data
        return [
            Term(
                given[f"id_{index}"],
                given[f"whose_{index}"] or "both",
                given[f"words_{index}"],
                given.get(f"about_{index}", ""),
            )
            for index in range(self.rows_asked)
        ]


def _initial(latest: Proposal | None) -> dict[str, Any]:
    if latest is None:
        return {"seen": 0}
    days = {"start_on": latest.start_on, "review_on": latest.review_on, "end_on": latest.end_on}
    return {"seen": latest.number, **days}


class ReadinessForm(forms.Form):
    """Short private questions about one wording."""

    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: AgreementKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in questions_of(kind).items():
            self.fields[name] = forms.ChoiceField(
                label=words, choices=Answer.choices, widget=forms.RadioSelect
            )


class SignForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    agree = forms.BooleanField(label="I have read this wording and I agree to it freely.")
    signed_name = forms.CharField(label="Your name, as a signature", max_length=LONGEST_NAME)


class ReviewForm(forms.Form):
    """How each term was kept, what one wishes, and a few words."""

    def __init__(self, *args: Any, terms: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.term_ids = [term.id for term in terms]
        for term in terms:
            self.fields[f"kept_{term.id}"] = forms.ChoiceField(
                label=term.words, choices=Kept.choices, widget=forms.RadioSelect
            )
        self.fields["ahead"] = forms.ChoiceField(
            label="What would you like now?", choices=Ahead.choices, widget=forms.RadioSelect
        )
        self.fields["words"] = forms.CharField(
            label="What was hard, and what helped?",
            required=False,
            max_length=LONGEST_TEXT,
            widget=_writing(3),
        )

    @property
    def kept(self) -> dict[str, str]:
        return {term_id: self.cleaned_data[f"kept_{term_id}"] for term_id in self.term_ids}


class ReviewDayForm(forms.Form):
    review_on = _day("We look at it again on")


class BreachForm(forms.Form):
    """What happened to a term, as its author sees it."""

    term = forms.ChoiceField(label="Which term is it about?", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="What happened?", choices=BreachKind.choices, widget=forms.RadioSelect)
    by = forms.ChoiceField(label="Who was it?", choices=By.choices, widget=forms.RadioSelect)
    happened_on = _day("When?")
    words = forms.CharField(
        label="In your words", required=False, max_length=LONGEST_TEXT, widget=_writing(4)
    )
    audience = forms.ChoiceField(
        label="Who may read it?",
        choices=WHO_READS,
        initial="me",
        widget=forms.RadioSelect,
        help_text="You can open it to more people later, never to fewer.",
    )

    def __init__(self, *args: Any, terms: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = [(term.id, term.words) for term in terms]  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """A short word beside an agreement; a partner says who may read it, a therapist writes to both."""

    text = forms.CharField(
        label="Your comment", max_length=LONGEST_COMMENT, widget=_writing(3, LONGEST_COMMENT)
    )

    def __init__(
        self,
        *args: Any,
        numbers: Sequence[int],
        by_partner: bool = False,
        for_both: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        about = [("0", "the agreement as a whole"), *((str(one), f"wording {one}") for one in numbers)]
        self.fields["about"] = forms.TypedChoiceField(
            label="What is it about?", choices=about, coerce=int, initial="0"
        )
        if by_partner:
            self.fields["audience"] = forms.ChoiceField(
                label="Who may read it?",
                choices=WHO_READS if for_both else WHO_READS[:2],
                widget=forms.RadioSelect,
            )


class RepairForm(forms.Form):
    step = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(label="", max_length=LONGEST_TEXT, widget=_writing(4))

    def __init__(self, *args: Any, asks: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = asks
