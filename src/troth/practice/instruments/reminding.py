"""Mail to partners who owe an answer: neutral words, sent by the worker, each at most once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from troth.practice.common import clock
from troth.practice.instruments import schedule_queries
from troth.practice.instruments.models import Reminder
from troth.practice.people.reminding import claim_letter, is_day, send_each

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.mail import EmailMessage


@task()
def send_reminders() -> None:
    """Mail every reminder that is recorded and has not left. By night nothing leaves; the next turn tries again."""
    if is_day():
        send_each(schedule_queries.unsent(), claim)


@transaction.atomic
def claim(reminder_id: UUID) -> EmailMessage | None:
    """Mark a reminder as sent and return its mail; None where it was sent or must no longer be."""
    reminder = schedule_queries.locked_if_unsent(reminder_id)
    person = reminder.assignment.seat.person if reminder else None
    if reminder is None or person is None:
        return None
    message = claim_letter(person=person, couple=reminder.assignment.couple)
    if message is not None:
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=clock.now())
    return message
