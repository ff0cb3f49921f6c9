"""May this person, and is it possible now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.growth.boosters import LAID_OUT
from troth.practice.growth.states import GROWING, NEEDED, PLAN_MOVES, Part, PlanState
from troth.practice.people import queries as people
from troth.practice.people.parting import AT_REST
from troth.practice.people.standing import one_is_erased
from troth.practice.safety.queries import joint_work_is_open

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from uuid import UUID

    from troth.practice.growth.models import Ending, KeepingPlan, LookBack
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

LONGEST_WORDS = 3000
LONGEST_NAME = 120
NEUTRAL_SENTENCE = "Work together is not open at the moment. What you wrote is kept."


def check_goes_on(couple: Couple) -> None:
    """What is shared changes while both are here, at work or in the time after; otherwise it is only read."""
    if couple.stage not in GROWING or one_is_erased(couple.pk):
        raise Refused(AT_REST)


def goes_on(couple: Couple) -> bool:
    """Tell whether what is shared can still change."""
    return passes(check_goes_on, couple)


def check_cares(actor: Viewer, couple: Couple) -> None:
    """For the care team; for others it is not there."""
    if not people.cares_for(actor, couple.pk):
        raise Absent


def check_cares_while_they_grow(actor: Viewer, couple: Couple) -> None:
    """The care team, while the couple is at work or in its time after, and both are here."""
    check_cares(actor, couple)
    check_goes_on(couple)


def check_is_on_shelf(slug: str, refreshers: Collection[str]) -> None:
    """What stands on the page of the time after therapy; all else is not there."""
    if slug not in LAID_OUT and slug not in refreshers:
        raise Absent


def check_can_begin(actor: Viewer, couple: Couple, last: Ending | None) -> None:
    """The care team asks both to look back, once both have joined and nothing asked before is still open."""
    check_cares(actor, couple)
    if couple.stage not in GROWING:
        raise Refused("Looking back belongs to the work and the time after it. Change the stage first.")
    if missing := [seat.called for seat in people.seats_of(couple.pk) if seat.person_id is None]:
        raise Refused(f"{' and '.join(missing)} must join before the two can look back.")
    if last is not None and not is_open(last):
        raise Refused("Both were asked already, and not both have written. Wait for them, or talk about it.")


def can_begin(actor: Viewer, couple: Couple, last: Ending | None) -> bool:
    """Tell whether :func:`check_can_begin` would ask both."""
    return passes(check_can_begin, actor, couple, last)


def is_open(ending: Ending) -> bool:
    """Tell whether both have handed in, so that each reads the other's words."""
    return ending.look_backs.filter(opened_at__isnull=False).exists()


def check_can_write(actor: Viewer, couple: Couple, ending: Ending | None, look_back: LookBack | None) -> None:
    """A partner writes after being asked, until they hand it in."""
    check_is_partner(actor)
    if ending is None:
        raise Refused("There is nothing to look back on yet. Your therapist opens this with both of you.")
    check_goes_on(couple)
    if look_back is not None and look_back.submitted_at is not None:
        raise Refused("You handed this in already, so it stays as it is.")


def can_write(actor: Viewer, couple: Couple, ending: Ending | None, look_back: LookBack | None) -> bool:
    """Tell whether :func:`check_can_write` would let this partner write."""
    return passes(check_can_write, actor, couple, ending, look_back)


def check_is_partner(actor: Viewer) -> None:
    """For partners who consented to care; for others it is not there."""
    if not actor.is_partner:
        raise Absent
    if not people.has_consented(actor):
        raise Refused("Please sign the consent letter first. You find it under Account.")


def check_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words by part as they are kept, without what is empty."""
    kept = {part.value: words.get(part.value, "").replace("\r\n", "\n").strip() for part in Part}
    for part in Part:
        if len(kept[part.value]) > LONGEST_WORDS:
            raise Refused(f"“{part.label}” is too long: {LONGEST_WORDS} characters fit. Shorten it.")
    return {part: text for part, text in kept.items() if text}


def check_can_hand_in(couple_id: UUID, words: Mapping[str, str]) -> None:
    """What is handed in says what helped and what the early signs are, and goes to both through an open door."""
    if not joint_work_is_open(couple_id):
        raise Refused("Work together is not open at the moment. Keep your words for now.")
    for part in NEEDED:
        if not words.get(part.value):
            raise Refused(f"“{part.label}” is still empty. Write a few words there, then hand it in.")


def check_door(couple_id: UUID) -> None:
    """What the two do together waits behind the door of joint work."""
    if not joint_work_is_open(couple_id):
        raise Refused(NEUTRAL_SENTENCE)


def check_can_word(actor: Viewer, couple: Couple, ending: Ending | None) -> None:
    """Either partner words the plan for afterwards, once both have looked back."""
    check_is_partner(actor)
    check_goes_on(couple)
    check_door(couple.pk)
    if ending is None or not is_open(ending):
        raise Refused("The plan comes once both of you have looked back.")


def can_word(actor: Viewer, couple: Couple, ending: Ending | None) -> bool:
    """Tell whether :func:`check_can_word` would let this partner word the plan."""
    return passes(check_can_word, actor, couple, ending)


def check_plan(words: Mapping[str, str]) -> None:
    """A plan says something."""
    if not words:
        raise Refused("The plan is empty. Write at least one line, then keep it.")


def check_is_newest(known: int, newest: int) -> None:
    """Nobody writes over a version that they have not read."""
    if known != newest:
        raise Refused("A newer version was kept meanwhile. Read it above; your words are still in the form.")


def check_can_move(plan: KeepingPlan, state: PlanState) -> None:
    """A version follows its lawful moves."""
    before = PlanState(plan.state)
    if state not in PLAN_MOVES[before]:
        raise Refused(f"This version is {before.label}, so this cannot be done now. Look at the page again.")


def check_can_sign(actor: Viewer, couple: Couple, plan: KeepingPlan) -> None:
    """Both partners sign the version that waits."""
    if actor.couple_id != plan.couple_id:
        raise Absent
    check_is_partner(actor)
    check_goes_on(couple)
    check_door(couple.pk)
    check_can_move(plan, PlanState.AGREED)


def check_name(name: str) -> str:
    """Return the name as a signature."""
    if not (name := name.strip()) or len(name) > LONGEST_NAME:
        raise Refused("Write your name to sign.")
    return name


def passes(check: Callable[..., object], *given: object) -> bool:
    try:
        check(*given)
    except (Absent, Refused):
        return False
    return True
