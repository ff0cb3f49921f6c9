"""Reads about practices, couples and people. What a viewer has no part in is `Absent`."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core import signing
from django.db.models import Exists, OuterRef

from troth.practice.common.errors import Absent
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
from troth.practice.people.states import STAGE_MOVES, Role, Stage
from troth.practice.people.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from troth.practice.common.models import DataKey

CONSENT_LETTER = "consent-care"
_care: ContextVar[dict[tuple[UUID, UUID], bool] | None] = ContextVar("care", default=None)
_INVITATION_SALT = "troth.invitation"


def viewer_of(person: Person) -> Viewer:
    """Return what this person is, now."""
    seats = Seat.objects.filter(person=person, left_at=None)
    seat = seats.values_list("pk", "side", "couple_id", "couple__practice_id").first()
    clinician = Clinician.objects.filter(person=person, ended_at=None).first()
    viewer = Viewer(person.pk, person.chosen_name)
    if seat is not None:
        seat_id, side, couple_id, practice_id = seat
        viewer = replace(
            viewer,
            practice_id=practice_id,
            couple_id=couple_id,
            couple_practice_id=practice_id,
            seat_id=seat_id,
            side=side,
        )
    if clinician is None:
        return viewer
    return replace(
        viewer,
        practice_id=clinician.practice_id,
        clinician_id=clinician.pk,
        administers=clinician.is_administrator,
        gives_care=clinician.gives_care,
        supervises=clinician.role == Role.SUPERVISOR,
    )


def clinician_at(practice: str, email: str) -> Viewer | None:
    """Return who gives care in a practice of this name under this address, or None."""
    places = Clinician.objects.filter(
        practice__name__iexact=practice.strip(), person__email__iexact=email.strip(), ended_at=None
    )
    place = places.select_related("person").first()
    return viewer_of(place.person) if place is not None and place.gives_care else None


def couples_of(viewer: Viewer) -> QuerySet[Couple]:
    """Return the couples this clinician cares for now."""
    if viewer.clinician_id is None:
        return Couple.objects.none()
    return Couple.objects.filter(care_team__clinician_id=viewer.clinician_id, care_team__until=None)


def couple_for(viewer: Viewer, couple_id: UUID, *along: str) -> Couple:
    """Return a couple that this clinician cares for, with what shall be read along with it. Raises `Absent`."""
    couple = couples_of(viewer).filter(pk=couple_id).select_related("practice", *along).first()
    if couple is None:
        raise Absent
    known = _care.get()
    if known is not None and viewer.clinician_id is not None:
        known[viewer.clinician_id, couple_id] = True
    return couple


def own_couple(viewer: Viewer) -> Couple:
    """Return the couple this partner sits in. Raises `Absent`."""
    couple = Couple.objects.filter(pk=viewer.own_couple_id).select_related("practice").first()
    if couple is None:
        raise Absent
    return couple


@contextmanager
def asking_once_who_cares() -> Iterator[None]:
    """Let a page that is composed of many reads ask only once who is on a care team; inside one transaction."""
    token = _care.set({})
    try:
        yield
    finally:
        _care.reset(token)


def cares_for(viewer: Viewer, couple_id: UUID) -> bool:
    """Tell whether this clinician is on the couple's care team."""
    if viewer.clinician_id is None:
        return False
    known, pair = _care.get(), (viewer.clinician_id, couple_id)
    if known is not None and pair in known:
        return known[pair]
    cares = couples_of(viewer).filter(pk=couple_id).exists()
    if known is not None:
        known[pair] = cares
    return cares


def seats_of(couple_id: UUID) -> list[Seat]:
    """Return both seats, side a first."""
    return list(Seat.objects.filter(couple_id=couple_id).order_by("side"))


def seat_in(couple_id: UUID, seat_id: UUID) -> Seat:
    """Return one seat of this couple. Raises `Absent`."""
    seat = Seat.objects.filter(couple_id=couple_id, pk=seat_id).first()
    if seat is None:
        raise Absent
    return seat


def care_team_of(couple_id: UUID) -> list[CareTeamMember]:
    """Return everybody who cares or cared for the couple: those who do now first, by date."""
    rows = CareTeamMember.objects.filter(couple_id=couple_id).select_related("clinician__person")
    return sorted(rows, key=lambda one: (one.until is not None, one.created_at))


