"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments import queries as instruments
from troth.practice.people import queries as people
from troth.practice.people.states import RESTING
from troth.practice.safety.models import Alert, Closure, Gate, SeenAlone
from troth.practice.safety.states import GATE_MOVES, NEUTRAL_SENTENCE, GateState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from troth.practice.people.models import Couple, Seat
    from troth.practice.people.viewer import Viewer


def gates_open(couple_ids: Iterable[UUID]) -> set[UUID]:
    """Return the couples whose joint work is open, in one query that is the same whatever closes a door.

    Where a couple is paused, separated or at its end, nothing goes on together.
    """
    standing = Closure.objects.filter(seat__couple=OuterRef("couple"), reopened_at=None)
    opened = Gate.objects.filter(couple_id__in=couple_ids, state=GateState.OPEN)
    opened = opened.exclude(couple__stage__in=RESTING)
    return set(opened.exclude(Exists(standing)).values_list("couple_id", flat=True))


def check_joint_work_open(couple_id: UUID, viewer: Viewer) -> None:
    """Refuse with the one neutral sentence, whatever closed the door; no part in the couple is `Absent`."""
    if viewer.couple_id != couple_id and not people.cares_for(viewer, couple_id):
        raise Absent
    if couple_id not in gates_open([couple_id]):
        raise Refused(NEUTRAL_SENTENCE)


def check_cares_for(actor: Viewer, couple: Couple) -> None:
    """Only the care team acts for a couple; for others it is not there."""
    if not people.cares_for(actor, couple.pk):
        raise Absent


def check_is_partner(actor: Viewer) -> UUID:
    """Only a partner closes or opens their own part; return their seat."""
    if actor.seat_id is None:
        raise Absent
    return actor.seat_id


def check_can_move_gate(before: GateState, after: GateState) -> None:
    """A door opens when it is closed, and closes when it is open."""
    if after not in GATE_MOVES[before]:
        raise Refused(f"Joint work is {before.label} already. Look at the page again.")


def check_can_open_joint_work(actor: Viewer, couple: Couple, reason: str) -> None:
    """A clinician opens it after seeing each partner alone and reading both private checks, and says why."""
    check_reviewed(actor, couple)
    if not reason.strip():
        raise Refused("Write why joint work opens now. Only clinicians can read it.")


def can_open_joint_work(actor: Viewer, couple: Couple, reason: str) -> bool:
    """Tell whether joint work can be opened."""
    try:
        check_can_open_joint_work(actor, couple, reason)
    except (Absent, Refused):
        return False
    return True


def check_reviewed(actor: Viewer, couple: Couple) -> None:
    """Each partner was seen alone, and their private checks are settled."""
    check_cares_for(actor, couple)
    seats = people.seats_of(couple.pk)
    seen = set(SeenAlone.objects.filter(couple=couple).values_list("seat_id", flat=True))
    if missing := [seat.called for seat in seats if seat.pk not in seen]:
        raise Refused(f"See {' and '.join(missing)} alone first, and note it here. Then open joint work.")
    check_screened(actor, couple, seats)


def is_reviewed(actor: Viewer, couple: Couple) -> bool:
    """Tell a clinician whether safety was looked at and nothing about it waits."""
    try:
        check_reviewed(actor, couple)
    except (Absent, Refused):
        return False
    return True


def check_screened(actor: Viewer, couple: Couple, seats: Iterable[Seat]) -> None:
    """Both private checks are answered and read, no question about safety waits, and every alert is in care."""
    screening = instruments.screening_of(actor, couple.pk)
    if screening.waits:
        raise Refused(
            "Questions about safety still wait for an answer. Open joint work when both have answered, "
            "or take the questions back."
        )
    if {seat.pk for seat in seats} - screening.answered_by:
        raise Refused(
            "Ask both for the private check first, and read what they answer. Then open joint work."
        )
    if screening.unread:
        raise Refused("Read both private checks first. Then open joint work.")
    if Alert.objects.filter(couple=couple, raised_at__isnull=False, acknowledged_at=None).exists():
        raise Refused("An alert still waits for you. Say that you take care of it, then open joint work.")
