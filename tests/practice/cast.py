"""The standing cast: who they are and how they come to be, through the product's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.test import Client

from tests.practice.laid_down import laid_down
from troth.practice.people import actions, queries, staffing
from troth.practice.people.models import Couple, Invitation, Person
from troth.practice.people.states import Role
from troth.practice.people.viewer import Viewer
from troth.practice.privacy import actions as privacy
from troth.practice.privacy.states import PolicyKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.cookies import SimpleCookie

    from django.http import HttpResponse

PASSWORD = "correct horse battery"


@dataclass
class Actor:
    """Somebody of the cast, at their own browser."""

    person: Person
    client: Client

    @property
    def viewer(self) -> Viewer:
        return queries.viewer_of(self.person)

    def __reduce__(self) -> tuple[Callable[[Person, SimpleCookie], Actor], tuple[Person, SimpleCookie]]:
        return _with_cookies, (self.person, self.client.cookies)


def _with_cookies(person: Person, cookies: SimpleCookie) -> Actor:
    client = Client()
    client.cookies = cookies
    return Actor(person, client)


def signed_in(person: Person) -> Actor:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Actor(person, client)


def confirm(actor: Actor, url: str) -> HttpResponse:
    """Give the password once more at the page that asked for it; what was asked before then happens."""
    return actor.client.post(url, {"password": PASSWORD})


def join(invitation: Invitation, name: str) -> Actor:
    person = actions.accept_invitation(
        token_invitation=invitation,
        address=invitation.email,
        chosen_name=name,
        pronouns="",
        password=PASSWORD,
    )
    return signed_in(person)


def clinician(invitation: Invitation, name: str) -> Actor:
    actor = join(invitation, name)
    Authenticator.objects.create(user=actor.person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return actor


@laid_down
def founder(practice: str, name: str) -> Actor:
    email = f"{name.lower()}@example.org"
    link = actions.start_practice(name=practice, country="GB", admin_email=email)
    invitation = queries.invitation_by_token(link.split("/")[2])
    assert invitation is not None
    return clinician(invitation, name)


@laid_down
def colleague(admin: Actor, name: str, role: Role) -> Actor:
    email = f"{name.lower()}@example.org"
    return clinician(actions.invite_clinician(actor=admin.viewer, email=email, role=role), name)


@laid_down
def told_of_silence_after(admin: Actor, days: int) -> None:
    """Let the care teams of an administrator's practice hear of silence after so many days."""
    staffing.change_practice(actor=admin.viewer, name="Elm", country="GB", reply_name="", silence_days=days)


@laid_down
def partners(therapist: Actor, one: str, other: str) -> tuple[Couple, Actor, Actor]:
    """Register a couple, seat both, sign consent; no policy is in force yet."""
    couple = actions.register_couple(actor=therapist.viewer, called_a=one, called_b=other)
    seated = []
    for seat in queries.seats_of(couple.pk):
        invitation = actions.invite_partner(
            actor=therapist.viewer, couple=couple, seat=seat, email=f"{seat.called.lower()}@example.org"
        )
        actor = join(invitation, seat.called)
        actions.sign_consent(actor=actor.viewer, signed_name=seat.called)
        seated.append(actor)
    couple.refresh_from_db()
    return couple, seated[0], seated[1]


@laid_down
def agree_on(therapist: Actor, couple: Couple, both: tuple[Actor, Actor], kind: PolicyKind) -> None:
    policy = privacy.propose_policy(actor=therapist.viewer, couple=couple, kind=kind)
    for actor in both:
        privacy.sign_policy(actor=actor.viewer, policy_id=policy.pk, signed_name=actor.viewer.display_name)
