"""The people of the demonstration practice and the links that open their log-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core import signing

from troth.practice.common.errors import Absent
from troth.practice.people import queries

if TYPE_CHECKING:
    from troth.practice.people.models import Person

SALT = "troth.demonstration"


def link_for(person: Person) -> str:
    """Return the path that signs this made-up person in."""
    return f"/demonstration/{signing.Signer(salt=SALT).sign(person.pk.hex)}/"


def made_up_person(hex_id: str) -> Person:
    """Return a person of a demonstration practice. Raises `Absent` for everybody else."""
    person = queries.person(UUID(hex_id))
    if not queries.is_made_up(person.pk):
        raise Absent
    return person


def give_second_factor(person: Person) -> None:
    """Give a made-up clinician the second factor that every clinician needs."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
