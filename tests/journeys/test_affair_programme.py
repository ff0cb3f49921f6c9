"""A therapist leads a couple into a programme: the gate is closed, each is seen alone, and the first stage opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys import ways
from tests.journeys.visitor import LAPTOP, PHONE

if TYPE_CHECKING:
    from tests.journeys.conftest import Come
    from tests.journeys.running import Site
    from tests.journeys.visitor import Visitor

PROGRAMME, FIRST = "From here, step by step", "Getting through the next days"
HURT, INVOLVED = "You have been hurt.", "You did something that hurt."
NEUTRAL = "Work together is not open at the moment."


@pytest.mark.journey
def test_a_programme_opens_when_each_was_seen_alone(site: Site, come: Come):
    dana = come(site, "Dana", **LAPTOP)
    alice, bob = come(site, "Alice", **PHONE), come(site, "Bob", **PHONE)
    couple = ways.welcome(dana, alice, bob, site)
    course = dana_gives_the_programme(dana, couple)
    the_gate_is_closed_and_looks_like_any_other_day(dana, alice, bob, course)
    each_is_seen_alone_and_the_door_opens(dana, alice, bob, couple)
    the_first_stage_opens_when_all_was_thought_of(dana, alice, bob, course)
    its_first_exercise_is_given(dana, course)
    for partner, own, other in ((alice, HURT, INVOLVED), (bob, INVOLVED, HURT)):
        page = partner.all_of("/together/")
        assert [words in page for words in (FIRST, own, other)] == [True, True, False]


def dana_gives_the_programme(dana: Visitor, couple: str) -> str:
    dana.open(f"{couple}exercises/")
    dana.look()
    dana.follow("Programmes")
    dana.look()
    dana.follow(PROGRAMME)
    dana.look()
    dana.tick_all("thought_of")
    dana.choose(part_a="a")
    dana.press("Begin it")
    return dana.page.url


def the_gate_is_closed_and_looks_like_any_other_day(
    dana: Visitor, alice: Visitor, bob: Visitor, course: str
) -> None:
    dana.look()
    dana.sees("No reason goes past these.")
    for partner in (alice, bob):
        partner.open("/together/")
        partner.sees(NEUTRAL)
        partner.sees_not(PROGRAMME)


def each_is_seen_alone_and_the_door_opens(dana: Visitor, alice: Visitor, bob: Visitor, couple: str) -> None:
    ways.ask(dana, couple, ways.CHECK)
    for partner in (alice, bob):
        ways.answer_check(partner)
    ways.open_the_door(dana, couple)


def the_first_stage_opens_when_all_was_thought_of(
    dana: Visitor, alice: Visitor, bob: Visitor, course: str
) -> None:
    dana.open(course)
    stage = dana.page.locator("section", has=dana.page.locator("#stage-impact"))
    dana.press("Open this stage", stage)
    dana.sees("This does not hold yet: I know the state of contact with the outside person.")
    assert ["409" in told for told in dana.complaints] == [True]
    dana.complaints.clear()
    for box in stage.locator('input[name="thought_of"]').all():
        stage.locator(f'label[for="{box.get_attribute("id")}"]').first.click()
    dana.press("Open this stage", stage)
    dana.sees("open since")
    dana.look()
    for partner, own, other in ((alice, HURT, INVOLVED), (bob, INVOLVED, HURT)):
        partner.open("/together/")
        partner.sees(own)
        partner.sees_not(other)
        partner.look()


def its_first_exercise_is_given(dana: Visitor, course: str) -> None:
    dana.open(course)
    dana.follow(FIRST)
    dana.tick_all("thought_of")
    dana.choose(part_a="a")
    dana.press("Give it to both")
    dana.sees("Given. Both see it under Together.")
