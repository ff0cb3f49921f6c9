"""The switch: one press, of each partner for themselves, and nobody else learns of it."""

from __future__ import annotations

import html
import json

from troth.practice.common.models import AuditEvent
from troth.practice.privacy import actions as privacy
from troth.practice.programme.models import Unseen
from troth.practice.programme.presence_actions import choose_presence

URL = "/account/presence/"
ON, OFF = "It is on", "It is off"


def page(actor) -> str:
    return html.unescape(actor.client.get(URL).content.decode())


def test_it_is_on_until_switched_off_and_off_until_switched_on(alice, bob):
    assert (ON in page(alice), OFF in page(alice)) == (True, False)
    assert alice.client.post(URL, {"off": "1"}).url == URL
    assert (ON in page(alice), OFF in page(alice)) == (False, True)
    assert ON in page(bob)
    alice.client.post(URL, {"off": "1"})
    alice.client.post(URL, {"on": "1"})
    assert ON in page(alice)
    assert not Unseen.objects.exists()


def test_the_account_leads_there(alice, dana):
    assert f'href="{URL}"' in alice.client.get("/account/").content.decode()
    assert f'href="{URL}"' not in dana.client.get("/account/").content.decode()


def test_the_log_holds_that_it_was_done_never_what_was_chosen(alice):
    for shown in (False, True):
        choose_presence(actor=alice.viewer, shown=shown)
    events = AuditEvent.objects.filter(event="presence.chosen")
    assert [event.facts for event in events] == [{}, {}]


def test_it_goes_out_with_the_own_data_and_is_gone_after_erasing(alice, bob):
    choose_presence(actor=alice.viewer, shown=False)
    taken_out = [json.loads(privacy.export_own_data(actor=actor.viewer)) for actor in (alice, bob)]
    assert [data["programme.Unseen"] for data in taken_out] == [[{"may_be_seen": False}], []]
    privacy.erase_person(actor=alice.viewer)
    assert not Unseen.objects.exists()
