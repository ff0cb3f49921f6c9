"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare

from troth.practice.common.errors import Absent, Refused
from troth.practice.people.models import CareTeamMember, Clinician, Seat
from troth.practice.people.states import FEWEST_SILENCE_DAYS, MOST_SILENCE_DAYS, STAGE_MOVES, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from troth.practice.people.models import Couple, Invitation
    from troth.practice.people.viewer import Viewer


ANOTHER_ADDRESS = (
    "This invitation was made for another address. "
    "If it was forwarded to you, ask the person who invited you for your own."
)
SILENCE_LIMITS = f"Choose a whole number of days from {FEWEST_SILENCE_DAYS} to {MOST_SILENCE_DAYS}."


def check_gives_care(viewer: Viewer) -> Clinician:
    """Only a therapist or supervisor who works here now; the place is held until the act is done."""
    place = Clinician.objects.select_for_update().filter(pk=viewer.own_clinician_id, ended_at=None).first()
    if place is None or not place.gives_care:
        raise Refused("Only a therapist or supervisor of a practice can register a couple.")
    return place


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
    """A taken seat takes nobody else, and neither does one that was left."""
    if seat.left_at:
        raise Refused("The work with this couple has ended. Register them anew to begin again.")
    if seat.person_id:
        reason = f"{seat.called} has joined already. No new invitation is needed."
        raise Refused(reason)


def check_can_accept(invitation: Invitation | None) -> Invitation:
    """An invitation opens once, in time, unless it was taken back."""
    if invitation is None:
        raise Refused("This link is not complete. Copy the whole link from your message and try again.")
    if invitation.accepted_at:
        raise Refused("This invitation was used already. If it was you, sign in. If not, ask for a new one.")
    if not invitation.is_open:
        raise Refused("This invitation is no longer open. Ask the person who invited you for a new one.")
    return invitation


def is_addressee(invitation: Invitation, address: str) -> bool:
    """Tell whether the invitation was sent to this address, however it is written."""
    return constant_time_compare(invitation.email, address.strip().lower())


def check_is_addressee(invitation: Invitation, address: str) -> None:
    """An invitation is for the address it was sent to; the refusal does not tell which that is."""
    if not is_addressee(invitation, address):
        raise Refused(ANOTHER_ADDRESS)


def check_can_revoke(invitation: Invitation) -> None:
    """What was used cannot be taken back."""
    if invitation.accepted_at:
        raise Refused("This invitation was used already, so it cannot be taken back.")
    if invitation.revoked_at:
        raise Refused("This invitation was taken back already.")


def check_can_sit(person_id: UUID) -> None:
    """One person sits in one couple at a time, and never with the log-in of their work."""
    if Seat.objects.filter(person_id=person_id, left_at=None).exists():
        raise Refused("You already have a seat here. Leave that one first, or use another log-in.")
    if Clinician.objects.filter(person_id=person_id).exists():
        raise Refused("This log-in belongs to your work. Ask for an invitation to a private address.")


def check_can_work(person_id: UUID) -> None:
    """One person works in one practice at a time, and never with the log-in of their own care."""
    if Clinician.objects.filter(person_id=person_id, ended_at=None).exists():
        raise Refused("You already work in a practice here. Use another log-in for this one.")
    if Seat.objects.filter(person_id=person_id).exists():
        raise Refused("This log-in is for your own care. Ask for an invitation to a work address.")


def check_administers(viewer: Viewer) -> None:
    """Only an administrator changes the practice."""
    if not viewer.is_administrator:
        raise Refused("Only an administrator of the practice can do this. Ask one of them.")


def check_can_wait(days: int) -> None:
    """Silence is told neither at once nor after months."""
    if not FEWEST_SILENCE_DAYS <= days <= MOST_SILENCE_DAYS:
        raise Refused(SILENCE_LIMITS)


def check_can_end_care(couple: Couple) -> None:
    """A couple is never without a care team."""
    if CareTeamMember.objects.filter(couple=couple, until=None).count() < 2:  # noqa: PLR2004 - one must stay
        raise Refused("This couple has nobody else. Add a colleague first, then end this part.")


def can_end_care(couple: Couple) -> bool:
    """Answer for `check_can_end_care`."""
    try:
        check_can_end_care(couple)
    except Refused:
        return False
    return True


def check_can_go(leaver: Clinician, staying: Iterable[Clinician]) -> None:
    """A practice is never without an administrator."""
    if leaver.is_administrator and not any(one.is_administrator for one in staying):
        raise Refused("Nobody else administers the practice. Invite another administrator first.")


def check_can_take_over(successor: Clinician | None) -> Clinician:
    """Couples go to somebody of the practice who gives care."""
    if successor is None or not successor.gives_care:
        raise Refused("Choose a therapist or supervisor of this practice who takes the couples over.")
    return successor
