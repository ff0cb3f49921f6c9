"""Two tabs, two colleagues or the two partners act at the same moment: it happens once, and nobody meets an error.

The partners are the usual case: they sit side by side, and press when both are ready.
"""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections

from tests.practice.giving import give
from tests.practice.programme.story import finishes_talking, goes_on, shares, writes
from tests.practice.programme.test_courses import given
from troth.practice.common.errors import Refused
from troth.practice.common.models import AuditEvent
from troth.practice.programme import actions, queries
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import Course, Entry, Progress, Run, TalkTurn, TimeOut
from troth.practice.programme.states import STOPPED_STEP, RunState
from troth.practice.programme.time_out_actions import call_time_out
from troth.practice.programme.time_outs import in_minutes
from troth.practice.safety import actions as safety
from troth.practice.wordings import actions as own_actions
from troth.practice.wordings import queries as own

SLUG = "time-out"


@pytest.fixture(autouse=True)
def several_connections(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other anyway")


def at_once(*acts):
    """Do all acts at one moment, each on a connection of its own; return how each ended, in no order."""
    start, ends = Barrier(len(acts)), []

    def do(act):
        start.wait()
        try:
            act()
            ends.append("done")
        except (Refused, IntegrityError) as error:
            ends.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def both_at_once(act, alice, bob, run, **what):
    """Let the two partners do the same in a run at one moment; return how each ended."""
    viewers = [alice.viewer, bob.viewer]
    return at_once(*[lambda viewer=viewer: act(actor=viewer, run=run, **what) for viewer in viewers])


def positions(run):
    return list(Progress.objects.filter(run=run).values_list("position", flat=True))


@pytest.fixture
def talking(alice, bob, begun):
    """Both are where they talk, the fifth step."""
    for actor in (alice, bob):
        shares(actor, begun, draft="Mine", share="Ours")
    goes_on(alice, begun, "reveal")
    goes_on(bob, begun, "reveal")
    return begun


def test_an_exercise_is_given_once(dana, couple):
    assert at_once(*[lambda: give(dana, couple, SLUG)] * 3) == ["Refused", "Refused", "done"]
    assert Run.objects.count() == 1


def test_a_programme_is_given_once(dana, couple):
    assert at_once(*[lambda: given(dana, couple)] * 3) == ["Refused", "Refused", "done"]
    assert Course.objects.count() == 1


def test_what_is_said_of_a_stop_is_kept_once(alice, begun):
    actions.stop_run(actor=alice.viewer, run=begun)
    begun.refresh_from_db()
    viewer = alice.viewer

    def say():
        actions.say_what_stopped(actor=viewer, run=begun, text="It was late.", audience="me")

    assert at_once(say, say, say) == ["done"] * 3
    assert Entry.objects.filter(step=STOPPED_STEP).count() == 1


def test_one_wording_is_in_use_whoever_chose_which(dana):
    files = own.files_of(dana.viewer, EXERCISE, SLUG)
    for number in range(3):
        worded = {**files, "evidence.md": f"{files['evidence.md']}\nOnce more: {number}.\n"}
        own_actions.save_wording(
            actor=dana.viewer, kind=EXERCISE, slug=SLUG, files=worded, note="More", begun_from=number
        )
    own_actions.use_wording(actor=dana.viewer, kind=EXERCISE, slug=SLUG, number=0)
    viewer = dana.viewer

    def use(number):
        return lambda: own_actions.use_wording(actor=viewer, kind=EXERCISE, slug=SLUG, number=number)

    assert at_once(use(1), use(2), use(3)) == ["done"] * 3
    assert len(own.wordings_in_use(viewer)) == 1


def test_what_both_hand_in_at_the_same_moment_opens_to_both(alice, bob, begun):
    for actor in (alice, bob):
        goes_on(actor, begun, "why", "draft")
        writes(actor, begun, "share", f"From {actor.person.pk}")
    assert both_at_once(actions.finish_step, alice, bob, begun, step_id="share") == ["done"] * 2
    for actor, other in ((alice, bob), (bob, alice)):
        player = queries.player(actor.viewer, begun)
        assert (player.mine, player.theirs) == (f"From {actor.person.pk}", f"From {other.person.pk}")


def test_a_talk_that_both_end_at_the_same_moment_is_left_by_one_step(alice, bob, talking):
    assert positions(talking) == [4, 4]
    assert both_at_once(actions.finish_step, alice, bob, talking, step_id="ask-and-listen") == ["done"] * 2
    assert positions(talking) == [5, 5]
    ended = AuditEvent.objects.filter(event="exercise.step-finished")
    assert [one.facts["step"] for one in ended].count("ask-and-listen") == 1


def test_an_exercise_that_both_end_at_the_same_moment_is_done(alice, bob, begun):
    for actor in (alice, bob):
        shares(actor, begun, draft="Mine", share="Ours")
    finishes_talking(alice, bob, begun)
    for actor in (alice, bob):
        writes(actor, begun, "takeaway", "We ask.")
        goes_on(actor, begun, "takeaway")
    assert both_at_once(actions.finish_step, alice, bob, begun, step_id="close") == ["done"] * 2
    begun.refresh_from_db()
    assert begun.state == RunState.DONE


def test_a_turn_that_both_start_at_the_same_moment_runs_once(alice, bob, talking):
    turn = {"step_id": "ask-and-listen", "side": "a"}
    assert both_at_once(actions.start_turn, alice, bob, talking, **turn) == ["done"] * 2
    assert TalkTurn.objects.count() == 1


def test_a_pause_that_both_call_at_the_same_moment_is_one(dana, alice, bob, seen):
    run = give(dana, seen, SLUG)
    safety.open_joint_work(actor=dana.viewer, couple=seen, reason="Both are ready.")
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    back_at, viewers = in_minutes(30), [alice.viewer, bob.viewer]
    calls = [lambda viewer=viewer: call_time_out(actor=viewer, back_at=back_at) for viewer in viewers]
    assert at_once(*calls) == ["done"] * 2
    assert TimeOut.objects.count() == 1
    assert AuditEvent.objects.filter(event="time-out.called").count() == 1
