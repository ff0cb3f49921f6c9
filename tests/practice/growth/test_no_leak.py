"""Neither learns from these pages what the other wrote, or that they did, before both have."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.practice import door
from tests.practice.growth.story import body, looks_back, sign, words_plan
from troth.practice.growth import actions, queries
from troth.practice.privacy.actions import export_own_data
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db


def test_a_page_is_the_same_whatever_the_other_has_written(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    before = body(bob)
    actions.save_look_back(actor=alice.viewer, words={"worked": "A draft"})
    assert body(bob) == before
    assert "A draft" not in body(dana, "couple-growth", couple_id=working.pk)
    looks_back(alice, "Sealed words")
    assert body(bob) == before
    assert "Sealed words worked" in body(dana, "couple-growth", couple_id=working.pk)
    looks_back(bob)
    assert "Sealed words worked" in body(bob)
    assert "Sealed words worked" in body(alice)


def test_handing_in_first_shows_the_own_words_alone(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    looks_back(alice)
    assert [told.name for told in queries.growth_page(alice.viewer).told] == ["Alice"]


def test_a_page_does_not_tell_who_has_signed(alice, bob, looked_back):
    plan = words_plan(alice)
    before = body(bob)
    sign(plan, alice)
    assert body(bob) == before


def test_behind_a_closed_door_no_plan_is_made_and_what_was_opened_stays(dana, alice, bob, looked_back):
    sign(words_plan(alice, "Agreed words"), alice, bob)
    words_plan(bob, "Newer words", known=1)
    assert "Bob worked" in body(alice)
    assert "Newer words" in body(alice)
    safety.close_joint_work(actor=dana.viewer, couple=looked_back, reason="A while")
    found = body(alice)
    assert "Alice worked" in found
    assert "Agreed words" in found
    assert "Bob worked" in found
    assert "Newer words" not in found
    assert "A while" not in found
    door.hold_open(looked_back)
    assert "Newer words" in body(alice)


def test_what_a_partner_takes_out_holds_own_words_alone(alice, bob, looked_back):
    own = export_own_data(actor=alice.viewer).decode()
    assert "Alice worked" in own
    assert "Bob worked" not in own


def test_another_couple_and_another_practice_find_nothing(charlie, erin, frank, looked_back):
    assert queries.growth_page(charlie.viewer).told == []
    for actor in (erin, frank, charlie):
        page = actor.client.get(reverse("couple-growth", args=[looked_back.pk]))
        assert page.status_code == 404
