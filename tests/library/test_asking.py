"""What is asked depends on the answers, and the order on the side; nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.library import Condition, load_library

BATTERY = load_library().instrument("where-we-stand")
FIRST, LAST = ["today"], ["other_view", "strong"]
MIDDLE = ["weighs", "counting_on", "doubts", "apart", "talking", "close"]


def heads(parts):
    return [part[0].id for part in parts]


def ids(items):
    return {item.id for item in items}


def test_one_partner_sees_the_middle_from_half_way_round():
    assert heads(BATTERY.parts()) == FIRST + MIDDLE + LAST
    assert heads(BATTERY.parts(turned=True)) == FIRST + MIDDLE[3:] + MIDDLE[:3] + LAST


def test_no_middle_part_stands_at_the_same_place_for_both():
    pairs = zip(heads(BATTERY.parts()), heads(BATTERY.parts(turned=True)), strict=True)
    assert [mine for mine, theirs in pairs if mine == theirs] == FIRST + LAST


def test_follow_ups_stay_behind_what_calls_for_them():
    weighs = next(part for part in BATTERY.parts(turned=True) if part[0].id == "weighs")
    names = ["weighs", "more_betrayal", "more_earlier", "more_insecurity", "more_conflict"]
    assert [section.id for section in weighs] == names


def test_an_instrument_of_fixed_order_is_the_same_for_both():
    other = load_library().instrument("how-we-are")
    assert other.parts(turned=True) == other.parts()


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        (Condition("goal", ("part", "unsure")), {"goal": "unsure"}, True),
        (Condition("goal", ("part",)), {"goal": "improve"}, False),
        (Condition("goal", ("part",)), {}, False),
        (Condition("kinds", ("money",)), {"kinds": ["lies", "money"]}, True),
        (Condition("weight", at_least=2), {"weight": 2}, True),
        (Condition("weight", at_least=2), {"weight": 1}, False),
        (Condition("weight", at_least=2), {}, False),
        (Condition("weight", (0, 1)), {"weight": 0}, True),
    ],
)
def test_an_answer_calls_for_more_from_its_threshold_on(condition, answers, holds):
    assert condition.holds(answers) is holds


def test_a_scale_calls_for_more_by_its_score():
    doubt = next(definition for definition in BATTERY.definitions if definition.id == "doubt")
    condition = Condition("doubt", at_least=2.5, scale=doubt)
    assert condition.items == ("doubt_words", "doubt_care")
    assert condition.holds({"doubt_words": 2, "doubt_care": 3})
    assert not condition.holds({"doubt_words": 2, "doubt_care": 2})
    assert not condition.holds({"doubt_words": 4})  # no score while a line is open


def test_only_a_core_that_calls_for_it_brings_its_details():
    quiet = ids(BATTERY.asked({"weighs_betrayal": 0, "weighs_conflict": 1, "limits_kept": 3}))
    loud = ids(BATTERY.asked({"weighs_betrayal": 1, "weighs_conflict": 2, "limits_kept": 2}))
    assert loud - quiet == {
        "betrayal_kind",
        "place_in_it",
        "over",
        "open_questions",
        "conflict_topics",
        "conflict_age",
        "conflict_heat",
        "limits_crossed",
    }
    assert quiet - loud == set()


def test_an_answer_whose_core_was_changed_is_not_counted():
    answers = {"weighs_betrayal": 3, "over": "no"}
    assert BATTERY.counted(answers) == answers
    changed = answers | {"weighs_betrayal": 0}
    assert BATTERY.counted(changed) == {"weighs_betrayal": 0}


def any_answer(item):
    values = [option.value for option in item.options]
    if item.kind == "choices":
        return st.lists(st.sampled_from(values), min_size=1, unique=True)
    return st.sampled_from(values) if values else st.just("Some words.")


ANSWERS = st.fixed_dictionaries({}, optional={item.id: any_answer(item) for item in BATTERY.items})


@settings(deadline=None)  # speed is measured in the benchmarks
@given(ANSWERS)
def test_whatever_is_answered_details_hang_on_their_core_alone(answers):
    asked = ids(BATTERY.asked(answers))
    weighs = answers.get("weighs_betrayal", 0)
    assert ("over" in asked) == (weighs >= 1)
    assert ("conflict_age" in asked) == (answers.get("weighs_conflict", 0) >= 2)
    assert ("limits_crossed" in asked) == (answers.get("limits_kept", 4) <= 2)
    assert {item.id for item in BATTERY.items if not item.show_when} <= asked


@settings(deadline=None)  # speed is measured in the benchmarks
@given(ANSWERS)
def test_details_that_are_not_asked_change_no_score(answers):
    assert BATTERY.score(answers) == BATTERY.score(BATTERY.counted(answers))
    assert BATTERY.counted(BATTERY.counted(answers)) == BATTERY.counted(answers)
