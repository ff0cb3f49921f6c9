"""What a partner sees while the other is asked about safety, from an open door on: the same, whatever is answered."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.practice import door
from tests.practice.answering import answer
from tests.practice.giving import give
from troth.practice.programme import actions as programme
from troth.practice.safety.states import NEUTRAL_SENTENCE

CALM = {"afraid": "never", "dark_thoughts": "none"}
GRAVE = {"afraid": "often", "hurt": "past_year", "dark_thoughts": "might_act"}
PAGES = ("today", "together", "mine", "how-it-goes", "account", "pause-joint-work")


@pytest.fixture
def at_work(dana, alice, bob, opened):
    """Both are in the middle of an exercise; the door is open."""
    run = give(dana, opened, "what-trust-means-to-me", reason="A good beginning")
    programme.start(actor=alice.viewer, run=run)
    return run


def everything(actor, run) -> list[bytes]:
    """Every page of a partner, without the form tokens, which are new each time."""
    addresses = [*map(reverse, PAGES), f"/exercise/{run.pk}/"]
    return [re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", actor.client.get(each).content) for each in addresses]


@pytest.mark.parametrize("given", [CALM, GRAVE])
def test_the_door_closes_for_both_at_the_asking_and_no_answer_changes_a_page(
    dana, alice, bob, at_work, given
):
    before = everything(alice, at_work)
    door.ask(dana, at_work.couple)
    asked = everything(alice, at_work)
    answer(bob, "private-check", **given)
    answered = everything(alice, at_work)
    assert before != asked
    assert NEUTRAL_SENTENCE.encode() not in b"".join(before)
    assert NEUTRAL_SENTENCE.encode() in b"".join(asked)
    assert answered == asked


def test_the_one_who_answered_sees_no_difference_either_but_the_way_to_help(dana, alice, bob, at_work):
    door.ask(dana, at_work.couple)
    answer(alice, "private-check", **CALM)
    answer(bob, "private-check", **GRAVE)
    for page, other in zip(everything(alice, at_work)[1:3], everything(bob, at_work)[1:3], strict=True):
        assert (NEUTRAL_SENTENCE.encode() in page) is (NEUTRAL_SENTENCE.encode() in other)
