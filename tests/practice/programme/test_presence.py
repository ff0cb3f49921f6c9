"""That both are here: said to the two alone, in what they share, and never a trace of it otherwise."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.practice.programme.phones import what_they_hear
from tests.practice.programme.story import goes_on, shares, takes_away, writes
from troth.library import load_library
from troth.practice.common.models import AuditEvent
from troth.practice.programme import actions, presence, steps
from troth.practice.programme.models import Run
from troth.practice.programme.presence_actions import choose_presence
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.usefixtures("one_connection")

TALK, TAKEAWAY = "ask-and-listen", "takeaway"


def at(step: str, *, writing: bool = False) -> str:
    return json.dumps({"at": step, "writing": writing})


def says(doing: str, step: str) -> dict[str, str]:
    return {"partner": doing, "at": step}


def in_turn(step: str, *, writing: bool = False) -> list[tuple[str, str]]:
    """Both say twice that they are at a step, one after the other."""
    return [("alice", at(step, writing=writing)), ("bob", at(step, writing=writing))] * 2


@pytest.fixture
def two(alice, bob) -> dict:
    return {"alice": alice.person, "bob": bob.person}


@pytest.fixture
def talking(alice, bob, begun) -> Run:
    """Both are where they talk."""
    for actor in (alice, bob):
        shares(actor, begun, draft="Mine", share="Ours")
    goes_on(alice, begun, "reveal")
    goes_on(bob, begun, "reveal")
    return begun


@pytest.fixture
def closing(alice, talking) -> Run:
    """Both are where each writes something for both."""
    goes_on(alice, talking, TALK, "a-time-it-was-there", "one-small-thing")
    return talking


def nobody_is_here(run, people, step, *, writing=False) -> bool:
    """Tell whether not one frame came of all that the two told."""
    return what_they_hear(run.pk, people, in_turn(step, writing=writing)) == {name: [] for name in people}


def test_each_hears_that_the_other_is_at_the_same_step(talking, two):
    heard = what_they_hear(talking.pk, two, in_turn(TALK))
    assert heard == {"alice": [says("reading", TALK)] * 2, "bob": [says("reading", TALK)]}


def test_who_writes_for_both_is_heard_to_write_and_nothing_else(closing, two):
    heard = what_they_hear(closing.pk, two, in_turn(TAKEAWAY, writing=True))
    assert heard == {"alice": [says("writing", TAKEAWAY)] * 2, "bob": [says("writing", TAKEAWAY)]}


def test_nobody_writes_where_there_is_nothing_to_write(talking, two):
    heard = what_they_hear(talking.pk, two, in_turn(TALK, writing=True))
    assert heard["bob"] == [says("reading", TALK)]


def test_two_pages_of_one_person_do_not_hear_each_other(talking, alice):
    pages = {"alice": alice.person, "bob": alice.person}
    assert nobody_is_here(talking, pages, TALK)


def test_whoever_looks_on_hears_nothing_and_is_not_heard(talking, two, dana):
    looking_on = two | {"dana": dana.person}
    heard = what_they_hear(talking.pk, looking_on, [*in_turn(TALK), ("dana", at(TALK))])
    assert heard == {"alice": [says("reading", TALK)] * 2, "bob": [says("reading", TALK)], "dana": []}


def test_what_is_private_never_tells(alice, bob, begun, two):
    for actor in (alice, bob):
        goes_on(actor, begun, "why")
    assert nobody_is_here(begun, two, "draft", writing=True)


def test_what_is_sealed_never_tells(alice, bob, begun, two):
    for actor in (alice, bob):
        goes_on(actor, begun, "why")
        writes(actor, begun, "draft", "Mine")
        goes_on(actor, begun, "draft")
    assert nobody_is_here(begun, two, "share", writing=True)


def test_what_each_reads_alone_never_tells(begun, two):
    assert nobody_is_here(begun, two, "why")


def test_a_part_of_one_alone_never_tells(alice, bob, parted, two):
    for actor in (alice, bob):
        goes_on(actor, parted, "before")
    assert nobody_is_here(parted, two, "tell", writing=True)


def test_only_the_very_step_of_both_counts_whatever_a_page_says(alice, bob, begun, two):
    shares(alice, begun, draft="Mine", share="Ours")
    for step in ("reveal", TALK, "draft", "share", "none", ""):
        assert nobody_is_here(begun, two, step)
    shares(bob, begun, draft="Mine", share="Ours")
    assert nobody_is_here(begun, two, TALK)
    assert not nobody_is_here(begun, two, "reveal")


def test_one_who_went_on_is_no_longer_here(alice, closing, two):
    takes_away(alice, closing, "This")
    assert nobody_is_here(closing, two, TAKEAWAY)


def test_a_page_that_fell_silent_hears_nothing(talking, two, monkeypatch):
    monkeypatch.setattr(presence, "LASTS", dt.timedelta(seconds=-1))
    assert nobody_is_here(talking, two, TALK)


@pytest.mark.parametrize("end", [actions.pause_run, actions.stop_run])
def test_nobody_is_here_in_a_run_that_is_paused_or_stopped(alice, talking, two, end):
    end(actor=alice.viewer, run=talking)
    assert nobody_is_here(talking, two, TALK)


def test_nobody_is_here_behind_a_closed_door(alice, talking, two):
    safety.close_for_myself(actor=alice.viewer)
    assert nobody_is_here(talking, two, TALK)


def test_another_couple_is_never_told_nor_heard(talking, charlie, alice):
    assert presence.answer(alice.viewer, talking.pk, TALK).may_learn is True
    assert presence.answer(charlie.viewer, talking.pk, TALK).may_learn is False


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_switched_off_by_either_it_is_for_both_as_if_the_other_were_away(request, talking, two, who):
    choose_presence(actor=request.getfixturevalue(who).viewer, shown=False)
    switched_off = what_they_hear(talking.pk, two, in_turn(TALK))
    away = what_they_hear(talking.pk, two, [("bob", at(TALK))] * 2)
    assert switched_off == away == {"alice": [], "bob": []}
    choose_presence(actor=request.getfixturevalue(who).viewer, shown=True)
    assert what_they_hear(talking.pk, two, in_turn(TALK))["bob"] == [says("reading", TALK)]


def test_away_sounds_like_switched_off_also_where_it_is_on(talking, two):
    assert what_they_hear(talking.pk, two, [("bob", at(TALK))] * 2) == {"alice": [], "bob": []}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"at": 1, "writing": true}', '{"at": "ask-and-listen"}', "[" * 199, "x" * 5000],
)
def test_what_makes_no_sense_is_passed_over_and_the_line_stays(talking, two, text):
    heard = what_they_hear(talking.pk, two, [("bob", text), *in_turn(TALK)])
    assert heard == {"alice": [says("reading", TALK)] * 2, "bob": [says("reading", TALK)]}


def test_nothing_of_it_is_kept(talking, two):
    before = (AuditEvent.objects.count(), Run.objects.values().get(pk=talking.pk))
    assert not nobody_is_here(talking, two, TALK)
    assert (AuditEvent.objects.count(), Run.objects.values().get(pk=talking.pk)) == before


def test_no_exercise_shares_what_is_private_sealed_or_of_one_alone():
    of_all = [step for exercise in load_library().exercises.values() for step in exercise.steps]
    shared = [step for step in of_all if steps.is_shared(step)]
    assert {step.audience for step in shared} == {None, "couple"}
    assert {step.who for step in shared} == {"each", "together"}
    assert [step.id for step in shared if step.who == "each" and not (step.is_written or step.barrier)] == []
    assert [step.id for step in shared if step.matches or step.when] == []


def test_the_page_names_the_step_to_its_script_only_where_it_is_shared(alice, bob, begun):
    def page():
        return alice.client.get(f"/exercise/{begun.pk}/").content.decode()

    assert "data-shared-step" not in page()
    goes_on(alice, begun, "why")
    assert "data-shared-step" not in page()
    writes(alice, begun, "draft", "Mine")
    goes_on(alice, begun, "draft")
    assert "data-shared-step" not in page()
    writes(alice, begun, "share", "Ours")
    goes_on(alice, begun, "share")
    assert "data-shared-step" not in page()  # she waits
    shares(bob, begun, draft="Mine", share="Ours")
    assert 'data-shared-step="reveal"' in page()
