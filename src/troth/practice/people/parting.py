"""What a partner can still send once the two have parted: the shared part is only read from then on.

Whatever stands on no list is refused, so that a new address is frozen until somebody thinks about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Refused
from troth.practice.people.models import Couple
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from uuid import UUID

AT_REST = (
    "The shared part rests at the moment. Both of you can still read what was shared, and keep your own."
)
TO_ONESELF_OR_THE_THERAPIST = frozenset(
    {
        "answer",
        "answer-save",
        "ask-to-return",
        "consent",
        "contact",
        "drop-day",
        "exercise-save",
        "exercise-stopped",
        "goal",
        "keep-day",
        "plan",
        "rate-goal",
        "reminders",
        "reply-to-announcement",
        "share-goal",
        "stop-reminders",
        "withdraw-consent",
    }
)
ON_PAPER = frozenset({"agreement-paper", "exercise-sheet", "keeping-paper", "understanding-paper"})
OUT_OF_IT = frozenset(  # nobody is held in what they want to leave or take back
    {"exercise-stop", "pause-joint-work", "take-moment-back", "take-side-back", "withdraw-agreement"}
)
STAYS_OPEN = TO_ONESELF_OR_THE_THERAPIST | ON_PAPER | OUT_OF_IT


def check_can_send(couple_id: UUID, address: str) -> None:
    """Once the two have parted, nothing new is sent to what they share. ``address`` is the name of a page."""
    if address in STAYS_OPEN:
        return
    if Couple.objects.filter(pk=couple_id, stage=Stage.SEPARATED).exists():
        raise Refused(AT_REST)
