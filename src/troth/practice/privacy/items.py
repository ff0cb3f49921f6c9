"""The base of everything that somebody wrote for an audience."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from troth.practice.common.models import KeyedRecord
from troth.practice.privacy.states import Audience, PolicyKind


class PrivateItem(KeyedRecord):
    """Words of one author, in one couple, for one audience.

    ``promise`` is the secrets policy in force when the words were written: a later policy cannot weaken it.
    ``protected`` words are never released by a policy. ``submitted_at`` is empty for a draft, which only its author
    sees. ``opened_at`` is set on sealed items when both partners have answered, ``released_at`` when the therapist
    brings an item to both.
    """

    couple = models.ForeignKey("people.Couple", on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=9, choices=Audience)
    promise = models.CharField(max_length=15, choices=PolicyKind, default=PolicyKind.LIMITED_SECRETS)
    protected = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar = []
