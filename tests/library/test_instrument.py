"""What a loaded questionnaire knows."""

from __future__ import annotations

import pytest

from troth.library import Condition, load_library
from troth.science.scoring import ScoringWarning

PULSE = load_library().instrument("trust-pulse")
INTAKE = load_library().instrument("private-intake")
CHECK = load_library().instrument("private-check")
BATTERY = load_library().instrument("where-we-stand")


def test_the_pulse_scores_through_science():
    answers = dict.fromkeys((item.id for item in PULSE.items), 8)
    scores = {score.scale: score.value for score in PULSE.score(answers)}
    assert scores == {
        "trust": pytest.approx(50 / 7),
        "predictability": 8,
        "dependability": 8,
        "openness": 5,
        "faith": 8,
        "felt_safety": 8,
    }


def test_the_pulse_without_enough_answers_has_no_total():
    total = PULSE.score({"overall": 3})[0]
    assert (total.value, total.warnings) == (None, (ScoringWarning.TOO_FEW_ANSWERED,))


def test_facets_are_told_from_the_total():
    assert [scale.is_facet for scale in PULSE.scales] == [False, True, True, True, True, True]


def test_scales_and_their_arithmetic_agree():
    for instrument in load_library().instruments.values():
        pairs = zip(instrument.scales, instrument.definitions, strict=True)
        assert all(scale.range == definition.range for scale, definition in pairs)


def test_a_word_cannot_be_scored():
    with pytest.raises(ValueError, match="Item 'overall': '7' is not a whole number"):
        PULSE.score({"overall": "7"})


def test_a_rating_offers_every_number_and_words_at_its_ends():
    labels = [option.label for option in PULSE.item("overall").options]
    assert labels == ["not at all", "1", "2", "3", "4", "about half", "6", "7", "8", "9", "completely"]


def test_an_unknown_item_is_a_key_error():
    with pytest.raises(KeyError):
        PULSE.item("nothing")


def test_the_own_goal_stays_with_the_therapist_and_no_policy_releases_it():
    assert [
        (item.id, INTAKE.audience_of(item.id), item.protected) for item in INTAKE.items if item.protected
    ] == [
        ("goal", "therapist", True),
        ("goal_in_words", "therapist", True),
        ("dark_thoughts", "therapist", True),
    ]


def test_one_answer_of_the_intake_is_sealed_and_the_rest_is_for_the_therapist():
    audiences = {item.id: INTAKE.audience_of(item.id) for item in INTAKE.items}
    assert {item for item, audience in audiences.items() if audience != "therapist"} == {"still_value"}
    assert audiences["still_value"] == "sealed"


def test_a_question_about_the_event_waits_for_a_betrayal_that_weighs():
    assert BATTERY.item("over").show_when == (Condition("weighs_betrayal", at_least=1),)


@pytest.mark.parametrize(
    ("instrument", "item", "answer", "kinds"),
    [
        (INTAKE, "goal", "part", ["goal_to_leave"]),
        (INTAKE, "goal", "improve", []),
        (INTAKE, "dark_thoughts", "fleeting", ["danger_to_self"]),
        (INTAKE, "dark_thoughts", "none", []),
        (CHECK, "dark_thoughts", "might_act", ["danger_to_self"]),
        (CHECK, "afraid", "rarely", ["partner_safety"]),
        (CHECK, "afraid", "never", []),
        (CHECK, "wish_to_work_together", "no", ["partner_safety"]),
        (CHECK, "free_to_say_no", ["seldom"], ["partner_safety"]),
        (CHECK, "hurt", None, []),
    ],
)
def test_an_answer_raises_the_alert_it_names(instrument, item, answer, kinds):
    assert [a.kind for a in instrument.item(item).alerts if a.is_raised_by(answer)] == kinds


def test_every_item_of_the_private_check_is_protected_and_guarded():
    assert CHECK.guarded
    assert all(item.protected for item in CHECK.items)
    assert CHECK.scales == ()
