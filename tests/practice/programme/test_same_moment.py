"""Two tabs, or two colleagues, do the same at the same moment: it happens once, and nobody meets an error."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections

from tests.practice.giving import give
from tests.practice.programme.test_courses import given
from troth.practice.common.errors import Refused
from troth.practice.programme import actions
from troth.practice.programme.kinds import EXERCISE
from troth.practice.programme.models import Course, Entry, Run
from troth.practice.programme.states import STOPPED_STEP
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
