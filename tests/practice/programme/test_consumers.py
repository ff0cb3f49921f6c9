from __future__ import annotations

import uuid

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.models import AnonymousUser

from tests.practice.programme.phones import connect, hang_up, phone
from troth.practice.programme.pings import group_of

pytestmark = pytest.mark.usefixtures("one_connection")


@async_to_sync
async def may_follow(person, run_id) -> bool:
    communicator = phone(person, run_id)
    accepted = await connect(communicator)
    await hang_up(communicator)
    return accepted


@async_to_sync
async def what_a_phone_hears(person, run_id) -> dict:
    communicator = phone(person, run_id)
    await connect(communicator)
    await get_channel_layer().group_send(group_of(run_id), {"type": "run.changed"})
    heard = await communicator.receive_output()
    await hang_up(communicator)
    return heard


@pytest.mark.parametrize("who", ["alice", "bob", "dana"])
def test_the_two_and_their_therapist_follow_a_run(request, run, who):
    assert may_follow(request.getfixturevalue(who).person, run.pk) is True


@pytest.mark.parametrize("who", ["charlie", "erin", "frank"])
def test_others_cannot_follow_it(request, run, who):
    assert may_follow(request.getfixturevalue(who).person, run.pk) is False


def test_nobody_follows_without_a_log_in_or_a_run(run, alice):
    assert may_follow(AnonymousUser(), run.pk) is False
    assert may_follow(alice.person, uuid.uuid4()) is False


def test_a_phone_hears_only_that_something_changed(run, bob):
    assert what_a_phone_hears(bob.person, run.pk) == {"type": "websocket.send", "text": '{"changed": true}'}
