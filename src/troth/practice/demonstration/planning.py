"""How a made-up couple and their therapist come to an understanding and a plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.formulation import actions as formulation
from troth.practice.formulation import queries
from troth.practice.formulation.states import GateKind, Phase
from troth.practice.people import queries as people
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from collections.abc import Mapping

    from troth.practice.formulation.models import Goal
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

CAUSES = ("betrayal", "communication")
PHASES = (Phase.STABILITY, Phase.UNDERSTAND, Phase.REPAIR)
SUMMARY = (
    "Something was kept hidden, and it came out late. Since then one asks again and again, and the other goes "
    "silent. Each silence feels like a new secret; each question feels like a verdict."
)
VIEW = (
    "You both want the calm back that you once had. When you ask, you look for ground under your feet. When you go "
    "quiet, you try not to make it worse. Together that turns into a circle, and nobody drew it alone."
)
OPENING = (
    "First a calmer week, then the story from both sides, then repair. We go on when both of you are ready."
)
GOALS = {
    "a": "That I can ask one question in the evening and then let it rest.",
    "b": "That I say a hard thing on the same day.",
}
REVIEW_DAYS = 70
RATED_MONTHS = 3


def understand(*, therapist: Viewer, couple: Couple) -> None:
    """Begin the formulation."""
    formulation.draft_formulation(actor=therapist, couple=couple)
    for cause_id in CAUSES:
        formulation.accept_cause(actor=therapist, couple=couple, cause_id=cause_id)
    formulation.summarise(actor=therapist, couple=couple, summary=SUMMARY)
    gates = [GateKind.CRISIS_SETTLED, GateKind.HARM_ENDED]
    formulation.judge_settled(actor=therapist, couple=couple, gates=gates)


def agree(*, therapist: Viewer, couple: Couple, partners: Mapping[str, Viewer]) -> None:
    """Release a view to each, and let all three sign a plan."""
    for seat in people.seats_of(couple.pk):
        formulation.prepare_view(actor=therapist, couple=couple, side=seat.side, text=VIEW, cause_ids=CAUSES)
        formulation.release_view(actor=therapist, couple=couple, seat=seat)
    labels = {one.id: one.label for name in CAUSES for one in load_library().cause(name).suggestions}
    work = {part.phase: part.work for part in queries.suggestion_for(therapist, couple)}
    plan = formulation.edit_plan(
        actor=therapist,
        couple=couple,
        opening=OPENING,
        phases={
            phase: {"words": "", "work": [{"id": one.id, "label": labels[one.id]} for one in work[phase][:2]]}
            for phase in PHASES
        },
        review_on=clock.today() + dt.timedelta(days=REVIEW_DAYS),
    )
    formulation.propose_plan(actor=therapist, couple=couple)
    for viewer in (therapist, *partners.values()):
        formulation.sign_plan(actor=viewer, plan_id=plan.pk, signed_name=viewer.display_name)


def share_goals(partners: Mapping[str, Viewer]) -> list[Goal]:
    """Let each partner word a goal and share it with both."""
    goals = []
    for side, viewer in partners.items():
        goal = formulation.word_goal(actor=viewer, text=GOALS[side])
        formulation.share_goal(actor=viewer, goal=goal, audience=Audience.COUPLE)
        goals.append(goal)
    return goals


def rate(partners: Mapping[str, Viewer], goals: list[Goal], value: int) -> None:
    """Let both give each goal a number."""
    for goal in goals:
        for side, viewer in partners.items():
            formulation.rate_goal(actor=viewer, goal=goal, value=value + (side == "b"))
