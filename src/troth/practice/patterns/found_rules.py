"""May this clinician bring a pattern to both, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.people import queries as people
from troth.practice.safety.queries import check_joint_work_open

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.patterns.models import ReleasedPattern
    from troth.practice.people.viewer import Viewer
    from troth.science.patterns import Finding


def check_can_release(
    actor: Viewer, couple_id: UUID, finding: Finding | None, standing: ReleasedPattern | None
) -> None:
    """The care team releases what is said, once, behind an open door."""
    if not people.cares_for(actor, couple_id) or finding is None:
        raise Absent
    check_joint_work_open(couple_id, actor)
    if not finding.is_said:
        raise Refused("Nothing is said of this one now. Look again when more has been told.")
    if standing is not None:
        raise Refused("Both can read this one already. Take it back first, to bring it as it stands now.")


def check_can_take_back(actor: Viewer, couple_id: UUID) -> None:
    """Only the care team takes a pattern back; for others the couple is not there."""
    if not people.cares_for(actor, couple_id):
        raise Absent
