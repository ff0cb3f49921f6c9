"""Mail to partners who owe an answer: neutral words, sent by the worker, each at most once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail import get_connection
from django.db import transaction
from django_tasks import task

from troth.practice.common import clock
from troth.practice.instruments import schedule_queries
from troth.practice.instruments.models import Reminder
from troth.practice.people.reminding import claim_letter, is_day

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.mail import EmailMessage
    from django.core.mail.backends.base import BaseEmailBackend


@task()
def send_reminders() -> None:
    """Mail every reminder that is recorded and has not left. By night nothing leaves; the next turn tries again.

    The mail host is reached before a reminder is marked as sent, so one that is away loses nothing.
    """
    if is_day() and schedule_queries.unsent():
        with get_connection() as connection:
            send_waiting(connection)


def send_waiting(connection: BaseEmailBackend) -> None:
    """Send what may leave now over an open connection; what another worker sends meanwhile is left to it."""
    for reminder_id in schedule_queries.unsent():
        message = _claim(reminder_id)
        if message is not None:
            connection.send_messages([message])


@transaction.atomic
def _claim(reminder_id: UUID) -> EmailMessage | None:
    """Mark a reminder as sent and return its mail; None where it was sent or must no longer be."""
    reminder = schedule_queries.locked_if_unsent(reminder_id)
    person = reminder.assignment.seat.person if reminder else None
    if reminder is None or person is None:
        return None
    message = claim_letter(person=person, couple=reminder.assignment.couple)
    if message is not None:
        Reminder.objects.filter(pk=reminder.pk).update(sent_at=clock.now())
    return message
