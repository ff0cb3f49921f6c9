"""What this area holds about a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.personal_data import Holding
from troth.practice.conversation.models import CodedConversation, ConversationLine

if TYPE_CHECKING:
    from uuid import UUID


def _erase_line(person_id: UUID) -> None:
    ConversationLine.objects.filter(couple__seats__person_id=person_id).delete()


def _erase(person_id: UUID) -> None:
    CodedConversation.objects.filter(couple__seats__person_id=person_id).delete()


HOLDINGS = [
    Holding(
        "conversation.ConversationLine",
        None,
        _erase_line,
        "It repeats in numbers what the coded conversations show, and goes with them.",
    ),
    Holding(
        "conversation.CodedConversation",
        None,
        _erase,
        "A clinician's note about how both behaved, so neither partner's file holds it. It cannot be halved: it goes "
        "with the first of the two who erases themselves.",
    ),
]
