"""Who may bring a coded conversation, and what can be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.common.errors import Refused
from troth.practice.conversation.states import Rated

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

MOST_CONVERSATIONS = 60


def check_can_bring(held_on: dt.date, already: int) -> None:
    """A conversation was held already, and a couple has not more than can be looked at."""
    if held_on > clock.today():
        raise Refused("The day lies ahead. Give the day on which the two talked.")
    if already >= MOST_CONVERSATIONS:
        raise Refused(f"There are {already} conversations, and no more can be kept. Remove one first.")


def check_can_name(
    rated: str,
    speakers: Collection[str],
    codes: Collection[str],
    *,
    a: str,
    b: str,
    demand: Collection[str],
    withdraw: Collection[str],
) -> None:
    """Each partner is one speaker of the file; demand and withdraw are different codes of it, both or neither."""
    if a not in speakers or b not in speakers:
        raise Refused("Choose for each partner one of the speakers in the file.")
    if a == b:
        raise Refused("Both partners are the same speaker now. Choose another for one of them.")
    chosen = {*demand, *withdraw}
    if rated != Rated.CODES and chosen:
        raise Refused("Where scores were rated, there are no codes for demand and withdraw.")
    if not chosen <= set(codes):
        raise Refused("Choose codes for demand and withdraw that are in the file.")
    if set(demand) & set(withdraw):
        raise Refused("A code cannot be demand and withdraw at once. Choose one of the two.")
    if bool(demand) != bool(withdraw):
        raise Refused("Choose at least one code for demand and one for withdraw, or none for either.")
