"""Letting partners answer a published measure, with words of nonsense, so many weeks ago."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.practice.answering import answer
from troth.practice.common import clock
from troth.practice.instruments import actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple


def measure(
    dana: Actor, couple: Couple, slug: str, values: Iterable[tuple[Actor, Sequence[int]]], *, ago: int
) -> None:
    """Ask both; each of the named answers item 1, 2, … with these values."""
    with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
        actions.assign_instrument(actor=dana.viewer, couple=couple, slug=slug)
        for actor, given in values:
            answer(actor, slug, **{str(at): str(value) for at, value in enumerate(given, start=1)})


def summing_to(total: int, items: int) -> list[int]:
    """Return answers that add up to a total, as even as can be."""
    low, more = divmod(total, items)
    return [low + 1] * more + [low] * (items - more)
