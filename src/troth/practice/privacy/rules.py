"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.people.queries import has_worked

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer
    from troth.practice.privacy.models import SecretsPolicy


def check_can_sign(viewer: Viewer, policy: SecretsPolicy) -> None:
    """Both partners sign, nobody else, and only while the policy waits."""
    if viewer.couple_id != policy.couple_id:
        raise Absent
    if policy.in_force_at or policy.ended_at:
        raise Refused("This version no longer waits for a signature. Look at the one that does.")


def check_can_erase(viewer: Viewer) -> None:
    """Care records name a clinician, now and after the place has ended."""
    if has_worked(viewer.person_id):
        raise Refused("A clinician's log-in is closed by the practice, because care records name it.")


def can_erase(viewer: Viewer) -> bool:
    """Answer for `check_can_erase`."""
    try:
        check_can_erase(viewer)
    except Refused:
        return False
    return True
