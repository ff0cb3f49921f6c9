"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.instruments.models import Assignment
from troth.practice.instruments.states import ASSIGNMENT_MOVES, AssignmentState
from troth.practice.people.queries import cares_for, has_consented
from troth.practice.people.states import Stage
from troth.practice.privacy.visibility import is_releasable

if TYPE_CHECKING:
    from uuid import UUID

    from troth.library import Instrument
    from troth.practice.instruments.models import Response
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer


def check_own(viewer: Viewer, assignment: Assignment) -> None:
    """An assignment is there only for the partner it was given to."""
    if viewer.seat_id is None or assignment.seat_id != viewer.seat_id:
        raise Absent


def check_can_answer(viewer: Viewer, assignment: Assignment) -> None:
    """A partner answers an own, open assignment, after consenting to care."""
    check_own(viewer, assignment)
    if AssignmentState.ANSWERED not in ASSIGNMENT_MOVES[AssignmentState(assignment.state)]:
        raise Refused(
            "You have sent these answers already, so nothing was changed."
            if assignment.state == AssignmentState.ANSWERED
            else "Your therapist took these questions back. You need not answer them."
        )
    if not has_consented(viewer):
        raise Refused("Please read and sign the consent letter first. Then these questions open.")


def can_answer(viewer: Viewer, assignment: Assignment) -> bool:
    """Tell whether :func:`check_can_answer` would let this partner answer."""
    try:
        check_can_answer(viewer, assignment)
    except (Refused, Absent):
        return False
    return True


def check_cares(viewer: Viewer, couple_id: UUID) -> None:
    """Only the care team asks, reads and releases; for others the couple is not there."""
    if not cares_for(viewer, couple_id):
        raise Absent


def check_can_assign(viewer: Viewer, couple: Couple, instrument: Instrument) -> None:
    """The care team asks again when the last asking is done; a weekly one also on a later day."""
    check_cares(viewer, couple.pk)
    if couple.stage == Stage.ENDED:
        raise Refused("The work with this couple has ended. Change the stage before you ask something new.")
    waiting = Assignment.objects.filter(
        couple=couple, round__instrument=instrument.id, state=AssignmentState.OPEN
    )
    asked = waiting.order_by("-created_at").values_list("created_at", flat=True).first()
    if asked is None:
        return
    if instrument.schedule != "weekly" or timezone.localdate(asked) == clock.today():
        raise Refused(
            f"“{instrument.title}” waits for an answer already. Take it back first if you want to ask again."
        )


def can_assign(viewer: Viewer, couple: Couple, instrument: Instrument) -> bool:
    """Tell whether :func:`check_can_assign` would let this clinician ask."""
    try:
        check_can_assign(viewer, couple, instrument)
    except (Refused, Absent):
        return False
    return True


def check_can_release(viewer: Viewer, response: Response) -> None:
    """Only what was promised under no secrets, and is not protected, can be brought to both."""
    check_cares(viewer, response.couple_id)
    if not is_releasable(response):
        raise Refused(
            "These answers cannot be brought to both: they were given under a promise to keep them with you."
        )


def can_release(viewer: Viewer, response: Response) -> bool:
    """Tell whether :func:`check_can_release` would let this clinician release."""
    try:
        check_can_release(viewer, response)
    except (Refused, Absent):
        return False
    return True
