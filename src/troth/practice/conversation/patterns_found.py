"""Demand-withdraw in a couple's coded conversations, as a finding that its care team can bring to both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.conversation.following import DEMAND, WITHDRAW, directions
from troth.practice.conversation.models import CodedConversation
from troth.practice.conversation.states import Rated
from troth.practice.conversation.talks import talk_of
from troth.science.patterns import Finding, Pattern, Silence

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.conversation.following import Direction


def found(couple_id: UUID) -> list[Finding]:
    """Return both directions in which one demands and the other withdraws next; nothing where no codes count as either."""
    rows = CodedConversation.objects.filter(couple_id=couple_id, rated=Rated.CODES)
    named = rows.order_by("held_on", "created_at").select_related("data_key")
    talks = [talk_of(row.held_on, row.rows, row.names) for row in named if row.names]
    return [_finding(one) for one in directions(talks) if (one.first[1], one.then[1]) == (DEMAND, WITHDRAW)]


def _finding(one: Direction) -> Finding:
    """Say it where withdrawal is more likely after demand, and the interval leaves no other way."""
    middle, low, high = one.span or (0.0, 0.0, 0.0)
    why = Silence.TOO_FEW_DAYS if one.span is None else None if low > 0 else Silence.NOT_BEYOND_CHANCE
    turns = one.after + one.after_else
    return Finding(
        Pattern.CODED_DEMAND_WITHDRAW, one.first[0], middle, low, high, p=None, n=turns, why_not=why
    )
