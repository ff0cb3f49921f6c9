"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.formulation.models import Formulation, PlanSignature
from troth.practice.formulation.states import PLAN_MOVES, PlanState
from troth.practice.people import queries as people
from troth.practice.people.states import LIVE_STAGES, RESTING
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from troth.practice.formulation.models import Goal, Plan
    from troth.practice.formulation.states import GateKind
    from troth.practice.people.models import Couple, Seat
    from troth.practice.people.viewer import Viewer

HIGHEST_RATING = 10
LONGEST_TEXT = 4000
LONGEST_GOAL = 500
_WIDTH = (Audience.ME, Audience.THERAPIST, Audience.COUPLE)


def check_can_formulate(actor: Viewer, couple: Couple) -> None:
    """The care team writes while the work with the couple goes on; for others the couple is not there."""
    if not people.cares_for(actor, couple.pk):
        raise Absent
    if couple.stage not in LIVE_STAGES:
        raise Refused("The work with this couple has ended. Change the stage before you write something new.")


def can_formulate(actor: Viewer, couple: Couple) -> bool:
    """Tell whether :func:`check_can_formulate` would let this clinician write."""
    return _passes(check_can_formulate, actor, couple)


def check_text(text: str, longest: int) -> str:
    """Return the text as it is kept: something, and not too long."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused("There are no words yet. Write something, then keep it.")
    if len(text) > longest:
        raise Refused(f"Your text has {len(text)} characters, and {longest} fit. Shorten it and try again.")
    return text


def check_cause(formulation: Formulation, cause_id: str) -> None:
    """A cause is one of the library, or one that the therapist added."""
    if cause_id not in load_library().causes and cause_id not in formulation.causes:
        raise Refused("There is no such cause. Load the page again and choose from what it shows.")


def check_can_release(actor: Viewer, couple: Couple, formulation: Formulation, seat: Seat) -> UUID:
    """A view is released to a partner who has joined, once it is written; return that person."""
    check_can_formulate(actor, couple)
    if seat.person_id is None:
        raise Refused(f"{seat.called} has not joined yet, so nothing can be released to them.")
    if not formulation.prepared.get(seat.side, {}).get("text"):
        raise Refused(f"Nothing is written for {seat.called} yet. Write it and keep it, then release it.")
    return seat.person_id


def check_can_propose(
    actor: Viewer, couple: Couple, plan: Plan, seats: Sequence[Seat], waits_for: Sequence[GateKind]
) -> None:
    """A draft with content, a review date and every gate settled can be put before both."""
    check_can_formulate(actor, couple)
    check_can_move(plan, PlanState.PROPOSED)
    if missing := [seat.called for seat in seats if seat.person_id is None]:
        raise Refused(f"{' and '.join(missing)} must join before a plan can be put before both.")
    if not any(phase.get("work") or phase.get("words") for phase in plan.phases.values()):
        raise Refused("The plan is empty. Choose at least one piece of work, or write what you will do.")
    check_review(plan.review_on)
    if waits_for:
        named = "; ".join(str(gate.label) for gate in waits_for)
        raise Refused(f"Not settled yet: {named}. Settle it, or leave that part out of the plan for now.")


def can_propose(
    actor: Viewer, couple: Couple, plan: Plan, seats: Sequence[Seat], waits_for: Sequence[GateKind]
) -> bool:
    """Tell whether :func:`check_can_propose` would put the plan before both."""
    return _passes(check_can_propose, actor, couple, plan, seats, waits_for)


def check_review(review_on: dt.date | None) -> None:
    """A plan is looked at again on a day that is still to come."""
    if review_on is None or review_on <= clock.today():
        raise Refused("Choose a day that is still to come on which you look at the plan again.")


def check_can_move(plan: Plan, state: PlanState) -> None:
    """A plan follows its lawful moves."""
    before = PlanState(plan.state)
    if state not in PLAN_MOVES[before]:
        raise Refused(f"This plan is {before.label}, so this cannot be done now. Look at the page again.")


def check_can_sign(actor: Viewer, plan: Plan) -> None:
    """Both partners and a clinician sign a version while it waits."""
    if actor.couple_id != plan.couple_id and not people.cares_for(actor, plan.couple_id):
        raise Absent
    if actor.is_partner and plan.state == PlanState.DRAFT:
        raise Absent
    if plan.state != PlanState.PROPOSED:
        raise Refused("This version no longer waits for a signature. Look at the plan again.")
    _check_goes_on(plan.couple)
    _check_consent(actor)


def can_sign(actor: Viewer, plan: Plan) -> bool:
    """Tell whether this person could sign now and has not."""
    signed = PlanSignature.objects.filter(plan=plan, person_id=actor.person_id).exists()
    return not signed and _passes(check_can_sign, actor, plan)


def check_can_write_goal(actor: Viewer) -> None:
    """Partners word goals, after consenting to care."""
    if not actor.is_partner:
        raise Absent
    _check_consent(actor)


def check_own_goal(actor: Viewer, goal: Goal) -> None:
    """A goal is changed and shared by the partner whose it is; for others it is not there."""
    check_can_write_goal(actor)
    if goal.author_id != actor.person_id:
        raise Absent
    if goal.ended_at is not None:
        raise Refused("This goal was set aside. Word a new one if you like.")


def check_can_share(actor: Viewer, goal: Goal, audience: Audience) -> None:
    """Sharing goes wider, never back: what somebody has read cannot be unread."""
    check_own_goal(actor, goal)
    if audience == Audience.COUPLE:
        _check_goes_on(goal.couple)
    if audience not in _WIDTH[_WIDTH.index(Audience(goal.audience)) + 1 :]:
        raise Refused("This goal is shared that far already. Look at the page again.")


def can_share(actor: Viewer, goal: Goal, audience: Audience) -> bool:
    """Tell whether :func:`check_can_share` would share the goal so."""
    return _passes(check_can_share, actor, goal, audience)


def check_can_reword(actor: Viewer, goal: Goal) -> None:
    """The words stay as they are once somebody else may have read them."""
    check_own_goal(actor, goal)
    if goal.audience != Audience.ME:
        raise Refused("Others may have read these words already. Set the goal aside and word a new one.")


def check_can_rate(actor: Viewer, goal: Goal, value: int) -> None:
    """Own goals, and goals shared with both, are rated from 0 to 10 by either partner."""
    check_can_write_goal(actor)
    if goal.author_id != actor.person_id and (
        goal.couple_id != actor.couple_id or goal.audience != Audience.COUPLE
    ):
        raise Absent
    if goal.ended_at is not None:
        raise Refused("This goal was set aside, so there is nothing to rate.")
    if goal.audience == Audience.COUPLE:
        _check_goes_on(goal.couple)
    if not 0 <= value <= HIGHEST_RATING:
        raise Refused("Choose a number from 0 to 10.")


def _check_goes_on(couple: Couple) -> None:
    if couple.stage in RESTING:
        raise Refused("The shared part rests at the moment. What was shared can still be read.")


def _check_consent(actor: Viewer) -> None:
    if actor.is_partner and not people.has_consented(actor):
        raise Refused("Please sign the consent letter first. You find it under Account.")


def _passes(check: Callable[..., object], *given: object) -> bool:
    try:
        check(*given)
    except (Absent, Refused):
        return False
    return True
