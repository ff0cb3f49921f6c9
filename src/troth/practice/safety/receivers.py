"""What safety does when questions are asked, and when they are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.instruments.signals import response_submitted, round_assigned
from troth.practice.safety import actions

if TYPE_CHECKING:
    from troth.library import Instrument


def connect() -> None:
    """Listen for questions and for answers."""
    round_assigned.connect(close_while_asking, dispatch_uid="troth.safety.close")
    response_submitted.connect(review_answers, dispatch_uid="troth.safety.review")


def close_while_asking(sender: object, *, round: Any, instrument: Instrument, **_: object) -> None:  # noqa: A002 - the signal's word
    """Close joint work for every couple that is asked about safety, so that no answer ever has to."""
    del sender
    if instrument.asks_about_safety:
        actions.close_while_asking(couple=round.couple)


def review_answers(
    sender: object, *, assignment: Any, instrument: Instrument, alerts: tuple[str, ...], **_: object
) -> None:
    """Review answers to any questionnaire that asks about safety, whatever was answered."""
    del sender
    if instrument.asks_about_safety:
        actions.raise_alerts(couple=assignment.couple, seat_id=assignment.seat_id, alerts=alerts)
