"""What is expected of a couple's trust, and what is told where answers leave it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

import pytest

from tests.practice.answering import answer
from tests.practice.instruments.conftest import PULSE
from troth.practice.common import clock
from troth.practice.common.errors import Absent, Refused
from troth.practice.common.models import AuditEvent
from troth.practice.instruments import (
    actions,
    expectation,
    expectation_actions,
    expectation_queries,
    schedule_actions,
)
from troth.practice.instruments.models import Assignment, Reference, SeenSignal, TrustLine
from troth.science.alerts import Reason

STEADY = [6, 6, 7, 6, 7, 6, 7, 6, 7]
SLIPPING = [6, 6, 7, 6, 7, 4, 3, 2, 1]


def week(dana, couple, values, ago):
    """Ask the weekly question so many weeks ago; each side answers every line with its value."""
    with clock.telling_of(clock.now() - dt.timedelta(weeks=ago)):
        asked = actions.assign_instrument(actor=dana.viewer, couple=couple, slug="trust-pulse")
        for actor, value in values:
            copy = Assignment.objects.get(round=asked, seat_id=actor.viewer.seat_id)
            given = {name: 10 - value if name == "wondered_what_is_hidden" else value for name in PULSE}
            actions.submit_response(actor=actor.viewer, assignment=copy, given=given)


@pytest.fixture
def course(dana, couple, alice, bob):
    """Nine weeks in which Alice keeps steady and Bob slips from the sixth; judged."""
    for at, (one, other) in enumerate(zip(STEADY, SLIPPING, strict=True)):
        week(dana, couple, ((alice, one), (bob, other)), ago=len(STEADY) - 1 - at)
    expectation_actions.judge_couple(couple_id=couple.pk)
    return TrustLine.objects.get(couple=couple)


def test_whoever_slips_stands_out_with_the_numbers_behind_it(course):
    (below,) = (each for each in course.signals if each["reason"] == Reason.BELOW_EXPECTED)
    assert below["side"] == "b"
    assert below["observed"] == 1.0
    assert below["compared_with"] > 1.0 + below["margin"]
    assert below["scores"] == [7.0, 1.0]
    assert below["day"] == clock.today().toordinal()
    assert course.need == expectation.WEIGHTS[Reason.BELOW_EXPECTED]
    assert course.couples == 0  # no other couple of the practice: the assumption written down stands alone


def test_the_next_week_is_expected_in_a_band_for_each_side(course):
    following = course.expected[-1]
    assert following["day"] == clock.today().toordinal() + 7
    for side in "ab":
        low, high = following[side]
        assert 0 <= low < high <= 10
    for each in course.expected:
        for side in "ab":
            (low, high), (lowest, highest) = each[side], each["wide"][side]
            assert 0 <= lowest <= low < high <= highest <= 10
    assert following["b"][1] < following["a"][1]


def test_a_steady_couple_stands_out_in_nothing(dana, couple, alice, bob):
    for ago in (3, 2, 1, 0):
        week(dana, couple, ((alice, 6), (bob, 6)), ago=ago)
    expectation_actions.judge_couple(couple_id=couple.pk)
    line = TrustLine.objects.get(couple=couple)
    assert (line.signals, line.need) == ([], 0.0)


def test_what_was_seen_weighs_less_until_something_new_stands_out(course, couple, dana, erin):
    with pytest.raises(Absent):
        expectation_actions.note_seen(actor=erin.viewer, couple=couple, note="I call Bob.")
    with pytest.raises(Refused, match="what you will do"):
        expectation_actions.note_seen(actor=dana.viewer, couple=couple, note=" ")
    expectation_actions.note_seen(actor=dana.viewer, couple=couple, note="I call Bob.")
    assert TrustLine.objects.get(couple=couple).need == expectation.WEIGHT_WHEN_SEEN
    expectation_actions.judge_couple(couple_id=couple.pk)
    assert TrustLine.objects.get(couple=couple).need == expectation.WEIGHT_WHEN_SEEN
    assert SeenSignal.objects.get().note == "I call Bob."
    assert AuditEvent.objects.filter(event="signals.seen", couple_id=couple.pk).count() == 1


def test_a_relapse_after_better_weeks_is_new_although_the_first_fall_was_seen(
    dana, couple, alice, bob, monkeypatch
):
    monkeypatch.setattr(expectation, "reliable_change_of", lambda _: 2.0)

    def weeks(*values):
        for value in values:
            at = next(ago)
            week(dana, couple, ((alice, 6), (bob, value)), ago=at)
        expectation_actions.judge_couple(couple_id=couple.pk)
        return {each["reason"]: each["seen"] for each in TrustLine.objects.get(couple=couple).signals}

    ago = iter(range(20, -1, -1))
    assert weeks(7, 7, 4)[Reason.RELIABLE_DETERIORATION] is False
    expectation_actions.note_seen(actor=dana.viewer, couple=couple, note="I call Bob.")
    assert weeks(4)[Reason.RELIABLE_DETERIORATION] is True
    assert Reason.RELIABLE_DETERIORATION not in weeks(7, 7)
    assert weeks(1)[Reason.RELIABLE_DETERIORATION] is False


def test_where_nothing_stands_out_there_is_nothing_to_note(couple, dana):
    with pytest.raises(Refused, match="nothing to note"):
        expectation_actions.note_seen(actor=dana.viewer, couple=couple, note="I call Bob.")


def test_what_stands_out_is_for_the_care_team_alone(course, couple, alice, bob, dana, erin, frank):
    assert expectation_queries.course_of(dana.viewer, couple.pk).line.signals == course.signals
    for other in (alice, bob, erin, frank):
        with pytest.raises(Absent):
            expectation_queries.course_of(other.viewer, couple.pk)


def test_a_couple_is_never_compared_with_itself():
    couples = {UUID(int=number): [(1, 2.0, 9.0), (8, 2.0, 9.0), (15, 3.0, 9.0)] for number in range(10)}
    assert [each["couples"] for each in expectation.fitted(couples)] == [8] * 5
    assert [expectation.fold_of(couple_id) for couple_id in couples] == [0, 1, 2, 3, 4] * 2


def test_change_is_judged_only_where_the_practice_knows_how_reliable_the_measure_is():
    few = [[(1, 2.0 + n, None), (8, 2.5 + n, None)] for n in range(4)]
    found = expectation.retest_of(few)
    assert found.reliability.n == 4
    assert expectation.reliable_change_of(found) is None
    many = [[(1, n / 10, None), (8, n / 10 + (0.5 if n % 2 else 0.0), None)] for n in range(60)]
    # differences of 0 and 0.5 in turn spread by 0.25, and 1.96 times that is more than noise
    assert expectation.reliable_change_of(expectation.retest_of(many)) == pytest.approx(0.49, abs=0.01)
    assert expectation.retest_of(few[:2]) is None
    assert (
        expectation.retest_of([[(1, value, None), (1 + 280, value, None)] for value in (2.0, 5.0, 7.0)])
        is None
    )


def test_the_reference_is_learned_once_a_week_and_leaves_out_who_withdrew(course, couple, alice):
    made = Reference.objects.get()
    assert made.retest is None
    assert set(expectation_queries.answers_of_practice(couple.practice_id)) == {couple.pk}
    with clock.telling_of(clock.now() + dt.timedelta(days=6)):
        expectation_actions.judge_couple(couple_id=couple.pk)
    assert Reference.objects.get().made_at == made.made_at
    with clock.telling_of(clock.now() + dt.timedelta(days=8)):
        expectation_actions.judge_couple(couple_id=couple.pk)
    newest, former = Reference.objects.order_by("-made_at")
    assert newest.made_at > former.made_at == made.made_at
    assert (former.populations, len(newest.populations)) == (None, 5)
    alice.client.post("/welcome/consent/withdraw/")
    assert expectation_queries.answers_of_practice(couple.practice_id) == {}


def test_an_answer_asks_the_worker_once_until_it_has_judged(
    dana, couple, alice, bob, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as asked:
        week(dana, couple, ((alice, 6), (bob, 6)), ago=0)
    assert TrustLine.objects.get(couple=couple).wanted_at is not None
    assert len(asked) == 1
    asked[0]()
    line = TrustLine.objects.get(couple=couple)
    assert line.wanted_at is None
    assert line.judged_at is not None


@pytest.fixture
def left(dana, couple, alice, bob):
    """Both have answered, and nobody told the worker: its machine died between the answer and the asking."""
    week(dana, couple, ((alice, 6), (bob, 6)), ago=0)
    return TrustLine.objects.get(couple=couple)


def clock_turns(capture, after):
    """Let the clock turn so much later; return how often the worker is asked, and let it work."""
    with clock.telling_of(clock.now() + after), capture() as asked:
        assert schedule_actions.turn_clock().failed == 0
    for act in asked:
        act()
    return len(asked)


def test_who_was_left_to_be_judged_is_judged_after_ten_minutes_and_once(
    left, django_capture_on_commit_callbacks
):
    assert (left.wanted_at is None, left.judged_at) == (False, None)
    turn = partial(clock_turns, django_capture_on_commit_callbacks)
    assert turn(dt.timedelta(minutes=9)) == 0
    assert turn(dt.timedelta(minutes=11)) == 1
    line = TrustLine.objects.get(pk=left.pk)
    assert (line.wanted_at, line.judged_at is None) == (None, False)
    assert turn(dt.timedelta(minutes=30)) == 0


def test_two_clocks_ask_the_worker_once(left, couple):
    with clock.telling_of(clock.now() + dt.timedelta(minutes=11)):
        assert expectation_queries.left_wanted() == [couple.pk]
        assert expectation_actions.want_again(couple_id=couple.pk) is True
        assert expectation_actions.want_again(couple_id=couple.pk) is False
        assert expectation_queries.left_wanted() == []


def test_a_worker_that_fails_while_judging_is_asked_again(left, couple):
    broken = Reference.objects.create(
        practice_id=couple.practice_id, made_at=clock.now(), populations=[{}] * expectation.FOLDS
    )
    with pytest.raises(KeyError):
        expectation_actions.judge_if_wanted(couple_id=couple.pk)
    broken.delete()
    assert TrustLine.objects.get(pk=left.pk).wanted_at is not None
    expectation_actions.judge_if_wanted(couple_id=couple.pk)
    judged_at = TrustLine.objects.get(pk=left.pk).judged_at
    expectation_actions.judge_if_wanted(couple_id=couple.pk)  # asked twice, done once
    assert TrustLine.objects.get(pk=left.pk).judged_at == judged_at


def test_an_answer_to_another_questionnaire_judges_nothing(dana, couple, alice):
    actions.assign_instrument(actor=dana.viewer, couple=couple, slug="how-we-are")
    answer(alice, "how-we-are")
    assert not TrustLine.objects.filter(couple=couple).exists()
