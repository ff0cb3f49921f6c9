"""Mail to a partner who owes an answer: neutral words, sent by the worker, at most once."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django_tasks import task

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.instruments import schedule_queries
from troth.practice.instruments.models import Reminder
from troth.practice.people import queries as people
from troth.practice.people import standing


@task()
def send_reminder(reminder_id: str) -> None:
    """Mail one reminder, unless it was sent, or the answer came, or the person no longer wants mail."""
    reminder = Reminder.objects.filter(pk=UUID(reminder_id), sent_at=None).first()
    copy = schedule_queries.open_copies().filter(pk=reminder.assignment_id).first() if reminder else None
    person = copy.seat.person if copy else None
    if (
        reminder is None
        or copy is None
        or person is None
        or not standing.may_be_mailed(person.pk, copy.couple_id)
    ):
        return
    contact = people.safe_contact_of(person.pk)
    if contact is None or not Reminder.objects.filter(pk=reminder.pk, sent_at=None).update(
        sent_at=clock.now()
    ):
        return
    letter = load_library().letter("mail-something-waits")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    sender = copy.couple.practice.reply_name or name
    send_mail(
        letter.subject or "",
        letter.render_plain(name=person.chosen_name, sender=sender, link=f"{settings.TROTH_URL}/today/"),
        formataddr((sender, address)),
        [contact.address],
    )