def care_member(couple_id: UUID, member_id: UUID) -> CareTeamMember:
    """Return somebody who cares for this couple now. Raises `Absent`."""
    rows = CareTeamMember.objects.filter(couple_id=couple_id, until=None)
    member = rows.select_related("clinician__person").filter(pk=member_id).first()
    if member is None:
        raise Absent
    return member


def care_names(couple_id: UUID) -> list[str]:
    """Return the chosen names of those who care for the couple now."""
    rows = CareTeamMember.objects.filter(couple_id=couple_id, until=None).order_by("created_at")
    return list(rows.values_list("clinician__person__chosen_name", flat=True))


def could_join_care(couple: Couple) -> list[tuple[UUID, str]]:
    """Return the colleagues who could be added to the care team, by id and name."""
    rows = _caregivers(couple.practice_id).exclude(care__in=couple.care_team.filter(until=None))
    return list(rows.values_list("pk", "person__chosen_name"))


def _caregivers(practice_id: UUID) -> QuerySet[Clinician]:
    rows = Clinician.objects.filter(practice_id=practice_id, ended_at=None)
    return rows.exclude(role=Role.ADMINISTRATOR).order_by("person__chosen_name")


def therapist_name(couple_id: UUID) -> str:
    """Return the chosen name of the first clinician who cares for the couple."""
    name = (
        CareTeamMember.objects.filter(couple_id=couple_id, until=None)
        .order_by("created_at")
        .values_list("clinician__person__chosen_name", flat=True)
        .first()
    )
    return name or "your therapist"


def person(person_id: UUID) -> Person:
    """Return a person by id. Raises `Absent`."""
    found = Person.objects.select_related("data_key", "safety_key").filter(pk=person_id).first()
    if found is None:
        raise Absent
    return found


def safety_key_of(seat_id: UUID) -> DataKey:
    """Return the key under which everything about this partner's safety lies. Raises `Absent`."""
    found = Person.objects.select_related("safety_key").filter(seats=seat_id).first()
    if found is None:
        raise Absent
    return found.safety_key


def invitation_link(invitation: Invitation) -> str:
    """Return the path that accepts this invitation; nothing of it is stored."""
    return f"/invitation/{signing.Signer(salt=_INVITATION_SALT).sign(invitation.pk.hex)}/"


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation of a link, whatever its state; None for a link that Troth did not make."""
    try:
        pk = signing.Signer(salt=_INVITATION_SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("seat", "practice").filter(pk=UUID(pk)).first()


def standing_invitations(couple_id: UUID) -> QuerySet[Invitation]:
    """Return invitations to this couple's seats that were neither used nor taken back, newest first.

    Some no longer open: they ran out, or too many wrong addresses closed them.
    """
    return (
        Invitation.objects.filter(seat__couple_id=couple_id, accepted_at=None, revoked_at=None)
        .select_related("seat__couple", "practice")
        .order_by("-created_at")
    )


@dataclass(frozen=True)
class SeatLine:
    """A seat as its care team reads it; the newest invitation stands where nobody has joined."""

    id: UUID
    side: str
    called: str
    joined_at: dt.datetime | None
    left_at: dt.datetime | None
    invitation: Invitation | None


def seat_lines(couple_id: UUID) -> list[SeatLine]:
    """Return both seats with what became of their invitations, side a first; asked for only where nobody sits."""
    seats = seats_of(couple_id)
    newest: dict[UUID | None, Invitation] = {}
    if any(seat.joined_at is None for seat in seats):
        for invitation in standing_invitations(couple_id):
            newest.setdefault(invitation.seat_id, invitation)
    return [
        SeatLine(seat.pk, seat.side, seat.called, seat.joined_at, seat.left_at, newest.get(seat.pk))
        for seat in seats
    ]


def has_consented(viewer: Viewer) -> bool:
    """Tell whether this partner's consent to care in this couple stands."""
    return viewer.couple_id is not None and _consents(viewer).exists()


def consent_of(viewer: Viewer) -> ConsentSignature | None:
    """Return this partner's standing signature."""
    return _consents(viewer).first()


def _consents(viewer: Viewer) -> QuerySet[ConsentSignature]:
    return ConsentSignature.objects.filter(
        person_id=viewer.person_id,
        couple_id=viewer.own_couple_id,
        letter=CONSENT_LETTER,
        withdrawn_at=None,
    )


