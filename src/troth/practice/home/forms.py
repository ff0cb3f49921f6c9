from __future__ import annotations

from django import forms

LONGEST_SEARCH = 80


class SearchForm(forms.Form):
    """Words that somebody looks for in the articles."""

    words = forms.CharField(
        label="Look for words",
        max_length=LONGEST_SEARCH,
        error_messages={"required": "Write at least one word to look for."},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "enterkeyhint": "search"}),
    )
