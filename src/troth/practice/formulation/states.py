from __future__ import annotations

from django.db import models


class CauseStanding(models.TextChoices):
    """What the therapist made of a cause; what nobody decided yet has no standing."""

    ACCEPTED = "accepted", "part of how you understand it"
    REJECTED = "rejected", "set aside"


class Phase(models.TextChoices):
    """The stretches of a plan, in order, in words for everybody."""

    STABILITY = "stability", "Steady ground first"
    UNDERSTAND = "understand", "Understanding what happened"
    REPAIR = "repair", "Repairing"
    STRENGTHEN = "strengthen", "Growing closer"
    KEEP = "keep", "Keeping it"


class GateKind(models.TextChoices):
    """What must be settled before work is proposed; read by clinicians only."""

    SAFETY_REVIEWED = "safety_reviewed", "each partner seen alone, both private checks read, nothing waiting"
    CRISIS_SETTLED = "crisis_settled", "the acute crisis has settled"
    HARM_ENDED = "harm_ended", "what did the harm has ended, or is suspended with a date"
    SHARED_GOAL = "shared_goal", "both want to work on the relationship"


JUDGED_BY_THERAPIST = (GateKind.CRISIS_SETTLED, GateKind.HARM_ENDED)


class Agenda(models.TextChoices):
    """What the two want from coming here, taken together; read by clinicians only."""

    UNKNOWN = "unknown", "Not both have said what they want."
    SHARED = "shared", "Both want to work on the relationship."
    MIXED = "mixed", "One wants to work on the relationship, the other wants to decide or to part."
    OPEN = "open", "Neither has settled on working on the relationship."


class PlanState(models.TextChoices):
    """Where a version of the plan stands."""

    DRAFT = "draft", "being written"
    PROPOSED = "proposed", "waiting for signatures"
    AGREED = "agreed", "agreed"
    REVISED = "revised", "replaced by a newer one"
    ENDED = "ended", "ended"


PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.PROPOSED, PlanState.ENDED}),
    PlanState.PROPOSED: frozenset({PlanState.AGREED, PlanState.REVISED, PlanState.ENDED}),
    PlanState.AGREED: frozenset({PlanState.REVISED, PlanState.ENDED}),
    PlanState.REVISED: frozenset(),
    PlanState.ENDED: frozenset(),
}

OPEN_PLANS = frozenset({PlanState.DRAFT, PlanState.PROPOSED})
