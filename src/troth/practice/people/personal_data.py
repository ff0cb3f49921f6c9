from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator

from troth.practice.common import clock
from troth.practice.common.personal_data import Holding
from troth.practice.people.models import ConsentSignature, Invitation, Person, SafeContact, Seat

if TYPE_CHECKING:
    from uuid import UUID

_GONE = "Somebody who left"


def _person(person_id: UUID) -> list[dict[str, Any]]:
    return [
        dict(row)
        for row in Person.objects.filter(pk=person_id).values(
            "email", "chosen_name", "pronouns", "created_at"
        )
    ]


def _close_log_in(person_id: UUID) -> None:
    Authenticator.objects.filter(user_id=person_id).delete()
    person = Person.objects.get(pk=person_id)
    person.email, person.chosen_name, person.pronouns = f"{person.pk.hex}@erased.invalid", _GONE, ""
    person.is_active, person.erased_at = False, clock.now()
    person.set_unusable_password()
    person.save()


def _seats(person_id: UUID) -> list[dict[str, Any]]:
    return [
        dict(row)
        for row in Seat.objects.filter(person_id=person_id).values(
            "couple_id", "side", "joined_at", "left_at"
        )
    ]


def _leave_seats(person_id: UUID) -> None:
    seats = Seat.objects.filter(person_id=person_id)
    seats.update(called=_GONE)
    seats.filter(left_at=None).update(left_at=clock.now())


def _invitations(person_id: UUID) -> list[dict[str, Any]]:
    return [
        dict(row)
        for row in Invitation.objects.filter(seat__person_id=person_id).values(
            "email", "created_at", "accepted_at"
        )
    ]


def _empty_invitations(person_id: UUID) -> None:
    Invitation.objects.filter(seat__person_id=person_id).update(email="nobody@erased.invalid")


def _contact(person_id: UUID) -> list[dict[str, Any]]:
    rows = SafeContact.objects.filter(person_id=person_id)
    return [dict(row) for row in rows.values("may_mail", "address", "reminded_at")]


def _consents(person_id: UUID) -> list[dict[str, Any]]:
    rows = ConsentSignature.objects.filter(person_id=person_id)
    return [dict(row) for row in rows.values("letter", "version", "signed_name", "signed_at", "withdrawn_at")]


def _empty_consents(person_id: UUID) -> None:
    ConsentSignature.objects.filter(person_id=person_id).update(signed_name="erased")


def _delete_contact(person_id: UUID) -> None:
    SafeContact.objects.filter(person_id=person_id).delete()


HOLDINGS = [
    Holding("people.ConsentSignature", _consents, _empty_consents),
    Holding("people.SafeContact", _contact, _delete_contact),
    Holding("people.Invitation", _invitations, _empty_invitations),
    Holding("people.Seat", _seats, _leave_seats),
    Holding(
        "people.Clinician",
        None,
        None,
        "A clinician's place is the practice's record; erase_person refuses whoever has worked here.",
    ),
    Holding("people.Person", _person, _close_log_in),
]
