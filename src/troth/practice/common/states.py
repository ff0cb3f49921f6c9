from django.db import models


class KeyKind(models.TextChoices):
    """Whose words a data key protects."""

    PERSON = "person"
    SAFETY = "safety"
    COUPLE = "couple"
    RECORD = "record"
    AUDIT = "audit"
    PRACTICE = "practice"
