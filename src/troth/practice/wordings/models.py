from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.models import Record


class Edition(models.Model):
    """The texts of one item as some couple was given it; content, with nothing of any person. Never changed."""

    content_hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=60)
    files = models.JSONField()

    def __str__(self) -> str:
        return f"edition of {self.slug}"


class OwnWording(Record):
    """A practice's own wording of an item; the latest need not be the one in use. Content, nothing personal."""

    practice = models.ForeignKey("people.Practice", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    files = models.JSONField()
    note = models.CharField(max_length=200)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    in_use = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice", "kind", "slug", "number"], name="one_number_an_own_wording"
            ),
            models.UniqueConstraint(
                fields=["practice", "kind", "slug"],
                condition=models.Q(in_use=True),
                name="one_own_wording_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"own {self.kind} {self.slug}, {self.number}"
