from __future__ import annotations

from django import forms


class AgreementForm(forms.Form):
    """A typed name under the agreement to research."""

    signed_name = forms.CharField(
        label="Your name, if you agree",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
