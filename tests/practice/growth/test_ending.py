"""From looking back to one plan that both have signed."""

from __future__ import annotations

import pytest

from tests.practice.growth.story import both_look_back, looks_back, sign, words_plan
from troth.practice.common.errors import Absent, Refused
from troth.practice.growth import actions, queries
from troth.practice.growth.models import KeepingPlan, KeepingSignature, LookBack
from troth.practice.growth.states import PlanState
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy.actions import erase_person

pytestmark = pytest.mark.django_db


def states(couple):
    return list(KeepingPlan.objects.filter(couple=couple).order_by("number").values_list("state", flat=True))


def test_only_the_care_team_asks_both_to_look_back(alice, erin, working):
    for actor in (alice, erin):
        with pytest.raises(Absent):
            actions.begin_ending(actor=actor.viewer, couple=working)


def test_before_the_work_nobody_is_asked_to_look_back(dana, alice, bob, couple):
    with pytest.raises(Refused, match="Change the stage first"):
        actions.begin_ending(actor=dana.viewer, couple=couple)


def test_both_are_not_asked_anew_before_both_have_written(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    with pytest.raises(Refused, match="Both were asked already"):
        actions.begin_ending(actor=dana.viewer, couple=working)
    looks_back(alice)
    looks_back(bob)
    assert actions.begin_ending(actor=dana.viewer, couple=working).number == 2


def test_nobody_looks_back_unasked(alice, bob, working):
    with pytest.raises(Refused, match="Your therapist opens this"):
        looks_back(alice)


def test_a_draft_becomes_what_is_handed_in_and_then_stays(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    actions.save_look_back(actor=alice.viewer, words={"story": "We met late"})
    with pytest.raises(Refused, match="“What helped us” is still empty"):
        actions.hand_in_look_back(actor=alice.viewer, words={"story": "We met late"})
    looks_back(alice)
    with pytest.raises(Refused, match="handed this in already"):
        actions.save_look_back(actor=alice.viewer, words={"worked": "Other"})
    assert [row.words["worked"] for row in LookBack.objects.all()] == ["Alice worked"]


def test_the_plan_begins_with_the_words_of_both(alice, looked_back):
    assert queries.growth_page(alice.viewer).suggestion["signs"] == "Alice: Alice signs\nBob: Bob signs"


def test_no_plan_before_both_have_looked_back(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    looks_back(alice)
    with pytest.raises(Refused, match="once both of you have looked back"):
        words_plan(alice)


def test_a_plan_holds_once_both_have_signed(alice, bob, looked_back):
    plan = words_plan(alice)
    sign(plan, alice, alice)
    assert (states(looked_back), KeepingSignature.objects.count()) == ([PlanState.WAITING], 1)
    sign(plan, bob)
    assert states(looked_back) == [PlanState.AGREED]
    assert queries.agreed_text(looked_back.pk).said[0].words == "We keep Sundays"


def test_nobody_signs_a_version_that_was_replaced(alice, bob, looked_back):
    old = words_plan(alice)
    new = words_plan(bob, "We keep Mondays", known=1)
    with pytest.raises(Refused, match="replaced by a newer one"):
        sign(old, alice)
    sign(new, alice, bob)
    assert states(looked_back) == [PlanState.REPLACED, PlanState.AGREED]


def test_what_is_agreed_holds_until_both_have_signed_the_next(alice, bob, looked_back):
    sign(words_plan(alice), alice, bob)
    new = words_plan(bob, "We keep Mondays", known=1)
    assert states(looked_back) == [PlanState.AGREED, PlanState.WAITING]
    sign(new, bob, alice)
    assert states(looked_back) == [PlanState.REPLACED, PlanState.AGREED]


def test_nobody_writes_over_a_version_they_have_not_read(alice, bob, looked_back):
    words_plan(alice)
    with pytest.raises(Refused, match="A newer version was kept meanwhile"):
        words_plan(bob, "Blind", known=0)
    assert states(looked_back) == [PlanState.WAITING]


def test_a_stranger_does_not_sign(alice, charlie, dana, looked_back):
    plan = words_plan(alice)
    for actor in (charlie, dana):
        with pytest.raises(Absent):
            sign(plan, actor)


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.SEPARATED])
def test_where_the_couple_rests_what_was_shared_is_read_and_not_changed(dana, alice, bob, looked_back, stage):
    plan = words_plan(alice)
    sign(plan, alice, bob)
    people.move_stage(actor=dana.viewer, couple=looked_back, stage=stage)
    with pytest.raises(Refused, match="rests at the moment"):
        words_plan(alice, "More", known=1)
    for actor in (alice, bob):
        page = queries.growth_page(actor.viewer)
        assert (page.rests, page.may_word, page.may_sign) == (True, False, False)
        assert page.agreed.said[0].words == "We keep Sundays"


def test_after_the_end_each_keeps_own_words_and_reads_nothing_of_the_other(dana, alice, bob, looked_back):
    people.move_stage(actor=dana.viewer, couple=looked_back, stage=Stage.ENDED)
    for actor in (alice, bob):
        assert actor.client.get("/growth/").status_code == 404
    assert LookBack.objects.count() == 2


def test_erasing_one_partner_leaves_the_words_of_the_other(dana, alice, bob, looked_back):
    sign(words_plan(alice), alice, bob)
    erase_person(actor=alice.viewer)
    assert [row.words["worked"] for row in LookBack.objects.all()] == ["Bob worked"]
    assert set(KeepingSignature.objects.values_list("signed_name", flat=True)) == {"erased", "Bob"}


def test_a_second_looking_back_begins_empty(dana, alice, bob, looked_back):
    both_look_back(dana, looked_back, alice, bob)
    assert LookBack.objects.count() == 4
