"""One way to note in the audit log what the worker's clock did after therapy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import audit
from troth.practice.people.standing import practice_of_couple

if TYPE_CHECKING:
    from troth.practice.growth.models import CheckUp, ReturnOffer, Slip


def note_by_clock(subject: CheckUp | Slip | ReturnOffer, event: str, **facts: int) -> None:
    """Add the event, in the transaction of the act itself."""
    audit.record(
        event,
        actor_id=None,
        practice_id=practice_of_couple(subject.couple_id),
        subject=subject,
        couple_id=subject.couple_id,
        **facts,
    )
