from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What a clinician may do in the practice."""

    THERAPIST = "therapist", "therapist"
    SUPERVISOR = "supervisor", "supervisor"
    ADMINISTRATOR = "administrator", "administrator"


class Parting(models.TextChoices):
    """Why a clinician's place in the practice ends; a closed list, because the audit log holds no words."""

    LEFT = "left", "leaves the practice"
    AWAY = "away", "is away for a long time"
    OTHER_WORK = "other-work", "does other work now"
    CONFLICT = "conflict", "should not go on with these couples"


class Side(models.TextChoices):
    """The two seats of a couple; no order of rank."""

    A = "a"
    B = "b"


class Stage(models.TextChoices):
    """Where a couple is on its road."""

    ENQUIRY = "enquiry", "first contact"
    ASSESSMENT = "assessment", "getting to know you"
    WORKING = "working", "working"
    MAINTAINING = "maintaining", "after therapy"
    PAUSED = "paused", "paused"
    SEPARATED = "separated", "separated"
    ENDED = "ended", "ended"


STAGE_MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.ENQUIRY: frozenset({Stage.ASSESSMENT, Stage.ENDED}),
    Stage.ASSESSMENT: frozenset({Stage.WORKING, Stage.PAUSED, Stage.SEPARATED, Stage.ENDED}),
    Stage.WORKING: frozenset({Stage.MAINTAINING, Stage.PAUSED, Stage.SEPARATED, Stage.ENDED}),
    Stage.MAINTAINING: frozenset({Stage.WORKING, Stage.PAUSED, Stage.SEPARATED, Stage.ENDED}),
    Stage.PAUSED: frozenset(
        {Stage.ASSESSMENT, Stage.WORKING, Stage.MAINTAINING, Stage.SEPARATED, Stage.ENDED}
    ),
    Stage.SEPARATED: frozenset({Stage.ENDED}),
    Stage.ENDED: frozenset(),
}

MOST_WRONG_ADDRESSES = 5

# Days without a sign after which a care team is told. Ten is our own choice, no published figure:
# by then a weekly question has come twice. Reads count on the fewest and leave out earlier rows.
FEWEST_SILENCE_DAYS, USUAL_SILENCE_DAYS, MOST_SILENCE_DAYS = 3, 10, 60

LIVE_STAGES = frozenset({Stage.ENQUIRY, Stage.ASSESSMENT, Stage.WORKING, Stage.MAINTAINING, Stage.PAUSED})
RESTING = frozenset({Stage.PAUSED, Stage.SEPARATED, Stage.ENDED})
AT_WORK = frozenset({Stage.ASSESSMENT, Stage.WORKING, Stage.MAINTAINING})
