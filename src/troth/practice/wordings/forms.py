from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.wordings.queries import Wording

LONGEST_FILE = 60_000


class WordingForm(forms.Form):
    """The files of an item, each in a field of its own; ``titles`` says in words what each one is."""

    note = forms.CharField(
        label="What did you change?",
        required=False,
        max_length=200,
        help_text="A few words for your colleagues.",
    )
    begun_from = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, titles: Mapping[str, str], files: dict[str, str], last: int
    ) -> None:
        super().__init__(data, initial={"begun_from": last})
        self.titles = titles
        for name, label in titles.items():
            self.fields[name] = forms.CharField(
                label=f"{label} ({name})",
                max_length=LONGEST_FILE,
                strip=False,
                initial=files.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 18, "class": "code", "spellcheck": "false"}),
            )
        self.order_fields([*titles, "note", "begun_from"])

    def go_on_from(self, theirs: Wording | None) -> None:
        """Go on from a colleague's wording, which is shown beside what was typed."""
        if theirs is not None:
            self.data = {
                **{name: self.data.get(name, "") for name in self.fields},
                "begun_from": theirs.own.number,
            }

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by file."""
        return {name: str(self.cleaned_data[name]).replace("\r\n", "\n") for name in self.titles}

    @property
    def told(self) -> dict[str, Any]:
        """What else the action is told."""
        return {"note": self.cleaned_data["note"], "begun_from": self.cleaned_data["begun_from"]}
