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
from troth.practice.people.noting import note_of_couple
from troth.practice.people.queries import CONSENT_LETTER, invitation_link
from troth.practice.people.standing import RESEARCH_LETTER
from troth.practice.people.states import Role, Side, Stage

if TYPE_CHECKING:
    from uuid import UUID

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
    """Invite a colleague; an earlier invitation to the same address is taken back."""
    rules.check_administers(actor)
    practice = Practice.objects.get(pk=actor.own_practice_id)
    practice.invitations.filter(
        seat=None, email=email.strip().lower(), accepted_at=None, revoked_at=None
    ).update(revoked_at=clock.now())
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
    place = rules.check_gives_care(actor)
    couple = Couple.objects.create(
        practice_id=place.practice_id,
        data_key=keys.make_key(KeyKind.COUPLE),
        record_key=keys.make_key(KeyKind.RECORD),
    )
    Seat.objects.create(couple=couple, side=Side.A, called=called_a)
    Seat.objects.create(couple=couple, side=Side.B, called=called_b)
    CareTeamMember.objects.create(couple=couple, clinician=place)
    note_of_couple(actor, couple, "couple.registered")
    return couple


@transaction.atomic
def invite_partner(*, actor: Viewer, couple: Couple, seat: Seat, email: str) -> Invitation:
    """Invite a partner to a seat; earlier invitations to it are taken back."""
    rules.check_cares_for(actor, couple)
    rules.check_can_invite(seat)
    seat.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=clock.now())
    invitation = _invite(practice=couple.practice, email=email, seat=seat)
    note_of_couple(actor, couple, "partner.invited", side=seat.side)
    return invitation


@transaction.atomic
def revoke_invitation(*, actor: Viewer, invitation: Invitation) -> None:
    """Take an invitation back before it is used."""
    if invitation.seat:
        rules.check_cares_for(actor, invitation.seat.couple)
    else:
        rules.check_administers(actor)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    rules.check_can_revoke(invitation)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    _record_invitation(invitation, "invitation.revoked", actor.person_id)


def accept_invitation(
    *,
    token_invitation: Invitation | None,
    address: str,
    chosen_name: str,
    pronouns: str,
    password: str | None,
) -> Person:
    """Make a log-in and take the seat, or the place in the practice, that an invitation holds; once.

    Only who names the invited address comes in. A wrong address is counted before it is refused,
    and the fifth closes the invitation.
    """
    with transaction.atomic():
        invitation = _opened(token_invitation)
        if rules.is_addressee(invitation, address):
            person = create_person(
                email=invitation.email, chosen_name=chosen_name, password=password, pronouns=pronouns
            )
            _enter(invitation, person)
            return person
        _count_wrong_address(invitation)
    rules.check_can_accept(invitation)
    raise Refused(rules.ANOTHER_ADDRESS)


@transaction.atomic
def accept_with_log_in(*, actor: Viewer, token_invitation: Invitation | None) -> None:
    """Take what an invitation holds with the log-in that the invited address has already."""
    invitation = _opened(token_invitation)
    person = Person.objects.select_for_update(of=("self",)).get(pk=actor.person_id)
    rules.check_is_addressee(invitation, person.email)
    _enter(invitation, person)


@transaction.atomic
def sign_consent(*, actor: Viewer, signed_name: str) -> ConsentSignature:
    """Sign the consent letter in force; signing twice leaves one signature."""
    return _sign(actor, CONSENT_LETTER, signed_name, "consent.signed")


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
def agree_to_research(*, actor: Viewer, signed_name: str) -> ConsentSignature:
    """Let the own numbers count in the practice's research; they do only where the partner said the same."""
    return _sign(actor, RESEARCH_LETTER, signed_name, "research.agreed")


