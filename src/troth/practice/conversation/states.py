from __future__ import annotations

from django.db import models


class Rated(models.TextChoices):
    """What was rated in a conversation."""

    CODES = "codes", "Codes: each row has a word for what the speaker did"
    SCORES = "scores", "Scores: each row has a number, good above zero and bad below"
