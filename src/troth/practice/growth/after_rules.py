"""May this person, in the time after therapy?"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from troth.practice.common.errors import Absent, Refused
from troth.practice.growth.rules import LONGEST_WORDS, check_goes_on, check_is_partner, passes
from troth.practice.growth.states import CHECK_UP_MOVES, MAY_RETURN, SLIP_MOVES, CheckUpState, SlipState
from troth.practice.people.standing import one_is_erased
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from troth.practice.growth.models import CheckUp, CheckUpWords, HardDay, Slip
    from troth.practice.people.models import Couple
    from troth.practice.people.viewer import Viewer

STAYS_AFTER = dt.timedelta(weeks=4)
STAYS_OVER_CHECK_UPS = 2
MOST_HARD_DAYS = 20
EARLIEST = dt.date(1900, 1, 1)
LATEST_AHEAD = dt.timedelta(days=3660)


def check_can_answer(
    actor: Viewer, couple: Couple, check_up: CheckUp | None, given: CheckUpWords | None
) -> CheckUp:
    """A partner answers the open question of the latest check-up once, while the couple goes on; return it."""
    check_is_partner(actor)
    check_goes_on(couple)
    if check_up is None:
        raise Refused("No check-up waits for your words now.")
    if given is not None:
        raise Refused("You have answered this check-up already, so your words stay as they are.")
    return check_up


def check_text(text: str) -> str:
    """Return words as they are kept."""
    if not (text := check_length(text)):
        raise Refused("There are no words yet. Write something, then hand it in.")
    return text


def check_length(text: str) -> str:
    """Return words as they are kept, or none."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_WORDS:
        raise Refused(f"Your text has {len(text)} characters, and {LONGEST_WORDS} fit. Shorten it.")
    return text


def check_can_move_check_up(check_up: CheckUp, state: CheckUpState) -> None:
    """A check-up follows its lawful moves."""
    if state not in CHECK_UP_MOVES[CheckUpState(check_up.state)]:
        raise Refused(f"This check-up is {check_up.get_state_display()}.")


def check_can_move_slip(slip: Slip, state: SlipState) -> None:
    """A slip follows its lawful moves."""
    if state not in SLIP_MOVES[SlipState(slip.state)]:
        raise Refused("This slip has changed meanwhile.")


def has_stayed(slip: Slip, today: dt.date, check_ups: int) -> bool:
    """Tell whether a slip lasts four weeks, or over two check-ups."""
    return today - slip.noticed_on >= STAYS_AFTER or check_ups >= STAYS_OVER_CHECK_UPS


def check_can_ask_to_return(actor: Viewer, couple: Couple) -> None:
    """A partner asks for a return in the time after therapy, or in a pause."""
    check_is_partner(actor)
    if couple.stage not in MAY_RETURN or one_is_erased(couple.pk):
        raise Refused(
            "There is no way back to ask for here now. You can always write or call your therapist."
        )


def can_ask_to_return(actor: Viewer, couple: Couple) -> bool:
    """Tell whether :func:`check_can_ask_to_return` would let this partner ask."""
    return passes(check_can_ask_to_return, actor, couple)


def check_can_offer_return(couple: Couple) -> None:
    """The care team offers a return in the time after therapy."""
    if couple.stage != Stage.MAINTAINING or one_is_erased(couple.pk):
        raise Refused("A return is offered in the time after therapy, to both. This couple is not in it.")


def can_offer_return(couple: Couple) -> bool:
    """Tell whether :func:`check_can_offer_return` would let the care team offer."""
    return passes(check_can_offer_return, couple)


def check_can_keep_day(actor: Viewer, on: dt.date, today: dt.date, kept: int) -> None:
    """A partner keeps a few dates that are possible ones."""
    check_is_partner(actor)
    if not EARLIEST <= on <= today + LATEST_AHEAD:
        raise Refused("That day lies too far away. Write it as year, month and day.")
    if kept >= MOST_HARD_DAYS:
        raise Refused(f"You keep {MOST_HARD_DAYS} days already. Take one out first.")


def check_own_day(actor: Viewer, day: HardDay | None) -> HardDay:
    """A day is its author's alone; for others it is not there."""
    if day is None or day.author_id != actor.person_id:
        raise Absent
    return day
