"""The one letter that something waits: by day, in neutral words, to one person at most once in twenty hours.

Every area that reminds asks and sends here, so that no two letters of different kinds follow each other.
"""

from __future__ import annotations

import datetime as dt
from email.utils import formataddr, parseaddr
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.people import queries, standing
from troth.practice.people.models import SafeContact

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.models import Couple, Person
    from troth.practice.people.viewer import Viewer

Due = TypeVar("Due")

BETWEEN_LETTERS = dt.timedelta(hours=20)
MORNING, EVENING = 8, 20


def hour() -> int:
    """Return the present hour of the practice."""
    return timezone.localtime(clock.now()).hour


def is_day() -> bool:
    """Tell whether letters may go out at this hour of the practice."""
    return MORNING <= hour() < EVENING


def may_be_reminded(person_id: UUID, couple_id: UUID) -> bool:
    """Tell whether a letter may leave to this partner now: mail is wanted, consent stands, and none left lately."""
    return _not_lately(person_id, couple_id).exists()


@transaction.atomic
def claim_letter(*, person: Person, couple: Couple) -> EmailMessage | None:
    """Mark that a letter leaves to this partner now, and return it; None where it may not leave.

    Asking and marking are one statement: of all workers and areas one gets the letter. Until the transaction ends
    nobody can choose another address.
    """
    if not _not_lately(person.pk, couple.pk).update(reminded_at=clock.now()):
        return None
    address = SafeContact.objects.values_list("address", flat=True).get(person=person)
    return letter_to(person.chosen_name, couple, address)


def send_each(due: Collection[Due], claim: Callable[[Due], EmailMessage | None]) -> None:
    """Send the letter of each thing that is due; what another worker sends meanwhile is left to it.

    ``claim`` looks at everything again and takes the letter, or returns None where none leaves. The mail host is
    reached before a letter is claimed, so one that is away loses nothing.
    """
    if due:
        with get_connection() as connection:
            for thing in due:
                letter = claim(thing)
                if letter is not None:
                    connection.send_messages([letter])


def letter_shown(viewer: Viewer) -> EmailMessage:
    """Return the letter just as this partner would get it. Raises `Absent` for everybody else."""
    couple, contact = queries.own_couple(viewer), queries.safe_contact_of(viewer.person_id)
    return letter_to(viewer.display_name, couple, contact.address if contact else "")


def letter_to(name: str, couple: Couple, address: str) -> EmailMessage:
    """Return the letter as it is sent; it says nothing of what waits."""
    letter = load_library().letter("mail-something-waits")
    own_name, sending = parseaddr(settings.DEFAULT_FROM_EMAIL)
    sender = couple.practice.reply_name or own_name
    words = letter.render_plain(name=name, sender=sender, link=f"{settings.TROTH_URL}/today/")
    return EmailMessage(letter.subject or "", words, formataddr((sender, sending)), [address])


def _not_lately(person_id: UUID, couple_id: UUID) -> QuerySet[SafeContact]:
    # A time that lies far ahead was written by a clock that went wrong; it silences nobody.
    now = clock.now()
    lately = Q(reminded_at__gt=now - BETWEEN_LETTERS, reminded_at__lt=now + BETWEEN_LETTERS)
    return standing.mailable(person_id, couple_id).filter(Q(reminded_at=None) | ~lately)
