"""The people of the demonstration practice and the links that open their log-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core import signing

from troth.practice.common.errors import Absent
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.states import Role

if TYPE_CHECKING:
    from troth.practice.people.models import Invitation, Person

SALT = "troth.demonstration"
COLLEAGUES = (
    ("Gil Okafor", Role.THERAPIST),
    ("Frank Lindqvist", Role.ADMINISTRATOR),
    ("Sunita Rao", Role.SUPERVISOR),
)


def staff() -> dict[str, Person]:
    """Start the practice with its therapists, its supervisor and its administrator; return them by first name."""
    link = people.start_practice(
        name="Elm Street Practice", country="GB", admin_email=address("Dana Whitlock"), is_demonstration=True
    )
    found = {"Dana": join(queries.invitation_by_token(link.split("/")[2]), "Dana Whitlock")}
    _give_second_factor(found["Dana"])
    for name, role in COLLEAGUES:
        actor = queries.viewer_of(found["Dana"])
        invited = people.invite_clinician(actor=actor, email=address(name), role=role)
        found[name.split()[0]] = join(invited, name)
        _give_second_factor(found[name.split()[0]])
    return found


def address(name: str) -> str:
    """Return where a made-up person would be written to; such addresses lead nowhere."""
    return f"{name.lower().replace(' ', '.')}@demonstration.example"


def join(invitation: Invitation | None, name: str) -> Person:
    """Let a made-up person take up an invitation."""
    return people.accept_invitation(
        token_invitation=invitation,
        address=address(name),
        chosen_name=name,
        pronouns="",
        password=None,
    )


def link_for(person: Person) -> str:
    """Return the path that signs this made-up person in."""
    return f"/demonstration/{signing.Signer(salt=SALT).sign(person.pk.hex)}/"


def made_up_person(hex_id: str) -> Person:
    """Return a person of a demonstration practice. Raises `Absent` for everybody else."""
    person = queries.person(UUID(hex_id))
    if not queries.is_made_up(person.pk):
        raise Absent
    return person


def _give_second_factor(person: Person) -> None:
    """Give a made-up clinician the second factor that every clinician needs."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
