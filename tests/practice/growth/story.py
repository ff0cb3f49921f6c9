"""Short sentences for the stories that the tests tell."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from troth.practice.common import clock
from troth.practice.growth import actions, clock_actions, shelf, shelf_actions
from troth.practice.instruments.models import TrustLine
from troth.practice.people import actions as people
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.practice.cast import Actor
    from troth.practice.common.turning import Done
    from troth.practice.growth.models import KeepingPlan
    from troth.practice.people.models import Couple

TOKEN = re.compile(r'(?<=FToken": ")\w+|(?<=csrfmiddlewaretoken" value=")\w+')
BEGAN = dt.date(2026, 1, 31)
ROAD = (Stage.ASSESSMENT, Stage.WORKING, Stage.MAINTAINING)


def body(actor: Actor, name: str = "growth", **kwargs: Any) -> str:
    """Return a page without the tokens that are new each time."""
    return TOKEN.sub("", actor.client.get(reverse(name, kwargs=kwargs or None)).content.decode())


def comes_to(dana: Actor, couple: Couple, stage: Stage) -> None:
    """Walk the couple along its road."""
    couple.refresh_from_db()
    passed = ROAD.index(Stage(couple.stage)) + 1 if couple.stage in ROAD else 0
    for each in ROAD[passed : ROAD.index(stage) + 1]:
        people.move_stage(actor=dana.viewer, couple=couple, stage=each)
    couple.refresh_from_db()


def looks_back(actor: Actor, words: str = "") -> None:
    name = words or actor.viewer.display_name
    actions.hand_in_look_back(
        actor=actor.viewer,
        words={"worked": f"{name} worked", "signs": f"{name} signs", "call": f"{name} call"},
    )


def both_look_back(dana: Actor, couple: Couple, alice: Actor, bob: Actor) -> None:
    actions.begin_ending(actor=dana.viewer, couple=couple)
    looks_back(alice)
    looks_back(bob)


def words_plan(actor: Actor, words: str = "We keep Sundays", known: int = 0) -> KeepingPlan:
    return actions.word_plan(actor=actor.viewer, words={"rituals": words}, known=known)


def sign(plan: KeepingPlan, *actors: Actor) -> None:
    for actor in actors:
        actions.sign_plan(actor=actor.viewer, plan_id=plan.pk, signed_name=actor.viewer.display_name)


def on(day: dt.date) -> AbstractContextManager[None]:
    """Let everything inside happen at noon of a day."""
    return clock.telling_of(dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_current_timezone()))


def turns(day: dt.date) -> Done:
    with on(day):
        return clock_actions.turn_clock()


def slips(couple: Couple, *reasons: str) -> None:
    """Let this stand out in the couple's trust, or nothing."""
    line, _ = TrustLine.objects.get_or_create(couple=couple)
    line.signals = [{"reason": reason, "side": "a", "since": 1, "seen": False} for reason in reasons]
    line.need = 50.0 if reasons else 0.0
    line.save()


def lays_out(dana: Actor, couple: Couple) -> None:
    shelf_actions.lay_out(actor=dana.viewer, couple=couple, thought_of=shelf.points_of(couple))
