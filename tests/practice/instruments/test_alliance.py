"""A session that a partner found less good than those before, for the care team alone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.practice.answering import answer
from troth.practice.common import clock
from troth.practice.instruments import actions, expectation, expectation_actions, expectation_queries
from troth.practice.instruments.alliance import ALLIANCE_DROP, drops
from troth.practice.instruments.models import TrustLine

RATINGS = ("understood", "right_topic", "right_way", "fair_to_both")


def days(*values):
    return [(dt.date(2026, 11, 1 + at), float(value)) for at, value in enumerate(values)]


def session(dana, couple, ago, **rated):
    """Ask after a session so many weeks ago; each named actor gives every rating the same value."""
    with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
        actions.assign_instrument(actor=dana.viewer, couple=couple, slug="alliance-check")
        for actor, value in rated.values():
            answer(actor, "alliance-check", **dict.fromkeys(RATINGS, value))


def test_a_drop_is_told_against_the_mean_of_the_sessions_before():
    (drop,) = drops({"a": days(8, 8, 8), "b": days(9, 8, 7, 6)})  # b: (9 + 8 + 7) / 3 = 8, and 6 is 2 lower
    assert (drop["side"], drop["observed"], drop["compared_with"]) == ("b", 6.0, 8.0)
    assert drop["day"] == dt.date(2026, 11, 4).toordinal()


def test_a_smaller_drop_a_rise_and_a_first_session_say_nothing():
    assert drops({"a": days(8, 6.1), "b": days(3, 9)}) == []
    assert drops({"a": days(1), "b": []}) == []


def test_only_the_four_sessions_before_count():
    assert drops({"a": days(10, 10, 5, 5, 5, 5, 4), "b": []}) == []
    assert [each["compared_with"] for each in drops({"a": days(0, 0, 7, 7, 7, 7, 4), "b": []})] == [7.0]


@pytest.fixture
def dropped(dana, couple, alice, bob):
    """Three sessions; Alice finds all of them good, Bob the last one not."""
    for ago, value in ((3, 8), (2, 9), (1, 4)):
        session(dana, couple, ago, alice=(alice, 8), bob=(bob, value))
    expectation_actions.judge_couple(couple_id=couple.pk)
    return couple


def test_a_drop_stands_out_without_any_weekly_answer_and_weighs_less_once_seen(dropped, dana):
    line = TrustLine.objects.get(couple=dropped)
    assert [(each["reason"], each["side"]) for each in line.signals] == [(ALLIANCE_DROP, "b")]
    assert (line.need, line.expected) == (expectation.WEIGHTS[ALLIANCE_DROP], [])
    expectation_actions.note_seen(actor=dana.viewer, couple=dropped, note="I ask Bob what he missed.")
    assert TrustLine.objects.get(couple=dropped).need == expectation.WEIGHT_WHEN_SEEN


def test_a_further_drop_stands_out_anew(dropped, dana, bob):
    expectation_actions.note_seen(actor=dana.viewer, couple=dropped, note="I ask Bob what he missed.")
    session(dana, dropped, 0, bob=(bob, 2))
    expectation_actions.judge_couple(couple_id=dropped.pk)
    line = TrustLine.objects.get(couple=dropped)
    assert (line.need, line.signals[0]["observed"]) == (expectation.WEIGHTS[ALLIANCE_DROP], 2.0)


def test_a_rating_asks_the_worker_once_until_it_has_judged(
    dana, couple, alice, bob, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as asked:
        session(dana, couple, 0, alice=(alice, 8), bob=(bob, 8))
    assert len(asked) == 1
    asked[0]()
    line = TrustLine.objects.get(couple=couple)
    assert (line.wanted_at, line.signals) == (None, [])
    assert line.judged_at is not None


def test_how_many_sessions_are_read_does_not_grow(dana, couple, alice):
    for ago in range(7, 0, -1):
        session(dana, couple, ago, alice=(alice, ago))
    assert [value for _, value in expectation_queries.ratings_of(couple.pk)["a"]] == [5, 4, 3, 2, 1]
