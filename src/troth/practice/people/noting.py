"""One way to note in the audit log what somebody of the care team, or a partner, did or read of a couple."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import audit

if TYPE_CHECKING:
    from django.db import models

    from troth.practice.common.audit import Fact
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


def note_of_couple(
    viewer: Viewer, couple: Couple, event: str, *, subject: models.Model | None = None, **facts: Fact
) -> None:
    """Add the event, about the couple or a ``subject`` of theirs, in the transaction of the act itself."""
    audit.record(
        event,
        actor_id=viewer.person_id,
        practice_id=couple.practice_id,
        subject=subject or couple,
        couple_id=couple.pk,
        **facts,
    )
