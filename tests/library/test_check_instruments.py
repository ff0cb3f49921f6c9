"""Each thing a clinician can get wrong in a questionnaire is found, by file and line, with its remedy."""

from __future__ import annotations

import pytest

from tests.library.faults import CHECK, INTAKE, PULSE, PULSE_EXAMPLES, PULSE_WORDS, Fault, told_of
from troth.library.check import check_content

FAULTS = [
    Fault(PULSE, "version: 2", "version: one", "\"version\" is 'one'."),
    Fault(PULSE, "version: 2", "version: 0", '"version" is 0.'),
    Fault(PULSE, "minutes: 2", "minutes: 2.5", '"minutes" is 2.5.'),
    Fault(PULSE, "minutes: 2", "minutes: 100", '"minutes" is 100.'),
    Fault(PULSE, "kind: routine", "kind: rutine", "\"kind\" is 'rutine'."),
    Fault(PULSE, "validated: false", "validated: maybe", "\"validated\" is 'maybe'."),
    Fault(PULSE, "licence: Apache-2.0\n", "", '"licence" is missing.', at="id: trust-pulse"),
    Fault(
        PULSE,
        "schedule: weekly",
        "shedule: weekly",
        '"shedule" is not a field that belongs here.',
        at="shedule",
    ),
    Fault(PULSE, "sections:\n", "sections: 3\nold:\n", '"sections" should be a list.', at="sections: 3"),
    Fault(PULSE, "id: trust-pulse", "id: pulse", 'The id is "pulse" but the folder is "trust-pulse".'),
    Fault(
        PULSE,
        "id: trust-pulse",
        "id: Trust Pulse",
        "\"id\" is 'Trust Pulse', which has the wrong form.",
        at="id: Trust",
    ),
    Fault(
        PULSE,
        "{id: told_openly",
        "{id: overall",
        'Several items are called "overall".',
        at="{id: overall, kind: rating, answers: this_week, facet",
    ),
    Fault(
        PULSE,
        "reverse: [wond",
        "reverse: [overall, overall, wond",
        '"overall" stands twice in reverse.',
        at="reverse:",
    ),
    Fault(
        PULSE,
        "reverse: [wondered",
        "reverse: [wandered",
        'The reverse key names "wandered_what_is_hidden", but there is no such item.',
        at="reverse:",
    ),
    Fault(
        PULSE,
        "      - overall\n",
        "      - everything\n",
        'The scale "trust" counts "everything", but there is no such item.',
        at="- everything",
    ),
    Fault(
        PULSE,
        "    items:\n      - knew",
        "    items: # twice\n      - overall\n      - knew",
        'The scale "trust" counts "overall" twice.',
        at="# twice",
    ),
    Fault(
        PULSE,
        "range: [0, 10]\n    minimum_answered: 5",
        "range: [1, 7]\n    minimum_answered: 5",
        'The scale "trust" says 1 to 7, which its answers do not give.',
        at="range: [1, 7]",
    ),
    Fault(
        PULSE,
        "minimum_answered: 5",
        "minimum_answered: 8",
        'The scale "trust" needs more answers than it has items.',
    ),
    Fault(
        PULSE,
        "{range: [0, 10]}\n",
        "{range: [10, 0]}\n",
        'The range of "this_week" goes from 10 to 0.',
        at="[10, 0]",
    ),
    Fault(
        PULSE,
        "{range: [0, 10]}\n",
        "{}\n",
        'The answer set "this_week" needs either a range or values.',
        at="this_week: {}",
    ),
    Fault(
        PULSE,
        "answers: this_week, facet: faith",
        "answers: last_week, facet: faith",
        '"faith_ahead" names no answer set that is defined above.',
        at="last_week",
    ),
    Fault(
        PULSE,
        "facet: faith}",
        "facet: hope}",
        '"faith_ahead" belongs to the facet "hope", but there is no such scale.',
        at="facet: hope",
    ),
    Fault(
        PULSE,
        "{id: overall, kind: rating, answers: this_week}",
        "{id: overall, kind: rating, answers: this_week, facet: faith}",
        '"overall" names the facet "faith", which does not count it.',
        at="{id: faith,",
    ),
    Fault(
        PULSE,
        "audience: sealed",
        "audience: sealed\naudience: me",
        '"audience" stands here twice.',
        at="audience: me",
    ),
    Fault(
        PULSE,
        "minutes: 2",
        "minutes: 2: 3",
        "This is not valid YAML (mapping values are not allowed in this context).",
    ),
    Fault(
        PULSE,
        "minutes: 2",
        "minutes: &two 2\nagain: !!binary aGk=",
        "The tag 'tag:yaml.org,2002:binary' is not used here.",
        at="again:",
    ),
    Fault(
        PULSE,
        "reverse: [wondered_what_is_hidden]",
        "reverse: &names [overall]\nagain: *names",
        "A YAML alias (*name) is used.",
        at="reverse:",
    ),
    Fault(
        PULSE_WORDS,
        "  overall:\n    text: All in all, I trusted my partner this week.\n",
        "",
        'The words for "overall" are missing under "items".',
        at="items:",
    ),
    Fault(
        PULSE_WORDS,
        "  faith: Faith",
        "  hope: Hope\n  faith: Faith",
        'There are words for "hope" under "scales", but it does not exist.',
        at="hope: Hope",
    ),
    Fault(
        PULSE_WORDS,
        "    0: not at all\n",
        "",
        'The answer "0" of "this_week" has no words.',
        at="  this_week:",
    ),
    Fault(
        PULSE_WORDS,
        "    0: not",
        "    11: more\n    0: not",
        '"11" is no answer of "this_week".',
        at="11: more",
    ),
    Fault(PULSE_WORDS, "text: All in all", "text: <b>All</b> in all", "There is HTML in the text.", at="<b>"),
    Fault(PULSE_WORDS, "title: How this week was", "title: " + "w" * 81, '"title" is too long.', at="wwww"),
    Fault(PULSE_WORDS, "title: How this week was", "title:", '"title" is empty, not text.'),
    Fault(
        PULSE_EXAMPLES,
        "{trust: 7.0,",
        "{trust: 6.0,",
        '"A steady week, with little wondering" says that "trust" is 6, but it scores 7.',
    ),
    Fault(
        PULSE_EXAMPLES,
        "{trust: null,",
        "{trust: 4,",
        '"Three left out, so there is no total" says that "trust" is 4, but it scores no score.',
        at="{trust: 4, dep",
    ),
    Fault(PULSE_EXAMPLES, "{trust: 0,", "{hope: 0,", 'There is no scale "hope".'),
    Fault(
        PULSE_EXAMPLES,
        "could_count_on: 8",
        "could_count_on: 80",
        '"80" cannot be answered to "could_count_on".',
    ),
    Fault(
        PULSE_EXAMPLES, "could_count_on: 8", "count_on: 8", 'There is no item "count_on".', at="  count_on: 8"
    ),
    Fault(INTAKE, "any_of: [part]", "any_of: [leave]", '"leave" cannot be answered to "goal".', at="[leave]"),
    Fault(
        INTAKE,
        "kind: rating, answers: wellbeing",
        "kind: rating, answers: goal",
        '"wellbeing" is a rating, but its answers are not a range of numbers.',
        at="answers: goal, req",
    ),
    Fault(
        INTAKE,
        "kind: text, required: false}",
        "kind: text, answers: goal, required: false}",
        '"beginning" is a text but names an answer set.',
        at="kind: text, answers",
    ),
    Fault(
        INTAKE,
        "        audience: therapist\n        protected: true\n",
        "        audience: sealed\n        protected: true\n",
        '"goal" is protected and yet shown to both partners.',
        at="protected: true",
    ),
    Fault(
        CHECK,
        "guarded: true",
        "guarded: false",
        "A safety instrument could be seen or released.",
        at="kind: safety",
    ),
    Fault(
        CHECK,
        "        answers: free\n",
        "        answers: free\n        audience: sealed\n",
        '"free_to_say_no" would show a safety answer to others.',
        at="audience: sealed",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_in_a_questionnaire_is_found_on_its_line(content, fault):
    told, wanted = told_of(content, fault)
    assert told == wanted


def test_a_problem_reads_as_one_sentence_with_its_remedy(content):
    content.replace(PULSE, "kind: routine", "kind: rutine")
    (problem,) = check_content(content.root)
    assert str(problem) == (
        "content/instruments/trust-pulse/instrument.yaml, line 4: \"kind\" is 'rutine'. "
        "Mend: Use one of: 'routine', 'intake' or 'safety'."
    )


def test_a_misspelt_field_is_told_the_right_one(content):
    content.replace(PULSE, "schedule: weekly", "shedule: weekly")
    found = check_content(content.root)
    assert [(p.message, p.remedy) for p in found] == [
        ('"schedule" is missing.', 'Add a line "schedule: …".'),
        ('"shedule" is not a field that belongs here.', 'Did you mean "schedule"?'),
    ]


def test_a_translation_is_checked_like_the_original(content):
    english = (content.root / PULSE_WORDS).read_text("utf-8")
    german = "instruments/trust-pulse/items.de.yaml"
    content.write(german, english.replace("  faith: Faith\n", ""))
    found = [(p.file, p.message) for p in check_content(content.root)]
    assert found == [(f"content/{german}", 'The words for "faith" are missing under "scales".')]


def test_answers_labelled_by_number_and_by_name_are_a_problem_and_no_crash(content):
    content.replace(PULSE_WORDS, "    0: not", "    naught: not")
    found = [p.message for p in check_content(content.root)]
    assert found == ['The answer "0" of "this_week" has no words.', '"naught" is no answer of "this_week".']
