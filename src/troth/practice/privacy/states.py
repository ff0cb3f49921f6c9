from __future__ import annotations

from django.db import models


class Audience(models.TextChoices):
    """Who may read an item."""

    ME = "me", "only you"
    THERAPIST = "therapist", "you and your therapist"
    COUPLE = "couple", "both of you and your therapist"
    SEALED = "sealed", "you and your therapist now, both of you once both have answered"
    NOTE = "note", "clinicians only"


class PolicyKind(models.TextChoices):
    """What may be kept from whom."""

    LIMITED_SECRETS = "limited-secrets", "limited secrets"
    NO_SECRETS = "no-secrets", "no secrets"


class Standing(models.TextChoices):
    """What somebody is to an item."""

    AUTHOR = "author"
    PARTNER = "partner"
    CARE = "care"
    OUTSIDE = "outside"
