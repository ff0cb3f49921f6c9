from __future__ import annotations

from django import forms

from troth.practice.privacy.states import PolicyKind


class PolicyForm(forms.Form):
    """Which policy is put before the couple."""

    kind = forms.ChoiceField(label="Which agreement about secrets?", choices=PolicyKind)


class SignForm(forms.Form):
    agree = forms.BooleanField(label="I have read this and I agree.")
    signed_name = forms.CharField(label="Your name, as a signature", max_length=120)


class EraseForm(forms.Form):
    sure = forms.BooleanField(label="I understand that nobody can bring this back.")
