"""The way to an open door, through the product's own actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.practice.answering import answer
from tests.practice.laid_down import laid_down
from troth.practice.instruments import actions as instruments
from troth.practice.people import queries
from troth.practice.safety import actions as safety
from troth.practice.safety.models import Gate
from troth.practice.safety.states import GateState

if TYPE_CHECKING:
    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple


@laid_down
def see_alone(dana: Actor, couple: Couple) -> None:
    for seat in queries.seats_of(couple.pk):
        safety.note_seen_alone(actor=dana.viewer, couple=couple, seat=seat)


def ask(dana: Actor, couple: Couple, slug: str = "private-check") -> None:
    instruments.assign_instrument(actor=dana.viewer, couple=couple, slug=slug)


@laid_down
def screen(dana: Actor, couple: Couple, both: tuple[Actor, Actor], **chosen: Any) -> None:
    """Ask for the private check, let both answer calmly, and let Dana read it."""
    ask(dana, couple)
    for actor in both:
        answer(actor, "private-check", **chosen)
    instruments.read_guarded_answers(actor=dana.viewer, couple_id=couple.pk)


@laid_down
def open_the_door(dana: Actor, couple: Couple, both: tuple[Actor, Actor], reason: str = "Ready") -> None:
    see_alone(dana, couple)
    screen(dana, couple, both)
    safety.open_joint_work(actor=dana.viewer, couple=couple, reason=reason)


def hold_open(couple: Couple) -> None:
    """Leave the door open where the rules would close it, so that a leak behind it can show."""
    Gate.objects.filter(couple=couple).update(state=GateState.OPEN)
