"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused

if TYPE_CHECKING:
    from troth.practice.people.viewer import Viewer
    from troth.practice.privacy.models import SecretsPolicy


def check_can_sign(viewer: Viewer, policy: SecretsPolicy) -> None:
    """Both partners sign, nobody else, and only while the policy waits."""
    if viewer.couple_id != policy.couple_id:
        raise Absent
    if policy.in_force_at or policy.ended_at:
        raise Refused("This version no longer waits for a signature. Look at the one that does.")
