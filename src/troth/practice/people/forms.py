from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib.auth.password_validation import validate_password

from troth.library import load_library
from troth.library.crisis import INTERNATIONAL
from troth.practice.people.rules import SILENCE_LIMITS
from troth.practice.people.states import (
    FEWEST_SILENCE_DAYS,
    MOST_SILENCE_DAYS,
    USUAL_SILENCE_DAYS,
    Parting,
    Role,
    Stage,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class JoinForm(forms.Form):
    """What somebody says of themselves when they accept an invitation."""

    address = forms.EmailField(
        label="The e-mail address you were invited at",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text="It becomes your log-in. We ask, so that a link in other hands opens nothing.",
    )
    chosen_name = forms.CharField(label="What should we call you?", max_length=60)
    pronouns = forms.CharField(
        label="Your pronouns", max_length=40, required=False, help_text="In your own words, if you like."
    )
    password = forms.CharField(
        label="Choose a password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least ten characters. Use one that your partner does not know.",
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class SignatureForm(forms.Form):
    """A typed name as a signature."""

    agree = forms.BooleanField(label="I have read this and I agree.")
    signed_name = forms.CharField(label="Your name, as a signature", max_length=120)


class SafeContactForm(forms.Form):
    """Whether and where we may write."""

    may_mail = forms.TypedChoiceField(
        label="May we send you short e-mails?",
        choices=[("yes", "Yes, to the address below"), ("no", "No, never write to me")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    address = forms.EmailField(
        label="Address that only you can read",
        required=False,
        help_text="The subject is always neutral. Nothing that you wrote is ever in it.",
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("may_mail") and not data.get("address"):
            self.add_error("address", "Write the address, or choose “No, never write to me”.")
        return data


class CoupleForm(forms.Form):
    """Two people, by the names they use."""

    called_a = forms.CharField(label="One partner's name", max_length=60)
    email_a = forms.EmailField(label="Their own e-mail address")
    called_b = forms.CharField(label="The other partner's name", max_length=60)
    email_b = forms.EmailField(label="Their own e-mail address")

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("email_a") and str(data["email_a"]).lower() == str(data.get("email_b")).lower():
            self.add_error(
                "email_b", "Each partner needs an address of their own, that the other does not read."
            )
        return data


class InvitePartnerForm(forms.Form):
    email = forms.EmailField(label="Their own e-mail address")


class ColleagueForm(forms.Form):
    email = forms.EmailField(label="Work e-mail address")
    role = forms.ChoiceField(label="Role", choices=Role)
    administers = forms.BooleanField(label="Also administers the practice", required=False)


class StageForm(forms.Form):
    stage = forms.ChoiceField(label="Stage", choices=Stage)


class EndForm(forms.Form):
    """What the page that asks once more sends back."""

    stage = forms.CharField(initial=Stage.ENDED, widget=forms.HiddenInput)
    sure = forms.CharField(initial="yes", widget=forms.HiddenInput)


class CareTeamForm(forms.Form):
    """A colleague to add."""

    colleague = forms.TypedChoiceField(label="Colleague", coerce=UUID)

    def __init__(self, colleagues: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = list(colleagues)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Who takes the couples over, and why; without couples nobody needs to."""

    successor = forms.TypedChoiceField(label="Who takes them over?", coerce=UUID, empty_value=None)
    reason = forms.TypedChoiceField(
        label="Why?", choices=[("", "Choose one"), *Parting.choices], coerce=Parting
    )

    def __init__(self, successors: Iterable[tuple[UUID, str]] | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if successors is None:
            del self.fields["successor"]
        else:
            self.fields["successor"].choices = [("", "Choose one"), *successors]  # type: ignore[attr-defined]


class PracticeForm(forms.Form):
    """What everybody reads of the practice, and after how many days its care teams hear of silence."""

    name = forms.CharField(label="Name of the practice", max_length=120)
    country = forms.ChoiceField(
        label="Country", required=False, help_text="It decides which help lines partners see first."
    )
    reply_name = forms.CharField(
        label="Name under our e-mails",
        max_length=60,
        required=False,
        help_text="Partners may share a phone. Choose a name that says nothing about therapy.",
    )
    silence_days = forms.IntegerField(
        label="Days without a sign before the care team is told",
        min_value=FEWEST_SILENCE_DAYS,
        max_value=MOST_SILENCE_DAYS,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SILENCE_LIMITS),
        help_text=(
            "The care team then reads who has left questions unanswered, and in which exercise nobody went on. "
            "Partners are never told. This applies to all couples of the practice. "
            f"Choose from {FEWEST_SILENCE_DAYS} to {MOST_SILENCE_DAYS} days; "
            f"{USUAL_SILENCE_DAYS} is our own choice, no published figure."
        ),
    )

    def __init__(self, country: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = load_library().countries.items()
        named = {code: page.country_name for code, page in pages if code != INTERNATIONAL}
        named = {"": "Another country", country: country} | named
        self.fields["country"].choices = [*named.items()]  # type: ignore[attr-defined]
