"""Everything that can happen to a partner's own clock and to reminders of the diary, and the letters themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from troth.practice.common.errors import Refused
from troth.practice.common.turning import Done
from troth.practice.patterns import reminders
from troth.practice.patterns.models import DiaryChoice
from troth.practice.patterns.own_days import zones
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.people.reminding import claim_letter, send_each

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.core.mail import EmailMessage

    from troth.practice.people.viewer import Viewer


@transaction.atomic
def choose_zone(*, actor: Viewer, zone: str) -> None:
    """Say by which time zone the own days begin and end; empty for the practice's."""
    if zone and zone not in zones().get(zone.partition("/")[0], []):
        raise Refused("Choose a time zone from the list.")
    _keep(actor, zone=zone)


@transaction.atomic
def choose_letters(*, actor: Viewer, days: Collection[int], hour: int) -> None:
    """Say on which weekdays (Monday is 0) and from which hour on a letter may come, if the day is not told by then."""
    reminders.check_can_be_reminded(actor, days, hour)
    _keep(actor, days="".join(map(str, sorted(set(days)))), hour=hour)


@transaction.atomic
def stop_letters(*, actor: Viewer) -> None:
    """Get no letter about the diary any longer."""
    _keep(actor, days="", hour=None)


def turn_clock() -> Done:
    """Let the worker write to whom a letter is due; by however many workers, each gets one."""
    due, failed = reminders.due()
    if due:
        transaction.on_commit(send_letters.enqueue)
    return Done(reminded=len(due), failed=failed)


@task()
def send_letters() -> None:
    """Send each letter that is due now; what does not leave is tried again at the next turn, as long as its hours last."""
    due, _ = reminders.due()
    send_each(due, claim)


def claim(choice: DiaryChoice) -> EmailMessage | None:
    """Look at everything again, and take the letter; None where there is none to send."""
    still = reminders.chosen_now().filter(pk=choice.pk).first()
    person = still.seat.person if still and reminders.is_due(still) else None
    if still is None or person is None:
        return None
    return claim_letter(person=person, couple=still.seat.couple)


def _keep(actor: Viewer, **chosen: str | int | None) -> None:
    """The log holds that it was done, never what was chosen."""
    DiaryChoice.objects.update_or_create(seat_id=actor.own_seat_id, defaults=chosen)
    note_of_couple(actor, people.own_couple(actor), "diary.habits-chosen")
