"""A page that asks in place gets the next step at once, and is the only one that is not told to look again."""

from __future__ import annotations

import asyncio
import uuid
from itertools import accumulate

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.practice.programme.phones import PATIENCE, connect, hang_up, phone
from tests.practice.programme.story import goes_on
from troth.practice.common.two_devices import Page
from troth.practice.people.models import Couple
from troth.practice.people.states import Stage
from troth.practice.programme import actions
from troth.practice.programme.pings import group_of

IN_PLACE = {"HX-Request": "true", "X-Page": "phone1"}
LAPTOP = Page("1a2b", "")


def presses(actor, run, step: str, **sent):
    return actor.client.post(f"/exercise/{run.pk}/next/", {"step": step, **sent}, headers=IN_PLACE)


def page(actor, run) -> bytes:
    return actor.client.get(f"/exercise/{run.pk}/", headers=IN_PLACE).content


def without_names(part: bytes) -> list[bytes]:
    """Leave out the lines of the form that name this very page, and its token."""
    return [line for line in part.splitlines() if b'name="page"' not in line and b"csrf" not in line]


def test_the_answer_is_what_the_page_shows_when_it_is_fetched(alice, begun):
    answered = presses(alice, begun, "why")
    assert answered.status_code == 200
    assert b"2 of 9" in answered.content
    assert without_names(answered.content) == without_names(page(alice, begun))


def test_a_refusal_stands_in_the_place_of_the_form_with_what_was_typed(alice, begun):
    goes_on(alice, begun, "why")
    answered = presses(alice, begun, "draft", draft="x" * 20_000)
    assert answered.status_code == 422
    assert answered.content.strip().startswith(b'<div id="exercise"')
    assert b"x" * 20_000 in answered.content


def test_a_refusal_that_has_a_page_of_its_own_is_not_put_into_the_page(alice, begun):
    goes_on(alice, begun, "why")
    Couple.objects.filter(pk=begun.couple_id).update(stage=Stage.PAUSED)
    answered = presses(alice, begun, "draft", draft="Typed before the two paused")
    assert (answered.status_code, b"<html" in answered.content) == (409, True)
    assert b"Typed before the two paused" in answered.content


def test_what_was_sent_with_one_step_says_nothing_of_the_next(alice, begun):
    goes_on(alice, begun, "why", "draft")
    actions.save_entry(
        actor=alice.viewer, run=begun, step_id="share", text="Begun on the laptop", page=LAPTOP
    )
    answered = presses(alice, begun, "draft", page="f0", seen="").content
    assert (b"Begun on the laptop" in answered, b"From your other device" in answered) == (True, False)


def test_what_was_typed_is_kept_and_handed_in_within_one_transaction(alice, begun):
    goes_on(alice, begun, "why")
    with CaptureQueriesContext(connection) as asked:
        presses(alice, begun, "draft", draft="The whole sentence")
    said = [query["sql"] for query in asked.captured_queries]
    kept = next(place for place, sql in enumerate(said) if sql.startswith('INSERT INTO "programme_entry"'))
    moved = next(place for place, sql in enumerate(said) if sql.startswith('UPDATE "programme_progress"'))
    changes = [sql.startswith("SAVEPOINT") - sql.startswith("RELEASE") for sql in said]
    assert min(list(accumulate(changes))[kept:moved]) == 1


def test_who_is_signed_out_gets_no_page_to_sign_in_inside_the_page(alice, begun):
    alice.client.logout()
    for answered in (presses(alice, begun, "why"), alice.client.get("/today/", headers=IN_PLACE)):
        assert (answered.status_code, answered.content) == (401, b"")
    assert alice.client.post(f"/exercise/{begun.pk}/next/", {"step": "why"}).status_code == 302


@async_to_sync
async def pings_heard(phones, run_id, **facts: str) -> list[int]:
    """Return how many pings each phone heard of one with these facts, and one without any."""
    for one in phones:
        assert await connect(one)
    for said in (facts, {}):
        await get_channel_layer().group_send(group_of(run_id), {"type": "run.changed", **said})
    heard = []
    for one in phones:
        frames = [await one.receive_output(PATIENCE)]
        while not await one.receive_nothing():
            frames.append(await one.receive_output())
        assert {frame["text"] for frame in frames} == {'{"changed": true}'}
        heard.append(len(frames))
        await hang_up(one)
    return heard


@pytest.mark.usefixtures("one_connection")
def test_the_page_that_sent_is_not_told_but_every_other_is(begun, alice, bob, dana):
    phones = [
        phone(alice.person, begun.pk, page="phone1"),
        phone(alice.person, begun.pk, page="laptop"),
        phone(alice.person, begun.pk),
        phone(bob.person, begun.pk, page="bobs"),
        phone(dana.person, begun.pk),
    ]
    assert pings_heard(phones, begun.pk, page="phone1") == [1, 2, 2, 2, 2]


@pytest.mark.usefixtures("one_connection")
def test_what_one_side_must_not_hear_is_heard_by_the_other_and_the_care_team(begun, alice, bob, dana):
    phones = [phone(who.person, begun.pk) for who in (alice, bob, dana)]
    assert pings_heard(phones, begun.pk, but_not="b") == [2, 1, 2]


@pytest.mark.parametrize(("headers", "facts"), [(IN_PLACE, {"page": "phone1"}), ({}, {})])
def test_a_ping_names_the_page_that_sent_and_nothing_else(
    alice, begun, django_capture_on_commit_callbacks, headers, facts
):
    layer, follower = get_channel_layer(), f"phone-{uuid.uuid4().hex}"
    asyncio.run(layer.group_add(group_of(begun.pk), follower))
    with django_capture_on_commit_callbacks(execute=True):
        alice.client.post(f"/exercise/{begun.pk}/next/", {"step": "why"}, headers=headers)
    assert asyncio.run(layer.receive(follower)) == {"type": "run.changed", **facts}
