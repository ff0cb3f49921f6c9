"""Each thing a clinician can get wrong is found, by file and line, with its remedy."""

from __future__ import annotations

import pytest

from troth.library import ContentError, load_library
from troth.library.check import check_content

PULSE = "instruments/trust-pulse/instrument.yaml"
PULSE_WORDS = "instruments/trust-pulse/items.en.yaml"
PULSE_EXAMPLES = "instruments/trust-pulse/examples.yaml"
INTAKE = "instruments/private-intake/instrument.yaml"
CHECK = "instruments/private-check/instrument.yaml"
TRUST = "exercises/what-trust-means-to-me/exercise.yaml"
TRUST_WORDS = "exercises/what-trust-means-to-me/partner.en.md"
TRUST_GUIDE = "exercises/what-trust-means-to-me/therapist.en.md"
MAIL = "letters/mail-invitation/letter.yaml"
MAIL_BODY = "letters/mail-invitation/body.en.md"
GERMANY = "safety/crisis/DE.yaml"

# file, what is there, what is put in its place, the line it is found on (by its text), the message
FAULTS = [
    (PULSE, "version: 1", "version: one", "version: one", "\"version\" is 'one'."),
    (PULSE, "version: 1", "version: 0", "version: 0", '"version" is 0.'),
    (PULSE, "minutes: 2", "minutes: 2.5", "minutes: 2.5", '"minutes" is 2.5.'),
    (PULSE, "minutes: 2", "minutes: 100", "minutes: 100", '"minutes" is 100.'),
    (PULSE, "kind: routine", "kind: rutine", "kind: rutine", "\"kind\" is 'rutine'."),
    (PULSE, "validated: false", "validated: maybe", "validated: maybe", "\"validated\" is 'maybe'."),
    (PULSE, "licence: Apache-2.0\n", "", "id: trust-pulse", '"licence" is missing.'),
    (PULSE, "schedule: weekly", "shedule: weekly", "shedule", '"shedule" is not a field that belongs here.'),
    (PULSE, "sections:\n", "sections: 3\nold:\n", "sections: 3", '"sections" should be a list.'),
    (
        PULSE,
        "id: trust-pulse",
        "id: pulse",
        "id: pulse",
        'The id is "pulse" but the folder is "trust-pulse".',
    ),
    (
        PULSE,
        "id: trust-pulse",
        "id: Trust Pulse",
        "id: Trust",
        "\"id\" is 'Trust Pulse', which has the wrong form.",
    ),
    (
        PULSE,
        "{id: told_openly",
        "{id: overall",
        "{id: overall, kind: rating, answers: this_week, facet",
        'Several items are called "overall".',
    ),
    (
        PULSE,
        "reverse: [wond",
        "reverse: [overall, overall, wond",
        "reverse:",
        '"overall" stands twice in reverse.',
    ),
    (
        PULSE,
        "reverse: [wondered",
        "reverse: [wandered",
        "reverse:",
        'The reverse key names "wandered_what_is_hidden", but there is no such item.',
    ),
    (
        PULSE,
        "      - overall\n",
        "      - everything\n",
        "- everything",
        'The scale "trust" counts "everything", but there is no such item.',
    ),
    (
        PULSE,
        "    items:\n      - knew",
        "    items: # twice\n      - overall\n      - knew",
        "# twice",
        'The scale "trust" counts "overall" twice.',
    ),
    (
        PULSE,
        "range: [0, 10]\n    minimum_answered: 5",
        "range: [1, 7]\n    minimum_answered: 5",
        "range: [1, 7]",
        'The scale "trust" says 1 to 7, which its answers do not give.',
    ),
    (
        PULSE,
        "minimum_answered: 5",
        "minimum_answered: 8",
        "minimum_answered: 8",
        'The scale "trust" needs more answers than it has items.',
    ),
    (
        PULSE,
        "{range: [0, 10]}\n",
        "{range: [10, 0]}\n",
        "[10, 0]",
        'The range of "this_week" goes from 10 to 0.',
    ),
    (
        PULSE,
        "{range: [0, 10]}\n",
        "{}\n",
        "this_week: {}",
        'The answer set "this_week" needs either a range or values.',
    ),
    (
        PULSE,
        "answers: this_week, facet: faith",
        "answers: last_week, facet: faith",
        "last_week",
        '"faith_ahead" names no answer set that is defined above.',
    ),
    (
        PULSE,
        "facet: faith}",
        "facet: hope}",
        "facet: hope",
        '"faith_ahead" belongs to the facet "hope", but there is no such scale.',
    ),
    (
        PULSE,
        "{id: overall, kind: rating, answers: this_week}",
        "{id: overall, kind: rating, answers: this_week, facet: faith}",
        "{id: faith,",
        '"overall" names the facet "faith", which does not count it.',
    ),
    (
        PULSE,
        "audience: sealed",
        "audience: sealed\naudience: me",
        "audience: me",
        '"audience" stands here twice.',
    ),
    (
        PULSE,
        "minutes: 2",
        "minutes: 2: 3",
        "minutes: 2: 3",
        "This is not valid YAML (mapping values are not allowed in this context).",
    ),
    (
        PULSE,
        "minutes: 2",
        "minutes: &two 2\nagain: !!binary aGk=",
        "again:",
        "The tag 'tag:yaml.org,2002:binary' is not used here.",
    ),
    (
        PULSE,
        "reverse: [wondered_what_is_hidden]",
        "reverse: &names [overall]\nagain: *names",
        "reverse:",
        "A YAML alias (*name) is used.",
    ),
    (
        PULSE_WORDS,
        "  overall:\n    text: All in all, I trusted my partner this week.\n",
        "",
        "items:",
        'The words for "overall" are missing under "items".',
    ),
    (
        PULSE_WORDS,
        "  faith: Faith",
        "  hope: Hope\n  faith: Faith",
        "hope: Hope",
        'There are words for "hope" under "scales", but it does not exist.',
    ),
    (PULSE_WORDS, "    0: not at all\n", "", "  this_week:", 'The answer "0" of "this_week" has no words.'),
    (PULSE_WORDS, "    0: not", "    11: more\n    0: not", "11: more", '"11" is no answer of "this_week".'),
    (PULSE_WORDS, "text: All in all", "text: <b>All</b> in all", "<b>", "There is HTML in the text."),
    (PULSE_WORDS, "title: How this week was", "title: " + "w" * 81, "wwww", '"title" is too long.'),
    (PULSE_WORDS, "title: How this week was", "title:", "title:", '"title" is empty, not text.'),
    (
        PULSE_EXAMPLES,
        "{trust: 7.0,",
        "{trust: 6.0,",
        "{trust: 6.0,",
        '"A steady week, with little wondering" says that "trust" is 6, but it scores 7.',
    ),
    (
        PULSE_EXAMPLES,
        "{trust: null,",
        "{trust: 4,",
        "{trust: 4, dep",
        '"Three left out, so there is no total" says that "trust" is 4, but it scores no score.',
    ),
    (PULSE_EXAMPLES, "{trust: 0,", "{hope: 0,", "{hope: 0,", 'There is no scale "hope".'),
    (
        PULSE_EXAMPLES,
        "could_count_on: 8",
        "could_count_on: 80",
        "could_count_on: 80",
        '"80" cannot be answered to "could_count_on".',
    ),
    (PULSE_EXAMPLES, "could_count_on: 8", "count_on: 8", "  count_on: 8", 'There is no item "count_on".'),
    (INTAKE, "any_of: [part]", "any_of: [leave]", "[leave]", '"leave" cannot be answered to "goal".'),
    (
        INTAKE,
        "kind: rating, answers: wellbeing",
        "kind: rating, answers: goal",
        "answers: goal, req",
        '"wellbeing" is a rating, but its answers are not a range of numbers.',
    ),
    (
        INTAKE,
        "kind: text, required: false}",
        "kind: text, answers: goal, required: false}",
        "kind: text, answers",
        '"beginning" is a text but names an answer set.',
    ),
    (
        INTAKE,
        "        audience: therapist\n        protected: true\n",
        "        audience: sealed\n        protected: true\n",
        "protected: true",
        '"goal" is protected and yet shown to both partners.',
    ),
    (
        CHECK,
        "guarded: true",
        "guarded: false",
        "kind: safety",
        "A safety instrument could be seen or released.",
    ),
    (
        CHECK,
        "        answers: free\n",
        "        answers: free\n        audience: sealed\n",
        "audience: sealed",
        '"free_to_say_no" would show a safety answer to others.',
    ),
    (
        TRUST,
        "opens: share, barrier",
        "opens: shares, barrier",
        "opens: shares",
        '"reveal" opens "shares", which is no step before it.',
    ),
    (
        TRUST,
        "opens: share, barrier",
        "opens: draft, barrier",
        "opens: draft",
        '"reveal" opens "draft", which is not sealed.',
    ),
    (TRUST, ", barrier: true", "", "id: reveal", '"reveal" would reveal before both have written.'),
    (TRUST, "kind: reveal, opens: share,", "kind: reveal,", "id: reveal", '"reveal" reveals nothing.'),
    (
        TRUST,
        "kind: write, audience: me",
        "kind: write",
        "id: draft",
        'Nobody is named who may read what is written in "draft".',
    ),
    (
        TRUST,
        "kind: read, minutes: 1",
        "kind: read, audience: me",
        "id: why",
        'Nothing is written in "why", yet it has an audience.',
    ),
    (
        TRUST,
        "kind: read, minutes: 1",
        "kind: read, first: a",
        "id: why",
        '"why" has a first speaker, but nobody speaks.',
    ),
    (
        TRUST,
        "{id: draft, who: each",
        "{id: draft, who: together",
        "id: draft",
        '"draft" is written by both together.',
    ),
    (
        TRUST,
        "joint: true",
        "joint: false",
        "joint: false",
        "There are steps for both together, but the exercise is not joint.",
    ),
    (TRUST, "id: close", "id: why", "id: why, who: each, kind: read}", 'Several steps are called "why".'),
    (
        TRUST,
        "id: what-trust",
        "id: trust",
        "id: trust",
        'The id is "trust-means-to-me" but the folder is "what-trust-means-to-me".',
    ),
    (
        TRUST_WORDS,
        "{#close}",
        "{#closing}",
        "{#closing}",
        'There are words for the step "closing", but it does not exist.',
    ),
    (TRUST_WORDS, "## Done {#close}", "## Done", "## Done", "These words belong to no step."),
    (
        TRUST_WORDS,
        "> What does trust mean to you?\n",
        "",
        "{#draft}",
        'The step "draft" does not say what to write.',
    ),
    (TRUST_WORDS, "{#close}", "{#why}", "## Done", 'The step "why" has words twice.'),
    (TRUST_WORDS, "Trust is a big word.", "<b>Trust</b> is a big word.", "<b>", "There is HTML in the text."),
    (
        TRUST_WORDS,
        "Trust is a big word.",
        "word " * 900,
        "{#why}",
        'The text of "Why we do this" is too long.',
    ),
    (TRUST_WORDS, "goal: To learn", "goal: <i>To</i> learn", "<i>", "There is HTML in the text."),
    (TRUST_GUIDE, "---\n", "", "contraindications", "The head of the file is missing."),
    (TRUST_GUIDE, "contraindications:", "warnings:", "warnings:", '"contraindications" is missing.'),
    (MAIL_BODY, "{name}", "{nickname}", "{nickname}", 'The placeholder "{nickname}" is not declared.'),
    (MAIL_BODY, "{sender}", "{sender", "{sender", "A curly bracket stands alone."),
    (
        MAIL_BODY,
        "subject: Your personal link\n",
        "",
        "---",
        "A mail needs a subject, and nothing else has one.",
    ),
    (
        MAIL,
        "[name, sender",
        "[name, town, sender",
        "placeholders",
        'The placeholder "town" is declared but never used.',
    ),
    (
        MAIL,
        "id: mail-invitation",
        "id: mail",
        "id: mail",
        'The id is "mail" but the folder is "mail-invitation".',
    ),
    (GERMANY, "country: DE", "country: AT", "country: AT", 'The country is "AT" but the file is "DE.yaml".'),
    (
        GERMANY,
        "country: DE",
        "country: Germany",
        "country: Germany",
        "\"country\" is 'Germany', which has the wrong form.",
    ),
    (
        GERMANY,
        "verified_on: null",
        "verified_on: last week",
        "verified_on",
        "\"verified_on\" is 'last week', not a date.",
    ),
    (GERMANY, "verified_on: null\n", "", "country: DE", '"verified_on" is missing.'),
]


