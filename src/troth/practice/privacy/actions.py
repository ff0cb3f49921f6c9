"""Everything that can happen to policies and to a person's own data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from troth.library import load_library
from troth.practice.common import audit, clock, keys
from troth.practice.common.errors import Refused
from troth.practice.people import queries as people
from troth.practice.people.rules import check_cares_for
from troth.practice.privacy import rules
from troth.practice.privacy.models import PolicySignature, SecretsPolicy
from troth.practice.privacy.registry import holdings

if TYPE_CHECKING:
    from uuid import UUID

    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer
    from troth.practice.privacy.states import PolicyKind


@transaction.atomic
def propose_policy(*, actor: Viewer, couple: Couple, kind: PolicyKind) -> SecretsPolicy:
    """Put a policy before both partners; one that nobody signed yet is replaced."""
    check_cares_for(actor, couple)
    letter = load_library().letter(f"policy-{kind}")
    waiting = SecretsPolicy.objects.filter(couple=couple, in_force_at=None, ended_at=None)
    waiting.update(ended_at=clock.now())
    last = SecretsPolicy.objects.filter(couple=couple).aggregate(last=Max("number"))["last"] or 0
    policy = SecretsPolicy.objects.create(
        couple=couple,
        kind=kind,
        number=last + 1,
        letter_version=letter.version,
        content_hash=letter.content_hash,
        proposed_at=clock.now(),
    )
    _record(actor, couple.pk, "policy.proposed", policy)
    return policy


@transaction.atomic
def sign_policy(*, actor: Viewer, policy_id: UUID, signed_name: str) -> SecretsPolicy:
    """Sign; with the second name the policy comes into force and the one before it ends."""
    policy = SecretsPolicy.objects.select_for_update().filter(pk=policy_id).first()
    if policy is None:
        raise Refused("There is no such agreement. Open the page again.")
    rules.check_can_sign(actor, policy)
    if not signed_name.strip():
        raise Refused("Write your name to sign.")
    PolicySignature.objects.get_or_create(
        policy=policy,
        person_id=actor.person_id,
        defaults={"signed_name": signed_name.strip(), "signed_at": clock.now()},
    )
    people_here = {seat.person_id for seat in people.seats_of(policy.couple_id)}
    if people_here == set(policy.signatures.values_list("person_id", flat=True)):
        SecretsPolicy.objects.filter(couple_id=policy.couple_id, ended_at=None).exclude(
            in_force_at=None
        ).update(ended_at=clock.now())
        policy.in_force_at = clock.now()
        policy.save(update_fields=["in_force_at"])
    _record(actor, policy.couple_id, "policy.signed", policy)
    return policy


@transaction.atomic
def export_own_data(*, actor: Viewer) -> bytes:
    """Return everything that is this person's own, as JSON."""
    taken: dict[str, list[dict[str, Any]]] = {
        holding.model: holding.export(actor.person_id) for holding in holdings() if holding.export
    }
    audit.record(
        "own_data.exported",
        actor_id=actor.person_id,
        practice_id=actor.practice_of(actor.couple_id),
        couple_id=actor.couple_id,
    )
    return json.dumps(taken, indent=2, ensure_ascii=False, default=str).encode()


@transaction.atomic
def erase_person(*, actor: Viewer) -> None:
    """Erase the actor: rows go, keys are destroyed, the seat stays empty of words."""
    rules.check_can_erase(actor)
    person = people.person(actor.person_id)
    for holding in holdings():
        if holding.erase:
            holding.erase(actor.person_id)
    keys.destroy_key(person.data_key)
    keys.destroy_key(person.safety_key)
    audit.record(
        "person.erased",
        actor_id=actor.person_id,
        practice_id=actor.practice_of(actor.couple_id),
        couple_id=actor.couple_id,
    )


def _record(actor: Viewer, couple_id: UUID, event: str, policy: SecretsPolicy) -> None:
    audit.record(
        event,
        actor_id=actor.person_id,
        practice_id=actor.practice_of(couple_id),
        subject=policy,
        couple_id=couple_id,
        kind=policy.kind,
        number=policy.number,
    )
