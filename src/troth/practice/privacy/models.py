from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.models import Record
from troth.practice.privacy.states import PolicyKind


class SecretsPolicy(Record):
    """One version of what a couple and their therapist agreed about secrets."""

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="policies")
    kind = models.CharField(max_length=15, choices=PolicyKind)
    number = models.PositiveIntegerField()
    letter_version = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["couple", "number"], name="one_policy_a_number"),
            models.UniqueConstraint(
                fields=["couple"],
                condition=models.Q(in_force_at__isnull=False, ended_at=None),
                name="one_policy_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.couple_id}"


class PolicySignature(Record):
    """One partner's name under a policy."""

    policy = models.ForeignKey(SecretsPolicy, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "person"], name="sign_a_policy_once")
        ]

    def __str__(self) -> str:
        return f"signature under {self.policy_id}"
