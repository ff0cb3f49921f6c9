"""The order of causes: one case worked by hand, and laws that hold for every couple."""

from __future__ import annotations

import dataclasses
import doctest
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.science import formulation
from troth.science.formulation import (
    Agreement,
    Contribution,
    Indicator,
    RankedCause,
    Reading,
    View,
    rank_causes,
    strength,
)

INDICATORS = (
    Indicator("named", "betrayal", 3),
    Indicator("weighs", "betrayal", 3),
    Indicator("checks", "betrayal", 1),
    Indicator("heard", "communication", 2),
    Indicator("presses", "communication", 1),
    Indicator("old hurt", "earlier-trauma", 1),
)
READINGS = (
    Reading("named", "a", 1.0),
    Reading("weighs", "a", 0.5),
    Reading("named", "b", 0.0),
    Reading("weighs", "b", 0.0),
    Reading("checks", "b", 0.0),
    Reading("heard", "a", 0.75),
    Reading("presses", "a", 0.75),
    Reading("presses", "b", 0.25),
)


@st.composite
def couples(draw):
    causes = draw(st.lists(st.sampled_from("pqrst"), min_size=1, max_size=10))
    weights = st.floats(0.1, 10, allow_nan=False)
    indicators = tuple(Indicator(f"i{n}", cause, draw(weights)) for n, cause in enumerate(causes))
    readings = tuple(
        Reading(indicator.id, side, draw(st.floats(0, 1)))
        for indicator in indicators
        for side in ("a", "b")
        if draw(st.booleans())
    )
    return indicators, readings


def test_the_case_worked_by_hand():
    # Alice on betrayal: (3·1 + 3·0.5) / 6 = 0.75, of 6 in 7 parts known. Bob: all three known and 0.
    # Alice on communication: (2·0.75 + 1·0.75) / 3 = 0.75: a tie. Bob: 0.25 from 1 part in 3.
    betrayal, communication, trauma = rank_causes(INDICATORS, READINGS)
    assert betrayal == RankedCause(
        "betrayal",
        1,
        View(
            "a",
            0.75,
            6 / 7,
            (Contribution("named", 3, 1.0, 0.5), Contribution("weighs", 3, 0.5, 0.25)),
            ("checks",),
        ),
        View("b", 0.0, 1.0, betrayal.b.contributions, ()),
    )
    assert [each.share for each in betrayal.b.contributions] == [0, 0, 0]
    assert (communication.cause, communication.rank) == ("communication", 1)
    assert (communication.a.score, communication.b.score) == (0.75, 0.25)
    assert (communication.b.known, communication.b.missing) == (1 / 3, ("heard",))
    assert (trauma.cause, trauma.rank, trauma.strongest) == ("earlier-trauma", 3, None)


def test_both_views_stay_apart_and_say_whether_they_agree():
    betrayal, communication, trauma = rank_causes(INDICATORS, READINGS)
    assert (betrayal.agreement, betrayal.difference) == (Agreement.ONLY_A, 0.75)
    assert (communication.agreement, communication.difference) == (Agreement.BOTH, 0.5)
    assert (trauma.agreement, trauma.difference) == (Agreement.UNKNOWN, None)
    (quiet,) = rank_causes([Indicator("i", "c", 1)], [Reading("i", "a", 0.0), Reading("i", "b", 0.0)])
    assert quiet.agreement is Agreement.NEITHER
    (other,) = rank_causes([Indicator("i", "c", 1)], [Reading("i", "a", 0.0), Reading("i", "b", 0.1)])
    assert other.agreement is Agreement.ONLY_B


def test_a_rounding_error_breaks_no_tie():
    indicators = [Indicator("p", "thirds", 1), Indicator("q", "thirds", 2), Indicator("r", "plain", 1)]
    readings = [Reading("p", "a", 0.1), Reading("q", "a", 0.1), Reading("r", "b", 0.1)]
    assert [each.rank for each in rank_causes(indicators, readings)] == [1, 1]