def safe_contact_of(person_id: UUID) -> SafeContact | None:
    """Return this person's choice about mail, if made."""
    return SafeContact.objects.filter(person_id=person_id).first()


def practice_country(practice_id: UUID) -> str:
    """Return the country whose crisis page the people of this practice see first."""
    return Practice.objects.filter(pk=practice_id).values_list("country", flat=True).first() or ""


@dataclass(frozen=True)
class Colleague:
    """A line of the practice page; ``has_second_factor`` is None for those who do not oversee."""

    id: UUID
    name: str
    role: str
    administers: bool
    has_second_factor: bool | None


def practice_of(viewer: Viewer) -> Practice:
    """Return the practice this clinician belongs to. Raises `Absent`."""
    practice = Practice.objects.filter(clinicians=viewer.own_clinician_id).first()
    if practice is None:
        raise Absent
    return practice


def colleagues_of(viewer: Viewer) -> list[Colleague]:
    """Return everybody who works in the viewer's practice."""
    rows = Clinician.objects.filter(practice_id=viewer.own_practice_id, ended_at=None)
    secured = Authenticator.objects.filter(user=OuterRef("person"))
    secured = secured.exclude(type=Authenticator.Type.RECOVERY_CODES)
    rows = rows.select_related("person").annotate(secured=Exists(secured))
    return [
        Colleague(
            row.pk,
            row.person.chosen_name,
            row.get_role_display(),
            row.administers,
            row.secured if viewer.oversees else None,
        )
        for row in rows.order_by("person__chosen_name")
    ]


def staff_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Return the invitations to colleagues that were neither used nor taken back, for those who oversee."""
    if not viewer.oversees:
        return Invitation.objects.none()
    rows = Invitation.objects.filter(practice_id=viewer.own_practice_id, seat=None)
    return rows.filter(accepted_at=None, revoked_at=None).order_by("-created_at")


def staff_invitation(viewer: Viewer, invitation_id: UUID) -> Invitation:
    """Return one of `staff_invitations`. Raises `Absent`."""
    found = staff_invitations(viewer).filter(pk=invitation_id).first()
    if found is None:
        raise Absent
    return found


@dataclass(frozen=True)
class Leaver:
    """A colleague whose couples are to be handed over: how many, never which."""

    id: UUID
    name: str
    couples: int
    successors: list[tuple[UUID, str]]


def leaver(viewer: Viewer, clinician_id: UUID) -> Leaver:
    """Return what an administrator must know to hand a colleague's couples over. Raises `Absent`."""
    found = Clinician.objects.filter(practice_id=viewer.own_practice_id, ended_at=None, pk=clinician_id)
    one = found.select_related("person").first()
    if one is None or not viewer.is_administrator:
        raise Absent
    successors = _caregivers(one.practice_id).exclude(pk=one.pk)
    return Leaver(
        one.pk,
        one.person.chosen_name,
        one.care.filter(until=None).count(),
        list(successors.values_list("pk", "person__chosen_name")),
    )


def has_worked(person_id: UUID) -> bool:
    """Tell whether care records name this person as a clinician, of now or of before."""
    return Clinician.objects.filter(person_id=person_id).exists()


def real_people_exist() -> bool:
    """Tell whether anybody in the database belongs to no demonstration."""
    return Practice.objects.filter(is_demonstration=False).exists()


def is_made_up(person_id: UUID) -> bool:
    """Tell whether this person belongs to a demonstration practice and to no other."""
    practices = Practice.objects.filter(clinicians__person_id=person_id) | Practice.objects.filter(
        couples__seats__person_id=person_id
    )
    return set(practices.values_list("is_demonstration", flat=True)) == {True}


def demonstration_practice() -> Practice | None:
    """Return the demonstration practice, if it was built."""
    return Practice.objects.filter(is_demonstration=True).first()


def made_up_people(names: Iterable[str]) -> dict[str, Person]:
    """Return people of the demonstration by chosen name."""
    return {
        person.chosen_name: person
        for person in Person.objects.filter(email__endswith="@demonstration.example", chosen_name__in=names)
    }


def next_stages(couple: Couple) -> list[tuple[str, str]]:
    """Return the stages that can follow, as value and label."""
    following = STAGE_MOVES[Stage(couple.stage)]
    return [(stage.value, str(stage.label)) for stage in Stage if stage in following]
