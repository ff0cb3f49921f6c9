"""Reads of coded conversations, for the couple's care team alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db import transaction

from troth.practice.common.errors import Absent
from troth.practice.conversation.models import CodedConversation
from troth.practice.conversation.showing import shown
from troth.practice.conversation.states import Rated
from troth.practice.conversation.talks import talk_of
from troth.practice.conversation.telling import sentences
from troth.practice.people import queries as people
from troth.practice.people.naming import names_of
from troth.practice.people.noting import note_of_couple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


WITH_LINE = "conversation_line__data_key"
"""What to read a couple along with, so that its page asks no more for `told_of`."""


@transaction.atomic
def conversations_page(viewer: Viewer, couple_id: UUID) -> dict[str, Any]:
    """Return the list of a couple's conversations, newest first, and note that it was read. Raises `Absent`."""
    couple, names = _read(viewer, couple_id, "conversations.read")
    rows = list(_conversations(couple_id).defer("rows").reverse())
    named = sum(row.names is not None for row in rows)
    return {"couple": couple, "names": names, "conversations": rows, "named": named, "tab": "caseload"}


@transaction.atomic
def all_page(viewer: Viewer, couple_id: UUID) -> dict[str, Any]:
    """Return what all of a couple's conversations show together, and note that it was read. Raises `Absent`."""
    couple, names = _read(viewer, couple_id, "conversations.read")
    rows = [row for row in _conversations(couple_id) if row.names is not None]
    return {"couple": couple, "names": names, **_shown(rows, names), "tab": "caseload"}


@transaction.atomic
def conversation_page(viewer: Viewer, couple_id: UUID, conversation_id: UUID) -> dict[str, Any]:
    """Return what one conversation shows, and note that it was read. Raises `Absent`."""
    row = conversation_for(viewer, couple_id, conversation_id)
    names = names_of(couple_id)
    others = sorted(set(speakers_of(row)) - {row.names["a"], row.names["b"]}) if row.names else []
    found = _shown([row] if row.names else [], names)
    return {
        "couple": row.couple,
        "names": names,
        "conversation": row,
        "others": others,
        **found,
        "tab": "caseload",
    }


@transaction.atomic
def conversation_for(viewer: Viewer, couple_id: UUID, conversation_id: UUID) -> CodedConversation:
    """Return one conversation of a couple in the viewer's care, and note that it was read. Raises `Absent`."""
    couple = people.couple_for(viewer, couple_id)
    rows = CodedConversation.objects.select_related("couple__practice", "data_key")
    row = rows.filter(pk=conversation_id, couple_id=couple_id).first()
    if row is None:
        raise Absent
    note_of_couple(viewer, couple, "conversation.read", subject=row)
    return row


def told_of(couple: Couple, names: Mapping[str, str]) -> list[str]:
    """Return what a couple's page says of its conversations; the couple was read with `WITH_LINE` for its care team."""
    line = getattr(couple, "conversation_line", None)
    return sentences(line.found, names) if line else []


def speakers_of(conversation: CodedConversation) -> dict[str, int]:
    """Return who speaks in a conversation, by how many rows, the most first."""
    return dict(Counter(speaker for speaker, _, _ in conversation.rows).most_common())


def codes_of(conversation: CodedConversation) -> list[str]:
    """Return the codes of a conversation in order of the alphabet; none where scores were rated."""
    if conversation.rated != Rated.CODES:
        return []
    return sorted({code for _, code, _ in conversation.rows})


def _conversations(couple_id: UUID) -> QuerySet[CodedConversation]:
    return CodedConversation.objects.filter(couple_id=couple_id).order_by("held_on", "created_at")


def _shown(rows: Sequence[CodedConversation], names: dict[str, str]) -> dict[str, Any]:
    told = {
        kind: [talk_of(row.held_on, row.rows, row.names) for row in rows if row.rated == kind]
        for kind in Rated
    }
    return shown(told[Rated.CODES], told[Rated.SCORES], names)


def _read(viewer: Viewer, couple_id: UUID, event: str) -> tuple[Couple, dict[str, str]]:
    couple = people.couple_for(viewer, couple_id)
    note_of_couple(viewer, couple, event)
    return couple, names_of(couple_id)
