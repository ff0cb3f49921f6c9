"""A refresher after each check-up, for every couple: it depends on nothing but what both may read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.practice.answering import answer
from tests.practice.giving import give
from tests.practice.growth.story import BEGAN, body, comes_to, lays_out, on, turns
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.growth import after_queries, boosters, clock_actions, shelf, shelf_actions
from troth.practice.growth.models import CheckUp, LaidOut
from troth.practice.growth.states import CheckUpState
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.programme import actions as programme
from troth.practice.programme.models import Clearance, Run
from troth.practice.programme.states import RunState
from troth.practice.safety import actions as safety

pytestmark = pytest.mark.django_db

MONTH_1 = dt.date(2026, 2, 28)
MONTH_3 = dt.date(2026, 4, 30)
TWO_WEEKS_LATER = dt.date(2026, 3, 14)
WELL = dict.fromkeys(("knew_what_to_expect", "could_count_on", "told_openly", "faith_ahead", "overall"), 7)
WELL |= {"wondered_what_is_hidden": 3, "safe_to_show": 7}
LOOK = dict.fromkeys(
    ("content", "glad", "turned_to_me", "took_it_in", "i_turned", "kept_word", "kept_habits"), 8
)


def answers(actor, day, *, pulse=None, look=None):
    with on(day):
        answer(actor, "trust-pulse", **(WELL | (pulse or {})))
        answer(actor, "looking-in", **(LOOK | (look or {})))


def offered():
    rows = CheckUp.objects.filter(state=CheckUpState.ASKED).order_by("asked_at")
    return list(rows.values_list("refresher", flat=True))


def did(dana, couple, slug):
    """The couple did this exercise during therapy, and Dana had thought of its points."""
    run = give(dana, couple, slug, despite="They know it")
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    return run


def test_what_fell_most_comes_before_what_lies_lowest():
    now = {"faith": 4.0, "openness": 6.0, "kept": 7.0}
    assert boosters.slipped(now, {"openness": 9.0, "faith": 5.0}) == ["openness", "faith", "kept"]
    assert boosters.slipped(now, {}) == ["faith", "openness", "kept"]


def test_of_what_fits_the_two_are_offered_what_they_may_begin_and_had_not_lately():
    assert boosters.for_both(["openness"], [], lambda _: False) == "what-i-heard-today"
    assert (
        boosters.for_both(["openness"], ["what-i-heard-today"], lambda _: False) == "transparency-agreement"
    )
    assert boosters.for_both(["openness"], [], lambda slug: slug == "first-slip") == "first-slip"
    assert boosters.for_both([], boosters.ALWAYS, lambda _: True) == "keep-what-we-won"


def test_a_couple_that_does_well_is_offered_one_as_well(alice, bob, after):
    turns(MONTH_1)
    answers(alice, MONTH_1)
    turns(MONTH_1)
    assert offered() == [""]
    answers(bob, MONTH_1)
    turns(MONTH_1)
    assert offered() == ["steady-days"]


def test_so_it_is_by_a_clock_that_ticks(dana, alice, bob, couple):
    with clock.telling_of(clock.now() - dt.timedelta(days=40)):
        comes_to(dana, couple, Stage.MAINTAINING)
        clock_actions.turn_clock()
    clock_actions.turn_clock()
    for actor in (alice, bob):
        answer(actor, "trust-pulse", **WELL)
        answer(actor, "looking-in", **LOOK)
    clock_actions.turn_clock()
    assert offered() == ["steady-days"]


def test_it_fits_what_both_may_read_of_what_slipped(alice, bob, after):
    turns(MONTH_1)
    for actor in (alice, bob):
        answers(actor, MONTH_1, look={"turned_to_me": 2, "took_it_in": 2, "i_turned": 2})
    turns(MONTH_1)
    assert offered() == ["small-bids"]


def test_who_waits_for_the_other_is_offered_one_after_two_weeks_from_nothing_sealed(alice, bob, after):
    turns(MONTH_1)
    answers(alice, MONTH_1, pulse={"told_openly": 0, "wondered_what_is_hidden": 10})
    turns(TWO_WEEKS_LATER - dt.timedelta(days=1))
    assert offered() == [""]
    turns(TWO_WEEKS_LATER)
    assert offered() == ["keep-what-we-won"]


def test_nothing_is_offered_twice_running(alice, bob, after):
    for day in (MONTH_1, MONTH_3):
        turns(day)
        for actor in (alice, bob):
            answers(actor, day, look={"turned_to_me": 2, "took_it_in": 2, "i_turned": 2})
        turns(day)
    assert offered() == ["small-bids", "what-i-heard-today"]


def test_what_is_laid_out_and_was_done_before_waits_for_both_like_anything_else(dana, alice, bob, after):
    did(dana, after, "small-bids")
    for actor in (alice, bob):
        people.choose_safe_contact(actor=actor.viewer, may_mail=False, address="")
    lays_out(dana, after)
    turns(MONTH_1)
    for actor in (alice, bob):
        answers(actor, MONTH_1, look={"turned_to_me": 2, "took_it_in": 2, "i_turned": 2})
    turns(MONTH_1)
    turns(MONTH_1)
    run = Run.objects.get(exercise="small-bids", state=RunState.ASSIGNED)
    assert run.reason == shelf_actions.REFRESHER
    for actor in (alice, bob):
        assert shelf_actions.REFRESHER in body(actor, "today")
        assert shelf_actions.REFRESHER in body(actor, "together")


def test_a_second_one_does_not_pile_up_on_one_that_waits(dana, alice, bob, after):
    lays_out(dana, after)
    for day in (MONTH_1, MONTH_3):
        turns(day)
        turns(day + dt.timedelta(days=14))
    assert offered() == ["keep-what-we-won", "first-slip"]
    assert list(Run.objects.values_list("exercise", flat=True)) == ["keep-what-we-won"]


def test_a_couple_that_parted_is_offered_nothing(dana, after):
    turns(MONTH_1)
    people.move_stage(actor=dana.viewer, couple=after, stage=Stage.SEPARATED)
    turns(TWO_WEEKS_LATER)
    assert offered() == [""]


def test_without_laying_out_the_two_ask_first(alice, after):
    page = body(alice)
    assert "Tell Dana if you would like it." in page
    assert "Begin “" not in page
    with pytest.raises(Refused, match="Your therapist looks at this one with you first"):
        shelf_actions.begin_from_shelf(actor=alice.viewer, slug="a-move-ahead")
    assert not Run.objects.exists()


@pytest.mark.parametrize("slug", boosters.CHALLENGES)
def test_either_begins_a_talk_for_a_time_of_change_without_the_therapist(dana, alice, bob, after, slug):
    lays_out(dana, after)
    assert reverse("begin-from-shelf", args=[slug]) in body(alice)
    begun = bob.client.post(reverse("begin-from-shelf", args=[slug]))
    run = Run.objects.get()
    assert begun.url == reverse("exercise", args=[run.pk])
    programme.start(actor=alice.viewer, run=run)
    programme.finish_step(actor=alice.viewer, run=run, step_id="why")
    assert Clearance.objects.get(run=run).by == dana.viewer.person_id
    with pytest.raises(Refused, match="on its way already"):
        shelf_actions.begin_from_shelf(actor=alice.viewer, slug=slug)


def test_laying_out_is_all_or_nothing(dana, alice, after):
    points = shelf.points_of(after)
    with pytest.raises(Refused, match="a gap would tell"):
        shelf_actions.lay_out(actor=dana.viewer, couple=after, thought_of=points[1:])
    assert not LaidOut.objects.exists()
    page = dana.client.post(reverse("lay-out", args=[after.pk]), {"thought_of": points[1:]})
    assert page.status_code == 409
    assert page.content.decode().count(" checked") == len(points) - 1
    assert dana.client.post(reverse("lay-out", args=[after.pk]), {"thought_of": points}).status_code == 302
    assert "Begin “A new place”" in body(alice)


def test_what_is_taken_back_is_asked_for_again_and_what_was_begun_goes_on(dana, alice, after):
    lays_out(dana, after)
    run = shelf_actions.begin_from_shelf(actor=alice.viewer, slug="a-move-ahead")
    dana.client.post(reverse("lay-out", args=[after.pk]), {"act": "take-back"})
    assert "Begin “" not in body(alice)
    programme.start(actor=alice.viewer, run=run)
    with pytest.raises(Refused, match="looks at this one with you first"):
        shelf_actions.begin_from_shelf(actor=alice.viewer, slug="retirement-ahead")


def test_nobody_begins_what_is_not_on_the_page(dana, alice, charlie, after):
    lays_out(dana, after)
    for slug in ("shared-story", "small-bids", "nothing"):
        with pytest.raises(Absent):
            shelf_actions.begin_from_shelf(actor=alice.viewer, slug=slug)
    with pytest.raises(Absent):
        shelf_actions.begin_from_shelf(actor=dana.viewer, slug="a-move-ahead")


def test_what_comes_first_is_done_first(dana, alice, after):
    lays_out(dana, after)
    with pytest.raises(Refused, match="Another exercise comes before"):
        shelf_actions.begin_from_shelf(actor=alice.viewer, slug="first-slip")


def test_behind_a_closed_door_nothing_is_begun(dana, alice, after):
    lays_out(dana, after)
    safety.close_joint_work(actor=dana.viewer, couple=after, reason="A while")
    assert "Begin “" not in body(alice)
    with pytest.raises(Refused, match="Work together is not open"):
        shelf_actions.begin_from_shelf(actor=alice.viewer, slug="a-move-ahead")


def test_only_the_care_team_lays_out(alice, erin, after):
    for actor in (alice, erin):
        with pytest.raises(Absent):
            lays_out(actor, after)


def test_the_care_team_reads_which_refresher_was_offered(dana, after):
    turns(MONTH_1)
    turns(TWO_WEEKS_LATER)
    assert [line.refresher for line in after_queries.couple_after_page(dana.viewer, after).lines] == [
        "Keeping what you have won"
    ]
    assert CheckUp.objects.get(state=CheckUpState.ASKED).since == BEGAN
