"""Couples whose work has ended, and who lend the numbers of their first weeks to research."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.demonstration import answers, telling
from troth.practice.demonstration.stories import Story
from troth.practice.people import actions as people
from troth.practice.people import queries
from troth.practice.people.states import Stage

if TYPE_CHECKING:
    import datetime as dt
    from random import Random

    from troth.practice.demonstration.telling import Telling
    from troth.practice.people.models import Person

PAIRS = (
    ("Nadia", "Pieter"),
    ("Owen", "Malik"),
    ("Freya", "Ravi"),
    ("Lucia", "Sander"),
    ("Grace", "Emeka"),
    ("Hugo", "Irina"),
    ("Selma", "Anton"),
    ("Dilara", "Ben"),
)
WEEKS_LENT = 13
FIRST_CAME = 30
DAYS_TO_AGREE = 40


def tell(therapist: Person, now: dt.datetime, random: Random) -> None:
    """Tell of these couples: they came half a year ago or earlier, answered each week, and are done."""
    for number, (a, b) in enumerate(PAIRS):
        start = 2 + random.random() * 4, 2 + random.random() * 4
        levels_a, levels_b = _levels(*start), _levels(*reversed(start))
        story = Story(a, b, FIRST_CAME + number, levels_a, levels_b, Stage.ENDED)
        told = telling.begin(story, therapist, now, random)
        for week in range(WEEKS_LENT):
            answers.one_week(told, week)
        lend(told)
        with clock.telling_of(told.ago(weeks=number + 1)):
            couple = queries.couple_for(told.care, told.couple.pk)
            people.move_stage(actor=told.care, couple=couple, stage=Stage.ENDED)


def _levels(own: float, other: float) -> tuple[float, float, float]:
    """Where somebody ends has to do with where both began."""
    later = 2 + 0.5 * own + 0.3 * other
    return own, later, later + 0.5


def lend(told: Telling) -> None:
    """Let both agree to research, each alone."""
    for days, side in enumerate("ab", start=DAYS_TO_AGREE):
        viewer = told.viewer(side)
        with clock.telling_of(told.after(days=days)):
            people.agree_to_research(actor=viewer, signed_name=viewer.display_name)
