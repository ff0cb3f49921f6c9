"""Reads about policies and the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent
from troth.practice.common.models import AuditEvent
from troth.practice.privacy.models import SecretsPolicy
from troth.practice.privacy.states import PolicyKind

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from troth.practice.people.viewer import Viewer


def promise_for(couple_id: UUID) -> PolicyKind:
    """Return the policy in force; until both have signed one, the more protective."""
    kind = (
        SecretsPolicy.objects.filter(couple_id=couple_id, ended_at=None)
        .exclude(in_force_at=None)
        .values_list("kind", flat=True)
        .first()
    )
    return PolicyKind(kind) if kind else PolicyKind.LIMITED_SECRETS


def policy_in_force(couple_id: UUID) -> SecretsPolicy | None:
    """Return the policy that both have signed, if there is one."""
    return SecretsPolicy.objects.filter(couple_id=couple_id, ended_at=None).exclude(in_force_at=None).first()


def proposed_policy(couple_id: UUID) -> SecretsPolicy | None:
    """Return the policy that waits for signatures, if there is one."""
    return SecretsPolicy.objects.filter(couple_id=couple_id, in_force_at=None, ended_at=None).first()


def waits_for_signature(viewer: Viewer) -> SecretsPolicy | None:
    """Return the proposed policy that this partner has not signed."""
    if viewer.couple_id is None:
        return None
    return (
        SecretsPolicy.objects.filter(couple_id=viewer.couple_id, in_force_at=None, ended_at=None)
        .exclude(signatures__person_id=viewer.person_id)
        .first()
    )


def audit_events(viewer: Viewer) -> QuerySet[AuditEvent]:
    """Return the practice's log for its administrator: what kind of act and when, newest first.

    Acts inside a couple are listed only for clinicians who care for it, so an administrator sees the practice's own.
    Raises `Absent` for everybody else.
    """
    if not viewer.is_administrator or viewer.practice_id is None:
        raise Absent
    return AuditEvent.objects.filter(chain_id=viewer.practice_id, couple_id=None).order_by("-sequence")
