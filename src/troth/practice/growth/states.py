from __future__ import annotations

from django.db import models

from troth.practice.people.states import Stage


class Part(models.TextChoices):
    """What each writes when looking back, in this order, in words for both."""

    WORKED = "worked", "What helped us"
    STORY = "story", "Our story, in my words"
    SIGNS = "signs", "Early signs that things slip"
    DO = "do", "What we do then"
    CALL = "call", "Whom we call"
    RITUALS = "rituals", "What we keep up"


KEPT_PARTS = (Part.SIGNS, Part.DO, Part.CALL, Part.RITUALS)
NEEDED = (Part.WORKED, Part.SIGNS)


class PlanState(models.TextChoices):
    """Where a version of the plan for afterwards stands."""

    WAITING = "waiting", "waiting for both names"
    AGREED = "agreed", "agreed"
    REPLACED = "replaced", "replaced by a newer one"


PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.WAITING: frozenset({PlanState.AGREED, PlanState.REPLACED}),
    PlanState.AGREED: frozenset({PlanState.REPLACED}),
    PlanState.REPLACED: frozenset(),
}

GROWING = frozenset({Stage.WORKING, Stage.MAINTAINING})
MAY_RETURN = frozenset({Stage.MAINTAINING, Stage.PAUSED})


class CheckUpState(models.TextChoices):
    """Where a check-up after therapy stands."""

    PLANNED = "planned", "planned"
    ASKED = "asked", "asked"
    DROPPED = "dropped", "no longer due"


CHECK_UP_MOVES: dict[CheckUpState, frozenset[CheckUpState]] = {
    CheckUpState.PLANNED: frozenset({CheckUpState.ASKED, CheckUpState.DROPPED}),
    CheckUpState.ASKED: frozenset(),
    CheckUpState.DROPPED: frozenset(),
}


class SlipState(models.TextChoices):
    """Where a slip of a couple's trust stands; read by clinicians only."""

    NEW = "new", "Trust has slipped: think of a booster."
    STAYS = "stays", "The slip has stayed: think of offering a return to therapy."
    OVER = "over", "Trust is back where it was expected."


SLIP_MOVES: dict[SlipState, frozenset[SlipState]] = {
    SlipState.NEW: frozenset({SlipState.STAYS, SlipState.OVER}),
    SlipState.STAYS: frozenset({SlipState.OVER}),
    SlipState.OVER: frozenset(),
}
