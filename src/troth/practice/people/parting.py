"""What a partner can still send while the two pause, or once they have parted: the shared part is only read then.

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
        "diary-habits",
        "diary-zone",
        "drop-day",
        "exercise-save",
        "exercise-stopped",
        "goal",
        "keep-day",
        "plan",
        "presence",
        "rate-goal",
        "reminders",
        "reply-to-announcement",
        "save-side",
        "share-goal",
        "stop-diary-letters",
        "stop-reminders",
        "withdraw-consent",
    }
)
ON_PAPER = frozenset(
    {"agreement-paper", "cycle-paper", "exercise-sheet", "keeping-paper", "understanding-paper"}
)
OUT_OF_IT = frozenset(  # nobody is held in what they want to leave or take back
    {
        "exercise-stop",
        "forget-day",
        "kept-day",
        "pause-joint-work",
        "take-agreement-comment-back",
        "take-moment-back",
        "take-side-back",
        "withdraw-agreement",
    }
)
OPEN_IN_A_PAUSE = frozenset(  # for oneself; the closed door keeps it from the other
    {"diary", "diary-of", "own-side"}
)
STAYS_OPEN = TO_ONESELF_OR_THE_THERAPIST | ON_PAPER | OUT_OF_IT


def check_can_send(couple_id: UUID, address: str) -> None:
    """While the two pause, or have parted, nothing new is sent to what they share. ``address`` is the name of a page."""
    if address in STAYS_OPEN:
        return
    frozen = {Stage.SEPARATED} if address in OPEN_IN_A_PAUSE else {Stage.SEPARATED, Stage.PAUSED}
    if Couple.objects.filter(pk=couple_id, stage__in=frozen).exists():
        raise Refused(AT_REST)