@pytest.mark.parametrize(
    ("fraction", "direction", "at", "expected"),
    [
        (0.5, "high", 0.5, 0.0),
        (0.75, "high", 0.5, 0.5),
        (1.0, "high", 0.5, 1.0),
        (0.2, "high", 0.0, 0.2),
        (0.25, "low", 0.5, 0.5),
        (0.0, "low", 0.5, 1.0),
        (0.6, "low", 0.5, 0.0),
        (0.4, "low", 1.0, 0.6),
    ],
)
def test_an_answer_counts_from_its_threshold_on(fraction, direction, at, expected):
    assert strength(fraction, direction=direction, at=at) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("fraction", "direction", "at"),
    [(-0.1, "high", 0.5), (1.1, "low", 0.5), (math.nan, "high", 0.5), (0.5, "high", 1.0), (0.5, "low", 0.0)],
)
def test_what_is_outside_the_range_is_refused(fraction, direction, at):
    with pytest.raises(ValueError, match=r"between 0 and 1|cannot count from"):
        strength(fraction, direction=direction, at=at)


@pytest.mark.parametrize("weight", [0, -1, math.nan, math.inf])
def test_a_weight_is_above_zero(weight):
    with pytest.raises(ValueError, match="above zero"):
        Indicator("i", "c", weight)


@pytest.mark.parametrize(
    ("indicators", "readings", "message"),
    [
        ([Indicator("i", "c", 1), Indicator("i", "d", 1)], [], "same name"),
        ([Indicator("i", "c", 1)], [Reading("x", "a", 0.5)], "no indicator 'x'"),
        ([Indicator("i", "c", 1)], [Reading("i", "a", 0.5)] * 2, "two readings of side a"),
    ],
)
def test_names_that_do_not_fit_are_refused(indicators, readings, message):
    with pytest.raises(ValueError, match=message):
        rank_causes(indicators, readings)


def test_a_reading_lies_between_nothing_and_all():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Reading("i", "a", 1.5)


@given(couples())
def test_the_parts_of_a_view_add_up_to_it(couple):
    for cause in rank_causes(*couple):
        for view in (cause.a, cause.b):
            total = math.fsum(each.share for each in view.contributions)
            assert total == pytest.approx(view.score or 0.0, abs=1e-12)
            assert view.score is None or 0 <= view.score <= 1
            assert (view.score is None) == (view.contributions == ())


@given(couples())
def test_every_cause_and_every_indicator_is_told_once(couple):
    indicators, _ = couple
    ranked = rank_causes(*couple)
    assert sorted(each.cause for each in ranked) == sorted({each.cause for each in indicators})
    for side in ("a", "b"):
        views = [getattr(each, side) for each in ranked]
        told = [
            name for view in views for name in (*(c.indicator for c in view.contributions), *view.missing)
        ]
        assert sorted(told) == sorted(each.id for each in indicators)


@given(couples())
def test_ranks_follow_the_stronger_view_and_equal_views_share_one(couple):
    ranked = rank_causes(*couple)
    for one, other in itertools.pairwise(ranked):
        mine, theirs = (-1 if each.strongest is None else round(each.strongest, 9) for each in (one, other))
        assert mine >= theirs
        assert (one.rank == other.rank) == (mine == theirs)
    assert all(each.rank == 1 + sum(other.rank < each.rank for other in ranked) for each in ranked)


@given(couples())
def test_changing_seats_changes_whose_view_it_is_and_nothing_else(couple):
    indicators, readings = couple
    swapped = [dataclasses.replace(each, side="b" if each.side == "a" else "a") for each in readings]
    for one, other in zip(rank_causes(indicators, readings), rank_causes(indicators, swapped), strict=True):
        assert (one.cause, one.rank) == (other.cause, other.rank)
        assert (one.a.score, one.b.score) == (other.b.score, other.a.score)


@given(couples(), st.data())
def test_saying_more_for_a_cause_never_weakens_it(couple, data):
    indicators, readings = couple
    if not readings:
        return
    index = data.draw(st.integers(0, len(readings) - 1))
    more = list(readings)
    more[index] = dataclasses.replace(more[index], strength=1.0)
    side = more[index].side
    cause = next(each.cause for each in indicators if each.id == more[index].indicator)
    before, after = (
        next(getattr(each, side).score for each in rank_causes(indicators, given) if each.cause == cause)
        for given in (readings, more)
    )
    assert after >= before - 1e-12


@given(couples())
def test_an_unanswered_indicator_counts_neither_way(couple):
    indicators, readings = couple
    asked_more = (*indicators, Indicator("new", indicators[0].cause, 5.0))
    before = {each.cause: (each.a.score, each.b.score) for each in rank_causes(indicators, readings)}
    after = {each.cause: (each.a.score, each.b.score) for each in rank_causes(asked_more, readings)}
    assert before == after


def test_the_examples_in_the_page_are_true():
    assert doctest.testmod(formulation).failed == 0
