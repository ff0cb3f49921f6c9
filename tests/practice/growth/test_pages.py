"""The pages of growth, as they are used."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from tests.practice.cast import confirm
from tests.practice.growth.story import sign, turns, words_plan
from tests.practice.paper_text import text_of
from troth.practice.growth import actions
from troth.practice.growth.models import KeepingPlan, LookBack

pytestmark = pytest.mark.django_db


def test_a_partner_keeps_a_draft_and_hands_it_in(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    given = {"worked": "Pauses", "signs": "Silence"}
    assert alice.client.post(reverse("look-back"), {**given, "act": "save"}).status_code == 302
    assert LookBack.objects.get().submitted_at is None
    assert "Pauses" in alice.client.get(reverse("growth")).content.decode()
    alice.client.post(reverse("look-back"), {**given, "act": "hand-in"})
    assert LookBack.objects.get().submitted_at is not None


def test_what_is_missing_is_named_and_what_was_typed_stays(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    page = alice.client.post(reverse("look-back"), {"story": "We met late", "act": "hand-in"})
    assert page.status_code == 400
    assert "“What helped us” is still empty" in page.content.decode()
    assert "We met late" in page.content.decode()
    assert not LookBack.objects.exists()


def test_who_edits_an_older_version_reads_the_newer_one_and_keeps_their_words(alice, bob, looked_back):
    words_plan(alice, "We keep Sundays")
    page = bob.client.post(reverse("keeping-plan"), {"rituals": "My Mondays", "known": 0})
    assert page.status_code == 400
    for words in ("We keep Sundays", "My Mondays", "A newer version was kept meanwhile"):
        assert words in page.content.decode()
    bob.client.post(reverse("keeping-plan"), {"rituals": "My Mondays", "known": 1})
    assert KeepingPlan.objects.count() == 2


def test_signing_asks_once_more_who_it_is(alice, bob, looked_back):
    plan = words_plan(bob)
    given = {"plan": plan.pk, "agree": "on", "signed_name": "Alice"}
    asked = alice.client.post(reverse("sign-keeping-plan"), given)
    assert not plan.signatures.exists()
    confirm(alice, asked.url)
    assert plan.signatures.count() == 1


def test_the_plan_is_taken_along_on_paper(alice, bob, looked_back):
    assert alice.client.post(reverse("keeping-paper")).status_code == 404
    sign(words_plan(alice), alice, bob)
    confirm(alice, alice.client.post(reverse("keeping-paper")).url)
    paper = alice.client.post(reverse("keeping-paper"))
    assert "WekeepSundays" in text_of(paper.content)


def test_the_therapist_asks_both_and_reads_what_was_handed_in(dana, alice, bob, working):
    address = reverse("couple-growth", args=[working.pk])
    assert "Ask both to look back" in dana.client.get(address).content.decode()
    assert dana.client.post(reverse("begin-ending", args=[working.pk])).status_code == 302
    assert "Asked to look back on" in dana.client.get(address).content.decode()


def test_no_two_fields_of_the_page_share_an_id(dana, alice, after):
    turns(dt.date(2026, 2, 28))
    page = alice.client.get(reverse("growth")).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert {"id_text", "id_wish", "id_on", "id_what_helps"} <= set(ids)
    assert len(ids) == len(set(ids))
