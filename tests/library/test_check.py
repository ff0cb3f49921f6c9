"""Each thing a clinician can get wrong is found, by file and line, with its remedy; here all but questionnaires."""

from __future__ import annotations

import pytest

from tests.library.faults import (
    ALONE_GUIDE,
    GERMANY,
    MAIL,
    MAIL_BODY,
    PULSE,
    PULSE_EXAMPLES,
    PULSE_WORDS,
    TRUST,
    TRUST_GUIDE,
    TRUST_WORDS,
    Fault,
    told_of,
)
from troth.library import ContentError, load_library
from troth.library.check import check_content
from troth.library.problems import Problem

NAMING_GUIDE = "exercises/safe-place/therapist.en.md"
FAULTS = [
    Fault(
        NAMING_GUIDE,
        "`old-wounds-new-alarms`",
        "`old-wounds-no-alarms`",
        'The text names "old-wounds-no-alarms", but nothing is called so.',
    ),
    Fault(
        NAMING_GUIDE,
        "`old-wounds-new-alarms`",
        "[this](article:old-wounds-new-alarms)",
        'The text links to "article:old-wounds-new-alarms", which leads nowhere from here.',
    ),
    Fault(
        TRUST,
        "opens: share, barrier",
        "opens: shares, barrier",
        '"reveal" opens "shares", which is no step before it.',
        at="opens: shares",
    ),
    Fault(
        TRUST,
        "opens: share, barrier",
        "opens: draft, barrier",
        '"reveal" opens "draft", which is not sealed.',
        at="opens: draft",
    ),
    Fault(TRUST, ", barrier: true", "", '"reveal" would reveal before both have written.', at="id: reveal"),
    Fault(
        TRUST, "kind: reveal, opens: share,", "kind: reveal,", '"reveal" reveals nothing.', at="id: reveal"
    ),
    Fault(
        TRUST,
        "kind: write, audience: me",
        "kind: write",
        'Nobody is named who may read what is written in "draft".',
        at="id: draft",
    ),
    Fault(
        TRUST,
        "kind: read, minutes: 1",
        "kind: read, audience: me",
        'Nothing is written in "why", yet it has an audience.',
        at="id: why",
    ),
    Fault(
        TRUST,
        "kind: read, minutes: 1",
        "kind: read, first: a",
        '"why" has a first speaker, but nobody speaks.',
        at="id: why",
    ),
    Fault(
        TRUST,
        "{id: draft, who: each",
        "{id: draft, who: together",
        '"draft" is written by both together.',
        at="id: draft",
    ),
    Fault(
        TRUST,
        "joint: true",
        "joint: false",
        "There are steps for both together, or words that both read, but the exercise is not joint.",
    ),
    Fault(
        TRUST, "id: close", "id: why", 'Several steps are called "why".', at="id: why, who: each, kind: read}"
    ),
    Fault(
        TRUST,
        "id: what-trust",
        "id: trust",
        'The id is "trust-means-to-me" but the folder is "what-trust-means-to-me".',
    ),
    Fault(
        TRUST_WORDS,
        "{#close}",
        "{#closing}",
        'There are words for the step "closing", but it does not exist.',
    ),
    Fault(
        TRUST,
        "{id: close",
        "{id: closing",
        'The words of the step "closing" are missing.',
        at="id: closing",
    ),
    Fault(
        TRUST,
        "prerequisites: []",
        "prerequisites: [first-steps]",
        'The exercise "first-steps" should come first, but it does not exist.',
    ),
    Fault(TRUST_WORDS, "## Done {#close}", "## Done", "These words belong to no step."),
    Fault(
        TRUST_WORDS,
        "> What does trust mean to you?\n",
        "",
        'The step "draft" does not say what to write.',
        at="{#draft}",
    ),
    Fault(TRUST_WORDS, "{#close}", "{#why}", 'The step "why" has words twice.', at="## Done"),
    Fault(
        TRUST_WORDS,
        "Trust is a big word.",
        "<b>Trust</b> is a big word.",
        "There is HTML in the text.",
        at="<b>",
    ),
    Fault(
        TRUST_WORDS,
        "Trust is a big word.",
        "word " * 900,
        'The text of "Why we do this" is too long.',
        at="{#why}",
    ),
    Fault(TRUST_WORDS, "goal: To learn", "goal: <i>To</i> learn", "There is HTML in the text.", at="<i>"),
    Fault(TRUST_GUIDE, "---\n", "", "The head of the file is missing.", at="contraindications"),
    Fault(TRUST_GUIDE, "contraindications:", "warnings:", '"contraindications" is missing.'),
    Fault(
        TRUST_GUIDE,
        "contraindications:\n",
        "contraindications:\n  - None known.\nwarnings:\n",
        '"contraindications" cannot be read: a contraindication has no gate; write it below door: or asked:.',
        at="contraindications",
    ),
    Fault(
        TRUST_GUIDE,
        "  door:\n"
        "    - A private safety screen that gives concern, or that has not been talked over with each partner alone; violence or coercive control.\n"
        "    - Either partner does not want joint work, or does not want it now.\n",
        "",
        "The exercise is joint, but no contraindication lies with the door of joint work.",
        at="contraindications",
    ),
    Fault(
        ALONE_GUIDE,
        "  asked:\n",
        "  door:\n",
        "The door of joint work stops nothing here, because the exercise is not joint.",
        at="contraindications",
    ),
    Fault(MAIL_BODY, "{name}", "{nickname}", 'The placeholder "{nickname}" is not declared.'),
    Fault(MAIL_BODY, "{sender}", "{sender", "A curly bracket stands alone."),
    Fault(
        MAIL_BODY,
        "subject: Your personal link\n",
        "",
        "A mail needs a subject, and nothing else has one.",
        at="---",
    ),
    Fault(
        MAIL,
        "[name, sender",
        "[name, town, sender",
        'The placeholder "town" is declared but never used.',
        at="placeholders",
    ),
    Fault(MAIL, "id: mail-invitation", "id: mail", 'The id is "mail" but the folder is "mail-invitation".'),
    Fault(GERMANY, "country: DE", "country: AT", 'The country is "AT" but the file is "DE.yaml".'),
    Fault(GERMANY, "country: DE", "country: Germany", "\"country\" is 'Germany', which has the wrong form."),
    Fault(
        GERMANY,
        "verified_on: null",
        "verified_on: last week",
        "\"verified_on\" is 'last week', not a date.",
        at="verified_on",
    ),
    Fault(GERMANY, "verified_on: null\n", "", '"verified_on" is missing.', at="country: DE"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_is_found_on_its_line(content, fault):
    told, wanted = told_of(content, fault)
    assert told == wanted


def test_what_is_shipped_has_no_problem():
    assert check_content() == []


def test_an_untouched_copy_has_no_problem(content):
    assert check_content(content.root) == []


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


def needs(content, slug: str, *first: str) -> str:
    """Let other exercises come before one; return its file."""
    name = f"exercises/{slug}/exercise.yaml"
    lines = "".join(f"\n  - {one}" for one in first)
    content.replace(name, "prerequisites: []", f"prerequisites:{lines}")
    return name


def rings(content) -> list[Problem]:
    """Return what is told of rings; programmes with such exercises are told too."""
    return [problem for problem in check_content(content.root) if "ring" in problem.message]


def test_a_ring_of_three_is_told_once_with_the_whole_way_round(content):
    first = needs(content, "care-for-myself", "time-out", "grounding")
    needs(content, "grounding", "own-calm")
    needs(content, "own-calm", "care-for-myself")
    ring = "care-for-myself → grounding → own-calm → care-for-myself"
    assert rings(content) == [
        Problem(
            f"content/{first}",
            content.line_of(first, "  - grounding"),
            f"What comes first goes round in a ring: {ring}.",
            "Take one of them out of prerequisites.",
        )
    ]


def test_two_rings_through_one_exercise_are_both_told(content):
    first = needs(content, "care-for-myself", "grounding", "own-calm")
    needs(content, "grounding", "care-for-myself")
    needs(content, "own-calm", "care-for-myself")
    found = [(p.file, p.line) for p in rings(content)]
    line = content.line_of(first, "  - grounding")
    assert found == [(f"content/{first}", line), (f"content/{first}", line + 1)]


def test_what_comes_after_a_ring_is_not_told_of_it(content):
    needs(content, "time-out", "grounding")
    needs(content, "grounding", "own-calm")
    needs(content, "own-calm", "grounding")
    ring = "grounding → own-calm → grounding"
    assert [p.message for p in rings(content)] == [f"What comes first goes round in a ring: {ring}."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b"# nothing\n", "The file is empty."),
        (b"\xff\xfe\x00", "The file is not UTF-8 text."),
        (b"a" * 500_001, "The file is too large."),
        (b"[" * 5000, "More than 30 fields lie inside one another."),
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
    head = "---\ncontraindications: {door: [None known.]}\n---\n" if name == TRUST_GUIDE else ""
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


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ContentError, match="There is no such content folder"):
        load_library(tmp_path / "nowhere")


def test_an_exercise_of_which_one_file_is_translated_is_found(content):
    folder = "exercises/soft-start"
    words = (content.root / folder / "partner.en.md").read_text("utf-8")
    content.write(f"{folder}/partner.de.md", words)
    assert check_content(content.root) == [
        Problem(
            f"content/{folder}/therapist.de.md",
            None,
            'It is missing, though other words of this are there in "de".',
            "Translate therapist.en.md, or take the other translations out.",
        )
    ]
    content.write(f"{folder}/therapist.de.md", (content.root / folder / "therapist.en.md").read_text("utf-8"))
    assert check_content(content.root) == []
