"""Steps that only some answers call for, and what the other partner learns of them: nothing."""

from __future__ import annotations

import re

import pytest

from tests.practice.programme.story import goes_on, writes
from tests.practice.programme.test_rows import to_the_plan
from tests.practice.programme.test_views import whole
from troth.practice.programme import queries

OPEN_PAGE = re.compile(rb'name="page" value="[0-9a-f]{16}"')


def to_the_weight(actor, run) -> None:
    writes(actor, run, "plan", "Cook | me")
    goes_on(actor, run, "plan", "private")


def weighs(actor, run, weight: str) -> str:
    writes(actor, run, "weight", weight)
    goes_on(actor, run, "weight")
    return queries.player(actor.viewer, run).step.id


def what_is_got(actor, run) -> list[tuple]:
    """Everything that a browser gets, but for the name of the open page, which is new each time."""
    addresses = (f"/exercise/{run.pk}/", "/today/", "/together/")
    got = [whole(actor.client.get(address)) for address in addresses]
    return [(status, heads, OPEN_PAGE.sub(b"", content)) for status, heads, content in got]


@pytest.mark.parametrize(("weight", "step"), [("6", "back"), ("7", "heavy"), ("10", "heavy")])
def test_a_step_is_asked_only_where_the_own_answer_calls_for_it(alice, bob, rowed, weight, step):
    to_the_plan(alice, bob, rowed)
    to_the_weight(alice, rowed)
    to_the_weight(bob, rowed)
    assert weighs(bob, rowed, "0" if step == "heavy" else "9") == ("back" if step == "heavy" else "heavy")
    assert weighs(alice, rowed, weight) == step


@pytest.mark.parametrize("weight", ["2", "9"])
def test_nothing_that_the_other_gets_depends_on_the_answer(alice, bob, rowed, weight):
    to_the_plan(alice, bob, rowed)
    to_the_weight(bob, rowed)
    to_the_weight(alice, rowed)
    before = what_is_got(bob, rowed)
    called_for = weighs(alice, rowed, weight) == "heavy"
    assert called_for is (weight == "9")
    assert what_is_got(bob, rowed) == before
    if called_for:
        writes(alice, rowed, "heavy", "SECRET-heavy")
        goes_on(alice, rowed, "heavy")
    assert what_is_got(bob, rowed) == before
    assert ("SECRET-heavy" in [entry.text for entry in queries.player(alice.viewer, rowed).own]) is called_for
