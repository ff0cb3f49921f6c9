from __future__ import annotations

from django.db import models


class AssignmentState(models.TextChoices):
    """Where one partner's copy of a questionnaire stands."""

    OPEN = "open", "to be answered"
    ANSWERED = "answered", "answered"
    WITHDRAWN = "withdrawn", "taken back"


ASSIGNMENT_MOVES: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.OPEN: frozenset({AssignmentState.ANSWERED, AssignmentState.WITHDRAWN}),
    AssignmentState.ANSWERED: frozenset(),
    AssignmentState.WITHDRAWN: frozenset(),
}
