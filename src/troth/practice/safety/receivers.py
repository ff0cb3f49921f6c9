"""What safety does when a partner has submitted answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.instruments.signals import response_submitted
from troth.practice.safety import actions

if TYPE_CHECKING:
    from troth.library import Instrument


def connect() -> None:
    """Listen for submitted answers."""
    response_submitted.connect(review_answers, dispatch_uid="troth.safety.review")


def review_answers(
    sender: object, *, assignment: Any, instrument: Instrument, alerts: tuple[str, ...], **_: object
) -> None:
    """Review answers to any questionnaire that asks about safety, whatever was answered."""
    del sender
    if instrument.guarded or any(item.alerts for item in instrument.items):
        actions.raise_alerts(couple=assignment.couple, seat_id=assignment.seat_id, alerts=alerts)
