from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.fields import EncryptedJSONField
from troth.practice.common.models import KeyedRecord


class Figures(KeyedRecord):
    """What was worked out over many couples of a practice, once in a month, and never changed.

    ``month`` is the first day of the month on which it was decided who is in. ``members`` are the couples, kept so
    that later figures never differ from these by a few couples; no page shows them.
    """

    practice = models.ForeignKey("people.Practice", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    members = EncryptedJSONField()
    found = EncryptedJSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "month"], name="once_in_a_month")
        ]

    def __str__(self) -> str:
        return f"figures of {self.practice_id}, {self.month:%Y-%m}"