@transaction.atomic
def take_back_research(*, actor: Viewer) -> None:
    """Take the own numbers out of research, of every couple this person was ever part of."""
    given = ConsentSignature.objects.select_for_update(of=("self",)).filter(
        person_id=actor.person_id, letter=RESEARCH_LETTER, withdrawn_at=None
    )
    couples = list(given.values_list("couple_id", "couple__practice_id"))
    if not given.update(withdrawn_at=clock.now()):
        raise Refused("You have not agreed to research, so there is nothing to take back.")
    for couple_id, practice_id in couples:
        audit.record(
            "research.taken-back", actor_id=actor.person_id, practice_id=practice_id, couple_id=couple_id
        )


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
    """Move a couple along its road; at its end both partners leave their seats."""
    rules.check_cares_for(actor, couple)
    couple = Couple.objects.select_for_update().get(pk=couple.pk)
    rules.check_can_move_stage(couple, stage)
    before, couple.stage = couple.stage, stage
    couple.save(update_fields=["stage"])
    if stage == Stage.ENDED:
        _leave_seats(couple)
    note_of_couple(actor, couple, "couple.moved", before=before, after=stage)


def _sign(actor: Viewer, letter_id: str, signed_name: str, event: str) -> ConsentSignature:
    letter = load_library().letter(letter_id)
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
        _record_own(actor, event, version=letter.version)
    return signature


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


def _opened(invitation: Invitation | None) -> Invitation:
    if invitation is not None:
        if invitation.seat:  # the couple first, as whoever moves its stage does
            Couple.objects.select_for_update().get(pk=invitation.seat.couple_id)
        locked = Invitation.objects.select_for_update(of=("self",)).select_related("seat")
        invitation = locked.get(pk=invitation.pk)
    return rules.check_can_accept(invitation)


def _count_wrong_address(invitation: Invitation) -> None:
    invitation.wrong_addresses += 1
    invitation.save(update_fields=["wrong_addresses"])
    event = "invitation.closed" if invitation.was_guessed_at else "invitation.misaddressed"
    _record_invitation(invitation, event, None, wrong_addresses=invitation.wrong_addresses)


def _enter(invitation: Invitation, person: Person) -> None:
    if invitation.seat_id:
        _take_seat(invitation.seat_id, person)
    else:
        _take_place(invitation, person)
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    _record_invitation(invitation, "invitation.accepted", person.pk)


def _take_seat(seat_id: UUID, person: Person) -> None:
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat_id)
    if seat.person_id or seat.left_at:
        raise Refused("This seat is taken. Ask the person who invited you.")
    rules.check_can_sit(person.pk)
    seat.person, seat.called, seat.joined_at = person, person.chosen_name, clock.now()
    seat.save(update_fields=["person", "called", "joined_at"])
    couple = Couple.objects.get(pk=seat.couple_id)
    if couple.stage == Stage.ENQUIRY and not couple.seats.filter(person=None).exists():
        couple.stage = Stage.ASSESSMENT
        couple.save(update_fields=["stage"])


def _take_place(invitation: Invitation, person: Person) -> None:
    rules.check_can_work(person.pk)
    Clinician.objects.create(
        person=person,
        practice_id=invitation.practice_id,
        role=invitation.role,
        administers=invitation.administers,
    )


def _leave_seats(couple: Couple) -> None:
    Invitation.objects.filter(seat__couple=couple, accepted_at=None, revoked_at=None).update(
        revoked_at=clock.now()
    )
    couple.seats.filter(left_at=None).update(left_at=clock.now())


def _record_invitation(invitation: Invitation, event: str, actor_id: UUID | None, **facts: Any) -> None:
    audit.record(
        event,
        actor_id=actor_id,
        practice_id=invitation.practice_id,
        subject=invitation,
        couple_id=invitation.seat.couple_id if invitation.seat else None,
        **facts,
    )


def _record_own(actor: Viewer, event: str, **facts: Any) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_of(actor.couple_id),
        couple_id=actor.couple_id,
        **facts,
    )
