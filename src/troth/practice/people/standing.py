"""How a couple stands, for what happens by itself: its practice, what the two agreed to, whom it may write to."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils import timezone

from troth.library import load_library
from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.people.models import ConsentSignature, Couple, Person, SafeContact, Seat
from troth.practice.people.queries import CONSENT_LETTER
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.db.models import QuerySet

RESEARCH_LETTER = "research-use"


def practice_of_couple(couple_id: UUID) -> UUID:
    """Return the practice a couple belongs to. Raises `Absent`."""
    found = Couple.objects.filter(pk=couple_id).values_list("practice_id", flat=True).first()
    if found is None:
        raise Absent
    return found


def consenting_couples(practice_id: UUID) -> QuerySet[Couple]:
    """Return the couples of a practice in which both partners' consent stands."""
    standing = ConsentSignature.objects.filter(
        couple=OuterRef("pk"), letter=CONSENT_LETTER, withdrawn_at=None
    )
    signed = standing.values("couple").annotate(people=Count("person", distinct=True)).values("people")
    return Couple.objects.filter(practice_id=practice_id).annotate(signed=Subquery(signed)).filter(signed=2)


def lending_couples(practice_id: UUID, before: dt.datetime) -> QuerySet[Couple]:
    """Return the `consenting_couples` in which each partner, before this moment, agreed to research as it is put now.

    For the figures of a whole practice alone: which couples these are is told to nobody.
    """
    given = _research().filter(couple=OuterRef("pk"), signed_at__lt=before)
    lent = given.values("couple").annotate(people=Count("person", distinct=True)).values("people")
    erased = Seat.objects.filter(couple=OuterRef("pk"), person__erased_at__isnull=False)
    return consenting_couples(practice_id).annotate(lent=Subquery(lent)).filter(~Exists(erased), lent=2)


def research_agreements_of(person_id: UUID) -> list[ConsentSignature]:
    """Return this person's standing agreements to research as it is put now, one a couple, the newest first."""
    given = _research().filter(person_id=person_id).select_related("couple__practice")
    return list(given.order_by("-signed_at"))


def _research() -> QuerySet[ConsentSignature]:
    version = load_library().letter(RESEARCH_LETTER).version
    return ConsentSignature.objects.filter(letter=RESEARCH_LETTER, version=version, withdrawn_at=None)


def day_of_maintaining(couple_id: UUID) -> int | None:
    """Return the day, as an ordinal, since which a couple is in its time after therapy; None for others."""
    couple = Couple.objects.filter(pk=couple_id, stage=Stage.MAINTAINING)
    moved = AuditEvent.objects.filter(
        couple_id=couple_id, event="couple.moved", facts__after=Stage.MAINTAINING
    )
    at = moved.order_by("-at").values_list("at", flat=True).first() if couple.exists() else None
    return timezone.localdate(at).toordinal() if at else None


def maintaining_couples() -> QuerySet[Couple]:
    """Return the couples in their time after therapy whose partners both have a seat. For the worker's clock."""
    return Couple.objects.filter(stage=Stage.MAINTAINING).exclude(seats__left_at__isnull=False)


def one_is_erased(couple_id: UUID) -> bool:
    """Tell whether a partner of a couple erased everything of theirs, so that the two no longer work together here."""
    return Seat.objects.filter(couple_id=couple_id, person__erased_at__isnull=False).exists()


class Arrival(NamedTuple):
    """How far a partner has come in: whether their consent stands, and whether they said where to write."""

    consented: bool
    reachable: bool


def arrival_of(person_id: UUID, couple_id: UUID) -> Arrival:
    """Return how far this partner has come in, in one query."""
    consent = _consents(couple_id).filter(person_id=person_id)
    contact = SafeContact.objects.filter(person_id=person_id)
    return Arrival(*Person.objects.filter(pk=person_id).values_list(Exists(consent), Exists(contact)).get())


class Mail(Enum):
    """Whether reminders reach a partner, as a fact for the care team; never the address."""

    ON = "on"
    OFF = "off"
    NOT_CHOSEN = "not chosen"
    NO_CONSENT = "no consent"


def mail_of(person_id: UUID, couple_id: UUID) -> Mail:
    """Return what this partner chose about mail."""
    chosen = SafeContact.objects.filter(person_id=person_id).values_list("may_mail", flat=True).first()
    if chosen is None:
        return Mail.NOT_CHOSEN
    if not chosen:
        return Mail.OFF
    return Mail.ON if mailable(person_id, couple_id).exists() else Mail.NO_CONSENT


def may_be_mailed(person_id: UUID, couple_id: UUID) -> bool:
    """Tell whether this partner said yes to mail, and their consent to care in this couple stands."""
    return mailable(person_id, couple_id).exists()


def mailable(person_id: UUID, couple_id: UUID) -> QuerySet[SafeContact]:
    """Return where to write to a partner who `may_be_mailed`; nothing for others."""
    consent = _consents(couple_id).filter(person=OuterRef("person"))
    return SafeContact.objects.filter(Exists(consent), person_id=person_id, may_mail=True)


def _consents(couple_id: UUID) -> QuerySet[ConsentSignature]:
    return ConsentSignature.objects.filter(couple_id=couple_id, letter=CONSENT_LETTER, withdrawn_at=None)
