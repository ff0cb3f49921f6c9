from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.fields import EncryptedJSONField, EncryptedTextField
from troth.practice.common.models import KeyedRecord, Record
from troth.practice.safety.states import AlertKind, GateState


class Gate(KeyedRecord):
    """The therapist's decision about joint work; the reason is read by clinicians only."""

    couple = models.OneToOneField("people.Couple", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=GateState, default=GateState.CLOSED)
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField()
    reason = EncryptedTextField(null=True)

    def __str__(self) -> str:
        return f"gate of {self.couple_id}"


class SeenAlone(Record):
    """A clinician has spoken with this partner alone."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    seat = models.OneToOneField("people.Seat", on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seat {self.seat_id} was seen alone"


class Closure(Record):
    """A partner's own closing of joint work; it stands until this partner takes it back."""

    seat = models.OneToOneField("people.Seat", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"closing by seat {self.seat_id}"


class Alert(KeyedRecord):
    """What one set of answers means for safety; ``raised_at`` is empty where they gave no cause.

    ``concerns`` says 0 or 1 to every kind of alert, so that the length of what is stored tells nothing.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("people.Seat", on_delete=models.PROTECT, related_name="+")
    concerns = EncryptedJSONField()
    raised_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="acknowledged_by_somebody_at_some_time",
                condition=models.Q(acknowledged_at=None, acknowledged_by=None)
                | models.Q(
                    acknowledged_at__isnull=False, acknowledged_by__isnull=False, raised_at__isnull=False
                ),
            )
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def kinds(self) -> list[AlertKind]:
        return [kind for kind in AlertKind if self.concerns.get(kind)]

    @property
    def in_words(self) -> str:
        return ", ".join(str(kind.label) for kind in self.kinds).capitalize()

    @property
    def is_about_danger(self) -> bool:
        return self.kinds != [AlertKind.GOAL_TO_LEAVE]
