"""Where the two pause or part: what was shared is only read, each keeps their own, and nothing new goes on together."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.practice.giving import give
from tests.practice.growth.story import body, looks_back, sign, words_plan
from troth.practice.common.errors import Refused
from troth.practice.formulation import actions as formulation
from troth.practice.growth import actions, queries
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy.actions import erase_person, export_own_data
from troth.practice.privacy.states import Audience
from troth.practice.programme import actions as programme
from troth.practice.safety import actions as safety
from troth.practice.safety.queries import joint_work_is_open

pytestmark = pytest.mark.django_db

RESTS = [Stage.PAUSED, Stage.SEPARATED]


@pytest.mark.parametrize("stage", RESTS)
def test_nothing_goes_on_together_while_they_rest(dana, alice, bob, working, stage):
    run = give(dana, working, "what-trust-means-to-me", reason="Begin here")
    programme.start(actor=alice.viewer, run=run)
    people.move_stage(actor=dana.viewer, couple=working, stage=stage)
    assert not joint_work_is_open(working.pk)
    run.refresh_from_db()
    with pytest.raises(Refused):
        programme.finish_step(actor=alice.viewer, run=run, step_id="why")


def test_after_a_pause_the_door_is_as_it_was(dana, alice, bob, working):
    people.move_stage(actor=dana.viewer, couple=working, stage=Stage.PAUSED)
    working.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=working, stage=Stage.WORKING)
    assert joint_work_is_open(working.pk)


@pytest.mark.parametrize("stage", RESTS)
def test_each_reads_what_was_shared_and_the_own_draft(dana, alice, bob, looked_back, stage):
    sign(words_plan(alice), alice, bob)
    actions.begin_ending(actor=dana.viewer, couple=looked_back)
    actions.save_look_back(actor=alice.viewer, words={"story": "Half a story"})
    people.move_stage(actor=dana.viewer, couple=looked_back, stage=stage)
    for actor in (alice, bob):
        assert "We keep Sundays" in body(actor)
    assert "Half a story" in body(alice)
    assert "Half a story" not in body(bob)
    with pytest.raises(Refused, match="rests at the moment"):
        looks_back(bob)


def test_what_was_sealed_when_they_parted_stays_sealed(dana, alice, bob, working):
    actions.begin_ending(actor=dana.viewer, couple=working)
    looks_back(alice, "Sealed words")
    people.move_stage(actor=dana.viewer, couple=working, stage=Stage.SEPARATED)
    with pytest.raises(Refused):
        looks_back(bob)
    assert "Sealed words" not in body(bob)
    assert queries.growth_page(bob.viewer).told == []


@pytest.mark.parametrize("stage", RESTS)
def test_no_goal_is_shared_with_the_other_any_more_and_own_goals_go_on(dana, alice, bob, working, stage):
    goal = formulation.word_goal(actor=alice.viewer, text="Sleep well")
    people.move_stage(actor=dana.viewer, couple=working, stage=stage)
    goal.refresh_from_db()
    with pytest.raises(Refused, match="rests at the moment"):
        formulation.share_goal(actor=alice.viewer, goal=goal, audience=Audience.COUPLE)
    formulation.share_goal(actor=alice.viewer, goal=goal, audience=Audience.THERAPIST)
    formulation.word_goal(actor=alice.viewer, text="Swim")


def test_where_one_erased_everything_the_other_reads_on_and_nothing_new_begins(dana, alice, bob, looked_back):
    sign(words_plan(alice), alice, bob)
    erase_person(actor=alice.viewer)
    found = body(bob)
    assert "We keep Sundays" in found
    assert "Bob worked" in found
    assert "Alice worked" not in found
    with pytest.raises(Refused, match="rests at the moment"):
        words_plan(bob, "Alone", known=1)


def test_one_who_leaves_takes_their_own_and_the_others_account_is_untouched(dana, alice, bob, looked_back):
    before = export_own_data(actor=bob.viewer).decode()
    people.move_stage(actor=dana.viewer, couple=looked_back, stage=Stage.ENDED)
    for actor, own, other in ((alice, "Alice worked", "Bob worked"), (bob, "Bob worked", "Alice worked")):
        taken = export_own_data(actor=actor.viewer).decode()
        assert own in taken
        assert other not in taken
        assert actor.client.get(reverse("growth")).status_code == 404
        assert actor.client.get(reverse("my-data")).status_code == 200
    assert "Bob worked" in before


def test_a_partner_reads_the_same_closed_door_and_the_care_team_reads_why(dana, alice, bob, working):
    people.move_stage(actor=dana.viewer, couple=working, stage=Stage.PAUSED)
    resting = body(alice, "together")
    assert "only read meanwhile" in body(dana, "joint-work", couple_id=working.pk)
    working.refresh_from_db()
    people.move_stage(actor=dana.viewer, couple=working, stage=Stage.WORKING)
    assert body(alice, "together") != resting
    safety.close_joint_work(actor=dana.viewer, couple=working, reason="A while")
    assert body(alice, "together") == resting
