"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.people.models import CareTeamMember, Seat
from troth.practice.people.states import STAGE_MOVES, Stage

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.models import Couple, Invitation
    from troth.practice.people.viewer import Viewer


def check_cares_for(viewer: Viewer, couple: Couple) -> None:
    """Only the care team acts for a couple; for others it is not there."""
    team = CareTeamMember.objects.filter(couple=couple, until=None)
    if not team.filter(clinician_id=viewer.own_clinician_id).exists():
        raise Absent


def check_can_move_stage(couple: Couple, stage: Stage) -> None:
    """A stage follows only from the stages that lead to it."""
    if stage not in STAGE_MOVES[Stage(couple.stage)]:
        reason = f"A couple cannot go from “{couple.get_stage_display()}” to “{stage.label}”. Choose another stage."
        raise Refused(reason)


def check_can_invite(seat: Seat) -> None:
    """A taken seat takes nobody else."""
    if seat.person_id:
        reason = f"{seat.called} has joined already. No new invitation is needed."
        raise Refused(reason)


def check_can_accept(invitation: Invitation | None) -> Invitation:
    """An invitation opens once, in time, unless it was taken back."""
    if invitation is None:
        raise Refused("This link is not complete. Copy the whole link from your message and try again.")
    if invitation.accepted_at:
        raise Refused("This invitation was used already. If it was you, sign in. If not, ask for a new one.")
    if invitation.revoked_at or invitation.expires_at <= clock.now():
        raise Refused("This invitation is no longer open. Ask the person who invited you for a new one.")
    return invitation


def check_can_sit(person_id: UUID) -> None:
    """One person sits in one couple at a time."""
    if Seat.objects.filter(person_id=person_id, left_at=None).exists():
        raise Refused("You already have a seat here. Leave that one first, or use another log-in.")
