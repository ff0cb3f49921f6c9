"""Reads about practices, couples and people. What a viewer has no part in is `Absent`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.core import signing

from troth.practice.common import clock
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
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from troth.practice.common.models import DataKey

CONSENT_LETTER = "consent-care"
_INVITATION_SALT = "troth.invitation"


def viewer_of(person: Person) -> Viewer:
    """Return what this person is, now."""
    seat = Seat.objects.filter(person=person, left_at=None).select_related("couple").first()
    clinician = Clinician.objects.filter(person=person).first()
    viewer = Viewer(person.pk, person.chosen_name)
    if seat is not None:
        practice_id = seat.couple.practice_id
        viewer = replace(
            viewer, practice_id=practice_id, couple_id=seat.couple_id, seat_id=seat.pk, side=seat.side
        )
    if clinician is None:
        return viewer
    return replace(
        viewer,
        practice_id=clinician.practice_id,
        clinician_id=clinician.pk,
        administers=clinician.administers or clinician.role == Role.ADMINISTRATOR,
        gives_care=clinician.role != Role.ADMINISTRATOR,
    )


def couples_of(viewer: Viewer) -> QuerySet[Couple]:
    """Return the couples this clinician cares for now."""
    if viewer.clinician_id is None:
        return Couple.objects.none()
    return Couple.objects.filter(care_team__clinician_id=viewer.clinician_id, care_team__until=None)


def couple_for(viewer: Viewer, couple_id: UUID) -> Couple:
    """Return a couple that this clinician cares for. Raises `Absent`."""
    couple = couples_of(viewer).filter(pk=couple_id).select_related("practice").first()
    if couple is None:
        raise Absent
    return couple


def own_couple(viewer: Viewer) -> Couple:
    """Return the couple this partner sits in. Raises `Absent`."""
    couple = Couple.objects.filter(pk=viewer.own_couple_id).select_related("practice").first()
    if couple is None:
        raise Absent
    return couple


def cares_for(viewer: Viewer, couple_id: UUID) -> bool:
    """Tell whether this clinician is on the couple's care team."""
    return viewer.clinician_id is not None and couples_of(viewer).filter(pk=couple_id).exists()


def seats_of(couple_id: UUID) -> list[Seat]:
    """Return both seats, side a first."""
    return list(Seat.objects.filter(couple_id=couple_id).order_by("side"))


def names_in(couples: QuerySet[Couple]) -> dict[UUID, tuple[str, dict[str, str]]]:
    """Return each couple's stage, and what its partners are called by side, in one query."""
    names: dict[UUID, tuple[str, dict[str, str]]] = {}
    for couple_id, stage, side, called in couples.values_list("pk", "stage", "seats__side", "seats__called"):
        names.setdefault(couple_id, (stage, {}))[1][side] = called
    return names


def seat_in(couple_id: UUID, seat_id: UUID) -> Seat:
    """Return one seat of this couple. Raises `Absent`."""
    seat = Seat.objects.filter(couple_id=couple_id, pk=seat_id).first()
    if seat is None:
        raise Absent
    return seat


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


def open_invitations(couple_id: UUID) -> QuerySet[Invitation]:
    """Return invitations to this couple's seats that can still be accepted."""
    return Invitation.objects.filter(
        seat__couple_id=couple_id, accepted_at=None, revoked_at=None, expires_at__gt=clock.now()
    ).select_related("seat")


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
    """A line of the practice page."""

    name: str
    role: str
    administers: bool


def practice_of(viewer: Viewer) -> Practice:
    """Return the practice this clinician belongs to. Raises `Absent`."""
    practice = Practice.objects.filter(clinicians=viewer.own_clinician_id).first()
    if practice is None:
        raise Absent
    return practice


def colleagues_of(viewer: Viewer) -> list[Colleague]:
    """Return everybody who works in the viewer's practice."""
    rows = Clinician.objects.filter(practice_id=viewer.own_practice_id).select_related("person")
    return [
        Colleague(row.person.chosen_name, row.get_role_display(), row.administers)
        for row in rows.order_by("person__chosen_name")
    ]


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
