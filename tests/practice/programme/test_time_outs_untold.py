"""That a pause with a return tells nobody else anything, in pages, log, own data and pings."""

from __future__ import annotations

import asyncio
import json
import uuid

import pytest
from channels.layers import get_channel_layer
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.practice.privacy.test_leak_matrix import MATRIX
from tests.practice.privacy.test_same_for_the_other import FORM_TOKEN
from tests.practice.programme.test_time_outs import (
    after,
    agreed,
    calls,
    close_by_alice,
    close_by_dana,
    evening,
    running,
)
from troth.practice.common.models import AuditEvent
from troth.practice.privacy.actions import erase_person, export_own_data
from troth.practice.programme import time_out_actions as pauses
from troth.practice.programme.models import Run
from troth.practice.programme.pings import group_of, group_of_the_two
from troth.practice.programme.states import RunState
from troth.practice.programme.time_outs import in_minutes
from troth.practice.safety import actions as safety

__all__ = ["agreed", "evening"]


def look(actor, *names, **arguments):
    """Return what pages hold and how many statements each took."""
    seen = {}
    for name in names:
        with CaptureQueriesContext(connection) as captured:
            found = actor.client.get(reverse(name, kwargs=arguments.get(name)))
        assert found.status_code == 200
        seen[name] = (FORM_TOKEN.sub(b"", found.content), len(captured))
    return seen


def test_whoever_closed_the_door_the_other_sees_the_same_and_it_takes_the_same(
    dana, alice, bob, seen, agreed
):
    calls(alice)
    looks = []
    for close, reopen in (
        (close_by_alice, lambda: safety.reopen_for_myself(actor=alice.viewer)),
        (close_by_dana, None),
    ):
        close(dana, alice, seen)
        look(bob, "today", "time-out", "together")
        looks.append(look(bob, "today", "time-out", "together"))
        if reopen:
            reopen()
    assert looks[0] == looks[1]


def test_no_page_of_the_therapist_or_of_another_couple_changes_by_a_byte_or_a_statement(
    dana, charlie, frank, alice, seen, agreed
):
    there = {"couple_id": seen.pk}
    of_couple = {name: there for name, row in MATRIX.items() if row.kwargs == ("couple_id",) and not row.post}
    of_couple["couple-exercise"] = there | {"run_id": agreed.pk}
    plain = [name for name, row in MATRIX.items() if not row.kwargs and not row.post]
    left_out = {"leave", "out", "front-door", "download-my-data"}

    def all_looks():
        return [
            look(dana, *of_couple, **of_couple),
            *(
                look(who, *(name for name in plain if role in MATRIX[name].opens and name not in left_out))
                for role, who in (("dana", dana), ("charlie", charlie), ("frank", frank))
            ),
        ]

    all_looks()
    before = all_looks()
    calls(alice)
    assert all_looks() == before
    with after(25):
        pauses.name_later_return(actor=alice.viewer, back_at=in_minutes(60))
        pauses.end_time_out(actor=alice.viewer)
    assert all_looks() == before


def test_of_the_partners_pages_only_the_two_with_the_card_change(alice, bob, agreed):
    names = [
        name
        for name, row in MATRIX.items()
        if "bob" in row.opens and not row.kwargs and not row.post
        if name not in {"leave", "out", "front-door", "download-my-data"}
    ]
    look(bob, *names)
    before = look(bob, *names)
    calls(alice)
    during = look(bob, *names)
    assert {name for name in names if during[name] != before[name]} == {"today", "time-out"}
    pauses.end_time_out(actor=alice.viewer)
    assert look(bob, *names) == before


def test_today_asks_nothing_more_where_none_runs_and_one_thing_while_one_does(alice, bob, agreed):
    Run.objects.update(state=RunState.STOPPED)
    look(bob, "today")
    (_, before) = look(bob, "today")["today"]
    Run.objects.update(state=RunState.DONE)
    assert look(bob, "today")["today"][1] == before
    calls(alice)
    assert look(bob, "today")["today"][1] == before + 1


def test_the_log_holds_that_it_was_and_neither_time_nor_choice(alice, bob, agreed):
    calls(alice)
    with after(25):
        pauses.name_later_return(actor=bob.viewer, back_at=in_minutes(60))
    with after(24 * 60):
        pauses.turn_clock()
    logged = AuditEvent.objects.filter(event__startswith="time-out").order_by("sequence")
    assert [(one.event, one.facts) for one in logged] == [
        ("time-out.called", {}),
        ("time-out.moved", {}),
        ("time-out.ended", {}),
    ]


def test_each_takes_out_the_time_that_they_named(alice, bob, agreed):
    calls(alice)
    mine, theirs = (json.loads(export_own_data(actor=actor.viewer)) for actor in (alice, bob))
    assert mine["programme.TimeOut"] == [{"back_at": "2026-03-03 20:11:00+00:00"}]
    assert theirs["programme.TimeOut"] == []


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_whoever_of_the_two_is_erased_no_pause_stays(request, alice, agreed, who):
    calls(alice)
    erase_person(actor=request.getfixturevalue(who).viewer)
    assert running() == []


def heard(group, acts, capture):
    """Return what a page hears that follows a group, while all this is done."""
    layer, name = get_channel_layer(), f"phone-{uuid.uuid4().hex}"

    async def listen():
        await layer.send(name, {"type": "end"})
        messages = []
        while (message := await layer.receive(name))["type"] != "end":
            messages.append(message)
        return messages

    asyncio.run(layer.group_add(group, name))
    for act in acts:
        with capture(execute=True):
            act()
    return asyncio.run(listen())


def test_only_the_pages_of_the_two_are_called_to_look(alice, agreed, django_capture_on_commit_callbacks):
    acts = [lambda: calls(alice), lambda: pauses.end_time_out(actor=alice.viewer)]
    of_the_two = heard(group_of_the_two(agreed.pk), acts, django_capture_on_commit_callbacks)
    of_care_too = heard(group_of(agreed.pk), acts, django_capture_on_commit_callbacks)
    assert (of_the_two, of_care_too) == ([{"type": "run.changed"}] * 2, [])


def test_a_door_that_closes_calls_nobody(dana, alice, seen, agreed, django_capture_on_commit_callbacks):
    calls(alice)
    acts = [lambda: close_by_alice(dana, alice, seen), pauses.turn_clock]
    assert heard(group_of_the_two(agreed.pk), acts, django_capture_on_commit_callbacks) == []
