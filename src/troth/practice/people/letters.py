"""Mail about invitations: neutral words, sent by the worker."""

from __future__ import annotations

from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django_tasks import task

from troth.library import load_library
from troth.practice.people.models import Invitation
from troth.practice.people.queries import invitation_link


@task()
def send_invitation(invitation_id: str) -> None:
    """Mail one invitation; the link is made here, so that no queue ever holds it."""
    invitation = Invitation.objects.select_related("practice", "seat").get(pk=UUID(invitation_id))
    letter = load_library().letter("mail-invitation" if invitation.seat_id else "mail-clinician-invitation")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    sender = invitation.practice.reply_name or name
    send_mail(
        letter.subject or "",
        letter.render_plain(
            name=invitation.seat.called if invitation.seat else "",
            sender=sender,
            link=settings.TROTH_URL + invitation_link(invitation),
            days=str((invitation.expires_at - invitation.created_at).days),
        ),
        formataddr((sender, address)),
        [invitation.email],
    )
