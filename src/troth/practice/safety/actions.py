"""Everything that can happen to the door of joint work, and to alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from troth.practice.common import audit, clock
from troth.practice.common.errors import Refused
from troth.practice.people import queries as people
from troth.practice.people.noting import note_of_couple
from troth.practice.safety import rules
from troth.practice.safety.models import Alert, Closure, Gate, SeenAlone
from troth.practice.safety.states import AlertKind, GateState

if TYPE_CHECKING:
    from collections.abc import Collection

    from troth.practice.people.models import Couple, Seat
    from troth.practice.people.viewer import Viewer


@transaction.atomic
def note_seen_alone(*, actor: Viewer, couple: Couple, seat: Seat) -> None:
    """Note that a clinician has spoken with this partner alone; the first note stands."""
    rules.check_cares_for(actor, couple)
    _, fresh = SeenAlone.objects.get_or_create(
        seat=seat, defaults={"couple": couple, "by": actor.person_id, "at": clock.now()}
    )
    if fresh:
        note_of_couple(actor, couple, "partner.seen-alone", side=seat.side)


@transaction.atomic
def open_joint_work(*, actor: Viewer, couple: Couple, reason: str) -> None:
    """Open joint work for a couple; the reason is kept for clinicians."""
    rules.check_can_open_joint_work(actor, couple, reason)
    _move_gate(actor, couple, GateState.OPEN, reason.strip())


@transaction.atomic
def close_joint_work(*, actor: Viewer, couple: Couple, reason: str) -> None:
    """Close joint work; closing never waits for a reason."""
    rules.check_cares_for(actor, couple)
    _move_gate(actor, couple, GateState.CLOSED, reason.strip())


@transaction.atomic
def close_while_asking(*, couple: Couple) -> None:
    """Close joint work because questions about safety were asked; a clinician opens it again.

    The reason of the last opening stays in the note.
    """
    opened = Gate.objects.filter(couple=couple, state=GateState.OPEN)
    if opened.update(state=GateState.CLOSED, changed_at=clock.now()):
        _record_of_house(couple, "joint-work.closed-while-asking")


@transaction.atomic
def close_for_myself(*, actor: Viewer) -> None:
    """Close joint work from the actor's own side; closing twice is closing once."""
    seat_id = rules.check_is_partner(actor)
    Closure.objects.update_or_create(
        seat_id=seat_id, defaults={"closed_at": clock.now(), "reopened_at": None}
    )
    _record_own(actor, "joint-work.closed-for-self")


@transaction.atomic
def reopen_for_myself(*, actor: Viewer) -> None:
    """Take the actor's own closing back; other causes stay as they are."""
    seat_id = rules.check_is_partner(actor)
    standing = Closure.objects.filter(seat_id=seat_id, reopened_at=None)
    if not standing.update(reopened_at=clock.now()):
        raise Refused("You have not paused work together, so there is nothing to take back.")
    _record_own(actor, "joint-work.reopened-for-self")


@transaction.atomic
def raise_alerts(*, couple: Couple, seat_id: UUID, alerts: Collection[str]) -> None:
    """Keep what a set of answers means for safety.

    Every set of answers writes the same row and the same event, so that neither the time it takes nor the log's
    length tells what was answered. No answer moves the door: it closed when the questions were asked.
    """
    Alert.objects.create(
        couple=couple,
        seat_id=seat_id,
        data_key=people.safety_key_of(seat_id),
        concerns={kind.value: int(kind in alerts) for kind in AlertKind},
        raised_at=clock.now() if alerts else None,
    )
    _record_of_house(couple, "answers.reviewed")


@transaction.atomic
def acknowledge_alert(*, actor: Viewer, couple: Couple, alert: Alert) -> None:
    """Say that a clinician has seen the alert and takes care of it; twice is once."""
    rules.check_cares_for(actor, couple)
    waiting = Alert.objects.filter(pk=alert.pk, couple=couple, raised_at__isnull=False, acknowledged_at=None)
    if waiting.update(acknowledged_at=clock.now(), acknowledged_by=actor.person_id):
        note_of_couple(actor, couple, "alert.acknowledged")


def _move_gate(actor: Viewer, couple: Couple, state: GateState, reason: str) -> None:
    gate = Gate.objects.select_for_update(of=("self",)).filter(couple=couple).first()
    if gate is None:
        gate = Gate(couple=couple, data_key=couple.record_key)
    rules.check_can_move_gate(GateState(gate.state), state)
    gate.state, gate.reason = state, reason or None
    gate.changed_at, gate.changed_by = clock.now(), actor.person_id
    gate.save()
    note_of_couple(actor, couple, f"joint-work.{'opened' if state is GateState.OPEN else 'closed'}")


def _record_of_house(couple: Couple, event: str) -> None:
    audit.record(event, actor_id=None, practice_id=couple.practice_id, subject=couple, couple_id=couple.pk)


def _record_own(actor: Viewer, event: str) -> None:
    couple = people.own_couple(actor)
    note_of_couple(actor, couple, event)
