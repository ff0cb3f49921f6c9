"""The intake battery and the routine measures keep what was promised of them."""

from __future__ import annotations

import pytest

from troth.library import load_library

LIBRARY = load_library()
BATTERY = LIBRARY.instrument("where-we-stand")
INTAKE = LIBRARY.instrument("private-intake")
ROUTINE = ["session-check-in", "alliance-check", "injured-checklist", "involved-checklist", "goal-check"]
SCALES = [
    "doubt",
    "suspicion",
    "jealousy_thoughts",
    "jealousy_feelings",
    "jealousy_actions",
    "checking",
    "fear",
    "unable_to_rely",
    "predictability",
    "dependability",
    "faith",
    "betrayal",
    "earlier_trauma",
    "insecurity",
    "communication",
    "conflict",
    "demand_withdraw_mine",
    "demand_withdraw_theirs",
    "feeling_heard",
    "nonverbal",
    "satisfaction",
    "commitment",
    "attunement",
    "intimacy",
    "boundaries_respected",
    "strengths",
    "overall_trust",
    "expected_trust",
    "expected_satisfaction",
    "expected_commitment",
    "expected_heard",
]
SECONDS = {"rating": 10, "choice": 15, "choices": 15, "text": 20}


def seconds(items):
    return sum(SECONDS[item.kind] for item in items)


def core(instrument):
    return [item for item in instrument.items if not item.show_when]


def test_every_scale_is_there_and_all_share_one_range():
    assert sorted(scale.id for scale in BATTERY.scales) == sorted(SCALES)
    assert {(scale.method, scale.range) for scale in BATTERY.scales} == {("mean", (0, 4))}
    assert all(scale.minimum_answered == len(scale.items) for scale in BATTERY.scales)


def test_the_core_of_the_battery_and_the_intake_takes_a_quarter_of_an_hour():
    assert [item.kind for item in core(BATTERY)].count("rating") == 56
    assert seconds(core(BATTERY)) == 615
    assert BATTERY.minutes + INTAKE.minutes == 15
    required = [item for item in core(INTAKE) if item.required]
    assert seconds(core(BATTERY)) + seconds(required) + 60 <= 15 * 60  # a minute for the sentence


def test_details_are_few():
    details = [item for item in BATTERY.items if item.show_when]
    assert len(details) == 12
    assert {scale_item for scale in BATTERY.scales for scale_item in scale.items}.isdisjoint(
        item.id for item in details
    )


def test_what_is_expected_of_the_partner_mirrors_an_own_scale():
    sizes = {scale.id: len(scale.items) for scale in BATTERY.scales}
    mirrors = {
        "overall_trust": "expected_trust",
        "satisfaction": "expected_satisfaction",
        "commitment": "expected_commitment",
        "feeling_heard": "expected_heard",
    }
    assert all(sizes[own] == sizes[expected] for own, expected in mirrors.items())


def test_only_a_few_words_are_shared_and_what_has_been_told_never_is():
    assert {item.id: item.audience for item in BATTERY.items if item.audience} == {
        "good_about_us": "sealed",
        "grateful_for": "sealed",
    }
    assert [item.id for item in BATTERY.items if item.protected] == ["disclosure"]
    disclosure = BATTERY.item("disclosure")
    assert (disclosure.show_when, disclosure.required) == ((), False)
    assert [option.value for option in disclosure.options] == [
        "none_known",
        "suspected",
        "therapist_only",
        "planned",
        "in_part",
        "in_full",
    ]


def test_nothing_is_asked_twice():
    assert {item.id for item in BATTERY.items}.isdisjoint(item.id for item in INTAKE.items)
    assert [item.id for item in INTAKE.items if item.alerts] == ["goal", "dark_thoughts"]


def test_only_the_private_ones_ask_about_safety():
    about = [slug for slug, instrument in LIBRARY.instruments.items() if instrument.asks_about_safety]
    assert about == ["private-check", "private-intake"]


@pytest.mark.parametrize("slug", ROUTINE)
def test_a_routine_measure_takes_two_minutes_and_is_for_the_therapist(slug):
    instrument = LIBRARY.instrument(slug)
    assert seconds(instrument.items) <= 120
    assert instrument.minutes <= 2
    assert {instrument.audience_of(item.id) for item in instrument.items} == {"therapist"}
    assert instrument.note


def test_each_suggests_when_to_ask_and_of_whom():
    suggested = {
        slug: (instrument.schedule, instrument.every_weeks, instrument.asked_of)
        for slug, instrument in LIBRARY.instruments.items()
        if slug in ROUTINE
    }
    assert suggested == {
        "session-check-in": ("each_session_before", None, "both"),
        "alliance-check": ("each_session_after", None, "both"),
        "injured-checklist": ("every_weeks", 3, "one"),
        "involved-checklist": ("every_weeks", 3, "one"),
        "goal-check": ("every_weeks", 4, "both"),
    }


def test_what_one_partner_is_asked_alone_and_the_goal_are_protected():
    protected = [slug for slug, instrument in LIBRARY.instruments.items() if instrument.protected]
    assert protected == ["goal-check", "injured-checklist", "involved-checklist", "private-check"]
