"""A step that opens some days later: each rests for themselves, and nobody learns of the other."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice.paper_text import text_of
from tests.practice.programme.story import goes_on, writes
from tests.practice.programme.test_kinds import what_is_got
from tests.practice.programme.test_sheets import closed_up
from tests.practice.programme.test_views import page, post
from troth.practice.common import clock
from troth.practice.programme import queries, sheets
from troth.practice.programme.models import Entry, Progress, Run
from troth.practice.programme.stalled import stalled

BEGUN = dt.datetime(2026, 11, 26, 23, 30, tzinfo=dt.UTC)
OPENS = "This opens on 3 December. Nothing to do until then."


def on_day(days: float):
    return clock.telling_of(BEGUN + dt.timedelta(days=days))


@pytest.fixture
def rests(alice, resting) -> Run:
    with clock.telling_of(BEGUN):
        goes_on(alice, resting, "begin")
    return resting


def needs(actor) -> list[bool]:
    return [line.needs_me for line in queries.runs_for(actor.viewer)]


def test_it_opens_with_the_day_and_not_an_hour_before(alice, rests):
    for days in (0, 6):
        with on_day(days):
            text = page(alice, rests)
            assert (OPENS in text, "Words for a week later." in text) == (True, False)
            assert needs(alice) == [False]
            refused = post(alice, rests, "next", step="later")
            assert (refused.status_code, OPENS in refused.content.decode()) == (409, True)
    with on_day(6 + 0.1):
        text = page(alice, rests)
        assert (OPENS in text, "Words for a week later." in text) == (False, True)
        assert needs(alice) == [True]


def test_each_rests_from_the_own_day_on(alice, bob, rests):
    with on_day(2):
        goes_on(bob, rests, "begin")
        assert "This opens on 5 December." in page(bob, rests)
        assert OPENS in page(alice, rests)
    with on_day(7):
        assert (needs(alice), needs(bob)) == ([True], [False])


def test_nothing_that_the_other_gets_depends_on_the_rest(alice, bob, resting):
    with on_day(0):
        before = what_is_got(bob, resting)
        alices = what_is_got(alice, resting)
        goes_on(alice, resting, "begin")
        assert what_is_got(alice, resting) != alices
        assert what_is_got(bob, resting) == before


def test_what_is_typed_too_early_is_a_draft_and_not_lost(alice, rests):
    with on_day(1):
        writes(alice, rests, "later", "Already now")
        assert post(alice, rests, "next", step="later").status_code == 409
    kept = Entry.objects.get()
    assert (kept.text, kept.submitted_at) == ("Already now", None)


def test_nobody_rests_where_the_day_was_not_kept(alice, rests):
    Progress.objects.update(reached_at=None)
    with on_day(1):
        assert needs(alice) == [True]


def test_a_run_that_rests_does_not_stand_still(alice, bob, rests):
    ids = [rests.couple_id]
    with on_day(0):
        goes_on(bob, rests, "begin")
    with on_day(16):
        assert stalled(ids, ids) == {}
    with on_day(18):
        assert [one.title for one in stalled(ids, ids).values()] == ["After a while"]


def test_on_paper_it_says_how_much_later(resting):
    assert closed_up("7 days later") in closed_up(text_of(sheets.blank(resting.content, "a")))
