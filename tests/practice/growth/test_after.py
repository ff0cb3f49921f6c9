"""Check-ups, slips and days of one's own, in the time after therapy. The clock is moved."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from tests.practice import door
from tests.practice.growth.story import BEGAN, body, on, slips, turns
from troth.library import load_library
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.growth import after_actions, after_queries, after_rules, boosters, months
from troth.practice.growth.models import CheckUp, HardDay, Slip
from troth.practice.growth.states import CheckUpState, SlipState
from troth.practice.instruments.models import Round, TrustLine
from troth.practice.people import actions as people
from troth.practice.people.states import Stage
from troth.practice.privacy.actions import erase_person

pytestmark = pytest.mark.django_db


def asked(couple):
    rounds = Round.objects.filter(couple=couple).exclude(instrument="private-check")
    return sorted(rounds.values_list("instrument", flat=True))


@pytest.mark.parametrize(
    ("after_day", "found"),
    [
        (BEGAN, (1, dt.date(2026, 2, 28))),
        (dt.date(2026, 2, 28), (3, dt.date(2026, 4, 30))),
        (dt.date(2026, 4, 30), (6, dt.date(2026, 7, 31))),
        (dt.date(2026, 7, 31), (12, dt.date(2027, 1, 31))),
        (dt.date(2027, 1, 31), (24, dt.date(2028, 1, 31))),
        (dt.date(2030, 6, 1), (60, dt.date(2031, 1, 31))),
    ],
)
def test_check_ups_fall_on_the_day_of_the_month_or_its_last(after_day, found):
    assert months.next_due(BEGAN, after_day) == found


@pytest.mark.parametrize(
    ("day", "today", "found"),
    [
        (dt.date(2024, 2, 29), dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        (dt.date(2020, 5, 3), dt.date(2026, 5, 3), dt.date(2026, 5, 3)),
        (dt.date(2020, 5, 3), dt.date(2026, 5, 4), dt.date(2027, 5, 3)),
        (dt.date(2027, 5, 3), dt.date(2026, 1, 1), dt.date(2027, 5, 3)),
    ],
)
def test_a_date_comes_round_each_year(day, today, found):
    assert months.next_return(day, today) == found


def test_a_check_up_is_asked_once_when_it_is_due_and_the_next_is_planned(after):
    assert turns(dt.date(2026, 2, 27)).asked == 0
    assert turns(dt.date(2026, 2, 28)).asked == 1
    assert turns(dt.date(2026, 2, 28)).asked == 0
    assert asked(after) == ["goal-check", "looking-in", "trust-pulse"]
    planned = CheckUp.objects.get(state=CheckUpState.PLANNED)
    assert (planned.months, planned.due_on) == (3, dt.date(2026, 4, 30))


def test_in_the_two_weeks_after_the_weekly_question_comes_again_for_every_couple(after):
    for day, count in ((28, 1), (29, 0), (35, 1), (35, 0), (42, 1), (49, 0), (56, 0)):
        assert (day, turns(BEGAN + dt.timedelta(days=day)).asked) == (day, count)
    rounds = Round.objects.filter(couple=after, instrument="trust-pulse").order_by("created_at")
    assert [(each.created_at.date() - BEGAN).days for each in rounds] == [28, 35, 42]


def test_where_it_is_asked_every_week_anyway_it_is_not_asked_twice(dana, after):
    turns(BEGAN + dt.timedelta(days=28))
    with on(BEGAN + dt.timedelta(days=33)):
        door.ask(dana, after, "trust-pulse")
    assert turns(BEGAN + dt.timedelta(days=35)).asked == 0


def test_the_wide_look_comes_after_three_months(after):
    turns(dt.date(2026, 2, 28))
    turns(dt.date(2026, 4, 30))
    assert "where-we-stand" in asked(after)


def test_what_a_worker_missed_is_asked_once_and_not_made_up_for(after):
    assert turns(dt.date(2026, 8, 15)).asked == 1
    rows = CheckUp.objects.order_by("created_at").values_list("months", "state")
    assert sorted(rows) == [(1, "asked"), (12, "planned")]


def test_nothing_is_asked_of_a_couple_that_went_back_to_work_or_apart(dana, after):
    with on(dt.date(2026, 2, 10)):
        people.move_stage(actor=dana.viewer, couple=after, stage=Stage.SEPARATED)
    assert turns(dt.date(2026, 3, 1)).asked == 0
    assert list(CheckUp.objects.values_list("state", flat=True)) == [CheckUpState.DROPPED]
    assert asked(after) == []


def test_nothing_is_asked_where_one_partner_erased_everything(alice, bob, after):
    with on(dt.date(2026, 2, 10)):
        erase_person(actor=alice.viewer)
    assert turns(dt.date(2026, 3, 1)).asked == 0
    assert asked(after) == []


def test_a_slip_over_two_check_ups_has_stayed():
    slip = Slip(noticed_on=BEGAN)
    told = [after_rules.has_stayed(slip, BEGAN + dt.timedelta(days=27), count) for count in (0, 1, 2)]
    assert told == [False, False, True]
    assert after_rules.has_stayed(slip, BEGAN + dt.timedelta(days=28), 0)


def test_the_care_team_reads_how_long_both_have_been_steady(dana, working):
    line, _ = TrustLine.objects.get_or_create(couple=working)
    line.steady = {"since": dt.date(2026, 3, 1).toordinal(), "until": dt.date(2026, 4, 26).toordinal()}
    line.save()
    page = dana.client.get(reverse("couple-growth", args=[working.pk])).content.decode()
    assert "Steady from 1 March 2026 to 26 April 2026" in page


def test_the_open_question_is_sealed_until_both_have_answered(alice, bob, dana, after):
    with pytest.raises(Refused, match="No check-up waits"):
        after_actions.answer_check_up(actor=alice.viewer, text="Well")
    turns(dt.date(2026, 2, 28))
    before = body(bob)
    after_actions.answer_check_up(actor=alice.viewer, text="We argue less")
    assert body(bob) == before
    assert [one.name for one in after_queries.couple_after_page(dana.viewer, after).lines[0].words] == [
        "Alice"
    ]
    after_actions.answer_check_up(actor=bob.viewer, text="I feel safe")
    assert [one.text for one in after_queries.after_page(alice.viewer).lines[0].words] == [
        "We argue less",
        "I feel safe",
    ]
    with pytest.raises(Refused, match="already"):
        after_actions.answer_check_up(actor=alice.viewer, text="More")


def test_a_slip_is_told_to_the_care_team_and_changes_no_partners_page(dana, alice, bob, after):
    with on(dt.date(2026, 2, 10)):
        before = [after_queries.after_page(one.viewer) for one in (alice, bob)]
    slips(after, "below expected after ending")
    turns(dt.date(2026, 2, 10))
    with on(dt.date(2026, 2, 10)):
        assert [after_queries.after_page(one.viewer) for one in (alice, bob)] == before
        page = after_queries.couple_after_page(dana.viewer, after)
    assert page.slip.state == SlipState.NEW
    assert [one.id for one in page.boosters] == list(boosters.ALWAYS)
    assert "Trust has slipped" in dana.client.get(reverse("couple-growth", args=[after.pk])).content.decode()


def test_a_slip_that_stays_four_weeks_speaks_for_a_return_and_one_that_heals_is_over(after):
    slips(after, "reliable deterioration")
    turns(dt.date(2026, 2, 1))
    turns(dt.date(2026, 2, 27))
    assert Slip.objects.get().state == SlipState.NEW
    turns(dt.date(2026, 3, 1))
    assert Slip.objects.get().state == SlipState.STAYS
    slips(after)
    turns(dt.date(2026, 3, 8))
    assert Slip.objects.get().state == SlipState.OVER
    slips(after, "below expected")
    turns(dt.date(2026, 4, 1))
    assert sorted(Slip.objects.values_list("state", flat=True)) == [SlipState.NEW, SlipState.OVER]


def test_a_gap_that_widens_is_no_slip(after):
    slips(after, "widening gap")
    turns(dt.date(2026, 2, 10))
    assert not Slip.objects.exists()


def test_every_refresher_is_in_the_library():
    rows = [*boosters.BY_SCALE.values(), *boosters.BY_CAUSE.values(), boosters.LAID_OUT]
    known = load_library()
    assert [slug for row in rows for slug in row if slug not in known.exercises] == []
    assert set(boosters.BY_CAUSE) == set(known.causes)
    facets = {scale.id for scale in known.instruments["trust-pulse"].scales if scale.is_facet}
    parts = {scale.id for scale in known.instruments["looking-in"].scales}
    assert set(boosters.BY_SCALE) == facets | parts


def test_a_day_of_ones_own_is_shown_two_weeks_before_and_to_nobody_else(alice, bob, dana, couple):
    near, far = clock.today() + dt.timedelta(days=14), clock.today() + dt.timedelta(days=15)
    for day, words in ((near, "Call Ines"), (far, "Go swimming")):
        reply = alice.client.post(reverse("keep-day"), {"on": day.isoformat(), "what_helps": words})
        assert reply.status_code == 302
    assert [day.is_near for day in after_queries.own_days(alice.viewer)] == [True, False]
    assert "Call Ines" in alice.client.get(reverse("growth")).content.decode()
    for actor, address in (
        (bob, reverse("growth")),
        (dana, reverse("couple-growth", args=[couple.pk])),
    ):
        assert "Call Ines" not in actor.client.get(address).content.decode()


def test_only_its_author_takes_a_day_out(alice, bob, couple):
    day = after_actions.keep_day(actor=alice.viewer, on=dt.date(2020, 5, 3), what_helps="A walk")
    with pytest.raises(Absent):
        after_actions.drop_day(actor=bob.viewer, day_id=day.pk)
    after_actions.drop_day(actor=alice.viewer, day_id=day.pk)
    assert not HardDay.objects.exists()


def test_an_impossible_day_comes_back_with_what_was_typed(alice, bob):
    for day in ("0001-01-01", "9999-12-31", "yesterday"):
        page = alice.client.post(reverse("keep-day"), {"on": day, "what_helps": "A walk"})
        assert (page.status_code, "A walk" in page.content.decode()) == (400, True)
    assert not HardDay.objects.exists()
