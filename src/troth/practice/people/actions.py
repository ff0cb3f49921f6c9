"""Everything that can happen to people, couples and invitations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.library import load_library
from troth.practice.common import audit, clock, keys
from troth.practice.common.errors import Refused
from troth.practice.common.states import KeyKind
from troth.practice.people import letters, rules
from troth.practice.people.models import (
    CareTeamMember,
    Clinician,
    ConsentSignature,
    Couple,
    Invitation,
    Person,
    Practice,
    SafeContact,
    Seat,
)
from troth.practice.people.queries import CONSENT_LETTER, invitation_link
from troth.practice.people.states import Role, Side, Stage

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer

INVITATION_DAYS = 14


@transaction.atomic
def start_practice(*, name: str, country: str, admin_email: str, is_demonstration: bool = False) -> str:
    """Create a practice and return the link with which its first therapist and administrator joins."""
    practice = Practice.objects.create(name=name, country=country.upper(), is_demonstration=is_demonstration)
    invitation = _invite(practice=practice, email=admin_email, role=Role.THERAPIST, administers=True)
    audit.record("practice.started", actor_id=None, practice_id=practice.pk, subject=practice)
    return invitation_link(invitation)


@transaction.atomic
def create_person(*, email: str, chosen_name: str, password: str | None, pronouns: str = "") -> Person:
    """Create a log-in with its own keys. Raises `Refused` when the address has one already."""
    email = email.strip().lower()
    if Person.objects.filter(email=email).exists():
        raise Refused("This address has a log-in already. Sign in first, then open the link again.")
    person = Person(
        email=email,
        chosen_name=chosen_name,
        pronouns=pronouns,
        data_key=keys.make_key(KeyKind.PERSON),
        safety_key=keys.make_key(KeyKind.SAFETY),
    )
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def invite_clinician(*, actor: Viewer, email: str, role: Role, administers: bool = False) -> Invitation:
    """Invite a colleague; administrators only."""
    if not actor.is_administrator or actor.practice_id is None:
        raise Refused("Only an administrator of the practice can invite colleagues.")
    practice = Practice.objects.get(pk=actor.practice_id)
    invitation = _invite(practice=practice, email=email, role=role, administers=administers)
    audit.record(
        "clinician.invited",
        actor_id=actor.person_id,
        practice_id=practice.pk,
        subject=invitation,
        role=role,
    )
    return invitation


@transaction.atomic
def register_couple(*, actor: Viewer, called_a: str, called_b: str) -> Couple:
    """Open a couple's record with two empty seats; the actor cares for it."""
    if not actor.is_clinician or actor.practice_id is None:
        raise Refused("Only a therapist or supervisor can register a couple.")
    couple = Couple.objects.create(
        practice_id=actor.practice_id,
        data_key=keys.make_key(KeyKind.COUPLE),
        record_key=keys.make_key(KeyKind.RECORD),
    )
    Seat.objects.create(couple=couple, side=Side.A, called=called_a)
    Seat.objects.create(couple=couple, side=Side.B, called=called_b)
    CareTeamMember.objects.create(couple=couple, clinician_id=actor.own_clinician_id)
    _record(actor, couple, "couple.registered")
    return couple


@transaction.atomic
def invite_partner(*, actor: Viewer, couple: Couple, seat: Seat, email: str) -> Invitation:
    """Invite a partner to a seat; earlier invitations to it are taken back."""
    rules.check_cares_for(actor, couple)
    rules.check_can_invite(seat)
    seat.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=clock.now())
    invitation = _invite(practice=couple.practice, email=email, seat=seat)
    _record(actor, couple, "partner.invited", side=seat.side)
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: Viewer, couple: Couple, invitation: Invitation) -> None:
    """Take an invitation back before it is used."""
    rules.check_cares_for(actor, couple)
    rules.check_can_accept(invitation)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    _record(actor, couple, "invitation.revoked")


@transaction.atomic
def accept_invitation(
    *,
    token_invitation: Invitation | None,
    person: Person | None,
    chosen_name: str,
    pronouns: str,
    password: str | None,
) -> Person:
    """Take the seat, or the place in the practice, that an invitation holds; once."""
    if token_invitation is not None:
        token_invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=token_invitation.pk)
    invitation = rules.check_can_accept(token_invitation)
    if person is None:
        person = create_person(
            email=invitation.email, chosen_name=chosen_name, password=password, pronouns=pronouns
        )
    if invitation.seat_id:
        _take_seat(invitation.seat, person)
    else:
        _take_place(invitation, person)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    audit.record(
        "invitation.accepted",
        actor_id=person.pk,
        practice_id=invitation.practice_id,
        subject=invitation,
        couple_id=invitation.seat.couple_id if invitation.seat else None,
    )
    return person


