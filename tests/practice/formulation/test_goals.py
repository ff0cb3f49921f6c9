"""Goals: private until shared, and one number a month."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.practice.formulation.story import proposes, sign
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.formulation import actions, queries
from troth.practice.formulation.models import Goal, GoalRating
from troth.practice.people import actions as people
from troth.practice.privacy.states import Audience

pytestmark = pytest.mark.django_db

MAY, JUNE = (dt.datetime(2026, month, 12, 12, tzinfo=ZoneInfo("UTC")) for month in (5, 6))


@pytest.fixture
def goal(alice):
    return actions.word_goal(actor=alice.viewer, text="To come home gladly")


def rate(actor, goal, value):
    return actions.rate_goal(actor=actor.viewer, goal=queries.goal_for(actor.viewer, goal.pk), value=value)


def seen(actor, goal):
    line = queries.goal_line(actor.viewer, queries.goal_for(actor.viewer, goal.pk))
    return {
        name: [(point.month.month, point.value) for point in points] for name, points in line.ratings.items()
    }


def test_a_new_goal_is_its_authors_alone(alice, bob, dana, couple, goal):
    assert goal.audience == Audience.ME
    assert [line.text for line in queries.plan_page(alice.viewer).goals] == ["To come home gladly"]
    assert queries.plan_page(bob.viewer).others_goals == []
    assert queries.couple_plan_page(dana.viewer, couple.pk).goals == []


def test_sharing_goes_wider_and_never_back(alice, bob, dana, couple, goal):
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.THERAPIST)
    assert [line.name for line in queries.couple_plan_page(dana.viewer, couple.pk).goals] == ["Alice"]
    assert queries.plan_page(bob.viewer).others_goals == []
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.COUPLE)
    assert [line.text for line in queries.plan_page(bob.viewer).others_goals] == ["To come home gladly"]
    for audience in (Audience.COUPLE, Audience.THERAPIST, Audience.ME):
        with pytest.raises(Refused, match="shared that far already"):
            actions.share_goal(actor=alice.viewer, goal=goal, audience=audience)


def test_words_change_only_while_nobody_else_reads_them(alice, goal):
    actions.word_goal(actor=alice.viewer, text="To sleep well", goal=goal)
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.THERAPIST)
    with pytest.raises(Refused, match="may have read these words"):
        actions.word_goal(actor=alice.viewer, text="Other words", goal=goal)
    assert Goal.objects.get().text == "To sleep well"


def test_numbers_of_a_shared_goal_open_when_both_have_given_one(alice, bob, dana, couple, goal):
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.COUPLE)
    with clock.telling_of(MAY):
        rate(alice, goal, 3)
        assert (seen(alice, goal), seen(bob, goal)) == ({"Alice": [(5, 3)]}, {})
        assert queries.couple_plan_page(dana.viewer, couple.pk).goals[0].ratings["Alice"][0].value == 3
        rate(alice, goal, 4)
        rate(bob, goal, 6)
    both = {"Alice": [(5, 4)], "Bob": [(5, 6)]}
    assert (seen(alice, goal), seen(bob, goal)) == (both, both)
    with clock.telling_of(MAY), pytest.raises(Refused, match="Both of you have given a number"):
        rate(alice, goal, 9)
    with clock.telling_of(JUNE):
        rate(bob, goal, 7)
    assert (seen(alice, goal), seen(bob, goal)) == (both, {"Alice": [(5, 4)], "Bob": [(5, 6), (6, 7)]})


def test_numbers_given_in_private_stay_private_after_sharing(alice, bob, goal):
    with clock.telling_of(MAY):
        rate(alice, goal, 2)
        actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.COUPLE)
        rate(bob, goal, 5)
    assert seen(bob, goal) == {"Bob": [(5, 5)]}
    assert seen(alice, goal) == {"Alice": [(5, 2)]}


def test_a_number_that_did_not_open_can_be_changed_and_is_kept_once(alice, goal):
    with clock.telling_of(MAY):
        for value in (2, 8):
            rate(alice, goal, value)
    assert [rating.value for rating in GoalRating.objects.all()] == [8]


@pytest.mark.parametrize("value", [-1, 11])
def test_a_number_lies_between_nought_and_ten(alice, goal, value):
    with pytest.raises(Refused, match="from 0 to 10"):
        rate(alice, goal, value)


def test_a_goal_set_aside_is_done_with(alice, bob, goal):
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.COUPLE)
    actions.set_goal_aside(actor=alice.viewer, goal=goal)
    assert (queries.plan_page(alice.viewer).goals, queries.plan_page(bob.viewer).others_goals) == ([], [])
    with pytest.raises(Refused, match="set aside"):
        rate(bob, goal, 4)


def test_nobody_shares_rewords_or_sets_aside_what_is_not_theirs(alice, bob, dana, charlie, goal):
    actions.share_goal(actor=alice.viewer, goal=goal, audience=Audience.COUPLE)
    for actor in (bob, dana, charlie):
        with pytest.raises(Absent):
            actions.set_goal_aside(actor=actor.viewer, goal=goal)
        with pytest.raises(Absent):
            actions.word_goal(actor=actor.viewer, text="Mine now", goal=goal)
    for actor in (dana, charlie):
        with pytest.raises(Absent):
            actions.rate_goal(actor=actor.viewer, goal=goal, value=5)


def test_whoever_withdrew_consent_words_nothing(alice):
    people.withdraw_consent(actor=alice.viewer)
    with pytest.raises(Refused, match="consent letter first"):
        actions.word_goal(actor=alice.viewer, text="Words")


def test_goals_are_due_once_a_month_while_a_plan_holds(dana, alice, bob, reviewed, goal):
    assert queries.due_for(alice.viewer) == (False, False)
    plan = proposes(dana, reviewed)
    assert queries.due_for(alice.viewer) == (True, False)
    sign(plan, alice)
    assert queries.due_for(alice.viewer) == (False, False)
    sign(plan, bob, dana)
    assert (queries.due_for(alice.viewer), queries.due_for(bob.viewer)) == ((False, True), (False, False))
    rate(alice, goal, 4)
    assert queries.due_for(alice.viewer) == (False, False)
    with clock.telling_of(clock.now() + dt.timedelta(days=31)):
        assert queries.due_for(alice.viewer) == (False, True)
    assert queries.due_for(dana.viewer) == (False, False)
