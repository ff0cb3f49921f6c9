"""Each condition, schedule, order or audience that cannot hold is found, by file and line."""

from __future__ import annotations

import pytest

from troth.library.check import check_content

BATTERY = "instruments/where-we-stand/instrument.yaml"
PULSE = "instruments/trust-pulse/instrument.yaml"
GOAL = "instruments/goal-check/instrument.yaml"
INTAKE = "instruments/private-intake/instrument.yaml"
INJURED = "instruments/injured-checklist/instrument.yaml"
BETRAYAL = "show_when: {item: weighs_betrayal, at_least: 1}"

# file, what is there, what is put in its place, the line it is found on (by its text), the message
FAULTS = [
    (
        BATTERY,
        BETRAYAL,
        "show_when: {item: doubt_words, at_least: 1}",
        "{item: doubt_words",
        '"more_betrayal" waits for an item that does not come before it.',
    ),
    (
        BATTERY,
        "show_when: {item: limits_kept, any_of: [0, 1, 2]}",
        "show_when: {item: fear_again, at_least: 1}",
        "{item: fear_again",
        '"more_limits" waits for an item that does not come before it.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {scale: doubt, at_least: 1}",
        "{scale: doubt",
        '"more_betrayal" waits for a scale whose items do not come before it.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {scale: betrayal, any_of: [1]}",
        "{scale: betrayal",
        '"more_betrayal" waits for a scale, which gives a number.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {item: weighs_betrayal}",
        "{item: weighs_betrayal}",
        '"more_betrayal" does not say which answers it waits for.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {item: weighs_betrayal, scale: betrayal, at_least: 1}",
        "{item: weighs_betrayal, scale",
        '"more_betrayal" waits for neither or both of an item and a scale.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {item: weighs_betrayal, at_least: 5}",
        "at_least: 5",
        '"more_betrayal" waits for 5 or more, which nobody or everybody gives.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {item: disclosure, at_least: 1}",
        "{item: disclosure",
        '"more_betrayal" waits for 1 or more, which nobody or everybody gives.',
    ),
    (
        BATTERY,
        BETRAYAL,
        "show_when: {item: weighs_betrayal, any_of: [9]}",
        "any_of: [9]",
        '"9" cannot be answered to "weighs_betrayal".',
    ),
    (
        BATTERY,
        f"    {BETRAYAL}\n",
        f"    place: last\n    {BETRAYAL}\n",
        "    place: last",
        '"more_betrayal" has a place of its own but follows the section before it.',
    ),
    (
        BATTERY,
        "  - id: counting_on\n",
        "  - id: counting_on\n    place: first\n",
        "sections:",
        "A section that stays first or last stands between the others.",
    ),
    (
        BATTERY,
        "order: varies\n",
        "",
        "sections:",
        "A section has a place, but the order is fixed.",
    ),
    (
        BATTERY,
        "    place: first\n",
        "    place: first\n    show_when: {item: trust_overall, at_least: 1}\n",
        "show_when: {item: trust_overall",
        '"today" waits for an item that does not come before it.',
    ),
    (
        PULSE,
        "schedule: weekly",
        "schedule: every_weeks",
        "schedule:",
        "The schedule and every_weeks do not agree.",
    ),
    (
        GOAL,
        "schedule: every_weeks",
        "schedule: once",
        "schedule:",
        "The schedule and every_weeks do not agree.",
    ),
    (
        INTAKE,
        "        answers: goal\n",
        "        answers: goal\n        show_when: {item: causes, any_of: [betrayal]}\n",
        "        alerts:",
        '"goal" raises an alert but is not always asked.',
    ),
    (
        INJURED,
        "protected: true\n",
        "",
        "asked_of:",
        "What is asked of one partner alone must leave no trace for the other.",
    ),
    (
        INJURED,
        "audience: therapist",
        "audience: sealed",
        "asked_of:",
        "What is asked of one partner alone must leave no trace for the other.",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "message"), FAULTS, ids=[fault[-1] for fault in FAULTS]
)
def test_it_is_found_where_it_stands(content, file, old, new, where, message):
    content.replace(file, old, new)
    found = [problem for problem in check_content(content.root) if problem.message == message]
    assert [(problem.file, problem.line) for problem in found] == [
        (f"content/{file}", content.line_of(file, where))
    ]
    assert found[0].remedy


def test_a_condition_on_a_scale_of_the_same_part_is_in_order(content):
    content.replace(BATTERY, BETRAYAL, "show_when: {scale: betrayal, at_least: 1}")
    assert check_content(content.root) == []