@transaction.atomic
def sign_consent(*, actor: Viewer, signed_name: str) -> ConsentSignature:
    """Sign the consent letter in force; signing twice leaves one signature."""
    letter = load_library().letter(CONSENT_LETTER)
    if not signed_name.strip():
        raise Refused("Write your name to sign.")
    signature, fresh = ConsentSignature.objects.get_or_create(
        person_id=actor.person_id,
        couple_id=actor.own_couple_id,
        letter=letter.id,
        version=letter.version,
        withdrawn_at=None,
        defaults={
            "content_hash": letter.content_hash,
            "signed_name": signed_name.strip(),
            "signed_at": clock.now(),
        },
    )
    if fresh:
        _record_own(actor, "consent.signed", version=letter.version)
    return signature


@transaction.atomic
def withdraw_consent(*, actor: Viewer) -> None:
    """Withdraw consent; nothing more is asked until it is signed anew."""
    standing = ConsentSignature.objects.filter(
        person_id=actor.person_id, couple_id=actor.own_couple_id, letter=CONSENT_LETTER, withdrawn_at=None
    )
    if not standing.update(withdrawn_at=clock.now()):
        raise Refused("There is no signed consent to withdraw.")
    _record_own(actor, "consent.withdrawn")


@transaction.atomic
def choose_safe_contact(*, actor: Viewer, may_mail: bool, address: str) -> SafeContact:
    """Say whether, and where, this person may be written to."""
    contact, _ = SafeContact.objects.update_or_create(
        person_id=actor.person_id,
        defaults={"may_mail": may_mail, "address": address if may_mail else ""},
    )
    _record_own(actor, "contact.chosen", may_mail=may_mail)
    return contact


@transaction.atomic
def move_stage(*, actor: Viewer, couple: Couple, stage: Stage) -> None:
    """Move a couple along its road."""
    rules.check_cares_for(actor, couple)
    couple = Couple.objects.select_for_update().get(pk=couple.pk)
    rules.check_can_move_stage(couple, stage)
    before, couple.stage = couple.stage, stage
    couple.save(update_fields=["stage"])
    _record(actor, couple, "couple.moved", before=before, after=stage)


def _invite(
    *, practice: Practice, email: str, seat: Seat | None = None, role: str = "", administers: bool = False
) -> Invitation:
    invitation = Invitation.objects.create(
        practice=practice,
        seat=seat,
        role=role,
        administers=administers,
        email=email.strip().lower(),
        expires_at=clock.now() + dt.timedelta(days=INVITATION_DAYS),
    )
    transaction.on_commit(lambda: letters.send_invitation.enqueue(str(invitation.pk)))
    return invitation


def _take_seat(seat: Seat | None, person: Person) -> None:
    seat = Seat.objects.select_for_update().get(pk=seat.pk) if seat else None
    if seat is None or seat.person_id:
        raise Refused("This seat is taken. Ask the person who invited you.")
    rules.check_can_sit(person.pk)
    seat.person, seat.called, seat.joined_at = person, person.chosen_name, clock.now()
    seat.save(update_fields=["person", "called", "joined_at"])
    couple = Couple.objects.get(pk=seat.couple_id)
    if couple.stage == Stage.ENQUIRY and not couple.seats.filter(person=None).exists():
        couple.stage = Stage.ASSESSMENT
        couple.save(update_fields=["stage"])


def _take_place(invitation: Invitation, person: Person) -> None:
    if Clinician.objects.filter(person=person).exists():
        raise Refused("You already work in a practice here. Use another log-in for this one.")
    Clinician.objects.create(
        person=person,
        practice_id=invitation.practice_id,
        role=invitation.role,
        administers=invitation.administers,
    )


def _record(actor: Viewer, couple: Couple, event: str, **facts: Any) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=couple.practice_id,
        subject=couple,
        couple_id=couple.pk,
        **facts,
    )


def _record_own(actor: Viewer, event: str, **facts: Any) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_id,
        couple_id=actor.couple_id,
        **facts,
    )
