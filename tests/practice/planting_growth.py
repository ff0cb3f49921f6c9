"""Plants a signed plan for afterwards, a new version of it, and Alice's words at the next ending, sealed; Bob's are a draft.

Then comes the time after therapy, with a shelf laid out, Alice's wish to come back, and an offer to both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.practice import door
from troth.practice.common import clock
from troth.practice.growth import actions as growth
from troth.practice.growth import after_actions, boosters, return_actions, shelf, shelf_actions
from troth.practice.growth.models import CheckUp
from troth.practice.growth.states import CheckUpState
from troth.practice.people import actions as people
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple

ALICE_AND_DANA = frozenset({"alice", "dana"})
BOTH_AND_DANA = frozenset({"alice", "bob", "dana"})

READERS = {
    "MARK-kept": BOTH_AND_DANA,
    "MARK-next-kept": BOTH_AND_DANA,
    "MARK-look-back": ALICE_AND_DANA,
    "MARK-looking": frozenset({"bob"}),
    "MARK-hard-day": frozenset({"alice"}),
    "MARK-check-up": ALICE_AND_DANA,
    "MARK-wish": ALICE_AND_DANA,
}
WRITTEN_BY_ALICE = ("MARK-look-back", "MARK-hard-day", "MARK-check-up", "MARK-wish")
WRITTEN_BY_BOB = ("MARK-looking",)


def plant_growth(couple: Couple, alice: Actor, bob: Actor, dana: Actor) -> dict[str, Any]:
    """Let both end once, sign a plan and word the next; then Alice hands in what Bob only drafts."""
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.WORKING)
    couple.refresh_from_db()
    door.hold_open(couple)
    growth.begin_ending(actor=dana.viewer, couple=couple)
    for actor in (alice, bob):
        _hand_in(actor, "Before")
    plan = growth.word_plan(actor=alice.viewer, words={"rituals": "MARK-kept"}, known=0)
    for actor in (alice, bob):
        growth.sign_plan(actor=actor.viewer, plan_id=plan.pk, signed_name="Name")
    growth.word_plan(actor=alice.viewer, words={"rituals": "MARK-next-kept"}, known=1)
    growth.begin_ending(actor=dana.viewer, couple=couple)
    _hand_in(alice, "MARK-look-back")
    growth.save_look_back(actor=bob.viewer, words={"worked": "MARK-looking"})
    CheckUp.objects.create(
        couple=couple,
        since=clock.today(),
        months=1,
        due_on=clock.today(),
        state=CheckUpState.ASKED,
        asked_at=clock.now(),
    )
    after_actions.answer_check_up(actor=alice.viewer, text="MARK-check-up")
    day = after_actions.keep_day(actor=alice.viewer, on=clock.today(), what_helps="MARK-hard-day")
    shelf_actions.lay_out(actor=dana.viewer, couple=couple, thought_of=shelf.points_of(couple))
    people.move_stage(actor=dana.viewer, couple=couple, stage=Stage.MAINTAINING)
    couple.refresh_from_db()
    return_actions.ask_to_return(actor=alice.viewer, text="MARK-wish")
    return_actions.offer_return(actor=dana.viewer, couple=couple)
    return {"day_id": day.pk, "on_the_shelf": boosters.LAID_OUT[0]}


def _hand_in(actor: Actor, words: str) -> None:
    growth.hand_in_look_back(actor=actor.viewer, words={"worked": words, "signs": words})
