"""Tells days of the diary, through the product's own actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.patterns import actions
from troth.practice.patterns.states import Kind
from troth.practice.patterns.told import Choice, Numbers, Said
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    import datetime as dt

    from tests.practice.cast import Actor
    from troth.practice.patterns.models import Day

NUMBERS = Numbers(closeness=6, trust=5, stress=3, conflict=False)


def tell(
    actor: Actor,
    kind: Kind | None = None,
    sentence: str = "",
    *,
    on: dt.date | None = None,
    audience: Audience = Audience.ME,
    moment: Audience = Audience.ME,
    numbers: Numbers = NUMBERS,
    counts: bool = False,
    place: str = "",
) -> Day:
    said = Said(kind, sentence, moment, place) if kind else None
    choice = Choice(audience, counts)
    return actions.keep_day(
        actor=actor.viewer, on=on or clock.today(), numbers=numbers, choice=choice, said=said
    )
