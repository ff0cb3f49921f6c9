from __future__ import annotations

from django.db import models

NEUTRAL_SENTENCE = (
    "Work together is not open at the moment. That is usual: your therapist opens it with each couple "
    "when the time is right. Your own part is always here."
)


class GateState(models.TextChoices):
    """Whether the therapist has opened joint work."""

    CLOSED = "closed", "closed"
    OPEN = "open", "open"


GATE_MOVES: dict[GateState, frozenset[GateState]] = {
    GateState.CLOSED: frozenset({GateState.OPEN}),
    GateState.OPEN: frozenset({GateState.CLOSED}),
}


class AlertKind(models.TextChoices):
    """What an answer told the therapist."""

    DANGER_TO_SELF = "danger_to_self", "danger to self"
    PARTNER_SAFETY = "partner_safety", "not safe with the partner"
    GOAL_TO_LEAVE = "goal_to_leave", "wants to part"