@pytest.mark.parametrize(("name", "old", "new", "at", "message"), FAULTS, ids=[f[4] for f in FAULTS])
def test_a_fault_is_found_on_its_line(content, name, old, new, at, message):
    content.replace(name, old, new)
    line = content.line_of(name, at.rstrip("\n"))
    found = [problem for problem in check_content(content.root) if problem.message == message]
    assert [(p.file, p.line) for p in found][:1] == [(f"content/{name}", line)]
    assert found[0].remedy


def test_what_is_shipped_has_no_problem():
    assert check_content() == []


def test_an_untouched_copy_has_no_problem(content):
    assert check_content(content.root) == []


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


def test_every_problem_is_found_at_once(content):
    content.replace(PULSE, "reverse: [wondered", "reverse: [wandered")
    content.replace(PULSE, "facet: faith}", "facet: hope}")
    content.replace(TRUST, ", barrier: true", "")
    content.replace(MAIL_BODY, "{name}", "{nickname}")
    files = [problem.file.removeprefix("content/") for problem in check_content(content.root)]
    assert files == [TRUST, PULSE, PULSE, MAIL_BODY, MAIL]


@pytest.mark.parametrize(
    "name",
    [
        "instruments/trust-pulse/README.md",
        PULSE_EXAMPLES,
        PULSE_WORDS,
        PULSE,
        "exercises/what-trust-means-to-me/evidence.md",
        TRUST_GUIDE,
        TRUST_WORDS,
        TRUST,
        MAIL,
        MAIL_BODY,
    ],
)
def test_a_missing_file_is_named(content, name):
    (content.root / name).unlink()
    found = [(p.file, p.message) for p in check_content(content.root)]
    assert found == [(f"content/{name}", "The file is missing.")]


