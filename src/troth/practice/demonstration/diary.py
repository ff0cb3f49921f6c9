"""Eight weeks of Alice's and Bob's evenings, and the pattern that their therapist brings to both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.practice.common import clock
from troth.practice.demonstration import diary_words as words
from troth.practice.patterns import actions as patterns
from troth.practice.patterns import detecting, found_actions
from troth.practice.patterns.told import Choice, Numbers, Said
from troth.practice.privacy.states import Audience

if TYPE_CHECKING:
    from random import Random

    from troth.practice.demonstration.telling import Telling

DAYS = 56
ALONE = 49  # up to so many days ago both keep their days for themselves
LEFT_OUT = {"a": (9, 4), "b": (11, 3)}  # each leaves out one evening in so many
RELEASED = "influence-a"


def keep(told: Telling) -> None:
    """Keep the evenings of both; today is still open for Alice."""
    for side in "ab":
        patterns.choose_for_days(
            actor=told.viewer(side),
            choice=Choice(Audience.COUPLE, counts=True),
            moment_audience=Audience.SEALED,
        )
    for ago, numbers in zip(range(DAYS, -1, -1), _evenings(told.random), strict=True):
        for side in "ab":
            every, left_out = LEFT_OUT[side]
            if ago % every != left_out and (ago or side == "b"):
                _evening(told, side, ago, numbers[side])


def bring_a_pattern(told: Telling) -> None:
    """Look through both diaries as the worker does, and bring one pattern to both."""
    detecting.look(told.couple.pk)
    found_actions.release_pattern(actor=told.care, couple=told.couple, key=RELEASED)


def _evening(told: Telling, side: str, ago: int, numbers: Numbers) -> None:
    kind, audience, sentence, place = words.MOMENTS[side].get(ago, (None, "", "", ""))
    said = Said(kind, sentence, Audience(audience), place) if kind else None
    choice = Choice(Audience.ME) if ago > ALONE else Choice(Audience.COUPLE, counts=True)
    with clock.telling_of(told.ago(days=ago)):
        patterns.keep_day(
            actor=told.viewer(side), on=clock.today(), numbers=numbers, choice=choice, said=said
        )


def _evenings(random: Random) -> list[dict[str, Numbers]]:
    """Both in numbers, day by day: Bob's closeness follows Alice's of the day before, and stress brings conflict."""
    found, alice, stress = [], 0.0, 4.0
    for day in range(DAYS + 1):
        level = 4.6 + 1.6 * day / DAYS
        bob = 0.75 * alice + random.gauss(0, 0.7)
        clash = random.random() < (0.5 if stress > 6 else 0.08)  # noqa: PLR2004 - a day of much stress before
        alice = 0.2 * alice + random.gauss(0, 1.6) - 0.8 * clash
        stress = min(10.0, max(0.0, random.gauss(4.5, 2.3)))
        found.append(
            {
                "a": Numbers(
                    _part(level + alice), _part(level + alice / 2), _part(random.gauss(4, 1.8)), clash
                ),
                "b": Numbers(_part(level + 0.6 + bob), _part(level + 0.8 + bob / 2), _part(stress), clash),
            }
        )
    return found


def _part(value: float) -> int:
    return min(10, max(0, round(value)))
