"""Everything that can happen to reminders of exercises: choosing them, stopping them, and the letters themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from troth.practice.common.turning import Done
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.people.reminding import claim_letter, send_each
from troth.practice.programme import reminders
from troth.practice.programme.models import ReminderChoice

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.core.mail import EmailMessage

    from troth.practice.people.viewer import Viewer
    from troth.practice.programme.states import PartOfDay


@transaction.atomic
def choose_reminders(*, actor: Viewer, days: Collection[int], part: PartOfDay) -> None:
    """Say on which weekdays (Monday is 0), and when on them, a letter may come if an exercise waits."""
    reminders.check_can_be_reminded(actor)
    ReminderChoice.objects.update_or_create(
        seat_id=actor.own_seat_id, defaults={"days": "".join(map(str, sorted(set(days)))), "part": part}
    )
    _note(actor)


@transaction.atomic
def stop_reminders(*, actor: Viewer) -> None:
    """Get no letter about exercises any longer; nothing of the choice is kept."""
    ReminderChoice.objects.filter(seat_id=actor.own_seat_id).delete()
    _note(actor)


def turn_clock() -> Done:
    """Let the worker write to whom a letter is due; by however many workers, each gets one."""
    due, failed = reminders.due()
    if due:
        transaction.on_commit(send_reminders.enqueue)
    return Done(reminded=len(due), failed=failed)


@task()
def send_reminders() -> None:
    """Send each letter that is due now; what does not leave is tried again at the next turn, as long as its hours last."""
    due, _ = reminders.due()
    send_each(due, claim)


def claim(choice: ReminderChoice) -> EmailMessage | None:
    """Look at everything again, and take the letter; None where there is none to send."""
    still = reminders.chosen_now().filter(pk=choice.pk).first()
    person = still.seat.person if still and reminders.is_due(still) else None
    if still is None or person is None:
        return None
    return claim_letter(person=person, couple=still.seat.couple)


def _note(actor: Viewer) -> None:
    """The log holds that it was done, never what was chosen."""
    note_of_couple(actor, people.own_couple(actor), "reminders.chosen")
