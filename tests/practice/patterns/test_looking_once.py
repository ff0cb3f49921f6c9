"""However many days are told in a row, the worker looks at a couple's diaries once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from tests.practice.patterns.finding import note_bids_met
from tests.practice.patterns.telling import tell
from troth.practice.common.queueing import enqueue_once
from troth.practice.patterns import detecting
from troth.practice.privacy.states import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings, opened):
    """Let tasks wait for a worker; the function returns how many looks wait, for whichever couple."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda: DBTaskResult.objects.ready().filter(task_path=detecting.look_again.module_path)


def statements(act) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        act()
    return [query["sql"].split()[0] for query in asked]


def test_many_days_in_a_row_are_looked_at_once(queue, alice, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as asked:
        note_bids_met(alice, Audience.COUPLE)
        tell(bob)
    assert len(asked) > 2
    assert queue().count() == 1


def test_couples_are_looked_at_each(queue):
    for couple in ("one", "other", "one"):
        enqueue_once(detecting.look_again, couple)
    assert sorted(one.args_kwargs["args"] for one in queue()) == [["one"], ["other"]]


def test_a_look_that_has_begun_is_followed_by_another(queue):
    enqueue_once(detecting.look_again, "one")
    queue().get().claim("worker")
    enqueue_once(detecting.look_again, "one")
    assert (queue().count(), DBTaskResult.objects.running().count()) == (1, 1)


def test_no_write_tells_by_its_work_that_another_came_before(queue):
    alone, after_another = (statements(lambda: enqueue_once(detecting.look_again, "one")) for _ in range(2))
    assert alone == after_another == ["SAVEPOINT", "DELETE", "INSERT", "RELEASE"]
