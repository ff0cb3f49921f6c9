"""When a partner is reminded of their diary: what they chose, and for whom a letter is due now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS

from troth.practice.common.errors import Refused
from troth.practice.common.turning import each
from troth.practice.patterns.models import Day, DiaryChoice
from troth.practice.patterns.own_days import own_now
from troth.practice.patterns.states import LETTER_FOR, LETTER_HOURS, LETTER_UNTIL
from troth.practice.people import reminding, standing
from troth.practice.people.states import AT_WORK

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from troth.practice.people.standing import Mail
    from troth.practice.people.viewer import Viewer


def mail_of(viewer: Viewer) -> Mail:
    """Return what this partner chose about mail. Raises `Absent` for everybody else."""
    return standing.mail_of(viewer.person_id, viewer.own_couple_id)


def in_words(choice: DiaryChoice) -> str:
    """Return the days and the hour that were chosen; empty where no letter is wanted."""
    days = ", ".join(str(WEEKDAYS[int(day)]) for day in choice.days)
    return f"{days}: from {choice.hour}:00 on." if days else ""


def check_can_be_reminded(actor: Viewer, days: Collection[int], hour: int) -> None:
    """Only who said yes to mail, and whose consent stands, can choose when it comes."""
    if not days or not set(days) <= set(WEEKDAYS) or hour not in LETTER_HOURS:
        raise Refused("Choose one day at least, and an hour from the list.")
    if not standing.may_be_mailed(actor.person_id, actor.own_couple_id):
        raise Refused("Mail to you is off. Say first whether and where we may write to you, under Account.")


def chosen_now() -> QuerySet[DiaryChoice]:
    """Return the choices whose own day and hours these are, of partners in running work; made-up people get no mail."""
    wanted = DiaryChoice.objects.exclude(days="").filter(
        seat__person__isnull=False,
        seat__left_at=None,
        seat__couple__stage__in=AT_WORK,
        seat__couple__practice__is_demonstration=False,
    )
    rows = wanted.values_list("pk", "zone", "days", "hour")
    now = [pk for pk, zone, days, hour in rows if hour is not None and _is_now(zone, days, hour)]
    return wanted.filter(pk__in=now).select_related("seat__person", "seat__couple__practice")


def due() -> tuple[list[DiaryChoice], int]:
    """Return the choices for which a letter is due now, and how many could not be looked at."""
    return each(is_due, chosen_now())


def is_due(choice: DiaryChoice) -> bool:
    """Tell whether a letter may leave to this partner, who has not told their today yet."""
    person = choice.seat.person
    if person is None or not reminding.may_be_reminded(person.pk, choice.seat.couple_id):
        return False
    return not Day.objects.filter(author=person, on=own_now(choice.zone).date()).exists()


def _is_now(zone: str, days: str, hour: int) -> bool:
    """By the partner's own clock: a letter that could not leave at once is still tried for a while, never by night."""
    there = own_now(zone)
    return str(there.weekday()) in days and there.hour in range(hour, min(hour + LETTER_FOR, LETTER_UNTIL))
