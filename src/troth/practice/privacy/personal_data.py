from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troth.practice.common.personal_data import Holding
from troth.practice.privacy.models import PolicySignature

if TYPE_CHECKING:
    from uuid import UUID


def _signatures(person_id: UUID) -> list[dict[str, Any]]:
    rows = PolicySignature.objects.filter(person_id=person_id)
    return [dict(row) for row in rows.values("policy__kind", "policy__number", "signed_name", "signed_at")]


def _empty_signatures(person_id: UUID) -> None:
    PolicySignature.objects.filter(person_id=person_id).update(signed_name="erased")


HOLDINGS = [Holding("privacy.PolicySignature", _signatures, _empty_signatures)]
