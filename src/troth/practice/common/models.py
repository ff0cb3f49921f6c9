from __future__ import annotations

import re
import uuid
from typing import ClassVar, TypeVar

from django.db import models

from troth.practice.common import clock, crypto, keyring
from troth.practice.common.states import KeyKind


class KeyDestroyed(Exception):
    """The key of these words was destroyed; nobody can read them any more."""


class Record(models.Model):
    """A row with an unguessable name that is known before it is saved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True


class DataKey(Record):
    """A 256-bit key, wrapped by a key-encryption key."""

    kind = models.CharField(max_length=8, choices=KeyKind)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=16)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="destroyed_key_is_empty",
                condition=models.Q(destroyed_at__isnull=True) | models.Q(wrapped=b""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} key {self.pk}"

    @property
    def place(self) -> str:
        return f"datakey:{self.pk}:{self.kind}"

    def wrap(self, key: bytes) -> None:
        self.wrapped_by, wrapper = keyring.wrapping_key()
        self.wrapped = crypto.seal(wrapper, key, place=self.place)

    def opened(self) -> bytes:
        """Return the key itself. Raises :class:`KeyDestroyed`."""
        if self.destroyed_at:
            raise KeyDestroyed
        if not hasattr(self, "_opened"):
            wrapper = keyring.key_called(self.wrapped_by)
            self._opened = crypto.unseal(wrapper, bytes(self.wrapped), place=self.place)
        return self._opened


M = TypeVar("M", bound=models.Model)


class KeyedManager(models.Manager[M]):
    """Fetches each row together with the key that opens it."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().select_related("data_key")


class KeyedRecord(Record):
    """A row whose encrypted fields open with ``data_key``."""

    data_key = models.ForeignKey("common.DataKey", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = KeyedManager()

    class Meta:
        abstract = True


class AuditChain(models.Model):
    """The head of one practice's audit log; the last event must match it."""

    id = models.UUIDField(primary_key=True, editable=False)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")
    data_key = models.ForeignKey("common.DataKey", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"audit chain {self.pk}"


class AuditEvent(models.Model):
    """Who did or read what, and when. Rows are added, never changed or removed."""

    chain = models.ForeignKey("common.AuditChain", on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    event = models.CharField(max_length=64)
    subject = models.CharField(max_length=64)
    subject_id = models.UUIDField(null=True)
    couple_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="one_event_per_place_in_chain")
        ]
        indexes: ClassVar = [models.Index(fields=["couple_id", "at"], name="audit_couple_at")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"

    @property
    def in_words(self) -> str:
        """The act as a person reads it: "invitation.accepted" is "Invitation accepted"."""
        return re.sub(r"[._-]", " ", self.event).capitalize()
