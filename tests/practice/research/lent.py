"""Couples who answer for twelve weeks and say yes to research, through the product's own actions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.practice import cast
from tests.practice.instruments.conftest import PULSE
from tests.practice.laid_down import laid_down
from troth.practice.common import clock
from troth.practice.instruments import actions as instruments
from troth.practice.instruments.models import Assignment
from troth.practice.people import actions as people

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.practice.cast import Actor
    from troth.practice.people.models import Couple

Both = tuple["Couple", "Actor", "Actor"]
LONG_AGO = 30
WEEKS = (0, 4, 8, 12)


def answered(
    dana: Actor, both: Both, values: Sequence[tuple[float, float]], weeks: Iterable[int] = WEEKS
) -> None:
    """Both answer every line of the weekly question with these values, beginning thirty weeks ago."""
    couple, *actors = both
    for week, given in zip(weeks, values, strict=True):
        with clock.telling_of(clock.now() - dt.timedelta(weeks=LONG_AGO - week)):
            asked = instruments.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
            for actor, value in zip(actors, given, strict=True):
                copy = Assignment.objects.get(round=asked, seat_id=actor.viewer.seat_id)
                instruments.submit_response(actor=actor.viewer, assignment=copy, given=every_line(value))


def every_line(value: float) -> dict[str, int]:
    return {name: int(10 - value if name == "wondered_what_is_hidden" else value) for name in PULSE}


def agreed(*actors: Actor, weeks_ago: int = 8) -> None:
    """Each says yes to research, so many weeks ago."""
    with clock.telling_of(clock.now() - dt.timedelta(weeks=weeks_ago)):
        for actor in actors:
            people.agree_to_research(actor=actor.viewer, signed_name=actor.viewer.display_name)


@laid_down
def lenders(dana: Actor, number: int, *, called: str) -> list[Both]:
    """So many couples who answered for twelve weeks and in which both said yes."""
    found = []
    for at in range(number):
        both = cast.partners(dana, f"{called}{at}a", f"{called}{at}b")
        a, b = 2 + at % 5, 3 + (2 * at) % 4
        answered(
            dana, both, [(a, b), (a + at % 2, b + 1), (a + 1, b + (at + 1) % 2), (a + 2 - at % 3, b + 2)]
        )
        agreed(both[1], both[2])
        found.append(both)
    return found