def test_the_international_page_cannot_be_left_out(content):
    (content.root / "safety/crisis/international.yaml").unlink()
    found = [p.message for p in check_content(content.root)]
    assert found == ["The international page is missing."]


def test_a_translation_is_checked_like_the_original(content):
    english = (content.root / PULSE_WORDS).read_text("utf-8")
    german = "instruments/trust-pulse/items.de.yaml"
    content.write(german, english.replace("  faith: Faith\n", ""))
    found = [(p.file, p.message) for p in check_content(content.root)]
    assert found == [(f"content/{german}", 'The words for "faith" are missing under "scales".')]


def test_a_prerequisite_that_does_not_exist_is_found(content):
    content.replace(TRUST, "prerequisites: []", "prerequisites: [first-steps]")
    found = [p.message for p in check_content(content.root)]
    assert found == ['The exercise "first-steps" should come first, but it does not exist.']


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"# nothing\n", "The file is empty."),
        (b"\xff\xfe\x00", "The file is not UTF-8 text."),
        (b"a" * 500_001, "The file is too large."),
        (b"[" * 5000, "This is not valid YAML"),
        (b"just words\n", '"instrument.yaml" should hold fields.'),
        (b"a: [1, 2\nb: 3\n", "This is not valid YAML"),
        (b"? [a]\n: b\n", "A field has no plain name."),
        (b"version: !!int x\n", "The tag 'tag:yaml.org,2002:int' is not used here."),
        (b"joint: !!bool maybe\n", "The tag 'tag:yaml.org,2002:bool' is not used here."),
    ],
)
def test_a_file_that_is_no_content_at_all_is_one_problem(content, data, message):
    (content.root / PULSE).write_bytes(data)
    found = [problem for problem in check_content(content.root) if problem.file.endswith(PULSE)]
    assert len(found) == 1
    assert found[0].message.startswith(message)


@pytest.mark.parametrize("name", ["instruments/trust-pulse/README.md", TRUST_GUIDE])
def test_a_file_that_says_nothing_is_found(content, name):
    head = "---\ncontraindications: [None known.]\n---\n" if name == TRUST_GUIDE else ""
    content.write(name, head)
    found = [(p.file, p.message) for p in check_content(content.root)]
    assert found == [(f"content/{name}", "The file says nothing.")]


def test_the_loader_refuses_broken_content_with_every_problem(content):
    content.replace(PULSE, "reverse: [wondered", "reverse: [wandered")
    content.replace(MAIL_BODY, "{name}", "{nickname}")
    with pytest.raises(ContentError) as refused:
        load_library(content.root)
    assert set(refused.value.problems) == set(check_content(content.root))
    assert str(refused.value).count("Mend:") == 3


def test_answers_labelled_by_number_and_by_name_are_a_problem_and_no_crash(content):
    content.replace(PULSE_WORDS, "    0: not", "    naught: not")
    found = [p.message for p in check_content(content.root)]
    assert found == ['The answer "0" of "this_week" has no words.', '"naught" is no answer of "this_week".']


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ContentError, match="There is no such content folder"):
        load_library(tmp_path / "nowhere")
