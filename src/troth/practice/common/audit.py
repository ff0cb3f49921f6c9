"""The append-only, hash-chained audit log.

Each event's digest is an HMAC-SHA-256, under the chain's own key, over its contents and the digest before it;
the chain's head remembers the length and the last digest. So a changed, inserted, removed or cut-off row shows.
Facts hold ids, counts and enum values, never a person's words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from troth.practice.common import clock, keys
from troth.practice.common.models import AuditChain, AuditEvent
from troth.practice.common.states import KeyKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models

SYSTEM_CHAIN = UUID(int=0)

Fact = str | int | float | bool | None


@dataclass(frozen=True)
class AuditReport:
    """What :func:`verify` found: ``problem`` says where the chain breaks."""

    ok: bool
    events: int
    problem: str | None = None


def record(
    event: str,
    *,
    actor_id: UUID | None,
    practice_id: UUID | None,
    subject: models.Model | None = None,
    couple_id: UUID | None = None,
    **facts: Fact,
) -> AuditEvent:
    """Add one event to the practice's chain, in the transaction of the act itself.

    Raises ``RuntimeError`` outside a transaction: an act and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        message = f"audit event {event} was recorded outside a transaction"
        raise RuntimeError(message)
    chain = _chain(practice_id or SYSTEM_CHAIN)
    entry = AuditEvent(
        chain=chain,
        sequence=chain.length + 1,
        at=clock.now(),
        actor_id=actor_id,
        event=event,
        subject=subject._meta.label_lower if subject else "",
        subject_id=subject.pk if subject and isinstance(subject.pk, UUID) else None,
        couple_id=couple_id,
        facts=facts,
        previous=chain.head,
    )
    entry.digest = _digest(entry, chain.data_key.opened())
    entry.save(force_insert=True)
    chain.length, chain.head = entry.sequence, entry.digest
    chain.save(update_fields=["length", "head"])
    return entry


def verify() -> AuditReport:
    """Walk every chain from its first event to its head."""
    events = 0
    for chain in AuditChain.objects.select_related("data_key").order_by("pk"):
        problem = _first_break(chain, chain.events.order_by("sequence").iterator())
        events += chain.length
        if problem:
            return AuditReport(ok=False, events=events, problem=f"practice {chain.pk}: {problem}")
    return AuditReport(ok=True, events=events)


def _chain(practice_id: UUID) -> AuditChain:
    locked = AuditChain.objects.select_for_update(of=("self",)).select_related("data_key")
    chain = locked.filter(pk=practice_id).first()
    if chain is None:
        with transaction.atomic():
            AuditChain.objects.get_or_create(
                pk=practice_id, defaults={"data_key": keys.make_key(KeyKind.AUDIT)}
            )
        chain = locked.get(pk=practice_id)
    return chain


def _first_break(chain: AuditChain, events: Iterable[AuditEvent]) -> str | None:
    key, previous, length = chain.data_key.opened(), "", 0
    for event in events:
        length += 1
        if event.sequence != length:
            return f"event {length} is missing"
        if event.previous != previous or not hmac.compare_digest(event.digest, _digest(event, key)):
            return f"event {length} of {event.at:%Y-%m-%d %H:%M} was altered"
        previous = event.digest
    if (length, previous) != (chain.length, chain.head):
        return f"the log ends after event {length}, but {chain.length} were written"
    return None


def _digest(event: AuditEvent, key: bytes) -> str:
    contents = [
        str(event.chain_id),
        event.sequence,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.actor_id and str(event.actor_id),
        event.event,
        event.subject,
        event.subject_id and str(event.subject_id),
        event.couple_id and str(event.couple_id),
        event.facts,
        event.previous,
    ]
    message = json.dumps(contents, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
