"""Plants a formulation, a released view, a plan in force with a draft behind it, and goals of every audience."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.formulation import actions as formulation
from troth.practice.formulation import queries as plans
from troth.practice.formulation.states import Phase
from troth.practice.people import queries
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.formulation.models import Goal
    from troth.practice.people.models import Couple

DANA = frozenset({"dana"})
ALICE_AND_DANA = frozenset({"alice", "dana"})
BOTH_AND_DANA = frozenset({"alice", "bob", "dana"})

READERS = {
    "MARK-cause": ALICE_AND_DANA,
    "MARK-summary": DANA,
    "MARK-view": ALICE_AND_DANA,
    "MARK-prepared": DANA,
    "MARK-plan": BOTH_AND_DANA,
    "MARK-review": DANA,
    "MARK-my-goal": frozenset({"alice"}),
    "MARK-told-goal": ALICE_AND_DANA,
    "MARK-our-goal": BOTH_AND_DANA,
}
WRITTEN_FOR_ALICE = ("MARK-cause", "MARK-view", "MARK-my-goal", "MARK-told-goal", "MARK-our-goal")


def plant_plan(couple: Couple, alice: Actor, bob: Actor, dana: Actor) -> Goal:
    """Let Dana release a view to Alice alone, agree on one plan and draft the next; Alice has goals of three kinds."""
    formulation.draft_formulation(actor=dana.viewer, couple=couple)
    formulation.add_cause(actor=dana.viewer, couple=couple, label="MARK-cause", words="")
    formulation.summarise(actor=dana.viewer, couple=couple, summary="MARK-summary")
    (cause,) = plans.latest_formulation(couple.pk).causes
    for side, text in (("a", "MARK-view"), ("b", "MARK-prepared")):
        formulation.prepare_view(
            actor=dana.viewer, couple=couple, side=side, text=text, cause_ids=[cause] if side == "a" else []
        )
    formulation.release_view(actor=dana.viewer, couple=couple, seat=queries.seats_of(couple.pk)[0])
    review_on = clock.today() + dt.timedelta(weeks=6)
    for opening in ("MARK-plan", "MARK-review"):
        phases = {Phase.STABILITY: {"words": opening, "work": []}}
        plan = formulation.edit_plan(
            actor=dana.viewer, couple=couple, opening=opening, phases=phases, review_on=review_on
        )
        if opening == "MARK-plan":
            formulation.propose_plan(actor=dana.viewer, couple=couple)
            for actor in (alice, bob, dana):
                formulation.sign_plan(actor=actor.viewer, plan_id=plan.pk, signed_name="Name")
    for text, audience in (("MARK-told-goal", Audience.THERAPIST), ("MARK-our-goal", Audience.COUPLE)):
        shared = formulation.word_goal(actor=alice.viewer, text=text)
        formulation.share_goal(actor=alice.viewer, goal=shared, audience=audience)
    return formulation.word_goal(actor=alice.viewer, text="MARK-my-goal")
