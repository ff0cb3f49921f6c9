"""One partner at two devices: what one of them wrote is never written over unawares."""

from __future__ import annotations

import re

from troth.practice.programme import actions, queries

FIRST, SECOND = "What I wrote on the train", "What I wrote at home"


def opened(alice, run):
    """Open the page of the step; return what its form sends along."""
    page = alice.client.get(f"/exercise/{run.pk}/").content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("page", "seen")}


def sent(alice, run, device, text, *, button="save"):
    named = {"save": {"field": "draft"}, "next": {"step": "draft"}}[button]
    return alice.client.post(f"/exercise/{run.pk}/{button}/", {**named, **device, "draft": text})


def entries_of(alice, run):
    return {entry.step: entry.text for entry in queries.entries_for(alice.viewer, run)}


def test_the_second_device_does_not_write_over_the_first(alice, begun):
    actions.finish_step(actor=alice.viewer, run=begun, step_id="why")
    phone, laptop = opened(alice, begun), opened(alice, begun)
    assert sent(alice, begun, phone, FIRST).status_code == 204
    refused = sent(alice, begun, laptop, SECOND, button="next")
    assert refused.status_code == 409
    assert "You wrote here on another device meanwhile." in refused.content.decode()
    assert (FIRST in refused.content.decode(), SECOND in refused.content.decode()) == (True, True)
    assert entries_of(alice, begun) == {"draft": FIRST}


def test_saving_by_itself_is_refused_too_and_keeps_what_stands(alice, begun):
    actions.finish_step(actor=alice.viewer, run=begun, step_id="why")
    phone, laptop = opened(alice, begun), opened(alice, begun)
    sent(alice, begun, phone, FIRST)
    assert sent(alice, begun, laptop, SECOND).status_code == 409
    assert entries_of(alice, begun) == {"draft": FIRST}


def test_one_device_saves_as_often_as_it_likes(alice, begun):
    actions.finish_step(actor=alice.viewer, run=begun, step_id="why")
    phone = opened(alice, begun)
    assert [sent(alice, begun, phone, text).status_code for text in (FIRST, SECOND, FIRST)] == [204] * 3
    assert entries_of(alice, begun) == {"draft": FIRST}


def test_a_page_is_named_by_troth_alone(alice, begun):
    actions.finish_step(actor=alice.viewer, run=begun, step_id="why")
    assert sent(alice, begun, {"page": "\0<made up>", "seen": "\0"}, FIRST).status_code == 204
    (entry,) = queries.entries_for(alice.viewer, begun)
    assert (entry.text, entry.page) == (FIRST, "")


def test_who_has_seen_both_goes_on_with_what_they_put_together(alice, begun):
    actions.finish_step(actor=alice.viewer, run=begun, step_id="why")
    phone, laptop = opened(alice, begun), opened(alice, begun)
    sent(alice, begun, phone, FIRST)
    sent(alice, begun, laptop, SECOND)
    assert sent(alice, begun, opened(alice, begun), f"{FIRST}; {SECOND}", button="next").status_code == 302
    assert entries_of(alice, begun) == {"draft": f"{FIRST}; {SECOND}"}


def test_the_refusal_itself_offers_to_go_on(alice, begun):
    actions.finish_step(actor=alice.viewer, run=begun, step_id="why")
    phone, laptop = opened(alice, begun), opened(alice, begun)
    sent(alice, begun, phone, FIRST)
    page = sent(alice, begun, laptop, SECOND, button="next").content.decode()
    again = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("page", "seen")}
    assert sent(alice, begun, again, SECOND, button="next").status_code == 302
    assert entries_of(alice, begun) == {"draft": SECOND}
