"""Rows that actions and queries both look for. Nothing here knows a viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from troth.practice.boundaries.models import Agreement, Position, Proposal
from troth.practice.common.errors import Absent

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.viewer import Viewer


def round_of(couple_id: UUID, topic: str) -> int:
    """Return the round in which positions are written now: one more than the last that opened."""
    opened = Position.objects.filter(couple_id=couple_id, topic=topic).exclude(opened_at=None)
    return (opened.aggregate(last=Max("round"))["last"] or 0) + 1


def own_position(viewer: Viewer, topic: str) -> Position | None:
    """Return the partner's own position of the round that goes on now."""
    current = round_of(viewer.own_couple_id, topic)
    return Position.objects.filter(
        couple_id=viewer.own_couple_id, author_id=viewer.person_id, topic=topic, round=current
    ).first()


def held_agreement(agreement: Agreement) -> Agreement:
    """Return the agreement as it is now, held until the transaction ends."""
    return Agreement.objects.select_for_update(of=("self",)).select_related("couple").get(pk=agreement.pk)


def latest_proposal(agreement: Agreement) -> Proposal | None:
    """Return the newest wording; an agreement has one from its first moment on."""
    return Proposal.objects.filter(agreement=agreement).order_by("-number").first()


def proposal_of(agreement: Agreement, number: int) -> Proposal:
    """Return one wording. Raises `Absent`."""
    found = Proposal.objects.filter(agreement=agreement, number=number).first()
    if found is None:
        raise Absent
    return found
