"""A side is kept while it is typed, and what one wrote on one device is never written over from another."""

from __future__ import annotations

import re

import pytest

from tests.practice.boundaries import story
from tests.practice.boundaries.story import TOPIC
from troth.practice.boundaries import actions
from troth.practice.boundaries.models import Position
from troth.practice.common.errors import Refused

pytestmark = pytest.mark.django_db
PAGE = f"/agreements/topic/{TOPIC}/"
FIRST, SECOND = "What I wrote on the train", "What I wrote at home"
SAVED, REFUSED, GONE_ON = 204, 409, 302


def tokens_of(page):
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("page", "seen")}


def opened(actor):
    """Open the page of the topic; return what its form sends along."""
    return tokens_of(actor.client.get(PAGE).content.decode())


def typed(actor, device, text, part="need"):
    return actor.client.post(f"{PAGE}save/", {"field": part, part: text, **device})


def kept(actor):
    return Position.objects.filter(author_id=actor.viewer.person_id).latest("round").said


def test_each_part_is_kept_as_it_is_typed_and_the_others_stay(couple, alice):
    phone = opened(alice)
    assert [typed(alice, phone, text).status_code for text in ("I", "I need", "I need calm")] == [SAVED] * 3
    assert typed(alice, phone, "must", part="firm").status_code == SAVED
    assert kept(alice) == {"need": "I need calm", "firm": "must"}
    assert Position.objects.get().submitted_at is None
    assert "I need calm" in alice.client.get(PAGE).content.decode()


def test_the_form_says_where_it_is_kept_and_the_button_works_without_a_script(couple, alice):
    page = alice.client.get(PAGE).content.decode()
    assert f'data-autosave="{PAGE}save/"' in page
    assert 'data-saved-for="need"' in page
    assert 'data-saved-for="firm"' in page
    assert alice.client.post(PAGE, {**tokens_of(page), **story.side()}).status_code == GONE_ON
    assert kept(alice) == story.side()


def test_a_draft_that_is_typed_stays_its_authors_alone(open_door, alice, bob, dana):
    typed(alice, opened(alice), "ALICE-TYPES")
    assert "ALICE-TYPES" in alice.client.get(PAGE).content.decode(), "the leak must be possible"
    assert "ALICE-TYPES" not in bob.client.get(PAGE).content.decode()
    assert "ALICE-TYPES" not in dana.client.get(f"/couples/{open_door.pk}/agreements/").content.decode()


def test_the_second_device_does_not_write_over_the_first(couple, alice):
    phone, laptop = opened(alice), opened(alice)
    assert typed(alice, phone, FIRST).status_code == SAVED
    assert typed(alice, laptop, SECOND).status_code == REFUSED
    assert kept(alice) == {"need": FIRST}


def test_the_button_shows_both_texts_and_goes_on_from_there(couple, alice):
    phone, laptop = opened(alice), opened(alice)
    typed(alice, phone, FIRST)
    refused = alice.client.post(PAGE, {**laptop, **story.side(need=SECOND)})
    body = refused.content.decode()
    assert refused.status_code == REFUSED
    assert "You wrote here on another device meanwhile." in body
    assert "From your other device" in body
    assert (FIRST in body, SECOND in body) == (True, True)
    assert kept(alice) == {"need": FIRST}
    again = {**tokens_of(body), **story.side(need=f"{FIRST}; {SECOND}")}
    assert alice.client.post(PAGE, again).status_code == GONE_ON
    assert kept(alice)["need"] == f"{FIRST}; {SECOND}"


def test_the_same_words_from_two_devices_are_no_quarrel(couple, alice):
    phone, laptop = opened(alice), opened(alice)
    assert [typed(alice, device, FIRST).status_code for device in (phone, laptop)] == [SAVED, SAVED]


def test_an_old_page_writes_nothing_into_the_next_round(open_door, alice, bob):
    phone = opened(alice)
    typed(alice, phone, FIRST)
    for actor in (alice, bob):
        story.hand_in(actor)
    assert typed(alice, phone, SECOND).status_code == REFUSED
    assert Position.objects.filter(round=2).count() == 0
    assert typed(alice, opened(alice), SECOND).status_code == SAVED
    assert kept(alice) == {"need": SECOND}


def test_what_was_handed_in_is_not_typed_over(open_door, alice):
    phone = opened(alice)
    typed(alice, phone, FIRST)
    story.hand_in(alice)
    assert typed(alice, phone, SECOND).status_code == REFUSED
    assert kept(alice)["need"] == "I need calm evenings"


@pytest.mark.parametrize(
    ("part", "text", "reason"),
    [
        ("need", "x" * 2001, "2001 characters"),
        ("firm", "iron", "Choose how firm you are"),
        ("password", "x", "Nothing came that this page asks for"),
    ],
)
def test_what_cannot_be_kept_is_told_in_one_sentence(couple, alice, part, text, reason):
    answer = typed(alice, opened(alice), text, part=part)
    assert (answer.status_code, reason in answer.content.decode()) == (REFUSED, True)
    with pytest.raises(Refused, match=reason):
        actions.save_position(actor=alice.viewer, topic=TOPIC, said={part: text})
    assert not Position.objects.exists()
